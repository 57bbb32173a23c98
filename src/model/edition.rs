//! One week's digest: its row, what an editor changed, and its words once they are frozen.

mod content;

pub use content::{BlogNote, EditionContent, Group, Item, NamedLink, Score, ScorePart};

use super::Instant;
use super::calendar::Period;
use serde::{Deserialize, Serialize};

/// Where an edition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EditionState {
    /// Follows what arrives; at most one edition is a draft.
    Draft,
    /// Its words are frozen and its window is closed.
    Approved,
    /// Recipients are being taken or mailed.
    Sending,
    /// A person stopped the sending, or a mail server's refusals did.
    Paused,
    /// Every delivery has ended.
    Sent,
    /// There is no such edition; its stories passed on.
    Skipped,
}

impl EditionState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Approved, Self::Sending, Self::Paused, Self::Sent, Self::Skipped];

    /// The word in database and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Sent => "sent",
            Self::Skipped => "skipped",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether its words are fixed: approved or later, not skipped.
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Approved | Self::Sending | Self::Paused | Self::Sent)
    }
}

/// What is mailed as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailingKind {
    /// One week's digest.
    Edition,
    /// A day's new stories.
    Bulletin,
}

impl MailingKind {
    /// The word in database, headers and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Edition => "edition",
            Self::Bulletin => "bulletin",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Edition, Self::Bulletin].into_iter().find(|kind| kind.word() == word)
    }
}

/// The row of one edition; a bulletin is kept in the same shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// Row.
    pub id: i64,
    /// Which of the two it is.
    pub kind: MailingKind,
    /// Its place in the calendar.
    pub period: Period,
    /// Where it stands.
    pub state: EditionState,
    /// Half-open window: from here.
    pub opens_at: Instant,
    /// To here, exclusive; none while it is a draft.
    pub closes_at: Option<Instant>,
    /// When it was last approved; a late edition may be approved afresh.
    pub approved_at: Option<Instant>,
    /// Who approved: a name, or "its hour".
    pub approved_by: Option<String>,
    /// Why it was skipped or moved.
    pub because: Option<String>,
    /// Grows with every saved edit.
    pub revision: u32,
    /// What an editor changed.
    pub edits: DraftEdits,
    /// SHA-256 of the frozen texts, hex.
    pub sha256: Option<String>,
    /// When the last slice of recipients was in.
    pub recipients_taken_at: Option<Instant>,
    /// Why the sending was paused last; none when a person did it.
    pub paused_because: Option<String>,
    /// When every delivery had ended.
    pub sent_at: Option<Instant>,
}

/// What an editor has touched; the rest follows what arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftEdits {
    /// Markdown; none: the rotating one.
    pub opener: Option<String>,
    /// Markdown; none: the settings'.
    pub outro: Option<String>,
    /// Picks and finds in order; none: as proposed.
    pub items: Option<Vec<EditedItem>>,
    /// Stories that the editor does not want to mention.
    pub left_out: Vec<i64>,
    /// Items that were taken out with words on them: kept for the editor, never mailed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<EditedItem>,
}

impl DraftEdits {
    /// Nothing was touched.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One numbered item as the editor left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditedItem {
    /// A story of the week.
    Pick {
        /// Which.
        story: i64,
        /// The editor's own title for it, where it differs.
        title: Option<String>,
        /// Markdown; empty: the excerpt stands in.
        remark: String,
        /// Further reading, below the remark.
        #[serde(default)]
        links: Vec<NamedLink>,
    },
    /// A link from outside the list.
    Find {
        /// Plain text.
        title: String,
        /// Absolute.
        link: String,
        /// Markdown.
        remark: String,
        /// Plain text; empty where nobody is named.
        #[serde(default)]
        author: String,
        /// The author's words, plain, which stand in where there is no remark; may be empty.
        #[serde(default)]
        extract: String,
        /// Further reading, below the remark.
        #[serde(default)]
        links: Vec<NamedLink>,
    },
}

impl EditedItem {
    /// A story as it is, without a word of the editor's.
    pub fn pick(story: i64) -> Self {
        Self::Pick { story, title: None, remark: String::new(), links: Vec::new() }
    }

    /// The story; none for a find.
    pub fn story(&self) -> Option<i64> {
        match self {
            Self::Pick { story, .. } => Some(*story),
            Self::Find { .. } => None,
        }
    }

    /// Markdown.
    pub fn remark(&self) -> &str {
        match self {
            Self::Pick { remark, .. } | Self::Find { remark, .. } => remark,
        }
    }

    /// Further reading.
    pub fn links(&self) -> &[NamedLink] {
        match self {
            Self::Pick { links, .. } | Self::Find { links, .. } => links,
        }
    }

    /// Whether an editor wrote something here that would be lost with it. A find is the editor's as a whole.
    pub fn has_words(&self) -> bool {
        match self {
            Self::Pick { title, remark, links, .. } => title.is_some() || !remark.trim().is_empty() || !links.is_empty(),
            Self::Find { .. } => true,
        }
    }
}

/// The texts of an edition as they will be sent, but for each reader's own links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Subject line.
    pub subject: String,
    /// `Date` of every copy.
    pub date: Instant,
    /// One text and one page for each choice, in `Choice::ALL` order.
    pub texts: Vec<FrozenText>,
}

/// The frozen texts for one choice; `LEAVE_SLOT` stands where each reader's leave link goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenText {
    /// For whom.
    pub choice: super::subscriber::Choice,
    /// text/plain.
    pub text: String,
    /// text/html, CSS inlined.
    pub html: String,
}

/// Stands in frozen texts for a reader's leave link; `.invalid` can never resolve (RFC 2606 §2).
pub const LEAVE_SLOT: &str = "https://leave.invalid/link";

/// Stands for the link to each reader's own page; the same host, so that one guard keeps both out of other people's words.
pub const PAGE_SLOT: &str = "https://leave.invalid/page";
