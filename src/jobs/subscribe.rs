//! Somebody asks for the digest, and confirms it.

use super::subscribers::marks;
use crate::io::tokens::{Keys, Purpose};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::request::{Confirmed, Origin, RequestKind, SignUp, SignUpEnd};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::{subscribing, tokens};
use crate::store::Store;
use std::net::IpAddr;

/// What a form sent, checked as far as the form itself can be.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The address typed.
    pub address: EmailAddress,
    /// What they want.
    pub choice: Choice,
    /// Which form.
    pub page: &'static str,
    /// Where it was sent from.
    pub visitor: IpAddr,
    /// False when the form or the visitor's network gives reason to send nothing.
    pub may_mail: bool,
}

/// What requests work with.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The memory.
    pub store: &'a Store,
    /// For marks and tokens.
    pub keys: &'a Keys,
    /// For the words and the cap.
    pub settings: &'a Settings,
    /// The time.
    pub now: Instant,
}

impl Desk<'_> {
    fn sign_up_of(&self, asked: Asked) -> SignUp {
        SignUp {
            marks: marks(self.keys, &asked.address),
            mailbox_marks: self.keys.marks(Purpose::Suppression, &asked.address.mailbox()),
            address: asked.address,
            choice: asked.choice,
            wording: subscribing::wording(self.settings),
            origin: Origin { page: asked.page, visitor_mark: Some(visitor_mark(self.keys, asked.visitor)) },
            may_mail: asked.may_mail,
            hourly_cap: self.settings.sign_ups_per_hour,
        }
    }

    /// The sign-up form.
    pub async fn sign_up(&self, asked: Asked) -> anyhow::Result<SignUpEnd> {
        Ok(self.store.sign_up(self.sign_up_of(asked), self.now).await?)
    }

    /// The form of those who lost the link to their page.
    pub async fn ask_for_page(&self, asked: Asked) -> anyhow::Result<SignUpEnd> {
        Ok(self.store.ask_for_page(self.sign_up_of(asked), self.now).await?)
    }

    /// A subscriber wants to move to the address in `asked`.
    pub async fn ask_to_change(&self, subscriber: i64, asked: Asked) -> anyhow::Result<SignUpEnd> {
        Ok(self.store.ask_to_change(subscriber, self.sign_up_of(asked), self.now).await?)
    }

    /// Whether the link leads to something that can still be confirmed.
    pub async fn can_confirm(&self, kind: RequestKind, token: &str) -> anyhow::Result<bool> {
        match request_of(self.keys, kind, token) {
            Some(request) => Ok(self.store.can_confirm(request, kind, self.now).await?),
            None => Ok(false),
        }
    }

    /// The button of that link.
    pub async fn confirm(&self, kind: RequestKind, token: &str, visitor: IpAddr) -> anyhow::Result<Confirmed> {
        let Some(request) = request_of(self.keys, kind, token) else { return Ok(Confirmed::Gone) };
        let mark = Some(visitor_mark(self.keys, visitor));
        Ok(match kind {
            RequestKind::Subscribe => self.store.confirm(request, mark, self.now).await?,
            RequestKind::ChangeAddress => self.store.change_address(request, mark, self.now).await?,
        })
    }
}

/// The link's token for a request.
pub fn request_token(keys: &Keys, kind: RequestKind, request: i64) -> String {
    let (purpose, text) = signed(kind, request);
    tokens::token(request, &keys.sign(purpose, &text))
}

fn request_of(keys: &Keys, kind: RequestKind, token: &str) -> Option<i64> {
    let (request, signature) = tokens::read(token)?;
    let (purpose, text) = signed(kind, request);
    keys.verify(purpose, &text, signature).then_some(request)
}

fn signed(kind: RequestKind, request: i64) -> (Purpose, String) {
    match kind {
        RequestKind::Subscribe => (Purpose::Confirm, tokens::confirm_text(request)),
        RequestKind::ChangeAddress => (Purpose::Change, tokens::change_text(request)),
    }
}

/// The keyed mark of a visitor's network address, as evidence keeps it.
pub(super) fn visitor_mark(keys: &Keys, visitor: IpAddr) -> String {
    keys.sign(Purpose::Visitor, &visitor.to_string())
}

/// The stamp that a form carries: when it was shown.
pub fn form_stamp(keys: &Keys, now: Instant) -> String {
    let shown_at = now.timestamp();
    tokens::token(shown_at, &keys.sign(Purpose::Form, &tokens::form_text(shown_at)))
}

/// The stamp of a form that is shown again: the one that it came with, so that nobody waits anew; another where that is not ours.
pub fn kept_stamp(keys: &Keys, stamp: &str, now: Instant) -> String {
    match shown_at(keys, stamp) {
        Some(_) => stamp.to_owned(),
        None => form_stamp(keys, now),
    }
}

/// Whether the stamp is ours and a person can have filled the form in since.
pub fn is_human(keys: &Keys, stamp: &str, now: Instant) -> bool {
    shown_at(keys, stamp).is_some_and(|shown_at| tokens::is_human_pace(shown_at, now))
}

fn shown_at(keys: &Keys, stamp: &str) -> Option<i64> {
    let (at, signature) = tokens::read(stamp)?;
    keys.verify(Purpose::Form, &tokens::form_text(at), signature).then_some(at)
}
