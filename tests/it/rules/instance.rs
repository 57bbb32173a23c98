//! A database that is where it was may send; one that was copied, restored or cloned may not.

use super::build::at;
use friday::model::instance::{Instance, Remembered};
use friday::rules::instance::{Verdict, verdict};

fn home() -> Instance {
    Instance { machine: "one".to_owned(), path: "/srv/digest/friday.db".to_owned(), device: 8, inode: 12 }
}

fn known() -> Remembered {
    Remembered { instance: Some(home()), backed_up_at: None, epoch: 7 }
}

fn elsewhere(verdict: Verdict) -> String {
    match verdict {
        Verdict::Elsewhere(why) => why,
        Verdict::Home | Verdict::Moved => String::new(),
    }
}

#[test]
fn a_database_that_stayed_is_at_home() {
    assert_eq!(verdict(&known(), &home(), 7), Verdict::Home);
}

#[test]
fn a_database_that_was_used_nowhere_is_at_home_where_it_is() {
    assert_eq!(verdict(&Remembered::default(), &home(), 0), Verdict::Moved);
    assert_eq!(verdict(&Remembered::default(), &home(), 40), Verdict::Moved, "a lock file of an earlier database");
}

#[test]
fn a_renamed_file_and_a_renumbered_disk_are_no_copies() {
    let renamed = Instance { path: "/srv/news/friday.db".to_owned(), ..home() };
    let renumbered = Instance { device: 9, ..home() };

    assert_eq!(verdict(&known(), &renamed, 7), Verdict::Moved);
    assert_eq!(verdict(&known(), &renumbered, 7), Verdict::Moved);
}

#[test]
fn copies_are_told_from_their_originals() {
    let beside = Instance { path: "/srv/digest/copy.db".to_owned(), inode: 13, ..home() };
    let in_its_place = Instance { inode: 13, ..home() };
    let on_another_disk = Instance { path: "/mnt/friday.db".to_owned(), device: 9, ..home() };
    let on_another_machine = Instance { machine: "two".to_owned(), ..home() };

    assert_eq!(elsewhere(verdict(&known(), &beside, 0)), "is a copy of /srv/digest/friday.db");
    assert_eq!(
        elsewhere(verdict(&known(), &in_its_place, 7)),
        "is not the file that was here before: a copy was put in its place"
    );
    assert_eq!(elsewhere(verdict(&known(), &on_another_disk, 0)), "is a copy of /srv/digest/friday.db");
    assert_eq!(
        elsewhere(verdict(&known(), &on_another_machine, 7)),
        "was last used on another machine, as /srv/digest/friday.db"
    );
}

#[test]
fn old_words_written_into_the_same_file_are_known_by_the_epoch_beside_it() {
    assert_eq!(
        elsewhere(verdict(&known(), &home(), 8)),
        "is older than what was last sent from here: an earlier copy was put in its place"
    );
}

#[test]
fn a_backup_is_at_home_nowhere() {
    let backup = Remembered { backed_up_at: Some(at("2026-11-20T03:00:00Z")), ..known() };

    assert_eq!(elsewhere(verdict(&backup, &home(), 7)), "is a backup of 20 November 2026, 03:00 UTC");
}

#[test]
fn where_files_have_no_numbers_a_new_path_is_a_copy() {
    let numberless = |path: &str| Instance { path: path.to_owned(), device: 0, inode: 0, ..home() };
    let remembered = Remembered { instance: Some(numberless("a.db")), ..known() };

    assert_eq!(verdict(&remembered, &numberless("a.db"), 7), Verdict::Home);
    assert_eq!(elsewhere(verdict(&remembered, &numberless("b.db"), 7)), "is a copy of a.db");
}
