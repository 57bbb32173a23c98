//! One reader's copy of an edition: frozen texts, their own leave link, and the headers a list mail has.

use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::Reply;
use crate::model::edition::Frozen;
use crate::model::email::{Email, WaysToLeave};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::{leaving, rendering};
use chrono::{NaiveDate, TimeDelta};

/// First pause after "later"; it doubles up to the cap (Postfix waits the same way).
const FIRST_PAUSE: i64 = 5 * 60;
const LONGEST_PAUSE: i64 = 66 * 60;

/// A row that was first tried this long ago is given up.
pub const LIFETIME: TimeDelta = TimeDelta::days(3);

/// What makes one copy different from all others.
#[derive(Clone, Debug)]
pub struct Copy<'a> {
    /// Who gets it.
    pub to: &'a EmailAddress,
    /// Which of the frozen texts.
    pub choice: Choice,
    /// With angle brackets.
    pub message_id: &'a str,
    /// Of the two parts.
    pub boundary: String,
    /// Signed.
    pub leave_token: &'a str,
}

/// The mail; equal arguments give an equal mail, so a second attempt has the same bytes.
pub fn email(frozen: &Frozen, date: NaiveDate, copy: &Copy<'_>, ways: &WaysToLeave, settings: &Settings) -> Email {
    let link = leaving::link(ways, copy.leave_token);
    let texts = frozen.texts.iter().find(|text| text.choice == copy.choice);
    let mut headers = vec![("List-Id", list_id(settings))];
    headers.extend(leaving::headers(ways, copy.leave_token));
    if let Some(owner) = &settings.mail.reply_to {
        headers.push(("List-Help", format!("<mailto:{}?subject=help>", owner.expose())));
        headers.push(("List-Owner", format!("<mailto:{}>", owner.expose())));
    }
    headers.push(("Auto-Submitted", "auto-generated".to_owned()));
    headers.push(("Precedence", "bulk".to_owned()));
    headers.push(("Feedback-ID", format!("{date}:edition:{}:friday", settings.mail.from.address.domain())));
    Email {
        to: copy.to.clone(),
        subject: frozen.subject.clone(),
        date: frozen.date,
        message_id: copy.message_id.to_owned(),
        boundary: copy.boundary.clone(),
        headers,
        text: texts.map(|found| rendering::with_leave_link(&found.text, &link)).unwrap_or_default(),
        html: texts.map(|found| rendering::with_leave_link_html(&found.html, &link)).unwrap_or_default(),
    }
}

/// RFC 2919: a name that stays the same for the life of the list, under the sender's domain.
fn list_id(settings: &Settings) -> String {
    let slug = crate::model::blog::BlogId::from_name(&settings.site.title);
    let ascii: String = slug.as_str().chars().filter(char::is_ascii).collect();
    let id = format!("<{}.{}>", if ascii.is_empty() { "digest" } else { &ascii }, settings.mail.from.address.domain());
    let title = &settings.site.title;
    if title.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ') { format!("{title} {id}") } else { id }
}

/// What is signed for a copy's Message-ID.
pub fn message_text(date: NaiveDate, subscriber: i64) -> String {
    format!("{date} {subscriber}")
}

/// The Message-ID of a copy, from its signature: `<2026-11-20.….@example.org>`.
pub fn message_id(date: NaiveDate, signature: &str, settings: &Settings) -> String {
    format!("<{date}.{signature}@{}>", settings.mail.from.address.domain())
}

/// When a row that was deferred at its `attempt`th attempt is tried again.
pub fn next_attempt(attempt: u32, now: Instant) -> Instant {
    let doubled = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(10));
    now + TimeDelta::seconds(doubled.min(LONGEST_PAUSE))
}

/// Whether a refusal speaks of us rather than of the reader: no login (RFC 4954 §6), no relaying, a policy (RFC 3463: 5.7.x).
pub fn is_about_us(reply: &Reply) -> bool {
    matches!(reply.code, 530 | 535 | 538 | 554) || matches!(reply.enhanced, Some((5, 7, _)))
}

/// The name to greet a server with (RFC 5321 §4.1.1.1): the site's host, or the sender's domain where that is an address.
pub fn hello_name(settings: &Settings) -> String {
    match settings.site.url.host() {
        Some(url::Host::Domain(name)) if name.contains('.') => name.to_owned(),
        Some(_) | None => settings.mail.from.address.domain().to_owned(),
    }
}
