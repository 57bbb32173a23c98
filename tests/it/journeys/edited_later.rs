//! Posts that are edited or taken down between first sight and approval.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::town::Town;

const TITLES: [&str; 4] = ["Bins, rebuilt from scratch", "A map for cyclists", "What forms are for", "Hello from the team"];

/// Four posts of the week, newest first, with these titles and addresses.
fn feed(titles: &[(&str, &str)]) -> String {
    let days = ["Wed, 18 Nov 2026 10:00:00 GMT", "Tue, 17 Nov 2026 10:00:00 GMT", "Mon, 16 Nov 2026 10:00:00 GMT"];
    let posts: Vec<(String, &str, &str, String)> = titles
        .iter()
        .map(|(slug, title)| {
            let place = TITLES.iter().position(|known| title.starts_with(&known[..4])).unwrap();
            let date = days.get(place).unwrap_or(&"Sun, 15 Nov 2026 10:00:00 GMT");
            let words: Vec<String> = (0..50).map(|n| format!("learnt{place}of{}", n * 31 % 97)).collect();
            (format!("ashby.example/{slug}"), *title, *date, words.join(" "))
        })
        .collect();
    let posts: Vec<(&str, &str, &str, &str)> =
        posts.iter().map(|(id, title, date, words)| (id.as_str(), *title, *date, words.as_str())).collect();
    rss("ashby", &posts)
}

fn as_first_seen() -> Vec<(&'static str, &'static str)> {
    vec![("bins", TITLES[0]), ("map", TITLES[1]), ("forms", TITLES[2]), ("hello", TITLES[3])]
}

/// One blog, read once.
async fn town() -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    blogs.say("a", vec![Answer::ok(feed(&as_first_seen()))]);
    let town = Town::new(OPEN, &format!("[[blog]]\ncouncil = \"Ashby\"\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url("a")));
    town.friday(&["fetch"]).await;
    (town, blogs)
}

async fn read_again(town: &Town, blogs: &Blogs, posts: &[(&str, &str)]) {
    blogs.say("a", vec![Answer::ok(feed(posts))]);
    let said = town.friday(&["fetch", "--force"]).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_title_is_shown_until_the_words_are_frozen_and_never_twice() {
    let (town, blogs) = town().await;
    let mut posts = as_first_seen();
    posts[0].1 = "Bins, rebuilt once more";
    read_again(&town, &blogs, &posts).await;
    let show = town.friday(&["edition", "show"]).await;
    let why = town.friday(&["why", "https://ashby.example/bins"]).await;
    town.friday(&["edition", "approve"]).await;
    posts[0].1 = "Bins, a third time";
    read_again(&town, &blogs, &posts).await;
    let approved = town.friday(&["edition", "show", "2026-11-20"]).await;
    let next = town.friday_at("2026-11-24T09:00:00Z", &["edition", "show", "2026-11-27"]).await;

    assert!(show.out.contains("1. Bins, rebuilt once more"), "{}", show.out);
    assert!(why.out.contains("Edited since (title), last on 20 November 2026 at 11:30 UTC."), "{}", why.out);
    assert!(why.out.contains("It was first called \"Bins, rebuilt from scratch\"."), "{}", why.out);
    assert!(approved.out.contains("1. Bins, rebuilt once more"), "{}", approved.out);
    assert!(!next.out.contains("Bins"), "{}", next.out);
    assert_eq!(town.count("SELECT count(*) FROM entry"), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_written_before_an_edit_still_means_the_same_post() {
    let (town, blogs) = town().await;
    town.friday(&["edition", "draft"]).await;
    let mut posts = as_first_seen();
    posts[0] = ("bins-2", "Bins, rebuilt from scratch again");
    // The address is another one, and so is the id; the date is the same.
    read_again(&town, &blogs, &posts).await;

    let approve = town.friday(&["edition", "approve"]).await;
    let show = town.friday(&["edition", "show", "2026-11-20"]).await;

    assert!(approve.out.contains("1 pick, 0 with a remark; 3 posts under everything else"), "{} {}", approve.out, approve.err);
    assert!(show.out.contains("1. Bins, rebuilt from scratch again\n   https://ashby.example/bins-2"), "{}", show.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_taken_down_is_flagged_and_not_mailed() {
    let (town, blogs) = town().await;
    town.friday(&["edition", "draft"]).await;
    read_again(&town, &blogs, &as_first_seen()[1..]).await;

    let show = town.friday(&["edition", "show"]).await;
    let why = town.friday(&["why", "https://ashby.example/bins"]).await;
    let preview = town.friday(&["edition", "preview"]).await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    let approve = town.friday(&["edition", "approve"]).await;

    assert!(
        show.out.contains("Gone from their blogs' feeds, so not in the edition\n  Bins, rebuilt from scratch"),
        "{}",
        show.out
    );
    assert!(why.out.contains("It is gone from its blog's feed since 20 November 2026 at 11:30 UTC"), "{}", why.out);
    assert!(!preview.out.contains("Bins"), "{}", preview.out);
    assert!(file.contains("- Bins, rebuilt from scratch https://ashby.example/bins\n-->"), "{file}");
    assert_eq!(approve.out, "One for Friday (20/11/2026) is approved: 1 pick, 0 with a remark; 2 posts under everything else\n");
    assert_eq!(town.count("SELECT count(*) FROM mailing_text WHERE text LIKE '%Bins%'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_keeps_a_post_that_was_taken_down() {
    let (town, blogs) = town().await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    let with_remark = file.replace("\n# Everything else", "Gone now, but it was good.\n\n# Everything else");
    town.write("editions/2026-11-20.md", &with_remark);
    read_again(&town, &blogs, &as_first_seen()[1..]).await;

    let show = town.friday(&["edition", "show"]).await;

    assert!(show.out.contains("1. Bins, rebuilt from scratch"), "{}\n{}{with_remark}", show.out, show.err);
    assert!(show.out.contains("gone from its blog's feed since 20 November 2026"), "{}", show.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_comes_back_is_in_the_edition_again() {
    let (town, blogs) = town().await;
    read_again(&town, &blogs, &as_first_seen()[1..]).await;
    read_again(&town, &blogs, &as_first_seen()).await;

    let show = town.friday(&["edition", "show"]).await;

    assert!(show.out.contains("1. Bins, rebuilt from scratch"), "{}", show.out);
    assert!(!show.out.contains("Gone from"), "{}", show.out);
}
