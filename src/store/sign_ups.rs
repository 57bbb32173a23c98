//! The sign-up form: whatever the address is, the same is looked up and something is written, so that neither answer nor time tells.

use super::columns::{seconds, to_json, word};
use super::consent::{Evidence, put_wording};
use super::notices::{NewNotice, has_allowance, made_within_the_hour};
use super::requests::{is_subscriber, parsed};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::consent::ConsentAction;
use crate::model::notice::NoticeKind;
use crate::model::request::{SignUp, SignUpEnd};
use crate::model::subscriber::SubscriberState;
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Transaction, params};

/// Who reported the digest as unwanted is not written to by a form for this long, whoever fills it in.
const COMPLAINT: TimeDelta = TimeDelta::days(365);

/// What a sign-up finds under its address.
struct Known {
    id: i64,
    state: SubscriberState,
}

impl Store {
    /// Takes a sign-up in. Whatever the address is, the same is looked up and something is written, so that neither the answer
    /// nor its time tells.
    pub async fn sign_up(&self, sign_up: SignUp, now: Instant) -> Result<SignUpEnd, StoreError> {
        self.connections.write(move |transaction| take_in(transaction, &sign_up, now)).await
    }

    /// A person who lost the link to their page asks for it: what is sent goes to subscribers alone, under the same limits.
    pub async fn ask_for_page(&self, sign_up: SignUp, now: Instant) -> Result<SignUpEnd, StoreError> {
        self.connections
            .write(move |transaction| {
                let (known, end) = looked_up(transaction, &sign_up, now)?;
                match (known, end) {
                    (Some(known), Ok(())) if is_subscriber(known.state) => send_page(transaction, &sign_up, known.id, now),
                    (_, Ok(())) => Ok(SignUpEnd::HeldBack),
                    (_, Err(end)) => Ok(end),
                }
            })
            .await
    }

    /// Since when sign-ups are, or were last, held back by the cap of the hour; `None`: they never were.
    pub async fn capped_at(&self) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'sign-ups capped'";
        self.connections
            .read(move |connection| {
                let found: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
                Ok(found.and_then(|at| Instant::from_timestamp(at, 0)))
            })
            .await
    }
}

/// Who is there, and whether a limit stands in the way. Counts the sign-up in any case: a transaction that wrote nothing
/// would end sooner than one that did.
fn looked_up(
    transaction: &Transaction<'_>,
    sign_up: &SignUp,
    now: Instant,
) -> rusqlite::Result<(Option<Known>, Result<(), SignUpEnd>)> {
    let sql = "UPDATE fact SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'sign-ups asked'";
    transaction.prepare_cached(sql)?.execute([])?;
    let marks = to_json(&sign_up.marks)?;
    let sql = "SELECT id, state FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT 1";
    let known = transaction
        .prepare_cached(sql)?
        .query_row([&marks], |row| Ok(Known { id: row.get(0)?, state: word(row, "state", SubscriberState::parse)? }))
        .optional()?;
    let complained = has_complained(transaction, &marks, now)?;
    let kind = match &known {
        Some(known) if is_subscriber(known.state) => NoticeKind::YourPage,
        Some(_) | None => NoticeKind::Confirm,
    };
    let has_allowance = has_allowance(transaction, &to_json(&sign_up.mailbox_marks)?, kind, now)?;
    let within_the_hour = made_within_the_hour(transaction, now)?;
    if complained || !has_allowance || !sign_up.may_mail {
        return Ok((known, Err(SignUpEnd::HeldBack)));
    }
    if within_the_hour >= i64::from(sign_up.hourly_cap) {
        return Ok((known, Err(capped(transaction, now)?)));
    }
    Ok((known, Ok(())))
}

/// Whether an address with one of these marks (a JSON list) reported the digest, and has not agreed to it again since.
pub(super) fn has_complained(transaction: &Transaction<'_>, marks: &str, now: Instant) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM consent_event AS complaint
                              JOIN subscriber ON subscriber.id = complaint.subscriber_id
                              WHERE subscriber.address_mark IN (SELECT value FROM json_each(?1))
                                AND complaint.action = ?2 AND complaint.at > ?3
                                AND NOT EXISTS (SELECT 1 FROM consent_event AS later
                                                WHERE later.subscriber_id = complaint.subscriber_id
                                                  AND later.id > complaint.id AND later.action IN (?4, ?5)))";
    let (confirm, import) = (ConsentAction::Confirm.word(), ConsentAction::Import.word());
    let values = params![marks, ConsentAction::Complaint.word(), seconds(now - COMPLAINT), confirm, import];
    transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))
}

/// Writes down that the cap is reached, at most once an hour.
pub(super) fn capped(transaction: &Transaction<'_>, now: Instant) -> rusqlite::Result<SignUpEnd> {
    let sql = "INSERT INTO fact (name, value) VALUES ('sign-ups capped', CAST(?1 AS TEXT))
               ON CONFLICT (name) DO UPDATE SET value = CAST(?1 AS TEXT) WHERE CAST(value AS INTEGER) <= ?1 - 3600";
    let is_news = transaction.prepare_cached(sql)?.execute([seconds(now)])? == 1;
    Ok(SignUpEnd::Capped { is_news })
}

fn take_in(transaction: &Transaction<'_>, sign_up: &SignUp, now: Instant) -> rusqlite::Result<SignUpEnd> {
    let (known, end) = looked_up(transaction, sign_up, now)?;
    if let Err(end) = end {
        return Ok(end);
    }
    match known {
        Some(known) if is_subscriber(known.state) => send_page(transaction, sign_up, known.id, now),
        Some(known) => ask(transaction, sign_up, known.id, now),
        None => {
            let subscriber = put_pending(transaction, sign_up, now)?;
            ask(transaction, sign_up, subscriber, now)
        }
    }
}

fn send_page(transaction: &Transaction<'_>, sign_up: &SignUp, subscriber: i64, now: Instant) -> rusqlite::Result<SignUpEnd> {
    // To the spelling that answered once, whatever a stranger typed.
    let sql = "SELECT address FROM subscriber WHERE id = ?1";
    let address = parsed(transaction.prepare_cached(sql)?.query_row([subscriber], |row| row.get(0))?);
    let Some(address) = address else { return Ok(SignUpEnd::HeldBack) };
    let (kind, mark, mailbox) = (NoticeKind::YourPage, mark(sign_up), &sign_up.mailbox_marks);
    NewNotice { kind, subscriber, request: None, address: &address, mark, mailbox: first(mailbox) }.put(transaction, now)?;
    Ok(SignUpEnd::Queued)
}

/// One open request a subscriber: asking again renews it, so that the link in an earlier mail works as long as the latest.
fn ask(transaction: &Transaction<'_>, sign_up: &SignUp, subscriber: i64, now: Instant) -> rusqlite::Result<SignUpEnd> {
    let wording = put_wording(transaction, &sign_up.wording, now)?;
    let sql = "INSERT INTO request (kind, subscriber_id, address, address_mark, choice, wording_id, asked_at, marks)
               VALUES ('subscribe', ?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (subscriber_id, kind) WHERE answered_at IS NULL
               DO UPDATE SET address = ?2, address_mark = ?3, choice = ?4, wording_id = ?5, asked_at = ?6, marks = ?7
               RETURNING id";
    let (address, choice, marks) = (sign_up.address.expose(), sign_up.choice.word(), to_json(&sign_up.marks)?);
    let values = params![subscriber, address, mark(sign_up), choice, wording, seconds(now), marks];
    let request: i64 = transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let evidence = Evidence {
        subscriber,
        action: ConsentAction::Request,
        detail: sign_up.choice.word(),
        at: now,
        page: sign_up.origin.page,
        wording: Some(wording),
        visitor_mark: sign_up.origin.visitor_mark.as_deref(),
        actor: "reader",
    };
    evidence.put(transaction)?;
    let kind = NoticeKind::Confirm;
    let (request, address, mailbox) = (Some(request), &sign_up.address, first(&sign_up.mailbox_marks));
    NewNotice { kind, subscriber, request, address, mark: mark(sign_up), mailbox }.put(transaction, now)?;
    Ok(SignUpEnd::Queued)
}

fn put_pending(transaction: &Transaction<'_>, sign_up: &SignUp, now: Instant) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO subscriber (address, address_mark, choice, state, source, wording, created_at, changed_at)
               VALUES (?1, ?2, ?3, 'pending', 'sign-up page', '', ?4, ?4)";
    let values = params![sign_up.address.expose(), mark(sign_up), sign_up.choice.word(), seconds(now)];
    transaction.prepare_cached(sql)?.execute(values)?;
    Ok(transaction.last_insert_rowid())
}

fn mark(sign_up: &SignUp) -> &str {
    first(&sign_up.marks)
}

/// By the present key.
pub(super) fn first(marks: &[String]) -> &str {
    marks.first().map_or("", String::as_str)
}
