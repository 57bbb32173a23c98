//! What the store's tests are made of: a store in a folder of its own, posts, people and one Friday's edition.

use chrono::NaiveDate;
use friday::model::Instant;
use friday::model::address::EmailAddress;
use friday::model::blog::{BlogHealth, BlogId};
use friday::model::calendar::Period;
use friday::model::delivery::{ClaimedDelivery, Ending, Mark, Phase, Reply, SendOutcome};
use friday::model::edition::{Edition, EditionContent, EditionState, Frozen, FrozenText, Item};
use friday::model::entry::{AliasKey, Fingerprint, Fold, KeyKind, NewEntry, ParsedEntry, Standing};
use friday::model::subscriber::{Choice, ImportRow};
use friday::model::update::FeedUpdate;
use friday::rules::mailing::replies;
use friday::store::{Approval, MarkedRow, Store};
use tempfile::TempDir;

/// When the window of the edition of 20 November opens.
pub const OPENS: &str = "2026-11-13T12:00:00Z";

/// When it closes, and the next one opens.
pub const CLOSES: &str = "2026-11-20T12:00:00Z";

/// A store and the folder that goes with it.
#[derive(Debug)]
pub struct Shelf {
    pub store: Store,
    folder: TempDir,
}

impl Shelf {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("friday.db")).await.unwrap();
        Self { store, folder }
    }

    /// The file as another program sees it.
    pub fn another_program(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("friday.db")).unwrap()
    }

    /// Ends the program and leaves its file.
    pub fn close(self) -> TempDir {
        self.folder
    }

    /// All that lies on the disk after the program has ended, while another one has the file open: the file, and the log beside it.
    pub fn left_on_disk(self) -> Vec<u8> {
        let (path, other) = (self.store.path().to_owned(), self.another_program());
        other.query_row("SELECT count(*) FROM subscriber", [], |row| row.get::<_, i64>(0)).unwrap();
        let _folder = self.close();
        [path.clone(), path.with_extension("db-wal")].map(|file| std::fs::read(file).unwrap()).concat()
    }

    /// One reading of a blog that found these posts, all of which the river has taken in.
    pub async fn read(&self, id: &str, new_entries: Vec<NewEntry>, now: &str) {
        self.store.apply(vec![update(id, new_entries)], at(now)).await.unwrap();
        while self.store.fill_river().await.unwrap() {}
    }

    /// Opens the draft of 20 November; its row is 1.
    pub async fn open_draft(&self) -> Edition {
        self.store.open_draft(period("2026-11-20"), at(OPENS)).await.unwrap();
        self.edition("2026-11-20").await
    }

    /// The edition of a date that has one.
    pub async fn edition(&self, date: &str) -> Edition {
        self.store.edition(day(date)).await.unwrap().unwrap()
    }

    /// Approves the edition of 20 November at its hour, with these stories as picks in this order.
    pub async fn approve(&self, picks: &[i64]) {
        let draft = self.open_draft().await;
        assert!(self.store.approve(approval(draft, picks)).await.unwrap());
    }

    /// Active subscribers from these addresses; the first one's row is 1.
    pub async fn subscribe(&self, addresses: &[&str]) {
        let rows = addresses.iter().map(|address| person(address)).collect();
        self.store.import_subscribers(rows, at("2026-11-01T09:00:00Z")).await.unwrap();
    }

    /// An edition, row 1, that is being sent to these people; deliveries are due from `CLOSES` on.
    pub async fn sending_to(addresses: &[&str]) -> Self {
        Self::sending_to_rows(addresses.iter().map(|address| person(address)).collect()).await
    }

    /// The same to the people of a file.
    pub async fn sending_to_rows(rows: Vec<MarkedRow>) -> Self {
        let shelf = Self::new().await;
        shelf.store.import_subscribers(rows, at("2026-11-01T09:00:00Z")).await.unwrap();
        shelf.approve(&[]).await;
        shelf.change(EditionState::Approved, EditionState::Sending).await;
        let people = shelf.store.active_subscribers_after(0, 1000, Choice::ALL.to_vec()).await.unwrap();
        shelf.store.add_recipients(1, people.into_iter().map(recipient).collect(), at(CLOSES)).await.unwrap();
        shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();
        shelf
    }

    /// Moves edition 1 on.
    pub async fn change(&self, from: EditionState, to: EditionState) {
        assert!(self.store.change_state(1, from, to).await.unwrap());
    }

    /// The next row of edition 1 that is due.
    pub async fn claim(&self, epoch: i64, now: &str) -> Option<ClaimedDelivery> {
        self.store.claim(1, epoch, at(now), 1).await.unwrap().rows.pop()
    }

    /// Marks a row handed over, with a letter that is always the same.
    pub async fn mark(&self, row: &ClaimedDelivery, epoch: i64) -> Mark {
        self.store.mark_handed(row, epoch, b"letter".to_vec(), at(CLOSES)).await.unwrap()
    }

    /// Records an outcome at `CLOSES`; what was put off is due at `next_at`.
    pub async fn record(&self, delivery: i64, epoch: i64, outcome: SendOutcome, next_at: &str) {
        let ending = Ending { next_at: at(next_at), ..replies::ending(&outcome, replies::meaning(&outcome), 0, at(CLOSES)) };
        self.store.record(delivery, epoch, ending, at(CLOSES)).await.unwrap();
    }

    /// Rows of edition 1 by state, in words; they must balance.
    pub async fn ledger(&self) -> String {
        let ledger = self.store.ledger(1).await.unwrap();
        assert!(ledger.balances(), "{ledger:?}");
        let words: Vec<String> = ledger.states.iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
        words.join(", ")
    }
}

/// A server's reply after the final dot: "250 ok"; without a code, the lack of one.
pub fn reply(said: &str) -> Reply {
    match said.split_once(' ').and_then(|(code, words)| Some((code.parse().ok()?, words))) {
        Some((code, words)) => Reply::new(Phase::Dot, code, words),
        None => Reply::missing(Phase::Dot, said),
    }
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn blog(id: &str) -> BlogId {
    BlogId::parse(id).unwrap()
}

pub fn period(date: &str) -> Period {
    Period { nominal: day(date), date: day(date) }
}

pub fn key(kind: KeyKind, value: &str) -> AliasKey {
    AliasKey { kind, value: value.to_owned() }
}

/// One reading of a blog of which nothing else is known.
pub fn update(id: &str, new_entries: Vec<NewEntry>) -> FeedUpdate {
    FeedUpdate { new_entries, ..FeedUpdate::of_health(blog(id), BlogHealth::default()) }
}

/// A post of one word's title that was written at `when` and may enter an edition from then on.
pub fn post(title: &str, when: &str) -> NewEntry {
    let page = format!("example.gov.uk/{}", title.to_lowercase());
    NewEntry {
        parsed: ParsedEntry {
            title: Some(title.to_owned()),
            link: Some(format!("https://{page}")),
            published: Some(at(when)),
            excerpt: Some(format!("{title} in short")),
            ..ParsedEntry::default()
        },
        canonical_link: Some(page),
        keys: Vec::new(),
        print: Fingerprint { words: 300, ..Fingerprint::default() },
        links_out: Vec::new(),
        standing: Standing::Eligible,
        because: "first seen on a later read".to_owned(),
        eligible_at: Some(at(when)),
        fold: None,
    }
}

/// A post that waits for a person.
pub fn held(title: &str, when: &str) -> NewEntry {
    NewEntry { standing: Standing::Held, because: "held: a flood".to_owned(), eligible_at: None, ..post(title, when) }
}

/// The same post in another blog.
pub fn folded(title: &str, when: &str, story_id: i64) -> NewEntry {
    NewEntry { fold: Some(Fold { story_id, because: "same link".to_owned() }), ..post(title, when) }
}

/// A row of an import, on line 2 of its file.
pub fn person(address: &str) -> MarkedRow {
    let row = ImportRow {
        line: 2,
        address: EmailAddress::parse(address).unwrap(),
        choice: Choice::Everything,
        consented_at: Some(at("2026-10-30T08:00:00Z")),
        source: "sign-up page".to_owned(),
        wording: "Yes, every Friday".to_owned(),
    };
    MarkedRow { row, marks: vec![mark(address)] }
}

pub fn mark(address: &str) -> String {
    format!("mark of {address}")
}

/// A subscriber with the Message-ID of their copy.
pub fn recipient(subscriber: i64) -> (i64, String) {
    (subscriber, format!("<2026-11-20.{subscriber}@friday.example.org>"))
}

/// The decision to approve a draft at its hour.
pub fn approval(edition: Edition, picks: &[i64]) -> Approval {
    Approval {
        edition,
        at: at(CLOSES),
        by: "Ada".to_owned(),
        content: content(),
        frozen: frozen(),
        sha256: "5f1d".to_owned(),
        stories: (1..).zip(picks).map(|(place, story)| (*story, Some(place), false, None)).collect(),
        next: period("2026-11-27"),
    }
}

pub fn content() -> EditionContent {
    let item = Item {
        story: Some(1),
        title: "Bins".to_owned(),
        link: "https://example.gov.uk/bins".to_owned(),
        language: Some("cy".to_owned()),
        blog: "Leeds Digital".to_owned(),
        council: Some("Leeds".to_owned()),
        byline: "by Ada Jones, Leeds Digital".to_owned(),
        remark: Some("Worth **reading**".to_owned()),
        excerpt: None,
        published_on: Some(day("2026-09-01")),
        links: Vec::new(),
        also_at: Vec::new(),
        media: Vec::new(),
        score: None,
        missing_since: None,
        formerly: None,
    };
    EditionContent {
        title: "One for Friday (20/11/2026)".to_owned(),
        date: day("2026-11-20"),
        opener: "Good morning".to_owned(),
        outro: "Bye".to_owned(),
        items: vec![item],
        everything_else: Vec::new(),
        missing: Vec::new(),
        new_blogs: Vec::new(),
        revived_blogs: Vec::new(),
        next_date: Some(day("2026-11-27")),
    }
}

pub fn frozen() -> Frozen {
    let text = |choice, text: &str| FrozenText { choice, text: text.to_owned(), html: format!("<p>{text}</p>") };
    Frozen {
        subject: "One for Friday".to_owned(),
        date: at(CLOSES),
        texts: vec![text(Choice::Picks, "the pick"), text(Choice::Everything, "the whole week")],
    }
}
