//! Rows that are written thousands of times a second: their words are checked, and the check costs no table.

use friday::store::Store;
use rusqlite::Connection;
use tempfile::TempDir;

const ENTRY: &str =
    "INSERT INTO entry (blog_id, story_id, title, excerpt, authors, categories, media, seen_at, words, standing, because, eligible_at)
                     VALUES ('leeds', 1, 'Bins', '', '[]', '[]', '[]', 1, 1, ?1, '', CASE ?1 WHEN 'eligible' THEN 1 END)";
const DELIVERY: &str = "INSERT INTO delivery (mailing_id, subscriber_id, state, message_id, next_at, changed_at)
                        VALUES (1, 1, ?1, '<1@x>', 1, 1)";
const MANNERS: &str =
    "INSERT INTO blog_manners (blog_id, trouble, trouble_since, pace, other_validators) VALUES ('leeds', ?1, 1, '{}', '[]')";

async fn database() -> (TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    drop(Store::open(&path).await.unwrap());
    let database = Connection::open(&path).unwrap();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    (folder, database)
}

#[tokio::test]
async fn no_table_is_built_to_check_a_row() {
    let (_folder, database) = database().await;

    let delivery = "UPDATE delivery SET state = ?1, changed_at = 1 WHERE id = 1";
    for sql in [ENTRY, MANNERS, delivery] {
        let mut plan = database.prepare(&format!("EXPLAIN {sql}")).unwrap();
        let steps = plan.query_map(["x"], |row| row.get::<_, String>("opcode")).unwrap();
        let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
        assert!(steps.iter().any(|step| step.contains("Insert")), "{sql}");
        assert!(!steps.contains(&"OpenEphemeral".to_owned()), "{sql}");
    }
}

#[tokio::test]
async fn a_word_that_nobody_knows_is_refused() {
    let (_folder, database) = database().await;

    let check = |sql: &str, known: &[&str]| {
        let refused = database.execute(sql, ["lost"]).unwrap_err().to_string();
        assert!(refused.starts_with("CHECK constraint failed"), "{refused}");
        for word in known {
            database.execute(&sql.replace("INSERT", "INSERT OR REPLACE"), [word]).unwrap();
        }
    };
    check(ENTRY, &["eligible", "held", "old"]);
    check(MANNERS, &["missing", "forbidden", "bot protection", "busy", "broken"]);
    let states = ["queued", "claimed", "handed", "accepted", "deferred", "refused", "uncertain", "suppressed", "expired"];
    check(DELIVERY, &states);
}
