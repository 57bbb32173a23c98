//! Makes single copies of an edition: for the ledger, for a preview, for a test.

use crate::io::mailer::{self, Letter};
use crate::io::tokens::{Keys, Purpose};
use crate::model::address::EmailAddress;
use crate::model::edition::Frozen;
use crate::model::email::{Email, WaysToLeave};
use crate::model::settings::{MailSettings, Settings};
use crate::model::subscriber::Choice;
use crate::rules::returned::tag;
use crate::rules::{leaving, mailing};
use chrono::NaiveDate;

/// What all copies of an edition share.
#[derive(Clone, Debug)]
pub struct Press {
    /// The texts.
    pub frozen: Frozen,
    /// The mailing's row, for the tags of return paths.
    pub mailing: i64,
    /// The edition's date.
    pub date: NaiveDate,
    /// How a reader leaves.
    pub ways: WaysToLeave,
    /// Sender, headers.
    pub settings: Settings,
    /// Signatures.
    pub keys: Keys,
}

impl Press {
    /// The Message-ID of a subscriber's copy; fixed when the row is made.
    pub fn message_id(&self, subscriber: i64) -> String {
        let signature = self.keys.sign(Purpose::MessageId, &mailing::message_text(self.date, subscriber));
        mailing::message_id(self.date, &signature, &self.settings)
    }

    /// One subscriber's copy: the same bytes whenever it is made.
    pub fn letter(&self, to: &EmailAddress, subscriber: i64, choice: Choice, message_id: &str) -> anyhow::Result<Letter> {
        mailer::letter(&self.email(to, subscriber, choice, message_id), &self.settings.mail)
    }

    /// The same before it is written out.
    pub fn email(&self, to: &EmailAddress, subscriber: i64, choice: Choice, message_id: &str) -> Email {
        let token = leave_token(&self.keys, subscriber);
        let boundary = self.keys.sign(Purpose::MessageId, &format!("boundary {message_id}"));
        let return_path = return_path(&self.keys, &self.settings.mail, self.mailing, subscriber);
        let copy = mailing::Copy { to, return_path, choice, message_id, boundary, leave_token: &token };
        mailing::email(&self.frozen, self.date, &copy, &self.ways, &self.settings)
    }
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
