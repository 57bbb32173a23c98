//! Words made for terminals, logs and shells, from a feed or from a server's answer: nothing acts on them.

use super::leaving::Running;
use crate::support::blogs::{Answer, Blogs, OPEN};
use crate::support::town::Town;

/// Escape sequences, window titles, fake log lines, overrides, C1, commands.
const WORDS: [&str; 12] = [
    "red \u{1b}[31malert\u{1b}[0m",
    "title \u{1b}]0;owned\u{7} bar",
    "clear \u{9b}2J and \u{9d}0;owned\u{9c}",
    "line\r\n2026-11-20T11:30:00Z ERROR friday: FAKE",
    "back\u{8}\u{8}\u{8}space and \u{7f}delete",
    "photo\u{202e}gpj.exe",
    "isolated \u{2066}text\u{2069} and \u{202a}embedded\u{202c}",
    "nothing\u{0}null",
    "$(touch pwned) `touch pwned` ; touch pwned",
    "|touch pwned",
    "vertical\u{b}tab\u{c}feed\u{85}next\u{2028}line\u{2029}paragraph",
    "entity &#27;]0;owned&#7; &#x202e;turned&#x9b;2J",
];

/// As XML allows them and as it does not: raw, and as references that a lenient parser resolves.
fn feed() -> String {
    let escaped = |words: &str| -> String {
        words.chars().map(|c| if c.is_control() { format!("&#{};", u32::from(c)) } else { c.to_string() }).collect()
    };
    let items: String = WORDS
        .iter()
        .enumerate()
        .flat_map(|(at, words)| [(at, (*words).to_owned()), (at + 100, escaped(words))])
        .map(|(at, words)| {
            format!(
                "<item><guid>{at}{words}</guid><link>https://ashby.example/{at}</link><title>{words}</title>\
                 <author>{words}</author><category>{words}</category><pubDate>Wed, 18 Nov 2026 10:00:00 GMT</pubDate>\
                 <description>{words} and enough other words to be worth a place in the digest of the week</description></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Ashby {}</title><language>en\u{1b}]0;x\u{7}</language>{items}</channel></rss>",
        WORDS[0]
    )
}

/// Servers that speak through their errors.
fn speakers() -> Vec<(&'static str, Answer)> {
    let words = "http://evil.example/\u{9b}2J\u{202e}".as_bytes();
    vec![
        ("redirect", Answer::status(302).with("location", "file:///\u{202e}etc/\u{9b}2J".as_bytes())),
        ("relative", Answer::status(302).with("location", "//[\u{202e}\u{9b}]/".as_bytes())),
        ("coding", Answer::ok("x").with("content-encoding", "gzip\u{202e}\u{9b}31m".as_bytes())),
        ("kind", Answer::ok("<html>").with("content-type", "text/\u{202e}html; charset=\u{9b}2J".as_bytes())),
        ("document", Answer::ok("<\u{1b}]0;owned\u{7}\u{202e}>not a feed</\u{9b}2J>")),
        ("json", Answer::ok("{\"\u{1b}[2J\u{202e}\": \u{9b}}")),
        ("later", Answer::status(503).with("retry-after", words)),
        ("odd", Answer::status(299).with("warning", words)),
    ]
}

async fn town() -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    blogs.say("feed", vec![Answer::ok(feed())]);
    let mut list = format!("[[blog]]\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url("feed"));
    for (name, answer) in speakers() {
        blogs.say(name, vec![answer]);
        list.push_str(&format!("[[blog]]\nname = \"{name}\"\nfeed = \"{}\"\n", blogs.url(name)));
    }
    (Town::new(&format!("{OPEN}flood = 100\n"), &list), blogs)
}

fn check(what: &str, said: &str) {
    let acted_upon = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let found: Vec<String> = said.lines().filter(|line| line.chars().any(acted_upon)).map(|line| format!("{line:?}")).collect();
    assert!(found.is_empty(), "{what}: {found:#?}");
    assert!(!said.lines().any(|line| line.starts_with("2026-11-20T11:30:00Z ERROR")), "{what} has a line that is not friday's");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_feed_or_server_reaches_a_terminal_as_a_command() {
    let (town, blogs) = town().await;
    town.write("feed.xml", &feed());
    let commands: [&[&str]; 15] = [
        &["fetch", "--force", "--strict", "-v"],
        &["fetch", "--force", "--json"],
        &["blogs", "list"],
        &["blogs", "list", "--json"],
        &["why", "https://ashby.example/0"],
        &["why", "https://ashby.example/101", "--json"],
        &["why", "https://ashby.example/\u{1b}]0;x\u{7}"],
        &["edition", "list"],
        &["edition", "show"],
        &["edition", "show", "--json"],
        &["edition", "draft"],
        &["edition", "preview"],
        &["edition", "preview", "--part", "html"],
        &["parse", "feed.xml"],
        &["run", "--once", "-v"],
    ];

    for command in commands {
        let said = town.friday(command).await;
        check(&command.join(" "), &format!("{}{}", said.out, said.err));
    }

    assert!(town.count("SELECT count(*) FROM entry") >= 12);
    assert!(town.count("SELECT count(*) FROM blog WHERE error IS NOT NULL") >= 6, "the servers were heard");
    check("the file of the edition", &town.read("editions/2026-11-20.md"));
    assert!(!town.path("pwned").exists() && blogs.asked().len() >= 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_feed_or_server_reaches_the_log_as_a_command() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, "2026-11-20T11:00:00Z");

    let is_logged = super::service::logged(&town, "odd: ");
    drop(running);

    let log = town.read("log.json");
    assert!(is_logged, "{log}");
    check("the log", &log);
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}
