//! A sample town: blogs in two languages and in every state, three editions that are out, a draft, readers, mails; and an empty one.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::editor::{AtTheDesk, EDITOR, EDITORS};
use crate::support::reader;
use crate::support::running::{Running, free_port};
use crate::support::town::Town;
use mail_parser::MessageParser;

/// The Friday on which it is looked at: the draft of the day waits.
pub const NOW: &str = "2026-11-20T09:00:00Z";

const LONG: &str = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";

/// A blog: slug, council, name, language, title and words of its posts.
type Voice = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const VOICES: [Voice; 9] = [
    (
        "ashby",
        "Ashby",
        "Ashby Digital",
        "en-GB",
        "We rebuilt the parking form",
        "What forty residents taught us about permits, and why the third version has one question.",
    ),
    (
        "brill",
        "Brill",
        "Brill Writes",
        "en-GB",
        "Notes from a week of <b>content</b> design & \"plain\" words",
        "We read every letter aloud, and crossed out a third of them.",
    ),
    (
        "cwm",
        "Cyngor Cwm Glas",
        "Blog Digidol Cwm Glas",
        "cy",
        "Sut mae ein tîm yn ysgrifennu yn Gymraeg yn gyntaf",
        "Mae ein tîm wedi dechrau ysgrifennu yn Gymraeg yn gyntaf, gyda chyfieithu wedi hynny, ac mae hyn yn gweithio fel y dylai i bawb sydd yn darllen.",
    ),
    (
        "diss",
        "Diss",
        "Diss Data",
        "en-GB",
        "Pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolcanoconiosis",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and other words that do not break.",
    ),
    (
        "ely",
        "Ely",
        LONG,
        "en-GB",
        "Opening our planning data, one street at a time",
        "The map took a week; agreeing on what a street is took a year.",
    ),
    (
        "frome",
        "Frome",
        "Frome Makes",
        "en-GB",
        "What we learnt when we left the old intranet behind",
        "Nobody missed the search. Everybody missed the lunch menu.",
    ),
    (
        "goole",
        "Goole",
        "Goole Online",
        "en-GB",
        "A drill on a wet day",
        "We pulled the plug on purpose, and found that the phone tree had three dead branches.",
    ),
    (
        "hythe",
        "Hythe and District Unitary Authority of the Northern Marches",
        "Hythe",
        "en-GB",
        "Blue badge letters, tested with people who get them",
        "One sentence was the trouble, and it was ours.",
    ),
    (
        "iver",
        "Iver",
        "Iver Services",
        "en-GB",
        "Hiring a content designer in the open",
        "Seventy people applied, and forty of them read the advert to its end.",
    ),
];

/// The Fridays whose editions are out.
const OUT: [u32; 3] = [30, 37, 44];

/// A day of November 2026, or of October before its first: "2026-11-06" is day 37.
fn day(at: u32) -> String {
    if at > 31 { format!("2026-11-{:02}", at - 31) } else { format!("2026-10-{at:02}") }
}

fn mail_date(at: u32) -> String {
    let date: chrono::NaiveDate = day(at).parse().unwrap();
    date.and_hms_opt(10, 0, 0).unwrap().and_utc().to_rfc2822()
}

/// One reader of each kind.
const READERS: &str = "email,choice,wording\nada@example.org,,yes\nbo@example.org,picks,yes\ncy@example.net,everything,yes\ndee@example.org,daily,yes\n";

/// The town, its blog server and the running service.
pub struct Sample {
    pub town: Town,
    pub blogs: Blogs,
    pub service: Running,
    pub desk: AtTheDesk,
}

fn settings(port: u16) -> String {
    format!(
        "[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\ncontact = \"digital@five.example\"\n\
         [mail]\nfrom = \"Five for Friday <friday@five.example>\"\nreply_to = \"{EDITOR}\"\norganisation = \"Ashby Council\"\n\
         address = \"Town Hall, Market Square, Ashby\"\n{OPEN}[bulletin]\nunseen = true\n{EDITORS}"
    )
}

impl Sample {
    /// Nothing has happened yet: no blogs, no editions, no readers.
    pub async fn empty() -> Self {
        let (blogs, port) = (Blogs::start().await, free_port());
        Self::open(Town::new(&settings(port), ""), blogs, port)
    }

    /// A town of three weeks, with whatever is shown somewhere.
    pub async fn full() -> Self {
        let (blogs, port) = (Blogs::start().await, free_port());
        let town = Town::new(&settings(port), &rows(&blogs));
        town.write("readers.csv", READERS);
        assert_eq!(town.friday(&["subscribers", "import", "readers.csv"]).await.code, 0);
        say_troubles(&blogs);
        for (week, at) in OUT.into_iter().enumerate() {
            say(&blogs, week + 1);
            publish(&town, at).await;
        }
        say(&blogs, OUT.len() + 1);
        let held: Vec<_> = (0..30).map(|n| (format!("jarrow.example/{n}"), format!("Old post {n} that came back"))).collect();
        let held: Vec<_> =
            held.iter().map(|(id, title)| (id.as_str(), title.as_str(), "Wed, 18 Nov 2026 10:00:00 GMT", "words")).collect();
        blogs.say("jarrow/feed", vec![Answer::ok(rss("jarrow", &held))]);
        assert_eq!(town.friday_at("2026-11-19T09:00:00Z", &["fetch", "--force"]).await.code, 0);
        assert_eq!(town.friday_at(NOW, &["run", "--once"]).await.code, 0, "the day's bulletin");
        Self::open(town, blogs, port)
    }

    fn open(town: Town, blogs: Blogs, port: u16) -> Self {
        let service = Running::start_at(&town, NOW, port);
        let desk = AtTheDesk::sign_in(&town, port);
        Self { town, blogs, service, desk }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.service.port)
    }
}

fn rows(blogs: &Blogs) -> String {
    let row = |council: &str, name: &str, slug: &str| {
        let feed = blogs.url(&format!("{slug}/feed"));
        format!(
            "[[blog]]\ncouncil = \"{council}\"\nname = \"{name}\"\nfeed = \"{feed}\"\nabout = \"What the team behind {name} learns.\"\n\n"
        )
    };
    let voices = VOICES.iter().map(|(slug, council, name, ..)| row(council, name, slug));
    let others = [("Jarrow", "jarrow"), ("Kirton", "kirton"), ("Leek", "leek"), ("Mold", "mold"), ("Neath", "neath")];
    voices.chain(others.iter().map(|(council, slug)| row(council, council, slug))).collect()
}

/// Blogs that fail, are gone, are silent, or are empty.
fn say_troubles(blogs: &Blogs) {
    blogs.say(
        "jarrow/feed",
        vec![Answer::ok(rss("jarrow", &[("jarrow.example/a", "A first post", "Tue, 06 Oct 2026 10:00:00 GMT", "words")]))],
    );
    blogs.say("kirton/feed", vec![Answer::status(500)]);
    blogs.say("leek/feed", vec![Answer::status(410)]);
    blogs.say("mold/feed", vec![Answer::ok(rss("mold", &[]))]);
    blogs.say(
        "neath/feed",
        vec![Answer::ok(rss("neath", &[("neath.example/a", "The last word", "Tue, 04 Feb 2025 10:00:00 GMT", "words")]))],
    );
}

/// What every blog shows after so many weeks, newest first.
fn say(blogs: &Blogs, weeks: usize) {
    for (slug, _, _, language, title, words) in VOICES {
        let fridays: Vec<u32> = OUT.iter().copied().chain([51]).take(weeks).collect();
        let posts: Vec<_> = fridays
            .into_iter()
            .enumerate()
            .map(|(week, friday)| {
                let part = ["", ", part two", ", part three", ", the end"][week];
                let escaped = title.replace('&', "&amp;amp;").replace('<', "&amp;lt;");
                (
                    format!("{slug}.example/{week}"),
                    format!("{escaped}{part}"),
                    mail_date(friday - 2),
                    format!("{words} Week {week} of it."),
                )
            })
            .rev()
            .collect();
        let posts: Vec<_> =
            posts.iter().map(|(id, title, date, words)| (id.as_str(), title.as_str(), date.as_str(), words.as_str())).collect();
        let feed = rss(slug, &posts).replace("<language>en-GB", &format!("<language>{language}"));
        blogs.say(&format!("{slug}/feed"), vec![Answer::ok(feed)]);
    }
}

/// One week: read, remark, approve, send.
async fn publish(town: &Town, at: u32) {
    let date = day(at);
    let (morning, noon) = (format!("{date}T11:00:00Z"), format!("{date}T12:05:00Z"));
    assert_eq!(town.friday_at(&morning, &["fetch", "--force"]).await.code, 0);
    let drafted = town.friday_at(&morning, &["edition", "draft"]).await;
    assert_eq!(drafted.code, 0, "{}", drafted.err);
    let name = format!("editions/{date}.md");
    town.write(&name, &with_remarks(&town.read(&name)));
    let approved = town.friday_at(&morning, &["edition", "approve"]).await;
    assert_eq!(approved.code, 0, "{}", approved.err);
    let sent = town.friday_at(&noon, &["edition", "send"]).await;
    assert_eq!(sent.code, 0, "{}", sent.err);
}

/// Words under every pick but the last, and a find from outside.
fn with_remarks(file: &str) -> String {
    let (mut written, mut is_pick) = (String::new(), false);
    for line in file.lines() {
        is_pick = line.starts_with("## ") || is_pick && !line.starts_with("# ");
        if line == "# Everything else" {
            written.push_str("## [A find from elsewhere](https://elsewhere.example/find)\n\nWorth the walk, with a [second link](https://elsewhere.example/two).\n\n");
        }
        written.push_str(line);
        written.push('\n');
        if is_pick && line.starts_with("<!-- ") && !written.contains("## 5") {
            written.push_str("\n*Worth* ten minutes of your week: see [what they changed](https://ashby.example/changed).\n\n- short\n- and kind\n");
        }
    }
    written
}

/// The HTML part of every mail in the outbox, one of each kind: name and text.
pub fn mails(town: &Town) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(town.path("outbox")).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let Some(html) = mail.body_html(0) else { continue };
        let choice = if html.contains("Everything else") { " with everything else" } else { "" };
        let name = format!("mail {}{choice}", mail.subject().unwrap_or_default());
        if html.contains("<html") && !found.iter().any(|(known, _)| *known == name) {
            found.push((name, html.into_owned()));
        }
    }
    found
}

/// Pages behind tokens, by their mails: what each is, and its address.
pub fn token_pages(sample: &Sample) -> Vec<(String, String)> {
    let town = &sample.town;
    let field = |email: &str| reader::form(town, email);
    let (status, answer) = post(sample, "/subscribe", &field("new@example.org"));
    assert_eq!(status, 200, "{answer}");
    let confirm = reader::wait_for_one_to(town, "new@example.org").path("confirm");
    let mut pages = vec![("confirm".to_owned(), confirm)];
    for file in std::fs::read_dir(town.path("outbox")).unwrap() {
        let mail = reader::read(&std::fs::read(file.unwrap().path()).unwrap());
        if mail.to == "ada@example.org" && mail.text.contains("/leave/") {
            pages.push(("leave".to_owned(), mail.path("leave")));
            pages.push(("manage".to_owned(), mail.path("manage")));
            break;
        }
    }
    let (status, answer) = post(sample, "/desk/sign-in", &format!("email={EDITOR}"));
    assert_eq!(status, 200, "{answer}");
    let letter =
        (1..9).flat_map(|count| reader::wait_for(town, count)).find(|mail| mail.text.contains("/desk/sign-in/")).unwrap();
    pages.push(("sign-in link".to_owned(), letter.path("desk/sign-in")));
    pages.push(("a broken leave link".to_owned(), "/leave/1-nonsense".to_owned()));
    pages.push(("an unknown page".to_owned(), "/nothing/here".to_owned()));
    pages
}

fn post(sample: &Sample, path: &str, body: &str) -> (u16, String) {
    sample.service.ask("POST", path, "application/x-www-form-urlencoded", body)
}
