//! Takes a mail apart: what it is, and the places in which a tag of ours may stand.

use super::report::{self, Group};
use super::tag;
use crate::rules::leaving;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Headers that say for whom a mail came, as mail servers write them when they deliver it.
const RECIPIENTS: [&str; 6] = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"];

/// Headers of the mail that a complaint is about: its envelope sender, and its ways to leave.
const SENDERS: [&str; 2] = ["Return-Path", "X-Original-Return-Path"];
const WAYS_TO_LEAVE: [&str; 1] = ["List-Unsubscribe"];

/// What kind of mail it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// multipart/report of report-type delivery-status (RFC 3464).
    Delivery(Vec<Group>),
    /// multipart/report of report-type feedback-report (RFC 5965): its type.
    Feedback(String),
    /// Anything else.
    Other,
}

/// A mail, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub content: Content,
    /// Headers that name the recipient of this mail.
    pub recipients: Vec<String>,
    /// Of a complaint: the envelope sender of the reported mail, as far as it is told.
    pub senders: Vec<String>,
    /// Of a complaint: the reported mail's ways to leave.
    pub ways_to_leave: Vec<String>,
    /// The leave token of its subject.
    pub subject_token: Option<String>,
    /// True of an out-of-office note and its like (RFC 3834): it quotes, it does not ask.
    pub is_auto_reply: bool,
    /// `Message-ID`, which is the same when the same report comes twice.
    pub id: Option<String>,
}

/// Reads a mail of any shape; what is broken beyond reading is simply no report.
pub fn read(message: &[u8]) -> Reading {
    let parsed = MessageParser::default().parse(message);
    let Some(parsed) = parsed.filter(|parsed| !parsed.parts.is_empty()) else { return nothing() };
    let content = content(&parsed);
    let is_complaint = matches!(content, Content::Feedback(_));
    Reading {
        recipients: headers(&parsed, &RECIPIENTS),
        senders: if is_complaint { senders(&parsed) } else { Vec::new() },
        ways_to_leave: if is_complaint { inner_headers(&parsed, &WAYS_TO_LEAVE) } else { Vec::new() },
        subject_token: parsed.subject().and_then(leaving::token_in_subject).map(str::to_owned),
        is_auto_reply: is_auto_reply(&parsed),
        id: parsed.message_id().map(str::to_owned),
        content,
    }
}

fn nothing() -> Reading {
    Reading {
        content: Content::Other,
        recipients: Vec::new(),
        senders: Vec::new(),
        ways_to_leave: Vec::new(),
        subject_token: None,
        is_auto_reply: false,
        id: None,
    }
}

fn content(message: &Message<'_>) -> Content {
    match report_type(message).as_deref() {
        Some("delivery-status") => {
            let text = part_text(message, &["delivery-status", "global-delivery-status"]);
            text.map_or(Content::Other, |text| Content::Delivery(report::recipients(&text)))
        }
        Some("feedback-report") => {
            let kind = part_text(message, &["feedback-report"]).and_then(|text| report::feedback_type(&text));
            kind.map_or(Content::Other, Content::Feedback)
        }
        Some(_) | None => Content::Other,
    }
}

fn report_type(message: &Message<'_>) -> Option<String> {
    let kind = message.content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart") && kind.subtype()?.eq_ignore_ascii_case("report");
    is_report.then(|| kind.attribute("report-type").map(|kind| kind.trim().to_ascii_lowercase()))?
}

/// The text of the first message/… part of these subtypes.
fn part_text(message: &Message<'_>, subtypes: &[&str]) -> Option<String> {
    let part = message.parts.iter().find(|part| is_message_part(part, subtypes))?;
    Some(String::from_utf8_lossy(part.contents()).into_owned())
}

fn is_message_part(part: &MessagePart<'_>, subtypes: &[&str]) -> bool {
    part.content_type().is_some_and(|kind| {
        let subtype = kind.subtype().unwrap_or_default();
        kind.ctype().eq_ignore_ascii_case("message") && subtypes.iter().any(|known| known.eq_ignore_ascii_case(subtype))
    })
}

/// The envelope sender of the mail that a complaint is about: from its own headers, or the report's copy of it.
fn senders(message: &Message<'_>) -> Vec<String> {
    let mut found = inner_headers(message, &SENDERS);
    found.extend(part_text(message, &["feedback-report"]).and_then(|text| report::original_sender(&text)));
    found
}

/// Headers of the mail inside a report, which is there whole or by its headers alone.
fn inner_headers(message: &Message<'_>, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => found.extend(headers(inner, names)),
            PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_) if is_headers(part) => {
                let inner = MessageParser::default().parse(part.contents());
                found.extend(inner.iter().flat_map(|inner| headers(inner, names)));
            }
            PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Html(_) | PartType::Multipart(_) => {}
        }
    }
    found
}

fn is_headers(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("rfc822-headers")))
}

fn headers(message: &Message<'_>, names: &[&str]) -> Vec<String> {
    let is_wanted = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    message.headers_raw().filter(|(name, _)| is_wanted(name)).map(|(_, value)| value.to_owned()).collect()
}

fn is_auto_reply(message: &Message<'_>) -> bool {
    let submitted = headers(message, &["Auto-Submitted"]).join(" ").to_lowercase();
    submitted.contains("auto-replied") || !headers(message, &["X-Autoreply", "X-Autorespond"]).is_empty()
}

/// Every tag of a mail: from the envelope recipient if the mail server told it, then from the recipient headers, then, of
/// a complaint, from the mail that it is about.
pub fn tags(reading: &Reading, envelope: Option<&str>) -> Vec<tag::Tag> {
    places(reading, envelope).flat_map(tag::find).collect()
}

/// The leave tokens of a complaint's mail.
pub fn reported_leave_tokens(reading: &Reading) -> Vec<String> {
    reading.ways_to_leave.iter().flat_map(|header| tag::find_leave_tokens(header)).collect()
}

/// The token of a leave mail: in its subject, or in the address that it was sent to.
pub fn leave_tokens(reading: &Reading, envelope: Option<&str>) -> Vec<String> {
    let recipients = envelope.into_iter().chain(reading.recipients.iter().map(String::as_str));
    reading.subject_token.iter().cloned().chain(recipients.flat_map(tag::find_leave_tokens)).collect()
}

fn places<'a>(reading: &'a Reading, envelope: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    envelope.into_iter().chain(reading.recipients.iter().chain(&reading.senders).map(String::as_str))
}
