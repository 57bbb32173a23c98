//! A database of an older friday is brought up to date with everything that is in it.

use super::build::{at, day};
use friday::model::delivery::DeliveryState::{Accepted, Uncertain};
use friday::model::delivery::LedgerCount;
use friday::model::edition::EditionState::Sending;
use friday::rules::matching::fingerprint;
use friday::store::Store;
use tempfile::TempDir;

/// The schema before editions and bulletins became one table.
const OLD: [&str; 3] = [
    include_str!("../../../src/store/migrations/0001_start.sql"),
    include_str!("../../../src/store/migrations/0002_manners.sql"),
    include_str!("../../../src/store/migrations/0003_identity.sql"),
];

/// In the middle of a sending: one reader has it, of one nobody knows.
const ROWS: &str = "
    INSERT INTO story VALUES (1, 0);
    INSERT INTO edition (id, nominal_on, dated_on, state, opens_at, closes_at, subject, mail_dated_at, sha256, taken_to, recipients, recipients_taken_at)
    VALUES (7, '2026-11-20', '2026-11-20', 'sending', 1, 2, 'One for Friday', 2, 'ab', 2, 2, 3);
    INSERT INTO edition_text VALUES (7, 'picks', 'the pick', '<p>the pick</p>'), (7, 'everything', 'all', '<p>all</p>');
    INSERT INTO edition_story (story_id, edition_id, place) VALUES (1, 7, 1);
    INSERT INTO subscriber (address, address_mark, choice, state, source, wording, created_at, changed_at)
    VALUES ('ada@example.org', 'a', 'picks', 'active', 'page', 'yes', 1, 1), ('ben@example.org', 'b', 'everything', 'active', 'page', 'yes', 1, 1);
    INSERT INTO consent_event (subscriber_id, action, at, source, wording) VALUES (1, 'import', 1, 'page', 'yes');
    INSERT INTO delivery (edition_id, subscriber_id, state, message_id, epoch, attempt, resends, next_at, first_try_at, reply, changed_at)
    VALUES (7, 1, 'accepted', '<1@x>', 3, 1, 0, 3, 3, '250 ok', 4), (7, 2, 'uncertain', '<2@x>', 3, 1, 1, 3, 3, 'lost', 4);
    PRAGMA application_id = 0x66726935;
    PRAGMA user_version = 3;";

async fn migrated() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    for sql in OLD {
        old.execute_batch(sql).unwrap();
    }
    old.execute_batch(ROWS).unwrap();
    drop(old);
    let store = Store::open(&path).await.unwrap();
    (folder, store)
}

#[tokio::test]
async fn a_ledger_in_the_middle_of_a_sending_keeps_its_sum() {
    let (_folder, store) = migrated().await;

    let edition = store.edition(day("2026-11-20")).await.unwrap().unwrap();

    assert_eq!((edition.id, edition.state), (7, Sending));
    assert_eq!(store.ledger(7).await.unwrap(), LedgerCount { recipients: 2, states: vec![(Accepted, 1), (Uncertain, 1)] });
    assert_eq!(store.recipients_taken_to(7).await.unwrap(), 2);
}

#[tokio::test]
async fn frozen_texts_and_people_stay_as_they_were() {
    let (_folder, store) = migrated().await;

    let frozen = store.frozen(7).await.unwrap().unwrap();
    let people = store.subscribers().await.unwrap();

    let texts: Vec<&str> = frozen.texts.iter().map(|text| text.text.as_str()).collect();
    assert_eq!((frozen.subject.as_str(), texts), ("One for Friday", vec!["the pick", "all"]));
    let words: Vec<_> = people.iter().map(|person| (person.choice.word(), person.state.word())).collect();
    assert_eq!(words, [("picks", "active"), ("everything", "active")]);
}

#[tokio::test]
async fn nothing_points_nowhere_and_nothing_is_left_of_the_old_tables() {
    let (folder, _store) = migrated().await;
    let database = rusqlite::Connection::open(folder.path().join("friday.db")).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();

    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(count("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'new_%' OR name = 'edition_text'"), 0);
    assert_eq!(count("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%REFERENCES edition%'"), 0);
}

/// The steps after that, but for the last.
const LATER: [&str; 4] = [
    include_str!("../../../src/store/migrations/0004_mailings.sql"),
    include_str!("../../../src/store/migrations/0005_consent.sql"),
    include_str!("../../../src/store/migrations/0006_returned.sql"),
    include_str!("../../../src/store/migrations/0007_instance.sql"),
];

#[tokio::test]
async fn words_of_servers_that_quoted_an_address_become_codes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.pragma_update(None, "foreign_keys", false).unwrap();
    for sql in OLD {
        old.execute_batch(sql).unwrap();
    }
    old.execute_batch(ROWS).unwrap();
    for sql in LATER {
        old.execute_batch(sql).unwrap();
    }
    let said = [
        "550 5.1.1 <ada@example.org>: no such user",
        "550 5.1.10 ada@example.org",
        "550 5.1.1<ada@example.org>",
        "550 ada@example.org",
        "ada@example.org",
        "5.1.1",
    ];
    for (id, words) in (1..).zip(said) {
        let sql = "INSERT INTO returned_mail (mark, subscriber_id, kind, status, at) VALUES (?1, 1, 'hard', ?2, 1)";
        old.execute(sql, rusqlite::params![id, words]).unwrap();
        let sql = "INSERT INTO consent_event (subscriber_id, action, detail, at, page, actor)
                   VALUES (1, 'bounce', ?1, 1, 'mail', 'server')";
        old.execute(sql, [words]).unwrap();
    }
    old.pragma_update(None, "user_version", 7).unwrap();
    drop(old);

    let _store = Store::open(&path).await.unwrap();

    let database = rusqlite::Connection::open(&path).unwrap();
    let all = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let codes = "5.1.1|5.1.10|550|550||5.1.1";
    assert_eq!(all("SELECT group_concat(status, '|') FROM returned_mail"), codes);
    assert_eq!(all("SELECT group_concat(detail, '|') FROM consent_event WHERE action = 'bounce'"), codes);
    assert!(database.execute("UPDATE consent_event SET detail = 'x'", []).is_err());
}

/// The steps after those, up to the one that kept posts in full.
const WHOLE_POSTS: [&str; 6] = [
    include_str!("../../../src/store/migrations/0008_evidence.sql"),
    include_str!("../../../src/store/migrations/0009_desk.sql"),
    include_str!("../../../src/store/migrations/0010_desk_reading.sql"),
    include_str!("../../../src/store/migrations/0011_draft_revisions.sql"),
    include_str!("../../../src/store/migrations/0012_river.sql"),
    include_str!("../../../src/store/migrations/0013_list.sql"),
];

/// Two blogs: one's post was edited, the other's links to it and has a body.
const POSTS: &str = "
    INSERT INTO blog (id) VALUES ('leeds'), ('kent');
    INSERT INTO story VALUES (2, 1), (3, 1);
    INSERT INTO entry (id, blog_id, story_id, title, link, canonical_link, excerpt, summary, content, authors, categories, media, dated_at, seen_at, words,
                       fingerprint, opening, shingles, standing, because, eligible_at)
    VALUES (1, 'leeds', 2, 'Bins', 'https://leeds.example/bins', 'leeds.example/bins', 'In short', 'In short', 'The bins are going digital', '[]', '[]', '[]',
            10, 10, 300, 5, 'the bins are going digital', zeroblob(512), 'eligible', 'x', 10),
           (2, 'kent', 3, 'Seen', 'https://kent.example/seen', 'kent.example/seen', 'Seen', NULL, NULL, '[]', '[]', '[]',
            10, 11, 3, NULL, 'seen', x'01000000', 'eligible', 'x', 11);
    INSERT INTO entry_edit VALUES (1, 12, '[\"link\"]', 'Bins', 'https://leeds.example/b', 'leeds.example/b', 'In short', NULL, 300, 5, 'the bins', x'');
    INSERT INTO entry_link VALUES (2, 'leeds.example/b');
    INSERT INTO blog_manners (blog_id, pace, other_validators) VALUES ('leeds', '{\"body_hash\":7,\"same_bodies\":3}', '[]');
    PRAGMA user_version = 13;";

#[tokio::test]
async fn posts_of_before_are_found_compared_and_shown_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.pragma_update(None, "foreign_keys", false).unwrap();
    OLD.iter().for_each(|sql| old.execute_batch(sql).unwrap());
    old.execute_batch(ROWS).unwrap();
    LATER.iter().chain(&WHOLE_POSTS).for_each(|sql| old.execute_batch(sql).unwrap());
    old.execute_batch(POSTS).unwrap();
    drop(old);

    let store = Store::open(&path).await.unwrap();

    let stories = store.stories_between(at("1970-01-01T00:00:00Z"), at("1970-01-02T00:00:00Z")).await.unwrap();
    let linked: Vec<_> = stories.iter().map(|story| (story.lead.title.as_str(), story.linked_by.len())).collect();
    assert_eq!(linked, [("Bins", 1), ("Seen", 0)]);
    for link in ["leeds.example/bins", "leeds.example/b"] {
        assert_eq!(store.facts_about(link.to_owned()).await.unwrap().len(), 1, "{link}");
    }
    let known = store.entries(vec![1, 2]).await.unwrap();
    let hashes = |words: &str| fingerprint::of(Some(words)).opening;
    assert_eq!([&known[0].print.opening, &known[1].print.opening], [&hashes("the bins"), &hashes("seen")]);
    let database = rusqlite::Connection::open(&path).unwrap();
    let all = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let words: Vec<u8> = database.query_row("SELECT words FROM body WHERE posts = '[1]'", [], |row| row.get(0)).unwrap();
    let words = std::io::read_to_string(flate2::read::ZlibDecoder::new(words.as_slice())).unwrap();
    assert_eq!(words, r#"["The bins are going digital"]"#);
    database.execute("UPDATE entry SET standing = 'held', eligible_at = NULL WHERE id = 2", []).unwrap();
    assert_eq!(all("SELECT group_concat(title) FROM river"), "Bins");
    assert_eq!(all("SELECT count(*) || '' FROM pragma_foreign_key_check"), "0");
    assert_eq!(all("SELECT pace FROM blog_manners"), r#"{"same_bodies":3}"#, "each document is read once more");
}
