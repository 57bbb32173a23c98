//! The evidence of consent: what was asked and answered, when, on which page, and what people were told.

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
