//! Bloggers who ask not to be read, and what is left of a blog that was forgotten.

use super::blogs::blog_id;
use super::columns::{instant, json, seconds, to_json};
use super::suggestions::settle;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::edition::EditionContent;
use crate::model::wishes::{NewOptOut, OptOut, Settling, Tombstone, WishEnd, WishState};
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// What stands where a title stood.
pub const WITHHELD: &str = "Withheld at its makers' wish";

/// Open requests for one blog: the first may come from a stranger, and must not keep its maker's own from the editors.
const OF_ONE_BLOG: i64 = 5;

impl Store {
    /// Keeps a blogger's request, unless the same one is open, or enough for that blog, or `hourly_cap` were sent within the hour.
    pub async fn ask_to_opt_out(&self, new: NewOptOut, hourly_cap: u32, now: Instant) -> Result<WishEnd, StoreError> {
        self.connections.write(move |transaction| ask(transaction, &new, hourly_cap, now)).await
    }

    /// Requests that nobody has settled, oldest first.
    pub async fn open_opt_outs(&self) -> Result<Vec<OptOut>, StoreError> {
        let sql = "SELECT * FROM opt_out WHERE state = 'open' ORDER BY made_at, id";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([], opt_out)?.collect()).await
    }

    /// One of the open ones.
    pub async fn opt_out(&self, id: i64) -> Result<Option<OptOut>, StoreError> {
        let sql = "SELECT * FROM opt_out WHERE id = ?1 AND state = 'open'";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row([id], opt_out).optional()).await
    }

    /// Writes down what became of an open one; false when somebody was quicker. Once one is agreed to, so are the others for its
    /// blog: nothing is left to decide.
    pub async fn settle_opt_out(&self, id: i64, settling: Settling) -> Result<bool, StoreError> {
        let sql = "UPDATE opt_out SET state = ?2, settled_by = ?3, because = ?4, settled_at = ?5
                   WHERE state = 'open'
                     AND (id = ?1 OR ?2 = 'accepted' AND blog_id = (SELECT blog_id FROM opt_out WHERE id = ?1 AND state = 'open'))";
        self.connections.write(move |transaction| settle(transaction, sql, id, &settling)).await
    }

    /// Lays a blog to rest: its tombstone is set, and every word of its posts is deleted. Rows that editions point to stay, empty.
    /// The answer is how many posts there were.
    pub async fn forget_blog(&self, tombstone: Tombstone) -> Result<usize, StoreError> {
        self.connections.write(move |transaction| forget(transaction, &tombstone)).await
    }

    /// Every address that the blog's posts have or had, for taking them out of past editions.
    pub async fn links_of(&self, blog: BlogId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT link FROM entry WHERE blog_id = ?1 AND link IS NOT NULL
                   UNION SELECT edit.link FROM entry_edit AS edit JOIN entry ON entry.id = edit.entry_id
                         WHERE blog_id = ?1 AND edit.link IS NOT NULL";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_map([blog.as_str()], |row| row.get(0))?.collect())
            .await
    }

    /// The words of every edition that is fixed and has stories, with its row.
    pub async fn contents(&self) -> Result<Vec<(i64, EditionContent)>, StoreError> {
        let sql = "SELECT id, content FROM mailing WHERE content IS NOT NULL ORDER BY id";
        self.connections
            .read(move |connection| {
                let one = |row: &Row<'_>| Ok((row.get("id")?, json(row, "content")?));
                connection.prepare_cached(sql)?.query_map([], one)?.collect()
            })
            .await
    }

    /// Replaces what the archive shows of an edition. What was mailed stays as it is, and with it the hash of what was approved.
    pub async fn replace_content(&self, edition: i64, content: EditionContent) -> Result<(), StoreError> {
        let sql = "UPDATE mailing SET content = ?2 WHERE id = ?1 AND content IS NOT NULL";
        self.connections
            .write(move |transaction| transaction.prepare_cached(sql)?.execute(params![edition, to_json(&content)?]).map(drop))
            .await
    }

    /// Takes a tombstone away; the posts stay deleted. False when there was none.
    pub async fn lift_tombstone(&self, blog: BlogId) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| Ok(transaction.execute("DELETE FROM tombstone WHERE blog_id = ?1", [blog.as_str()])? > 0))
            .await
    }

    /// All tombstones.
    pub async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        let sql = "SELECT * FROM tombstone ORDER BY blog_id";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([], tombstone)?.collect()).await
    }
}

fn ask(transaction: &Transaction<'_>, new: &NewOptOut, hourly_cap: u32, now: Instant) -> rusqlite::Result<WishEnd> {
    let sql = "SELECT count(*), coalesce(max(who = ?2 AND proof = ?3), 0) FROM opt_out WHERE blog_id = ?1 AND state = 'open'";
    let values = params![new.blog.as_str(), new.who, new.proof];
    let (open, is_same): (i64, bool) =
        transaction.prepare_cached(sql)?.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if is_same || open >= OF_ONE_BLOG {
        return Ok(WishEnd::Known(WishState::Open));
    }
    let recent: i64 = transaction
        .prepare_cached("SELECT count(*) FROM opt_out WHERE made_at > ?1")?
        .query_row([seconds(now - TimeDelta::hours(1))], |row| row.get(0))?;
    if recent >= i64::from(hourly_cap) {
        return Ok(WishEnd::Capped);
    }
    let sql = "INSERT INTO opt_out (blog_id, who, proof, note, made_at, state) VALUES (?1, ?2, ?3, ?4, ?5, 'open')";
    transaction.prepare_cached(sql)?.execute(params![new.blog.as_str(), new.who, new.proof, new.note, seconds(now)])?;
    Ok(WishEnd::Kept(transaction.last_insert_rowid()))
}

fn forget(transaction: &Transaction<'_>, tombstone: &Tombstone) -> rusqlite::Result<usize> {
    let blog = tombstone.blog.as_str();
    let sql = "INSERT INTO tombstone (blog_id, addresses, because, made_at) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (blog_id) DO UPDATE SET addresses = excluded.addresses, because = excluded.because";
    let values = params![blog, to_json(&tombstone.addresses)?, tombstone.because, seconds(tombstone.made_at)];
    transaction.prepare_cached(sql)?.execute(values)?;
    const OWN: &str = "(SELECT id FROM entry WHERE blog_id = ?1)";
    for table in ["entry_edit", "entry_link", "alias", "entry_rebound"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE entry_id IN {OWN}"), [blog])?;
    }
    transaction.execute("DELETE FROM body WHERE blog_id = ?1", [blog])?;
    let sql = "UPDATE entry
               SET raw_id = NULL, title = ?2, link = NULL, page = NULL, excerpt = '',
                   language = NULL, authors = '[]', categories = '[]', media = '[]', words = 0, fingerprint = NULL,
                   opening = x'', shingles = x'', standing = 'old', because = ?3, eligible_at = NULL, folded_because = NULL
               WHERE blog_id = ?1";
    let posts = transaction.execute(sql, params![blog, WITHHELD, tombstone.because])?;
    // What is known about reading it would only tell where it was.
    let sql =
        "UPDATE blog SET feed = NULL, row_feed = NULL, validators_url = '', etag = NULL, last_modified = NULL, error = NULL,
                      next_read_at = NULL, link_domain = NULL WHERE id = ?1";
    transaction.execute(sql, [blog])?;
    let sql =
        "UPDATE blog_manners SET moved_to = NULL, moved_at = NULL, moving = NULL, other_validators = '[]' WHERE blog_id = ?1";
    transaction.execute(sql, [blog])?;
    Ok(posts)
}

fn opt_out(row: &Row<'_>) -> rusqlite::Result<OptOut> {
    let what =
        NewOptOut { blog: blog_id(row, "blog_id")?, who: row.get("who")?, proof: row.get("proof")?, note: row.get("note")? };
    Ok(OptOut { id: row.get("id")?, what, made_at: instant(row, "made_at")? })
}

fn tombstone(row: &Row<'_>) -> rusqlite::Result<Tombstone> {
    Ok(Tombstone {
        blog: blog_id(row, "blog_id")?,
        addresses: json(row, "addresses")?,
        because: row.get("because")?,
        made_at: instant(row, "made_at")?,
    })
}
