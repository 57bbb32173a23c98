//! Editions: read, approved in one transaction, moved through the states of sending.

use super::columns::{broken, instant, json, optional_instant, seconds, to_json, word};
use super::drafts::{date, insert_draft};
use super::stories::stories_between;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionContent, EditionState, Frozen, FrozenText, MailingKind, Score};
use crate::model::subscriber::Choice;
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Everything an approval writes.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The draft, as it was when the decision was made.
    pub edition: Edition,
    /// The instant that closes the window and opens the next.
    pub at: Instant,
    /// A name, or "its hour".
    pub by: String,
    /// The words.
    pub content: EditionContent,
    /// The texts made of them.
    pub frozen: Frozen,
    /// SHA-256 of the texts, hex.
    pub sha256: String,
    /// Every story of the window: place among the picks, left out, score.
    pub stories: Vec<(i64, Option<i64>, bool, Option<Score>)>,
    /// The period whose draft opens now.
    pub next: Period,
}

impl Store {
    /// Every edition, newest date first.
    pub async fn editions(&self) -> Result<Vec<Edition>, StoreError> {
        self.newest_editions(u32::MAX).await
    }

    /// The newest editions by their dates, at most so many.
    pub async fn newest_editions(&self, count: u32) -> Result<Vec<Edition>, StoreError> {
        // Not `*`: the words of ten years of editions are some 30 MB, and nobody asked for them.
        let sql =
            "SELECT id, kind, nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, because, revision,
                          edits, sha256, recipients_taken_at, paused_because, sent_at
                   FROM edition ORDER BY dated_on DESC, id DESC LIMIT ?1";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([count], edition)?.collect()).await
    }

    /// The edition of a date.
    pub async fn edition(&self, date: NaiveDate) -> Result<Option<Edition>, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT * FROM edition WHERE dated_on = ?1 ORDER BY id";
                connection.prepare_cached(sql)?.query_row([date.to_string()], edition).optional()
            })
            .await
    }

    /// Freezes the words, closes the window, gives every story its place and opens the next draft.
    /// The answer is whether it did: not when somebody saved, or a story arrived, since the decision was made.
    pub async fn approve(&self, approval: Approval) -> Result<bool, StoreError> {
        self.connections.write(move |transaction| approve(transaction, &approval)).await
    }

    /// A late edition that is approved already gets a fresh approval.
    pub async fn approve_afresh(&self, edition: i64, by: String, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET approved_at = ?2, approved_by = ?3 WHERE id = ?1 AND state = 'approved'";
        self.connections.write(move |transaction| Ok(transaction.execute(sql, params![edition, seconds(now), by])? == 1)).await
    }

    /// An approved mailing begins to be sent; its Date is no later than that. The answer is whether it was approved.
    pub async fn begin(&self, mailing: i64, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET state = 'sending', paused_because = NULL, mail_dated_at = min(mail_dated_at, ?2)
                   WHERE id = ?1 AND state = 'approved'";
        self.connections.write(move |transaction| Ok(transaction.execute(sql, params![mailing, seconds(now)])? == 1)).await
    }

    /// Moves an edition from one state to another; the answer is whether it was in the first.
    pub async fn change_state(&self, edition: i64, from: EditionState, to: EditionState) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET state = ?3, paused_because = NULL WHERE id = ?1 AND state = ?2";
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![edition, from.word(), to.word()])? == 1))
            .await
    }

    /// The frozen words.
    pub async fn content(&self, edition: i64) -> Result<Option<EditionContent>, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT content FROM mailing WHERE id = ?1 AND content IS NOT NULL";
                connection.prepare_cached(sql)?.query_row([edition], |row| json(row, "content")).optional()
            })
            .await
    }

    /// The frozen texts.
    pub async fn frozen(&self, edition: i64) -> Result<Option<Frozen>, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT subject, mail_dated_at FROM mailing WHERE id = ?1 AND mail_dated_at IS NOT NULL";
                let head = connection
                    .prepare_cached(sql)?
                    .query_row([edition], |row| Ok((row.get::<_, String>("subject")?, instant(row, "mail_dated_at")?)))
                    .optional()?;
                let Some((subject, date)) = head else { return Ok(None) };
                let sql = "SELECT choice, text, html FROM mailing_text WHERE mailing_id = ?1 ORDER BY choice";
                let mut texts: Vec<FrozenText> =
                    connection.prepare_cached(sql)?.query_map([edition], frozen_text)?.collect::<rusqlite::Result<_>>()?;
                texts.sort_by_key(|text| text.choice);
                Ok(Some(Frozen { subject, date, texts }))
            })
            .await
    }
}

fn approve(transaction: &Transaction<'_>, approval: &Approval) -> rusqlite::Result<bool> {
    let draft = &approval.edition;
    let in_window = stories_between(transaction, seconds(draft.opens_at), seconds(approval.at))?;
    let decided = |id: i64| approval.stories.iter().any(|(story, ..)| *story == id);
    if in_window.len() != approval.stories.len() || !in_window.iter().all(|story| decided(story.id)) {
        return Ok(false);
    }
    let changed = transaction.execute(
        "UPDATE mailing
         SET state = 'approved', closes_at = ?3, approved_at = ?3, approved_by = ?4, content = ?5, subject = ?6, mail_dated_at = ?7, sha256 = ?8
         WHERE id = ?1 AND revision = ?2 AND state = 'draft'",
        params![
            draft.id,
            draft.revision,
            seconds(approval.at),
            approval.by,
            to_json(&approval.content)?,
            approval.frozen.subject,
            seconds(approval.frozen.date),
            approval.sha256
        ],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    put_texts(transaction, draft.id, &approval.frozen.texts)?;
    put_stories(transaction, draft.id, &approval.stories)?;
    match insert_draft(transaction, approval.next, seconds(approval.at))? {
        true => Ok(true),
        // Rolls everything back: an approval without a next draft would leave a gap.
        false => Err(broken("dated_on", "the next edition's date is taken")),
    }
}

pub(super) fn put_texts(transaction: &Transaction<'_>, edition: i64, texts: &[FrozenText]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO mailing_text (mailing_id, choice, text, html) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = transaction.prepare_cached(sql)?;
    for text in texts {
        statement.execute(params![edition, text.choice.word(), text.text, text.html])?;
    }
    Ok(())
}

fn put_stories(
    transaction: &Transaction<'_>,
    edition: i64,
    stories: &[(i64, Option<i64>, bool, Option<Score>)],
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO edition_story (story_id, edition_id, place, left_out, score) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = transaction.prepare_cached(sql)?;
    for (story, place, left_out, score) in stories {
        statement.execute(params![story, edition, place, left_out, score.as_ref().map(to_json).transpose()?])?;
    }
    Ok(())
}

fn frozen_text(row: &Row<'_>) -> rusqlite::Result<FrozenText> {
    Ok(FrozenText { choice: word(row, "choice", Choice::parse)?, text: row.get("text")?, html: row.get("html")? })
}

pub(super) fn edition(row: &Row<'_>) -> rusqlite::Result<Edition> {
    Ok(Edition {
        id: row.get("id")?,
        kind: word(row, "kind", MailingKind::parse)?,
        period: Period { nominal: date(row, "nominal_on")?, date: date(row, "dated_on")? },
        state: word(row, "state", EditionState::parse)?,
        opens_at: instant(row, "opens_at")?,
        closes_at: optional_instant(row, "closes_at")?,
        approved_at: optional_instant(row, "approved_at")?,
        approved_by: row.get("approved_by")?,
        because: row.get("because")?,
        revision: row.get("revision")?,
        edits: json(row, "edits")?,
        sha256: row.get("sha256")?,
        recipients_taken_at: optional_instant(row, "recipients_taken_at")?,
        paused_because: row.get("paused_because")?,
        sent_at: optional_instant(row, "sent_at")?,
    })
}
