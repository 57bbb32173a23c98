//! What a tired editor runs into at the desk: a late hour, an old file, the wrong key, a second press.

use super::by_hand::ready;
use super::leaving::Running;
use super::writing::{Form, Friday};
use crate::support::blogs::Answer;
use crate::support::editor::{AtTheDesk, EDITORS};

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_edition_that_was_not_sent_in_time_says_so_and_is_sent_late_from_the_desk() {
    let (town, _blogs, mail) = ready(5).await;
    let settings = town.read("friday.toml");
    town.write("friday.toml", &format!("{EDITORS}{settings}"));
    town.friday(&["edition", "approve"]).await;
    let running = Running::start(&town, "2026-11-21T12:00:00Z");
    let desk = AtTheDesk::sign_in(&town, running.port);
    let edition = town.count("SELECT id FROM mailing WHERE state = 'approved'").to_string();

    let page = desk.get("/desk/write").1;
    let before = mail.kept().len();
    let late = desk.send("/desk/write/resume", &[("edition", &edition)]).0;
    let twice = desk.send("/desk/write/resume", &[("edition", &edition)]).0;
    drop(running);
    town.friday_at("2026-11-21T12:05:00Z", &["edition", "send"]).await;

    assert!(page.contains("was not sent in time") && page.contains("Send it late") && !page.contains("at once"), "{page}");
    assert_eq!((before, late, twice), (0, 303, 409));
    assert_eq!(town.count("SELECT count(*) FROM mailing WHERE state = 'sent' AND approved_by = 'ed@example.org'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_markdown_file_that_is_older_than_the_draft_stops_nobody_at_the_desk() {
    let friday = Friday::start(5).await;
    assert_eq!(friday.town.friday(&["edition", "draft"]).await.code, 0);
    let mut form = friday.form();
    form.set("opener", "Written at the desk.");
    friday.press(&form, "save");
    let file = friday.town.read("editions/2026-11-20.md");

    let (skipped, told) = friday.desk.send("/desk/write/skip", &[("date", "2026-11-20"), ("because", "A holiday")]);

    assert_eq!(skipped, 200, "{told}");
    assert!(told.contains("2026-11-20.md on the server is older than the draft"), "{told}");
    assert_eq!(friday.town.read("editions/2026-11-20.md"), file);
    assert_eq!(friday.form().get("opener"), "Written at the desk.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_blog_changed_after_it_was_shown_is_not_approved() {
    let friday = Friday::start(5).await;
    let button = Form::read(&friday.desk.get("/desk/write/approve").1);
    let database = rusqlite::Connection::open(friday.town.path("friday.db")).unwrap();
    database.execute("UPDATE entry SET title = 'Buy now' WHERE id = (SELECT min(id) FROM entry)", []).unwrap();

    let (status, page) = friday.send("/desk/write/approve", &button, &[]);

    assert_eq!(status, 409, "{page}");
    assert_eq!(friday.town.count("SELECT count(*) FROM mailing WHERE state = 'approved'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_edition_is_skipped_that_is_not_among_the_next() {
    let friday = Friday::start(5).await;

    let answers = ["2020-11-20", "2035-11-23"].map(|date| {
        let fields = [("date", date), ("because", "An old page")];
        friday.desk.send("/desk/write/skip", &fields).0
    });

    assert_eq!((answers, friday.town.count("SELECT count(*) FROM edition WHERE state = 'skipped'")), ([422, 422], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_the_field_for_finds_is_taken_whichever_button_is_pressed() {
    let friday = Friday::start(5).await;
    friday.blogs.say("nine", vec![Answer::ok("<title>Nine questions</title>".to_owned())]);
    let mut form = friday.form();
    form.set("find", &friday.blogs.url("nine"));
    // The Enter key presses the first button of a form, which saves.
    let entered = friday.press(&form, "save").0;
    let mut next = friday.form();
    next.set("opener", "Words beside a wrong address.");
    next.set("find", "nowhere");

    let (wrong, page) = friday.press(&next, "check");

    assert_eq!((entered, wrong), (303, 422));
    assert!(page.contains("Nine questions") && page.contains("Words beside a wrong address."), "{page}");
    assert!(
        page.contains(" data-unsaved data-save=") && page.contains("Not saved yet"),
        "the script saves what came back: {page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_presses_at_once_one_approves_and_the_others_say_so() {
    let friday = Friday::start(6).await;
    let button = Form::read(&friday.desk.get("/desk/write/approve").1);

    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..6).map(|_| scope.spawn(|| friday.send("/desk/write/approve", &button, &[]))).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });

    let (done, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(status, _)| *status == 303);
    assert_eq!((done.len(), others.len()), (1, 5));
    assert!(others.iter().all(|(status, page)| *status == 409 && page.contains("Approved already")), "{others:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_sent_to_sign_in_comes_to_the_page_they_asked_for() {
    let friday = Friday::start(5).await;
    let asked = friday.running.get("/desk/write/check?a=b").1;
    let foreign = friday.running.get("/desk/write/token").1;
    let link = friday.town.friday(&["desk", "login", "ed@example.org"]).await.out;
    let path = link.trim().split_once("/desk/").map(|(_, rest)| format!("/desk/{rest}")).unwrap();

    let kept = asked.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_default();
    let cookie = format!("Cookie: {}\r\n", kept.split(';').next().unwrap());
    let opened = super::desk::ask_with(&friday.running, "POST", &path, &cookie, "");

    assert!(kept.starts_with("friday-next=desk/write/check?a=b; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"), "{asked}");
    assert!(!foreign.contains("set-cookie"), "{foreign}");
    assert!(
        opened.contains("location: /desk/write/check?a=b\r\n") && opened.contains("friday-next=; Path=/; Max-Age=0"),
        "{opened}"
    );
}
