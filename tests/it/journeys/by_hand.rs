//! An operator makes an edition by hand: fetch, draft, remark, approve, send, verify.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::mail::MailServer;
use crate::support::town::{READERS, Town};

const NOON: &str = "2026-11-20T12:05:00Z";

/// A town with `count` councils whose posts are read, and three readers.
pub async fn ready(count: usize) -> (Town, Blogs, MailServer) {
    let (blogs, mail) = (Blogs::start().await, MailServer::start(Vec::new()).await);
    let town = Town::new(&format!("{OPEN}{}", mail.settings()), &councils(&blogs, count));
    town.write("readers.csv", READERS);
    assert_eq!(town.friday(&["subscribers", "import", "readers.csv"]).await.code, 0);
    assert_eq!(town.friday(&["fetch"]).await.code, 0);
    (town, blogs, mail)
}

/// Puts words under the pick whose title holds `title`.
pub fn with_remark(file: &str, title: &str, words: &str) -> String {
    let mut written = String::new();
    let mut is_mine = false;
    for line in file.lines() {
        written.push_str(line);
        written.push('\n');
        if line.starts_with("## ") {
            is_mine = line.contains(title);
        } else if is_mine && line.starts_with("<!--") {
            written.push_str(&format!("\n{words}\n"));
            is_mine = false;
        }
    }
    written
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_goes_from_feeds_to_three_readers() {
    let (town, blogs, mail) = ready(7).await;

    let draft = town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Ada on forms: *worth* your time."));
    let approve = town.friday(&["edition", "approve"]).await;
    let early = town.friday(&["edition", "send"]).await;
    let send = town.friday_at(NOON, &["edition", "send"]).await;
    let verify = town.friday_at(NOON, &["edition", "verify"]).await;

    assert_eq!(draft.out, "editions/2026-11-20.md written: 5 picks, 0 with a remark; 2 posts under everything else\n");
    assert_eq!(
        approve.out,
        "Five for Friday (20/11/2026) is approved: 5 picks, 1 with a remark; 2 posts under everything else\n"
    );
    assert_eq!((early.code, mail.kept().len() - 3), (75, 0));
    assert!(early.err.contains("is due at 12:00 on Friday 20 November; `--early` does not wait"), "{}", early.err);
    assert_eq!(send.out, "3 recipients = 3 accepted\n");
    assert_eq!(verify.out, "2026-11-20: 3 recipients = 3 accepted\n");
    assert_eq!(mail.recipients(), ["ada@example.org", "bo@example.org", "cy@example.net"]);
    assert!(mail.kept()[0].text().contains("Ada on forms"));
    assert_eq!(blogs.asked().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_again_sends_nothing() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at(NOON, &["edition", "send"]).await;

    let again = town.friday_at(NOON, &["edition", "send", "2026-11-20"]).await;

    assert_eq!((again.code, again.out.as_str()), (0, "3 recipients = 3 accepted\n"));
    assert_eq!(mail.kept().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafting_again_keeps_what_the_editor_wrote() {
    let (town, _blogs, _mail) = ready(6).await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Kept."));

    let again = town.friday(&["edition", "draft"]).await;

    assert_eq!(again.out, "editions/2026-11-20.md written: 5 picks, 1 with a remark; 1 post under everything else\n");
    assert!(town.read("editions/2026-11-20.md").contains("\nKept.\n"));
    assert!(town.read("editions/2026-11-20.md").contains("revision: 1\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_file_is_refused_with_a_diff_and_nothing_changes() {
    let (town, _blogs, _mail) = ready(6).await;
    town.friday(&["edition", "draft", "--file", "mine.md"]).await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Corby", "From the other editor."));
    town.friday(&["edition", "draft"]).await;

    let approve = town.friday(&["edition", "approve", "--file", "mine.md"]).await;

    assert_eq!(approve.code, 2);
    assert!(approve.err.contains("mine.md was written from revision 0, but the draft is at revision 1"), "{}", approve.err);
    assert!(approve.err.contains("+From the other editor."), "{}", approve.err);
    assert_eq!(town.count("SELECT count(*) FROM edition WHERE state = 'approved'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_in_the_file_is_told_with_its_line() {
    let (town, _blogs, _mail) = ready(5).await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &file.replace("# Picks", "# Pics"));
    let line = file.lines().position(|line| line == "# Picks").unwrap() + 1;

    let approve = town.friday(&["edition", "approve"]).await;

    assert_eq!(approve.code, 2);
    assert!(approve.err.contains(&format!("editions/2026-11-20.md, line {line}: # Pics: the parts are")), "{}", approve.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn preview_changes_nothing_and_show_explains() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "list"]).await;
    let before = town.count("SELECT revision FROM edition");

    let text = town.friday(&["edition", "preview"]).await;
    let html = town.friday(&["edition", "preview", "--part", "html"]).await;
    let show = town.friday(&["edition", "show"]).await;

    assert!(text.out.starts_with("Five for Friday\nFriday 20 November 2026\n"), "{}", text.out);
    assert!(html.out.contains("<h1"), "{}", html.out);
    assert!(show.out.contains("freshness 1.41 (published 2 days ago)"), "{}", show.out);
    assert_eq!((town.count("SELECT revision FROM edition"), mail.kept().len()), (before, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_copy_stays_outside_the_ledger() {
    let (town, _blogs, mail) = ready(5).await;

    let test = town.friday(&["edition", "test", "editor@example.org"]).await;

    assert_eq!(test.code, 0, "{}", test.err);
    assert!(mail.kept()[0].text().contains("Subject: [Test] Five for Friday (20/11/2026)\r\n"));
    assert_eq!(town.count("SELECT count(*) FROM delivery"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_where_a_post_went() {
    let (town, _blogs, _mail) = ready(7).await;
    let before = town.friday(&["why", "http://www.ashby.example/form/?utm_source=x"]).await;
    town.friday(&["edition", "approve"]).await;

    let after = town.friday(&["why", "https://ashby.example/form"]).await;
    let unknown = town.friday(&["why", "https://ashby.example/never"]).await;

    assert!(before.out.contains("It is a candidate for the edition of 2026-11-20, which is a draft."), "{}", before.out);
    assert!(after.out.contains("of the edition of 2026-11-20 (approved)."), "{}", after.out);
    assert_eq!(unknown.code, 1);
    assert!(unknown.out.contains("was never seen"), "{}", unknown.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_one_json_document() {
    let (town, _blogs, _mail) = ready(5).await;

    for args in [
        vec!["edition", "show"],
        vec!["edition", "list"],
        vec!["blogs", "list"],
        vec!["subscribers", "list"],
        vec!["fetch", "--force"],
    ] {
        let said = town.friday(&[args.as_slice(), &["--json"]].concat()).await;

        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&said.out);
        assert!(parsed.is_ok(), "{args:?}: {}", said.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_arrives_after_the_draft_was_written_is_still_mentioned() {
    let (town, blogs, _mail) = ready(5).await;
    town.friday(&["edition", "draft"]).await;
    let second = crate::support::blogs::rss(
        "ashby",
        &[("ashby.example/late", "A late post about hedges", "Fri, 20 Nov 2026 11:00:00 GMT", "words")],
    );
    blogs.say("ashby/feed", vec![crate::support::blogs::Answer::ok(second)]);
    town.friday(&["fetch", "--force"]).await;

    let approve = town.friday(&["edition", "approve"]).await;

    assert_eq!(approve.out, "Five for Friday (20/11/2026) is approved: 5 picks, 0 with a remark; 1 post under everything else\n");
}
