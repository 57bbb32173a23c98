//! An editor and an operator change their minds; nothing they wrote is lost, and nothing goes out that they stopped.

use super::by_hand::{ready, with_remark};
use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::mail::Order;
use crate::support::town::{READERS, Town};

const NOON: &str = "2026-11-20T12:05:00Z";
const FILE: &str = "editions/2026-11-20.md";

async fn with_words(count: usize, words: &str) -> (Town, Blogs, crate::support::mail::MailServer) {
    let (town, blogs, mail) = ready(count).await;
    town.friday(&["edition", "draft"]).await;
    town.write(FILE, &with_remark(&town.read(FILE), "Ashby", words));
    (town, blogs, mail)
}

#[tokio::test(flavor = "multi_thread")]
async fn preview_show_and_test_show_what_stands_in_the_file() {
    let (town, _blogs, mail) = with_words(5, "Words of the editor.").await;

    let preview = town.friday(&["edition", "preview"]).await;
    let show = town.friday(&["edition", "show"]).await;
    town.friday(&["edition", "test", "me@example.org"]).await;

    assert!(preview.out.contains("Words of the editor."), "{}", preview.out);
    assert!(show.out.contains("remark: Words of the editor."), "{}", show.out);
    assert!(mail.kept()[0].text().contains("Words of the editor."));
    assert_eq!(town.count("SELECT revision FROM edition"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_follow_a_draft_that_is_moved_or_skipped() {
    for args in
        [vec!["edition", "move", "2026-11-20", "--to", "2026-11-21"], vec!["edition", "skip", "2026-11-20", "--because", "snow"]]
    {
        let (town, _blogs, _mail) = with_words(5, "Words of the editor.").await;

        let said = town.friday(&args).await;
        let approve = town.friday(&["edition", "approve"]).await;

        assert_eq!(said.code, 0, "{}", said.err);
        assert!(approve.out.contains("5 picks, 1 with a remark"), "{args:?}: {}", approve.out);
        assert!(!town.path(FILE).exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_follow_a_week_that_was_missed() {
    let (town, _blogs, mail) = with_words(5, "Words of the editor.").await;

    town.friday_at("2026-11-23T09:00:00Z", &["run", "--once"]).await;
    town.friday_at("2026-11-27T11:00:00Z", &["edition", "approve"]).await;
    town.friday_at("2026-11-27T12:00:00Z", &["run", "--once"]).await;

    assert_eq!(mail.kept().len(), 3);
    assert!(mail.kept()[0].text().contains("Words of the editor."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_approval_leaves_the_file_as_fresh_as_it_was() {
    let (town, _blogs, _mail) = with_words(5, "Words of the editor.").await;
    std::fs::create_dir_all(town.path("look/email")).unwrap();
    town.write("look/email/edition.txt", "{{ oops");
    let settings = town.read("friday.toml");
    town.write("friday.toml", &format!("{settings}[templates]\nfolder = \"look\"\n"));
    let failed = town.friday(&["edition", "approve"]).await;
    town.write("friday.toml", &settings);

    let mended = town.friday(&["edition", "approve"]).await;

    assert_eq!((failed.code, mended.code), (1, 0), "{}", mended.err);
    assert!(mended.out.contains("1 with a remark"), "{}", mended.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn approving_twice_does_not_approve_next_week() {
    let (town, blogs, _mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    let second = rss("ashby", &[("ashby.example/next", "Hedges", "Fri, 20 Nov 2026 11:31:00 GMT", "words")]);
    blogs.say("ashby/feed", vec![Answer::ok(second)]);
    town.friday_at("2026-11-20T11:40:00Z", &["fetch", "--force"]).await;

    let approve = town.friday_at("2026-11-20T11:41:00Z", &["edition", "approve"]).await;
    let skip = town.friday_at("2026-11-20T11:41:00Z", &["edition", "skip", "--because", "a mistake in it"]).await;
    let send = town.friday_at(NOON, &["edition", "send"]).await;

    assert_eq!((approve.code, skip.code), (2, 2));
    assert!(
        approve.err.contains("the edition of 2026-11-20 is approved and that of 2026-11-27 is the draft; name the date you mean"),
        "{}",
        approve.err
    );
    assert_eq!(send.out, "3 recipients = 3 accepted\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_edition_can_be_stopped_before_its_hour() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;

    let pause = town.friday(&["edition", "pause", "2026-11-20"]).await;
    town.friday_at(NOON, &["run", "--once"]).await;
    let while_paused = mail.kept().len();
    let resume = town.friday_at(NOON, &["edition", "resume", "2026-11-20"]).await;
    town.friday_at(NOON, &["run", "--once"]).await;

    assert_eq!((pause.out.as_str(), while_paused), ("the edition of 2026-11-20 is paused\n", 0));
    assert_eq!((resume.out.as_str(), mail.kept().len()), ("the edition of 2026-11-20 is approved\n", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friday_excepted_after_its_draft_was_opened_is_passed_over() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["run", "--once"]).await;
    town.write("friday.toml", &format!("{}[edition]\nexcept = [\"2026-11-20\"]\n", town.read("friday.toml")));

    let noon = town.friday_at(NOON, &["run", "--once"]).await;

    assert!(
        noon.err.starts_with("No edition on Friday 20 November 2026: no edition is planned on this day ([edition] except)."),
        "{}",
        noon.err
    );
    assert_eq!(mail.kept().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_moved_past_the_next_friday_is_still_sent() {
    let (town, _blogs, mail) = ready(5).await;
    let moved = town.friday(&["edition", "move", "2026-11-20", "--to", "2026-11-30"]).await;

    let due = town.friday_at("2026-11-30T12:00:10Z", &["run", "--once"]).await;

    assert_eq!((moved.code, due.err.as_str(), mail.kept().len()), (0, "", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_us_as_such_loses_no_reader() {
    for reply in ["554 5.7.1 relay access denied", "530 5.7.0 authentication required", "554 no relaying"] {
        let (town, _blogs, mail) = ready(5).await;
        town.friday(&["edition", "approve"]).await;
        mail.order(vec![Order::AtRcpt("example", reply)]);
        let refused = town.friday_at(NOON, &["run", "--once"]).await;
        mail.order(Vec::new());
        let unmended = town.friday_at("2026-11-20T12:15:00Z", &["run", "--once"]).await;
        let sent_by_itself = mail.kept().len();

        town.friday(&["edition", "resume"]).await;
        let mended = town.friday_at("2026-11-20T12:30:00Z", &["run", "--once"]).await;

        assert_eq!((refused.code, unmended.code, mended.code), (1, 0, 0), "{}", refused.err);
        assert_eq!((sent_by_itself, mail.kept().len()), (0, 3));
        assert!(refused.err.contains("is paused: every reader's mail was refused, the last with"), "{}", refused.err);
        assert!(refused.err.contains("then `friday edition resume 2026-11-20`"), "{}", refused.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_over_the_weekend_loses_no_reader() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    let settings = town.read("friday.toml");
    town.write("friday.toml", &settings.replace(&format!(":{}", mail.port), ":9"));
    town.friday_at(NOON, &["run", "--once"]).await;
    town.friday_at("2026-11-21T12:00:00Z", &["run", "--once"]).await;
    town.write("friday.toml", &settings);

    let monday = town.friday_at("2026-11-23T12:30:00Z", &["run", "--once"]).await;

    assert_eq!((monday.code, mail.kept().len()), (0, 3), "{}", monday.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn cron_hears_of_a_refused_reader_once() {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    mail.order(vec![Order::AtRcpt("ada@", "550 5.1.1 no such user"), Order::AtRcpt("bo@", "451 later")]);
    let first = town.friday_at(NOON, &["run", "--once"]).await;

    let second = town.friday_at("2026-11-20T12:06:00Z", &["run", "--once"]).await;
    let third = town.friday_at("2026-11-20T12:30:00Z", &["run", "--once"]).await;

    assert!(first.err.contains("1 refused"), "{}", first.err);
    assert_eq!((second.err.as_str(), third.err.as_str()), ("", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_that_was_taken_off_the_list_is_in_no_edition() {
    let (town, blogs, mail) = ready(6).await;
    town.write(
        "feeds.toml",
        &councils(&blogs, 6).replace("name = \"Ashby Digital\"", "name = \"Ashby Digital\"\nretired = \"asked not to be in it\""),
    );

    let show = town.friday(&["edition", "show"]).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at(NOON, &["edition", "send"]).await;

    assert!(!show.out.contains("Ashby"), "{}", show.out);
    assert_eq!(mail.kept().len(), 3);
    assert!(!mail.kept()[0].text().contains("ashby.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_blog_is_given_a_readers_leave_link() {
    let (blogs, mail) = (Blogs::start().await, crate::support::mail::MailServer::start(Vec::new()).await);
    let title = "Bins https://leave.invalid/link";
    let post = rss(
        "ashby",
        &[(
            "ashby.example/?u=https://leave.invalid/link",
            title,
            "Wed, 18 Nov 2026 10:00:00 GMT",
            "see https://leave.invalid/link",
        )],
    );
    blogs.say("feed", vec![Answer::ok(post)]);
    let town = Town::new(
        &format!("{OPEN}{}", mail.settings()),
        &format!("[[blog]]\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url("feed")),
    );
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.friday(&["run", "--once"]).await;

    town.friday_at(NOON, &["run", "--once"]).await;

    let text = mail_parser::MessageParser::default().parse(&mail.kept()[0].bytes).unwrap().body_text(0).unwrap().into_owned();
    assert_eq!(text.matches("/leave/").count(), 1, "{text}");
    assert!(text.contains("Bins https://leave-invalid/link"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_not_used_with_another_key() {
    let (town, _blogs, _mail) = ready(5).await;
    let key = town.read("friday.key");
    std::fs::remove_file(town.path("friday.key")).unwrap();
    let missing = town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.write("friday.key", &"ab".repeat(32));
    let other = town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.write("friday.key", &format!("{}\n{key}", "ab".repeat(32)));

    let rotated = town.friday(&["subscribers", "import", "readers.csv"]).await;

    assert_eq!((missing.code, other.code), (2, 2));
    assert!(missing.err.contains("friday.key is missing; restore the one that belongs to friday.db"), "{}", missing.err);
    assert!(other.err.contains("friday.key holds another key"), "{}", other.err);
    assert_eq!(rotated.out, "0 added, 3 known already\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_once_is_said_even_when_the_delivery_fails() {
    let (town, blogs, _mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    town.write("friday.toml", &format!("[site]\nurl = \"http://five.example/\"\n{}", town.read("friday.toml")));
    let posts: Vec<(String, String)> =
        (0..20).map(|n| (format!("ashby.example/{n}"), format!("Post number {n} of many"))).collect();
    let many: Vec<(&str, &str, &str, &str)> =
        posts.iter().map(|(id, title)| (id.as_str(), title.as_str(), "Fri, 20 Nov 2026 11:00:00 GMT", "words")).collect();
    blogs.say("ashby/feed", vec![Answer::ok(rss("ashby", &many))]);

    let said = town.friday_at("2026-11-20T13:00:00Z", &["run", "--once"]).await;

    assert_eq!(said.code, 2);
    assert!(said.err.contains("Ashby Digital: 20 new posts at once"), "{}", said.err);
    assert!(said.err.contains("no way to leave is set up"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_that_approves_itself_has_the_words_of_its_file() {
    let (town, _blogs, mail) = with_words(5, "Words of the editor.").await;

    let noon = town.friday_at(NOON, &["run", "--once"]).await;

    assert_eq!((noon.code, noon.err.as_str(), mail.kept().len()), (0, "", 3));
    assert!(mail.kept()[0].text().contains("Words of the editor."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_a_mistake_stops_no_edition_and_is_told() {
    let (town, _blogs, mail) = with_words(5, "Words of the editor.").await;
    town.write(FILE, &town.read(FILE).replace("# Picks", "# Pics"));

    let noon = town.friday_at(NOON, &["run", "--once"]).await;

    assert_eq!((noon.code, mail.kept().len()), (0, 3));
    assert!(noon.err.contains("# Pics: the parts are"), "{}", noon.err);
    assert!(noon.err.contains("The edition of 2026-11-20 goes out without the words of this file."), "{}", noon.err);
}
