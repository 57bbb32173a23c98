//! Every post, once a day: for those who chose it, and for nobody else.

use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::mail::MailServer;
use crate::support::town::Town;

const READERS: &str = "email,choice,wording\nada@example.org,daily,yes\nbo@example.org,picks,yes\ncy@example.net,,yes\n";
const SEVEN: &str = "2026-11-18T07:00:00Z";

/// Five councils are read before seven; each has a post of that night.
async fn town(settings: &str) -> (Town, Blogs, MailServer) {
    let (blogs, mail) = (Blogs::start().await, MailServer::start(Vec::new()).await);
    let town = Town::new(&format!("{OPEN}{settings}{}", mail.settings()), &councils(&blogs, 5));
    for name in ["ashby", "brill", "corby", "diss", "ely"] {
        let words = "What the team learnt last night.";
        let post = (format!("{name}.example/night"), format!("A night in {name}"));
        let feed = rss(name, &[(&post.0, &post.1, "Tue, 17 Nov 2026 22:00:00 GMT", words)]);
        blogs.say(&format!("{name}/feed"), vec![Answer::ok(feed)]);
    }
    town.write("readers.csv", READERS);
    assert_eq!(town.friday(&["subscribers", "import", "readers.csv"]).await.code, 0);
    assert_eq!(town.friday_at("2026-11-18T05:00:00Z", &["fetch"]).await.code, 0);
    (town, blogs, mail)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daily_reader_gets_one_bulletin_and_no_edition() {
    let (town, _blogs, mail) = town("").await;

    let before = town.friday_at("2026-11-18T06:59:00Z", &["run", "--once"]).await;
    let early = mail.kept().len();
    let pass = town.friday_at(SEVEN, &["run", "--once"]).await;
    town.friday_at("2026-11-18T09:00:00Z", &["run", "--once"]).await;
    let kept = mail.kept();
    town.friday_at("2026-11-20T12:00:00Z", &["run", "--once"]).await;
    let verify = town.friday(&["bulletin", "verify"]).await;
    let show = town.friday(&["bulletin", "show"]).await;
    let list = town.friday(&["bulletin", "list"]).await;

    assert_eq!((before.err.as_str(), pass.err.as_str(), early, kept.len()), ("", "", 0, 1));
    let text = kept[0].text();
    assert_eq!(kept[0].to, "ada@example.org");
    assert!(text.contains("Subject: Five new posts (18/11/2026)"), "{text}");
    assert!(text.contains("Feedback-ID: 2026-11-18:bulletin:five.example:friday"), "{text}");
    assert!(text.contains("List-Unsubscribe: <http://127.0.0.1:8025/leave/"), "{text}");
    assert!(text.contains("A night in ely") && text.contains("asked for every post of Five for Friday"), "{text}");
    // The week's edition still has these posts, and goes to the others alone.
    let edition: Vec<_> = mail.kept().into_iter().skip(1).collect();
    assert_eq!(edition.iter().filter(|one| one.to == "ada@example.org").count(), 0);
    assert_eq!(edition.len(), 2);
    assert!(edition[0].text().contains("A night in ely"));
    assert_eq!(verify.out, "2026-11-18: 1 recipient = 1 accepted\n");
    assert!(show.out.starts_with("Five new posts (18/11/2026) (sent)\n"), "{}", show.out);
    assert_eq!(list.out, "2026-11-20  skipped   there were no new posts\n2026-11-18  sent\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_editors_a_bulletin_goes_out_only_where_it_may_go_unseen() {
    for (settings, expected) in [
        ("[editors]\naddresses = [\"ed@example.org\"]\n", 0),
        ("[editors]\naddresses = [\"ed@example.org\"]\n[bulletin]\nunseen = true\n", 1),
    ] {
        let (town, _blogs, mail) = town(settings).await;

        let first = town.friday_at(SEVEN, &["run", "--once"]).await;
        let second = town.friday_at("2026-11-18T07:15:00Z", &["run", "--once"]).await;
        let doctor = town.friday_at(SEVEN, &["doctor"]).await;

        assert_eq!((first.code, mail.kept().len()), (0, expected), "{}", first.err);
        let told = first.err.contains("1 chose every post, once a day, and get no mail");
        assert_eq!((told, second.err.is_empty(), doctor.out.contains("look   bulletin")), (expected == 0, true, expected == 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_without_power_are_one_bulletin_and_a_late_one_passes_its_posts_on() {
    let (town, _blogs, mail) = town("").await;
    let port = format!(":{}", mail.port);
    let settings = town.read("friday.toml");
    town.write("friday.toml", &settings.replace(&port, ":9"));
    let refused = town.friday_at(SEVEN, &["run", "--once"]).await;
    town.write("friday.toml", &settings);

    // Sending had begun, so it goes on; nothing is sent twice, and the day after has its own.
    town.friday_at("2026-11-19T07:30:00Z", &["run", "--once"]).await;
    town.friday_at("2026-11-22T07:30:00Z", &["run", "--once"]).await;

    assert_eq!((refused.code, mail.kept().len()), (1, 1), "{}", refused.err);
    assert_eq!(town.count("SELECT count(*) FROM bulletin WHERE state = 'sent'"), 1);
    assert_eq!(town.count("SELECT count(*) FROM bulletin WHERE dated_on > '2026-11-19'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_whose_hour_came_since_a_backup_waits_for_a_persons_word() {
    let (town, _blogs, mail) = town("").await;
    town.friday_at("2026-11-18T05:00:00Z", &["backup", "night.db"]).await;
    town.friday_at(SEVEN, &["run", "--once"]).await;
    town.friday_at("2026-11-18T08:00:00Z", &["restore", "night.db"]).await;

    let adopted = town.friday_at("2026-11-18T08:00:00Z", &["adopt", "--yes"]).await;
    town.friday_at("2026-11-18T08:00:00Z", &["run", "--once"]).await;
    let silent = mail.kept().len();
    town.friday_at("2026-11-19T12:00:00Z", &["bulletin", "resume", "2026-11-18"]).await;
    town.friday_at("2026-11-19T12:00:00Z", &["run", "--once"]).await;

    assert!(adopted.out.contains("`friday bulletin resume 2026-11-18` sends it if it has not"), "{}", adopted.out);
    assert_eq!((silent, mail.kept().len()), (1, 2));
    assert_eq!(mail.kept()[0].bytes, mail.kept()[1].bytes, "the same words, the same Message-ID");
}
