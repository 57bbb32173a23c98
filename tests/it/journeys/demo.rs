//! `friday demo`: the first thing a newcomer types.

use crate::support::town::{Town, said};

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_the_whole_job() {
    let town = Town::new("this is not read", "nor this");

    let demo = said(&mut town.command(&["demo"]));

    assert_eq!(demo.code, 0, "{}", demo.err);
    assert!(demo.out.contains("First read:  10 blogs read: 43 new posts in 9 blogs, 0 not modified, 1 failed"), "{}", demo.out);
    assert!(demo.out.contains("Second read: 9 times 304 Not Modified, 0 bytes of feed sent"), "{}", demo.out);
    assert!(demo.out.contains("Five for Friday (20/11/2026): 5 picks, "), "{}", demo.out);
    assert!(demo.out.contains("5 subscribers imported; 5 recipients = 5 accepted"), "{}", demo.out);
    assert!(demo.out.contains("5 mails in friday-demo/mails: each as .eml and .html"), "{}", demo.out);
    assert_eq!(std::fs::read_dir(town.path("friday-demo/mails")).unwrap().count(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_can_be_run_again_and_leaves_other_peoples_folders_alone() {
    let town = Town::new("", "");
    std::fs::create_dir(town.path("mine")).unwrap();
    town.write("mine/thesis.txt", "years of work");

    let first = said(&mut town.command(&["demo", "--once"]));
    let second = said(&mut town.command(&["demo"]));
    let refused = said(&mut town.command(&["demo", "--folder", "mine"]));

    assert_eq!((first.code, second.code, refused.code), (0, 0, 2));
    assert_eq!(refused.err, "friday: mine holds files that are not the demo's; name another one with --folder\n");
    assert_eq!(town.read("mine/thesis.txt"), "years of work");
}
