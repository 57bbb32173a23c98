//! Makes single copies of an edition: for the ledger, for a preview, for a test.

use crate::io::mailer::{Fill, Letter, Letterhead, Plate};
use crate::io::tokens::{Keys, Purpose};
use crate::model::address::EmailAddress;
use crate::model::edition::{Frozen, LEAVE_SLOT, MailingKind, PAGE_SLOT};
use crate::model::email::{Email, WaysToLeave};
use crate::model::settings::{MailSettings, Settings};
use crate::model::subscriber::Choice;
use crate::rules::returned::tag;
use crate::rules::{leaving, mailing, rendering, tokens};
use anyhow::Context;
use chrono::NaiveDate;

/// What all copies of an edition share.
#[derive(Clone, Debug)]
pub struct Press {
    /// The texts.
    pub frozen: Frozen,
    /// The mailing's row, for the tags of return paths.
    pub mailing: i64,
    /// Edition or bulletin.
    pub kind: MailingKind,
    /// Its date.
    pub date: NaiveDate,
    /// How a reader leaves.
    pub ways: WaysToLeave,
    /// Sender, headers.
    pub settings: Settings,
    /// Signatures of links and Message-IDs.
    pub keys: Keys,
    /// The sender, with the keys that sign mail.
    letterhead: Letterhead,
    /// The texts in wire form, for each choice.
    plates: Vec<(Choice, Plate)>,
}

impl Press {
    /// Cuts the plates and reads the keys that sign mail, once for all copies.
    pub fn new(
        frozen: Frozen,
        mailing: i64,
        (kind, date): (MailingKind, NaiveDate),
        ways: WaysToLeave,
        settings: Settings,
        keys: Keys,
    ) -> anyhow::Result<Self> {
        let letterhead = Letterhead::of(&settings)?;
        let plates =
            frozen.texts.iter().map(|one| (one.choice, Plate::cut(&one.text, &one.html, &[LEAVE_SLOT, PAGE_SLOT]))).collect();
        Ok(Self { frozen, mailing, kind, date, ways, settings, keys, letterhead, plates })
    }

    /// The Message-ID of a subscriber's copy; fixed when the row is made.
    pub fn message_id(&self, subscriber: i64) -> String {
        let signature = self.keys.sign(Purpose::MessageId, &mailing::message_text(self.kind, self.date, subscriber));
        mailing::message_id(self.date, &signature, &self.settings)
    }

    /// One subscriber's copy: the same bytes whenever it is made.
    pub fn letter(&self, to: &EmailAddress, subscriber: i64, choice: Choice, message_id: &str) -> anyhow::Result<Letter> {
        // Who changed their choice since the recipients were taken gets the fullest text.
        let plate = self.plates.iter().find(|(known, _)| *known == choice).or(self.plates.last());
        let (_, plate) = plate.with_context(|| format!("the {} was frozen without a text", self.kind.word()))?;
        let token = leave_token(&self.keys, subscriber);
        let page = manage_token(&self.keys, subscriber, to);
        let copy = self.copy((to, subscriber), choice, message_id, [&token, &page]);
        let heading = mailing::heading(&self.frozen, (self.kind, self.date), &copy, &self.ways, &self.settings);
        let link = leaving::link(&self.ways, &token);
        let fill = |link: String| Fill { html: rendering::link_in_html(&link), text: link };
        let page_link = mailing::page_link(&self.ways, &page, &link);
        self.letterhead.copy(&heading, plate, &[fill(link), fill(page_link)])
    }

    /// Whether a copy takes so long that the connections of others should not wait for it.
    pub fn is_slow(&self) -> bool {
        self.letterhead.is_slow()
    }

    /// A mail that is like no other copy, written out and signed as they are.
    pub fn single(&self, email: &Email) -> anyhow::Result<Letter> {
        self.letterhead.letter(email)
    }

    /// The same before it is written out.
    pub fn email(&self, to: &EmailAddress, subscriber: i64, choice: Choice, message_id: &str) -> Email {
        let token = leave_token(&self.keys, subscriber);
        let page = manage_token(&self.keys, subscriber, to);
        let copy = self.copy((to, subscriber), choice, message_id, [&token, &page]);
        mailing::email(&self.frozen, (self.kind, self.date), &copy, &self.ways, &self.settings)
    }

    /// `tokens` are those to leave and of the reader's own page.
    fn copy<'a>(
        &self,
        (to, subscriber): (&'a EmailAddress, i64),
        choice: Choice,
        message_id: &'a str,
        tokens: [&'a str; 2],
    ) -> mailing::Copy<'a> {
        let [leave_token, page_token] = tokens;
        let boundary = self.keys.sign(Purpose::MessageId, &format!("boundary {message_id}"));
        let return_path = return_path(&self.keys, &self.settings.mail, self.mailing, subscriber);
        mailing::Copy { to, return_path, choice, message_id, boundary, leave_token, page_token }
    }
}

/// The signed token of a subscriber's own page.
pub fn manage_token(keys: &Keys, subscriber: i64, address: &EmailAddress) -> String {
    tokens::token(subscriber, &keys.sign(Purpose::Manage, &tokens::manage_text(subscriber, address)))
}

/// A subscriber's signed leave token.
pub fn leave_token(keys: &Keys, subscriber: i64) -> String {
    leaving::token(subscriber, &keys.sign(Purpose::Links, &leaving::signed_text(subscriber)))
}

/// The envelope sender of one copy (VERP): tagged where `[mail] bounces` is set, else the address of `from`. Mailing 0
/// stands for a mail outside the ledger.
pub fn return_path(keys: &Keys, mail: &MailSettings, mailing: i64, subscriber: i64) -> EmailAddress {
    let signature = keys.sign(Purpose::ReturnPath, &tag::signed_text(mailing, subscriber));
    let tagged = mail.bounces.as_ref().and_then(|path| path.tagged(&tag::text(mailing, subscriber, &signature)));
    tagged.unwrap_or_else(|| mail.from.address.clone())
}
