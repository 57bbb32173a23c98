//! Mail that comes back: what one is, whom its tag names, and what it means. Nothing is believed without our own tag.

pub mod reading;
pub mod report;
pub mod score;
pub mod status;
pub mod tag;

use crate::model::returned::ReturnedKind;
use reading::{Content, Reading};
use report::Group;
use status::Verdict;

/// What a report says, once its tag has said about whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it means.
    pub kind: ReturnedKind,
    /// The code, or the type of the complaint's report.
    pub status: String,
}

/// Why a mail is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// Neither a report nor a leave mail.
    NoReport,
    /// A report of a delay, or that all went well.
    NothingFailed,
}

/// What the report of a mail says; an address in it, or its words, are not asked.
pub fn judge(reading: &Reading) -> Result<Finding, Alone> {
    match &reading.content {
        Content::Delivery(groups) => judge_delivery(groups),
        Content::Feedback(kind) => {
            let is_complaint = kind == "abuse";
            let meaning = if is_complaint { ReturnedKind::Complaint } else { ReturnedKind::Report };
            Ok(Finding { kind: meaning, status: kind.clone() })
        }
        Content::Other => Err(Alone::NoReport),
    }
}

/// Our mails have one recipient; a forwarder may have made several of it. If one of them got it, nothing is lost, so the
/// mildest counts.
fn judge_delivery(groups: &[Group]) -> Result<Finding, Alone> {
    let judged = groups.iter().map(|group| (group.verdict(), group.code()));
    let (verdict, code) = judged.min_by_key(|(verdict, _)| *verdict).ok_or(Alone::NothingFailed)?;
    let kind = match verdict {
        Verdict::None => return Err(Alone::NothingFailed),
        Verdict::Ours => ReturnedKind::Ours,
        Verdict::Soft => ReturnedKind::Soft,
        Verdict::Hard => ReturnedKind::Hard,
    };
    Ok(Finding { kind, status: code.map_or_else(|| "no code".to_owned(), |code| code.to_string()) })
}
