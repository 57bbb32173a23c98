//! The fields of a delivery report (RFC 3464) and of a feedback report (RFC 5965): groups of lines, for machines.

use super::status::{self, Code, Verdict};

/// Longer report parts are cut: one recipient needs a few lines.
const LIMIT: usize = 64 * 1024;

/// What happened to one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// failed, delayed, delivered, relayed or expanded; lower case.
    pub action: String,
    /// `Status`, as it was written.
    pub status: String,
    /// `Diagnostic-Code`: what the last server said.
    pub diagnostic: String,
}

impl Group {
    /// What this says about the address. Only what failed for good counts: a delayed one may still arrive.
    pub fn verdict(&self) -> Verdict {
        if self.action != "failed" {
            return Verdict::None;
        }
        self.code().map_or(Verdict::Soft, |code| match status::verdict(code) {
            // "failed" beside a code of success: something failed, nobody knows what.
            Verdict::None => Verdict::Soft,
            found @ (Verdict::Ours | Verdict::Soft | Verdict::Hard) => found,
        })
    }

    /// The code: of `Status`, or of the server's own words where the former says nothing but "failed".
    pub fn code(&self) -> Option<Code> {
        let stated = status::find(&self.status);
        match stated {
            Some(code) if !status::is_vague(code) => Some(code),
            Some(_) | None => status::find(&self.diagnostic).or(stated),
        }
    }
}

/// The recipients of a delivery report. The first group is about the whole mail; groups that name neither an action nor a
/// status are passed over.
pub fn recipients(text: &str) -> Vec<Group> {
    let groups = field_groups(text);
    let recipient = |fields: &Vec<(String, String)>| Group {
        action: first_word(&value(fields, "action")),
        status: value(fields, "status"),
        diagnostic: value(fields, "diagnostic-code"),
    };
    groups.iter().map(recipient).filter(|group| !group.action.is_empty() || !group.status.is_empty()).collect()
}

/// `Feedback-Type` of a feedback report in lower case: abuse, fraud, not-spam, …
pub fn feedback_type(text: &str) -> Option<String> {
    let fields = field_groups(text);
    let kind = fields.iter().map(|group| first_word(&value(group, "feedback-type"))).find(|kind| !kind.is_empty())?;
    Some(kind.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect())
}

fn value(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn first_word(value: &str) -> String {
    value
        .split(|c: char| c.is_whitespace() || c == '(' || c == ';')
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .to_lowercase()
}

/// Groups of fields, separated by empty lines; folded lines are joined, what is no field is dropped.
fn field_groups(text: &str) -> Vec<Vec<(String, String)>> {
    let text = text.get(..text.floor_char_boundary(LIMIT)).unwrap_or_default();
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in text.lines() {
        let Some(group) = groups.last_mut() else { break };
        if line.trim().is_empty() {
            if !group.is_empty() {
                groups.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// `Original-Mail-From` of a feedback report: the envelope sender of the reported mail (RFC 5965 §3.2).
pub fn original_sender(text: &str) -> Option<String> {
    let fields = field_groups(text);
    fields.iter().map(|group| value(group, "original-mail-from")).find(|sender| !sender.is_empty())
}
