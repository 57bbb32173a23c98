//! A mail to one person about their own subscription: short, plain, and without a word that a stranger typed into a form.

use super::{RenderError, Templates, inlined, render, tidy_text};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::email::{Email, Heading};
use crate::model::notice::{DeskLetter, NoticeKind};
use crate::model::request::REQUEST_LIFETIME;
use crate::model::settings::Settings;
use minijinja::AutoEscape;
use serde::Serialize;

/// What makes one notice different from another of its kind.
#[derive(Clone, Debug)]
pub struct Copy<'a> {
    /// Why it is sent.
    pub kind: NoticeKind,
    /// The words of a mail to an editor.
    pub letter: Option<&'a DeskLetter>,
    /// Who gets it; stands in the envelope and in To, never in the words.
    pub to: &'a EmailAddress,
    /// The envelope sender, where reports about it come back to.
    pub return_path: EmailAddress,
    /// Where its button leads; none for a notice that only tells.
    pub link: Option<String>,
    /// With angle brackets.
    pub message_id: String,
    /// Of the two parts.
    pub boundary: String,
    /// When it was made.
    pub date: Instant,
}

/// What `email/notice.html` and `email/notice.txt` see; docs/templates.md names each.
#[derive(Debug, Serialize)]
struct NoticeView<'a> {
    language: &'a str,
    masthead: &'a str,
    heading: String,
    paragraphs: Vec<String>,
    button: Option<String>,
    link: Option<&'a str>,
    afterwards: Vec<String>,
    organisation: Option<&'a str>,
    address: Option<&'a str>,
    reply_to: Option<&'a str>,
    site: String,
    site_link: String,
}

/// The words of a notice.
struct Words {
    subject: String,
    heading: String,
    paragraphs: Vec<String>,
    button: Option<String>,
    afterwards: Vec<String>,
}

/// The mail; equal arguments give an equal mail, so a second attempt has the same bytes.
pub fn email(copy: &Copy<'_>, settings: &Settings, templates: Templates<'_>) -> Result<Email, RenderError> {
    let words = copy.letter.map_or_else(|| words(copy.kind, &settings.site.title), from_letter);
    let subject = words.subject.clone();
    let view = view(words, copy.link.as_deref(), settings);
    let html = inlined("email/notice.html", &render("email/notice.html", templates.html, AutoEscape::Html, &view)?)?;
    let text = tidy_text(&render("email/notice.txt", templates.text, AutoEscape::None, &view)?);
    let heading = Heading {
        to: copy.to.clone(),
        return_path: copy.return_path.clone(),
        subject,
        date: copy.date,
        message_id: copy.message_id.clone(),
        boundary: copy.boundary.clone(),
        // RFC 3834: no out-of-office note answers it.
        headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
    };
    Ok(Email { heading, text, html })
}

fn from_letter(letter: &DeskLetter) -> Words {
    Words {
        subject: letter.subject.clone(),
        heading: letter.heading.clone(),
        paragraphs: letter.paragraphs.clone(),
        button: letter.button.as_ref().map(|(words, _)| words.clone()),
        afterwards: letter.afterwards.clone(),
    }
}

fn view<'a>(words: Words, link: Option<&'a str>, settings: &'a Settings) -> NoticeView<'a> {
    let url = &settings.site.url;
    NoticeView {
        language: &settings.edition.language,
        masthead: &settings.site.title,
        heading: words.heading,
        paragraphs: words.paragraphs,
        button: words.button.filter(|_| link.is_some()),
        link,
        afterwards: words.afterwards,
        organisation: settings.mail.organisation.as_deref(),
        address: settings.mail.address.as_deref(),
        reply_to: settings.mail.reply_to.as_ref().map(EmailAddress::expose),
        site: url.host_str().unwrap_or_default().to_owned(),
        site_link: url.to_string(),
    }
}

fn words(kind: NoticeKind, title: &str) -> Words {
    let days = REQUEST_LIFETIME.num_days();
    let sentences = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<String>>();
    match kind {
        NoticeKind::Confirm => question(title),
        NoticeKind::YourPage => Words {
            subject: format!("Your page at {title}"),
            heading: "You are subscribed".to_owned(),
            paragraphs: vec![
                format!(
                    "Somebody, most likely you, typed this address into the form of {title}. It is on the list already, so there is nothing to confirm."
                ),
                "On your page you can choose what you get, take a break, move to another address, or leave.".to_owned(),
            ],
            button: Some("Open my page".to_owned()),
            afterwards: sentences(&["Keep this mail to yourself: whoever has the link can change your subscription."]),
        },
        NoticeKind::NewAddress => Words {
            subject: format!("Please confirm your new address: {title}"),
            heading: "Is this your new mailbox?".to_owned(),
            paragraphs: vec![format!("A reader of {title} asked for it to come here instead of to their old address.")],
            button: Some("Yes, send it here".to_owned()),
            afterwards: vec![format!("The link works for {days} days. If it was not you, do nothing, and nothing changes.")],
        },
        NoticeKind::AddressChanged => Words {
            subject: format!("{title} goes to your new address"),
            heading: "Your address has changed".to_owned(),
            paragraphs: vec![format!(
                "From now on {title} goes to the new mailbox that confirmed it. Links to your page in older mails no longer work."
            )],
            button: None,
            afterwards: sentences(&["If it was not you, reply to this mail, and a person will look into it."]),
        },
        NoticeKind::Desk => Words {
            subject: format!("The desk of {title}"),
            heading: "The desk".to_owned(),
            paragraphs: sentences(&["Something happened at the desk. Sign in to see it."]),
            button: None,
            afterwards: Vec::new(),
        },
    }
}

fn question(title: &str) -> Words {
    let days = REQUEST_LIFETIME.num_days();
    Words {
        subject: format!("Please confirm: {title}"),
        heading: "Did you ask for this?".to_owned(),
        paragraphs: vec![format!("Somebody, most likely you, asked for {title} to come to this mailbox. Say yes, and it will.")],
        button: Some("Yes, send it to me".to_owned()),
        afterwards: vec![format!(
            "The link works for {days} days. If it was not you, do nothing: you get nothing else, and the address is forgotten. If somebody types it in again, we ask again, at most three times a month."
        )],
    }
}
