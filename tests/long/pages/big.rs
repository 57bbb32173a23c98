//! A file as large as friday has to bear: 1,000 blogs, 500,000 entries, 500 editions, written straight into the tables.

use super::super::chance::Chance;
use crate::support::running::free_port;
use crate::support::town::Town;
use friday::model::edition::{EditionContent, Group, Item};
use rusqlite::{Connection, params};
use std::path::PathBuf;
use std::time::Instant;

pub const BLOGS: usize = 1_000;
pub const ENTRIES: usize = 500_000;
pub const EDITIONS: usize = 500;

/// The Friday on which it is served.
pub const NOW: &str = "2026-11-20T09:00:00Z";

/// Stories an edition mentions: five picks and the rest.
const MENTIONED: usize = 100;

const WEEK: i64 = 604_800;

/// When the last edition was sent.
fn last_noon() -> i64 {
    "2026-11-13T12:00:00Z".parse::<friday::model::Instant>().unwrap().timestamp()
}

/// The binary whose pages are timed: `FRIDAY` in the environment, else the tests' own, which is not optimised.
pub fn binary() -> (PathBuf, &'static str) {
    match std::env::var_os("FRIDAY") {
        Some(path) => (std::path::absolute(path).unwrap(), "the binary of $FRIDAY"),
        None => (env!("CARGO_BIN_EXE_friday").into(), "an unoptimised build"),
    }
}

/// Words as frequent as in a language: the nth is said about 1/n times as often as the first.
struct Vocabulary {
    words: Vec<String>,
    chance: Chance,
}

impl Vocabulary {
    fn new() -> Self {
        const COMMON: [&str; 40] = [
            "the",
            "of",
            "and",
            "to",
            "a",
            "in",
            "we",
            "for",
            "is",
            "on",
            "our",
            "with",
            "service",
            "council",
            "data",
            "design",
            "people",
            "digital",
            "team",
            "planning",
            "content",
            "form",
            "user",
            "research",
            "housing",
            "week",
            "open",
            "website",
            "accessibility",
            "parking",
            "libraries",
            "budget",
            "care",
            "waste",
            "roads",
            "schools",
            "children",
            "privacy",
            "payments",
            "maps",
        ];
        const SYLLABLES: [&str; 20] = [
            "ba", "cor", "di", "fen", "gla", "hol", "is", "jun", "kel", "lam", "mor", "nes", "ox", "pen", "quo", "ras", "ster",
            "tun", "ul", "wick",
        ];
        let mut chance = Chance::new(11);
        let rare = (0..20_000).map(|_| (0..3).map(|_| chance.pick(&SYLLABLES)).collect::<String>());
        let words = COMMON.iter().map(|word| (*word).to_owned()).chain(rare).collect();
        Self { words, chance: Chance::new(5) }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 up to the number of words")]
    fn word(&mut self) -> String {
        // The exponential of an even number is Zipf's law, near enough.
        let even = f64::from(u32::try_from(self.chance.below(1 << 30)).unwrap()) / f64::from(1 << 30);
        let rank = (self.words.len() as f64).powf(even) - 1.0;
        self.words[rank as usize].clone()
    }

    fn sentence(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// The town with the file of before, or a new one; it is kept under target/ for as long as the schema is the same.
pub fn town() -> (Town, u16) {
    let town = Town::new("", "");
    let port = free_port();
    let settings = format!(
        "[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\ncontact = \"digital@five.example\"\n\
         [mail]\nfrom = \"Five for Friday <friday@five.example>\"\nreply_to = \"ed@example.org\"\n[editors]\naddresses = [\"ed@example.org\"]\n"
    );
    town.write("friday.toml", &settings);
    town.write("feeds.toml", &(0..BLOGS).map(row).collect::<String>());
    let began = Instant::now();
    let mut command = std::process::Command::new(binary().0);
    command.current_dir(town.folder.path()).args(["edition", "list", "--now", "2017-01-06T09:00:00Z"]);
    assert!(command.output().unwrap().status.success(), "the schema is made");
    let schema: i64 =
        Connection::open(town.path("friday.db")).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/figures-{schema}.db"));
    if !kept.exists() {
        fill(&town);
        std::fs::copy(town.path("friday.db"), kept.with_extension("new")).unwrap();
        std::fs::rename(kept.with_extension("new"), &kept).unwrap();
        println!(
            "figures: {BLOGS} blogs, {ENTRIES} entries and {EDITIONS} editions written in {:.0} s",
            began.elapsed().as_secs_f64()
        );
    }
    let _ = std::fs::remove_file(town.path("friday.db-wal"));
    std::fs::copy(kept, town.path("friday.db")).unwrap();
    (town, port)
}

pub fn council(blog: usize) -> String {
    format!("Council {}", blog % 350)
}

fn row(blog: usize) -> String {
    format!(
        "[[blog]]\nid = \"blog-{blog}\"\ncouncil = \"{}\"\nname = \"Digital blog {blog}\"\nabout = \"What the team of number {blog} learns.\"\n\
         site = \"https://blog{blog}.example/\"\nfeed = \"https://blog{blog}.example/feed\"\n\n",
        council(blog)
    )
}

/// Everything in one transaction. Triggers are taken off and put back: what they keep is written in one go at the end.
fn fill(town: &Town) {
    let mut database = Connection::open(town.path("friday.db")).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF",
        )
        .unwrap();
    let transaction = database.transaction().unwrap();
    let triggers: Vec<(String, String)> = {
        let mut statement = transaction.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    for (name, _) in &triggers {
        transaction.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    transaction.execute_batch("DELETE FROM mailing").unwrap();
    write_blogs(&transaction);
    let stories = write_entries(&transaction);
    write_editions(&transaction, &stories);
    write_river(&transaction);
    for (_, sql) in &triggers {
        transaction.execute_batch(sql).unwrap();
    }
    transaction.commit().unwrap();
    database.execute_batch("PRAGMA optimize").unwrap();
}

fn write_blogs(database: &Connection) {
    let sql = "INSERT INTO blog (id, feed, row_feed, first_read_at, last_read_at, last_success_at, last_new_post_at, newest_post_at, next_read_at)
               VALUES (?1, ?2, ?2, ?3, ?4, ?4, ?4, ?4, ?5)";
    let mut statement = database.prepare(sql).unwrap();
    for blog in 0..BLOGS {
        let feed = format!("https://blog{blog}.example/feed");
        let (last, first) = (last_noon() + WEEK - 90_000, last_noon() - WEEK * 500);
        statement.execute(params![format!("blog-{blog}"), feed, first, last, last + 60 * 86_400]).unwrap();
    }
}

/// A story as editions need it.
struct Told {
    title: String,
    link: String,
    excerpt: String,
    blog: usize,
}

/// One post a story, evenly over the weeks.
fn write_entries(database: &Connection) -> Vec<Told> {
    let mut words = Vocabulary::new();
    let mut story = database.prepare("INSERT INTO story (id, created_at) VALUES (?1, ?2)").unwrap();
    let sql = "INSERT INTO entry (id, blog_id, story_id, raw_id, title, link, excerpt, language, authors, categories, media,
                                  dated_at, seen_at, words, standing, because, eligible_at)
               VALUES (?1, ?2, ?1, ?4, ?3, ?4, ?5, 'en', '[{\"name\":\"Ada Jones\"}]', '[\"weeknotes\"]', '[]', ?6, ?6, 300, 'eligible', 'dated in the window', ?6)";
    let mut entry = database.prepare(sql).unwrap();
    let mut told = Vec::with_capacity(ENTRIES);
    let begin = last_noon() - WEEK * i64::try_from(EDITIONS).unwrap();
    let span = WEEK * i64::try_from(EDITIONS + 1).unwrap() - 86_400;
    for at in 0..ENTRIES {
        let id = i64::try_from(at).unwrap() + 1;
        let seen = begin + span * id / i64::try_from(ENTRIES).unwrap();
        let blog = (at * 7 + at / 1000) % BLOGS;
        let one = Told {
            title: words.sentence(8),
            link: format!("https://blog{blog}.example/{at}"),
            excerpt: words.sentence(32),
            blog,
        };
        story.execute(params![id, seen]).unwrap();
        entry.execute(params![id, format!("blog-{blog}"), one.title, one.link, one.excerpt, seen]).unwrap();
        told.push(one);
    }
    told
}

fn item(stories: &[Told], at: usize) -> Item {
    let told = &stories[at];
    Item {
        story: Some(i64::try_from(at).unwrap() + 1),
        title: told.title.clone(),
        link: told.link.clone(),
        language: Some("en".to_owned()),
        blog: format!("Digital blog {}", told.blog),
        council: Some(council(told.blog)),
        byline: format!("by Ada Jones, Digital blog {}", told.blog),
        remark: Some("Worth *ten minutes* of your week.".to_owned()),
        excerpt: Some(told.excerpt.clone()),
        published_on: None,
        also_at: Vec::new(),
        links: Vec::new(),
        media: Vec::new(),
        score: None,
        missing_since: None,
        formerly: None,
    }
}

fn write_editions(database: &Connection, stories: &[Told]) {
    let sql = "INSERT INTO mailing (id, kind, nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, revision, content, subject,
                                    mail_dated_at, sha256, taken_to, recipients, recipients_taken_at, sent_at)
               VALUES (?1, 'edition', ?2, ?2, 'sent', ?3, ?4, ?4, 'ed@example.org', 1, ?5, ?6, ?4, ?7, 1, 1, ?4, ?4)";
    let mut edition = database.prepare(sql).unwrap();
    let mut mention = database.prepare("INSERT INTO edition_story (story_id, edition_id, place) VALUES (?1, ?2, ?3)").unwrap();
    for at in 0..EDITIONS {
        let id = i64::try_from(at).unwrap() + 1;
        let closes = last_noon() - WEEK * i64::try_from(EDITIONS - 1 - at).unwrap();
        let date = chrono::DateTime::from_timestamp(closes, 0).unwrap().date_naive();
        let first = ENTRIES / (EDITIONS + 1) * at;
        let groups =
            (5..MENTIONED).map(|n| Group { council: council(stories[first + n].blog), stories: vec![item(stories, first + n)] });
        let content = EditionContent {
            title: format!("Five for Friday ({})", date.format("%-d/%-m/%Y")),
            date,
            opener: "Good morning.".to_owned(),
            outro: "That is all.".to_owned(),
            items: (0..5).map(|n| item(stories, first + n)).collect(),
            everything_else: groups.collect(),
            missing: Vec::new(),
            new_blogs: Vec::new(),
            revived_blogs: Vec::new(),
            next_date: None,
        };
        let json = serde_json::to_string(&content).unwrap();
        edition.execute(params![id, date.to_string(), closes - WEEK, closes, json, content.title, format!("{at:064x}")]).unwrap();
        for n in 0..MENTIONED {
            let story = i64::try_from(first + n).unwrap() + 1;
            mention.execute(params![story, id, (n < 5).then_some(i64::try_from(n).unwrap() + 1)]).unwrap();
        }
    }
    let sql = "INSERT INTO mailing (kind, nominal_on, dated_on, state, opens_at) VALUES ('edition', '2026-11-20', '2026-11-20', 'draft', ?1)";
    database.execute(sql, [last_noon()]).unwrap();
}

/// The river and its index in one go.
fn write_river(database: &Connection) {
    let there: i64 = database.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'river'", [], |row| row.get(0)).unwrap();
    if there == 0 {
        return;
    }
    let sql = "INSERT INTO river (place, story_id, entry_id, blog_id, eligible_at, title, link, excerpt, language, authors, categories, dated_at, edited_at, also, blogs)
               SELECT eligible_at * 1073741824 + story_id, story_id, id, blog_id, eligible_at, title, link, excerpt, language, '[\"Ada Jones\"]', categories,
                      dated_at, NULL, '[]', 'b' || hex(blog_id) || '0' FROM entry ORDER BY id";
    database.execute(sql, []).unwrap();
    database.execute_batch("INSERT INTO river_words (river_words) VALUES ('rebuild')").unwrap();
}
