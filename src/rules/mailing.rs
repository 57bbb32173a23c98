//! One reader's copy of a mailing: frozen texts, their own leave link, and the headers a list mail has. What a server's replies
//! mean, and when it is asked again, stands in the files beside.

pub mod replies;
pub mod retries;
pub mod traffic;

use crate::model::address::EmailAddress;
use crate::model::edition::{Frozen, MailingKind};
use crate::model::email::{Email, Heading, WaysToLeave};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::{leaving, rendering, subscribing};
use chrono::NaiveDate;

/// What makes one copy different from all others.
#[derive(Clone, Debug)]
pub struct Copy<'a> {
    /// Who gets it.
    pub to: &'a EmailAddress,
    /// Envelope sender.
    pub return_path: EmailAddress,
    /// Which of the frozen texts.
    pub choice: Choice,
    /// With angle brackets.
    pub message_id: &'a str,
    /// Of the two parts.
    pub boundary: String,
    /// Signed.
    pub leave_token: &'a str,
    /// Signed, for the reader's own page.
    pub page_token: &'a str,
}

/// The mail; equal arguments give an equal mail, so a second attempt has the same bytes.
pub fn email(
    frozen: &Frozen,
    (kind, date): (MailingKind, NaiveDate),
    copy: &Copy<'_>,
    ways: &WaysToLeave,
    settings: &Settings,
) -> Email {
    let link = leaving::link(ways, copy.leave_token);
    let page = page_link(ways, copy.page_token, &link);
    // Who changed their choice since the recipients were taken gets the fullest text.
    let texts = frozen.texts.iter().find(|text| text.choice == copy.choice).or(frozen.texts.last());
    Email {
        heading: heading(frozen, (kind, date), copy, ways, settings),
        text: texts
            .map(|found| rendering::with_page_link(&rendering::with_leave_link(&found.text, &link), &page))
            .unwrap_or_default(),
        html: texts
            .map(|found| rendering::with_page_link(&rendering::with_leave_link_html(&found.html, &link), &page))
            .unwrap_or_default(),
    }
}

/// The link to the reader's own page. Where pages are no longer reached, the way out stands in for the page that was frozen into
/// the words.
pub fn page_link(ways: &WaysToLeave, page_token: &str, leave_link: &str) -> String {
    ways.page.as_ref().map_or_else(|| leave_link.to_owned(), |site| subscribing::page_link(site, page_token))
}

/// What stands above the texts of one copy.
pub fn heading(
    frozen: &Frozen,
    (kind, date): (MailingKind, NaiveDate),
    copy: &Copy<'_>,
    ways: &WaysToLeave,
    settings: &Settings,
) -> Heading {
    let mut headers = vec![("List-Id", list_id(settings))];
    headers.extend(leaving::headers(ways, copy.leave_token));
    if let Some(owner) = &settings.mail.reply_to {
        headers.push(("List-Help", format!("<mailto:{}?subject=help>", owner.expose())));
        headers.push(("List-Owner", format!("<mailto:{}>", owner.expose())));
    }
    headers.push(("Auto-Submitted", "auto-generated".to_owned()));
    headers.push(("Precedence", "bulk".to_owned()));
    headers.push(("Feedback-ID", format!("{date}:{}:{}:friday", kind.word(), settings.mail.from.address.domain())));
    Heading {
        to: copy.to.clone(),
        return_path: copy.return_path.clone(),
        subject: frozen.subject.clone(),
        date: frozen.date,
        message_id: copy.message_id.to_owned(),
        boundary: copy.boundary.clone(),
        headers,
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
pub fn message_text(kind: MailingKind, date: NaiveDate, subscriber: i64) -> String {
    match kind {
        MailingKind::Edition => format!("{date} {subscriber}"),
        MailingKind::Bulletin => format!("bulletin {date} {subscriber}"),
    }
}

/// The Message-ID of a copy, from its signature: `<2026-11-20.….@example.org>`.
pub fn message_id(date: NaiveDate, signature: &str, settings: &Settings) -> String {
    format!("<{date}.{signature}@{}>", settings.mail.from.address.domain())
}

/// The name to greet a server with (RFC 5321 §4.1.1.1): the site's host, or the sender's domain where that is an address.
pub fn hello_name(settings: &Settings) -> String {
    match settings.site.url.host() {
        Some(url::Host::Domain(name)) if name.contains('.') => name.to_owned(),
        Some(_) | None => settings.mail.from.address.domain().to_owned(),
    }
}
