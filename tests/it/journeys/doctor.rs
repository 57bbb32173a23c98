//! `friday doctor` and the health page: a broken list is seen from outside, and so is its mending.

use super::leaving::Running;
use super::service::{logged, signal};
use crate::support::blogs::{Answer, Blogs, OPEN, councils};
use crate::support::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_installation_is_told_part_by_part() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    let before = town.friday(&["doctor"]).await;
    town.friday(&["fetch"]).await;

    let after = town.friday(&["doctor"]).await;

    assert_eq!(before.code, 0);
    assert!(before.out.contains("well   database  friday.db is not there yet"), "{}", before.out);
    assert!(!after.out.contains("WRONG") && after.out.contains("well   blogs     none of 2 is failing"), "{}", after.out);
    assert!(after.out.contains("well   list      2 rows, all readable"), "{}", after.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_of_settings_and_list_are_told_with_their_lines() {
    let town = Town::new("[edition]\ntime = \"25:00\"\n", "[[blog]]\nname = \"Ashby\"\n\n[[blog\n");

    let said = town.friday(&["doctor", "--json"]).await;

    let findings: Vec<serde_json::Value> = serde_json::from_str(&said.out).unwrap();
    let wrong: Vec<&str> = findings.iter().filter(|f| f["state"] == "wrong").map(|f| f["because"].as_str().unwrap()).collect();
    assert_eq!(said.code, 1);
    assert!(wrong[0].starts_with("friday.toml:2: time:"), "{wrong:?}");
    assert!(wrong[1].starts_with("feeds.toml:4: "), "{wrong:?}");
    assert!(findings.iter().all(|f| f["state"] == "well" || f["mend"].is_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failing_blog_deserves_a_look_and_all_of_them_are_wrong() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    let fail = async |path: &str| {
        blogs.say(path, vec![Answer::status(500)]);
        for hour in 8..11 {
            town.friday_at(&format!("2026-11-20T{hour:02}:00:00Z"), &["fetch", "--force"]).await;
        }
        town.friday(&["doctor"]).await
    };

    let one = fail("ashby/feed").await;
    town.friday_at("2026-11-24T12:00:00Z", &["fetch", "--force"]).await;
    blogs.say("brill/feed", vec![Answer::status(500)]);
    for day in ["25", "26", "27", "28"] {
        town.friday_at(&format!("2026-11-{day}T13:00:00Z"), &["fetch", "--force"]).await;
    }
    let all = town.friday_at("2026-11-28T13:00:00Z", &["doctor"]).await;

    assert_eq!(one.code, 0);
    assert!(one.out.contains("look   blogs     Ashby Digital is failing: 3 attempts, none with success"), "{}", one.out);
    assert_eq!(all.code, 1);
    assert!(all.out.contains("WRONG  blogs     none of 2 blogs can be read"), "{}", all.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_broken_while_the_service_runs_is_said_once_and_shown_until_it_is_mended() {
    let blogs = Blogs::start().await;
    let good = councils(&blogs, 2);
    let town = Town::new(OPEN, &good);
    let running = Running::start(&town, "2026-11-18T09:00:00Z");
    let well = running.get("/health");

    town.write("feeds.toml", &format!("{good}[[blog]\nname = \"Broken\"\n"));
    signal(&running, "-HUP");
    let is_logged = logged(&town, "the list has mistakes, so the old one stays in force: feeds.toml:11: ");
    let shown = until(|| Some(running.get("/health")).filter(|(_, page)| page.contains("feeds.toml:11: ")));
    let doctor = town.friday(&["doctor"]).await;
    signal(&running, "-HUP");
    town.write("feeds.toml", &good);
    signal(&running, "-HUP");
    let is_mended = logged(&town, "the list was read again: 2 blogs");
    let mended = until(|| Some(running.get("/health")).filter(|(_, page)| page.contains("as it stands in its file")));

    assert!(well.0 == 200 && well.1.contains("2 blogs: 2 "), "{}", well.1);
    assert!(is_logged && is_mended, "{}", town.read("log.json"));
    assert_eq!(town.read("log.json").matches("the list has mistakes").count(), 1, "{}", town.read("log.json"));
    let (status, page) = shown;
    assert!(status == 200 && page.contains("the one before stays in force"), "{page}");
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("WRONG  list      `friday run` refused a changed list"), "{}", doctor.out);
    assert!(doctor.out.matches("feeds.toml:11: ").count() == 2, "{}", doctor.out);
    assert_eq!(mended.0, 200);
}

/// Waits, without sleeping blindly, for an answer.
fn until<T>(ask: impl Fn() -> Option<T>) -> T {
    for _ in 0..2000 {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("it did not come")
}
