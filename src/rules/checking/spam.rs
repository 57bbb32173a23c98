//! Hints of what filters hold against a mail. Few and explained: no filter tells its rules, but these every one of them knows.

use super::{Checked, place};
use crate::model::checking::{Advice, Weight};

/// Phrases of advertising. Short words are left out: "free" is in half of what councils write.
const PHRASES: [&str; 16] = [
    "act now",
    "buy now",
    "cash bonus",
    "click below",
    "congratulations, you",
    "double your",
    "earn money",
    "free gift",
    "free money",
    "limited time offer",
    "million dollars",
    "no obligation",
    "once in a lifetime",
    "risk-free",
    "special promotion",
    "you have been selected",
];

/// Words in capitals from which on it is shouting; councils love abbreviations.
const SHOUTED: usize = 4;

/// Capitals, exclamation marks and phrases of advertising, in the words that are the editor's own.
pub fn check(checked: Checked<'_>) -> Vec<Advice> {
    let content = checked.content;
    let mut found = Vec::new();
    look(&mut found, ("The subject", ""), checked.subject);
    look(&mut found, ("The opener", ""), &content.opener);
    for (index, item) in content.items.iter().enumerate() {
        let (about, name) = place(index, item);
        look(&mut found, (&about, &name), item.remark.as_deref().unwrap_or_default());
    }
    look(&mut found, ("The outro", ""), &content.outro);
    found
}

fn look(found: &mut Vec<Advice>, (about, item): (&str, &str), text: &str) {
    let mut advise = |what: String, todo: &str| {
        found.push(Advice { weight: Weight::Look, about: about.to_owned(), what, todo: todo.to_owned(), item: item.to_owned() });
    };
    if is_shouted(text) {
        advise(
            "Several words in a row are in capitals, which filters and people take for shouting.".to_owned(),
            "Write them in small letters.",
        );
    }
    if text.contains("!!") || text.matches('!').count() > 3 {
        advise("There are many exclamation marks, a mark of advertising to filters.".to_owned(), "One is plenty.");
    }
    let lower = text.to_lowercase();
    for phrase in PHRASES.iter().filter(|phrase| lower.contains(*phrase)) {
        advise(format!("“{phrase}” is in much unwanted mail, and filters count it."), "Say it in other words.");
    }
}

fn is_shouted(text: &str) -> bool {
    let mut run = 0;
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        run = if letters.len() > 1 && letters.iter().all(|c| c.is_uppercase()) { run + 1 } else { 0 };
        if run >= SHOUTED {
            return true;
        }
    }
    false
}
