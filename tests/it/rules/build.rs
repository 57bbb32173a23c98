//! Nouns with readable defaults, so that a test names only what it is about.

use chrono::NaiveDate;
use friday::model::Instant;
use friday::model::address::EmailAddress;
use friday::model::blog::{Blog, BlogHealth, BlogId, Validators};
use friday::model::calendar::Calendar;
use friday::model::delivery::UncertainPolicy;
use friday::model::edition::{EditedItem, EditionContent, Group, Item};
use friday::model::entry::{AliasKey, KnownEntry, NewEntry, ParsedEntry, Standing};
use friday::model::feed::ParsedFeed;
use friday::model::fetched::{CacheHints, Fetched};
use friday::model::settings::{
    BulletinSettings, EditionSettings, FetchSettings, MailSettings, Mailbox, RankingSettings, Settings, SiteSettings,
    StoreSettings, Transport, Unapproved,
};
use friday::model::story::{Story, StoryEntry};
use friday::model::update::{Edit, FeedUpdate, ReadOutcome};
use friday::rules::matching::sightings;
use friday::rules::refreshing::{Reading, decide, finish, recognise};
use friday::rules::why::Facts;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

pub const NOW: &str = "2026-11-20T12:00:00Z";

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// `count` words that no other seed gives.
pub fn prose(seed: &str, count: usize) -> String {
    (0..count).map(|n| format!("{seed}{}", n * 7919 % 1009)).collect::<Vec<_>>().join(" ")
}

/// A blog at https://ID.example/ whose feed is at /feed/.
pub fn blog(name: &str, council: Option<&str>) -> Blog {
    let id = BlogId::from_name(name);
    let site = url::Url::parse(&format!("https://{id}.example/")).unwrap();
    Blog {
        feed: site.join("feed/").ok().map(Into::into),
        site: Some(site.into()),
        council: council.map(str::to_owned),
        name: name.to_owned(),
        about: None,
        language: None,
        topics: Vec::new(),
        region: None,
        via: None,
        listed: true,
        retired: None,
        line: 1,
        id,
    }
}

/// A post whose id is its link.
pub fn post(link: &str, title: &str, published: &str) -> ParsedEntry {
    ParsedEntry {
        id: Some(link.to_owned()),
        link: Some(link.to_owned()),
        title: Some(title.to_owned()),
        published: Some(at(published)),
        ..ParsedEntry::default()
    }
}

/// A stored entry, made of the post that it once was.
pub fn known(blog_name: &str, story_id: i64, parsed: ParsedEntry) -> KnownEntry {
    let blog = BlogId::from_name(blog_name);
    let seen = sightings(&blog, vec![parsed]).remove(0);
    KnownEntry {
        id: story_id,
        story_id,
        blog,
        title: seen.parsed.title.clone().unwrap_or_default(),
        link: seen.parsed.link.clone(),
        dated_at: seen.parsed.dated_at(),
        seen_at: at("2026-11-19T08:00:00Z"),
        print: seen.print,
        language: seen.parsed.language,
        standing: Standing::Eligible,
        because: "first seen on a later read".to_owned(),
        missing_since: None,
    }
}

/// One blog and a store that forgets nothing: each reading follows from the ones before.
pub struct Reader {
    pub blog: Blog,
    pub health: BlogHealth,
    pub feed: ParsedFeed,
    pub known: HashMap<AliasKey, i64>,
    pub own: Vec<KnownEntry>,
    pub others: Vec<KnownEntry>,
    pub hints: CacheHints,
}

impl Reader {
    pub fn new() -> Self {
        Self {
            blog: blog("Croydon.digital", Some("Croydon")),
            health: BlogHealth::default(),
            feed: ParsedFeed::default(),
            known: HashMap::new(),
            own: Vec::new(),
            others: Vec::new(),
            hints: CacheHints::default(),
        }
    }

    /// A blog that was first read a month ago, with one post.
    pub fn of_known_blog() -> Self {
        let mut reader = Self::new();
        let first = post("https://croydon-digital.example/hello", "Hello from the team", "2026-10-12T09:00:00Z");
        reader.read("2026-10-20T12:00:00Z", vec![first]);
        reader
    }

    pub fn read(&mut self, now: &str, entries: Vec<ParsedEntry>) -> (FeedUpdate, ReadOutcome) {
        let fetched = Fetched::Body {
            bytes: Vec::new().into(),
            content_type: None,
            url: "https://croydon-digital.example/feed/".to_owned(),
            validators: Validators { etag: Some(b"\"1\"".to_vec()), ..Validators::default() },
            hints: self.hints.clone(),
        };
        let reading = Reading {
            blog: &self.blog,
            before: &self.health,
            fetched: &fetched,
            feed: &self.feed,
            body_hash: 0,
            sightings: sightings(&self.blog.id, entries),
            known: &self.known,
            own: &self.own,
            flood: 15,
            now: at(now),
        };
        let decision = decide(&reading, recognise(&reading), &self.others);
        let (update, outcome) = finish(reading, decision);
        self.remember(&update, at(now));
        (update, outcome)
    }

    /// What the store would do.
    fn remember(&mut self, update: &FeedUpdate, now: Instant) {
        self.health = update.health.clone();
        for rebind in &update.rebinds {
            self.learn(&rebind.keys, rebind.entry_id);
        }
        for known in &mut self.own {
            if let Some(edit) = update.edits.iter().find(|edit| edit.entry_id == known.id) {
                put_edit(known, edit);
            }
            if update.missing.contains(&known.id) {
                known.missing_since = Some(now);
            }
            if update.found_again.contains(&known.id) {
                known.missing_since = None;
            }
        }
        for entry in &update.new_entries {
            let id = i64::try_from(self.own.len()).unwrap() + 1;
            self.learn(&entry.keys, id);
            self.own.push(stored(id, &self.blog.id, entry, now));
        }
    }

    fn learn(&mut self, keys: &[AliasKey], id: i64) {
        for key in keys {
            self.known.entry(key.clone()).or_insert(id);
        }
    }
}

fn put_edit(known: &mut KnownEntry, edit: &Edit) {
    known.title.clone_from(&edit.title);
    known.link.clone_from(&edit.link);
    known.language.clone_from(&edit.language);
    known.print = edit.print.clone();
}

fn stored(id: i64, blog: &BlogId, entry: &NewEntry, now: Instant) -> KnownEntry {
    KnownEntry {
        id,
        story_id: id,
        blog: blog.clone(),
        title: entry.parsed.title.clone().unwrap_or_else(|| "Untitled post".to_owned()),
        link: entry.parsed.link.clone(),
        dated_at: entry.parsed.dated_at(),
        seen_at: now,
        print: entry.print.clone(),
        language: entry.parsed.language.clone(),
        standing: entry.standing,
        because: entry.because.clone(),
        missing_since: None,
    }
}

/// A story of one post without words, published and seen on the Wednesday of the week.
pub fn story(id: i64, blog_name: &str, title: &str) -> Story {
    let blog = BlogId::from_name(blog_name);
    let lead = StoryEntry {
        id,
        link: format!("https://{blog}.example/{id}"),
        blog,
        title: title.to_owned(),
        excerpt: String::new(),
        language: None,
        authors: Vec::new(),
        categories: Vec::new(),
        media: Vec::new(),
        dated_at: Some(at("2026-11-18T09:00:00Z")),
        seen_at: at("2026-11-18T10:00:00Z"),
        words: 0,
        silence_days: None,
        missing_since: None,
        formerly: None,
    };
    Story { id, lead, also: Vec::new(), eligible_at: at("2026-11-18T10:00:00Z"), linked_by: Vec::new() }
}

pub fn item(story: Option<i64>, title: &str, link: &str) -> Item {
    Item {
        story,
        title: title.to_owned(),
        link: link.to_owned(),
        language: None,
        blog: "Croydon.digital".to_owned(),
        council: Some("Croydon".to_owned()),
        byline: "by Ada Jones, Croydon.digital".to_owned(),
        remark: None,
        excerpt: None,
        published_on: None,
        links: Vec::new(),
        also_at: Vec::new(),
        media: Vec::new(),
        score: None,
        missing_since: None,
        formerly: None,
    }
}

/// A find of an editor's, without author and extract.
pub fn found(title: &str, link: &str, remark: &str) -> EditedItem {
    let (title, link, remark) = (title.to_owned(), link.to_owned(), remark.to_owned());
    EditedItem::Find { title, link, remark, author: String::new(), extract: String::new(), links: Vec::new() }
}

/// Two picks, and two stories under everything else.
pub fn content() -> EditionContent {
    EditionContent {
        title: "Two for Friday (20/11/2026)".to_owned(),
        date: day("2026-11-20"),
        opener: "The kettle is on.".to_owned(),
        outro: "That is the lot.".to_owned(),
        items: vec![
            item(Some(1), "Bins, rebuilt", "https://croydon-digital.example/bins"),
            item(Some(2), "Forms that work", "https://adur-blog.example/forms"),
        ],
        everything_else: vec![Group {
            council: "Dorset".to_owned(),
            stories: vec![
                item(Some(3), "Maps for all", "https://dorset-blog.example/maps"),
                item(Some(4), "A year of data", "https://dorset-blog.example/data"),
            ],
        }],
        missing: Vec::new(),
        new_blogs: Vec::new(),
        revived_blogs: Vec::new(),
        next_date: Some(day("2026-11-27")),
    }
}

pub fn calendar() -> Calendar {
    Calendar {
        day: chrono::Weekday::Fri,
        time: "12:00:00".parse().unwrap(),
        zone: chrono_tz::Europe::London,
        except: BTreeSet::new(),
    }
}

/// An https site that mails into a folder.
pub fn settings() -> Settings {
    Settings {
        site: SiteSettings {
            url: url::Url::parse("https://five.example.org/").unwrap(),
            title: "Five for Friday".to_owned(),
            contact: None,
            key_file: None,
        },
        store: StoreSettings { path: "friday.db".into() },
        fetch: FetchSettings {
            concurrency: 64,
            per_host: 1,
            host_delay: Duration::from_secs(1),
            flood: 15,
            allow_private: false,
        },
        edition: EditionSettings {
            calendar: calendar(),
            size: 5,
            unapproved: Unapproved::Hold,
            send_before: Duration::from_secs(12 * 3600),
            openers: vec!["One.".to_owned(), "Two.".to_owned(), "Three.".to_owned()],
            outro: "That is the lot.".to_owned(),
            language: "en-GB".to_owned(),
        },
        bulletin: BulletinSettings { time: "07:00:00".parse().unwrap(), unseen: false },
        ranking: RankingSettings::default(),
        dkim: None,
        mail: MailSettings {
            transport: Transport::Folder("outbox".into()),
            from: Mailbox { name: "Five for Friday".to_owned(), address: address("friday@example.org") },
            reply_to: None,
            organisation: None,
            address: None,
            bounces: None,
            leave: None,
            connections: 8,
            max_per_second: None,
            uncertain: UncertainPolicy::Resend,
        },
        editors: Vec::new(),
        templates: None,
        listen: "127.0.0.1:8025".parse().unwrap(),
        trusted_proxies: Vec::new(),
        sign_ups_per_hour: 500,
    }
}

/// What is known of a post that came on a later read and waits.
pub fn facts() -> Facts<'static> {
    Facts {
        blog: "Croydon.digital",
        dated_at: Some(at("2026-11-18T09:00:00Z")),
        seen_at: at("2026-11-18T10:05:00Z"),
        standing: Standing::Eligible,
        because: "first seen on a later read",
        eligible_at: Some(at("2026-11-18T10:05:00Z")),
        folded_because: None,
        rebound_by: None,
        edited: None,
        missing_since: None,
        siblings: Vec::new(),
        edition: None,
        draft: None,
    }
}
