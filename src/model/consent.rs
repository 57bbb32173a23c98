//! The evidence of consent: what was asked and answered, when, on which page, and what people were told.

use super::Instant;
use super::delivery::DeliveryState;
use super::subscriber::{Choice, SubscriberState};
use serde::Serialize;

/// What somebody did about a subscription. The store keeps the word, so that an older friday can still show a newer one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentAction {
    /// Asked for the digest by the form; nothing is sent but the question whether they meant it.
    Request,
    /// Answered that question: from here on they get the digest.
    Confirm,
    /// Was taken over from a file, with the consent that its row names.
    Import,
    /// Wants something else of it; the detail says what.
    Choice,
    /// Wants a break.
    Pause,
    /// Wants it again after a break.
    Resume,
    /// Wants it at another mailbox; nothing changes until that answers.
    AskToChangeAddress,
    /// Gets it at another mailbox, which answered.
    ChangeAddress,
    /// Left.
    Leave,
    /// Was forgotten: the address is gone.
    Erase,
    /// A mail server said that the mailbox is not there.
    Bounce,
    /// A mail program reported the digest as unwanted.
    Complaint,
}

impl ConsentAction {
    /// The word in the database and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Confirm => "confirm",
            Self::Import => "import",
            Self::Choice => "choice",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::AskToChangeAddress => "ask to change address",
            Self::ChangeAddress => "change address",
            Self::Leave => "leave",
            Self::Erase => "erase",
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// Words that people were shown. Two that differ in a letter are two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// Which text of ours, such as "sign-up 1"; "import" for words that a file brought.
    pub version: String,
    /// The words as they stood on the page.
    pub words: String,
}

/// One line of a person's evidence, as they may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentEvent {
    /// See `ConsentAction`.
    pub action: String,
    /// More of it, such as the new choice; often empty.
    pub detail: String,
    /// When.
    pub at: Instant,
    /// On which page, or by which way.
    pub page: String,
    /// Who: "reader", "operator", "server".
    pub actor: String,
    /// What they were told, with the SHA-256 of the words; none where nothing was shown.
    pub told: Option<Told>,
}

/// Words with their fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Which text.
    pub version: String,
    /// SHA-256 of the words, in hex.
    pub sha256: String,
    /// The words.
    pub words: String,
}

/// One mail of a person's, as they may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailRecord {
    /// "edition" or "bulletin".
    pub kind: String,
    /// Its date.
    pub date: String,
    /// What became of their copy.
    pub state: DeliveryState,
    /// Since when.
    pub at: Instant,
}

/// Everything that friday holds about one person (UK GDPR articles 15 and 20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonalData {
    /// None after erasure.
    pub address: Option<String>,
    /// What they get.
    pub choice: Choice,
    /// Where their consent stands.
    pub state: SubscriberState,
    /// When they agreed, as far as is known.
    pub consented_at: Option<Instant>,
    /// Where the consent was given.
    pub source: String,
    /// Since when the row exists.
    pub known_since: Instant,
    /// The evidence, oldest first.
    pub events: Vec<ConsentEvent>,
    /// The ledger's rows, oldest first.
    pub mails: Vec<MailRecord>,
}
