//! Which language a post is in: what it says itself, else a look at its commonest words (English or Welsh: the list's two).

use std::borrow::Cow;

/// A language tag as declared, its language in small letters ("EN_gb" is "en-gb"); none for what is no tag. Case means nothing
/// in the rest of it (BCP 47 §2.1.1).
pub fn tag(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let mut parts = text.split('-');
    let primary = parts.next().filter(|p| (2..=3).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphabetic()))?;
    let mut tag = primary.to_ascii_lowercase();
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        tag.push_str(part);
    }
    Some(tag)
}

/// "en" of "en-GB".
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Bytes of the longest listed word, however it is written.
const LONGEST: usize = 6;

/// The commonest words of Welsh.
fn is_welsh(word: &str) -> bool {
    matches!(
        word,
        "yn" | "y"
            | "yr"
            | "ar"
            | "mae"
            | "ein"
            | "gyda"
            | "wedi"
            | "i'r"
            | "o'r"
            | "â"
            | "ac"
            | "oedd"
            | "eich"
            | "hyn"
            | "bod"
            | "sydd"
            | "gan"
            | "wrth"
            | "am"
            | "fel"
            | "nid"
            | "ni"
            | "i"
    )
}

/// The commonest words of English.
fn is_english(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "and"
            | "of"
            | "to"
            | "in"
            | "a"
            | "is"
            | "that"
            | "we"
            | "for"
            | "it"
            | "on"
            | "with"
            | "this"
            | "are"
            | "was"
            | "our"
            | "be"
            | "have"
            | "as"
            | "you"
            | "by"
            | "not"
            | "from"
    )
}

/// Welsh or English by their commonest words, when a text has enough words and one of the two is clearly ahead.
pub fn detect(text: &str) -> Option<&'static str> {
    let (mut count, mut welsh, mut english) = (0, 0, 0);
    for word in text.split_whitespace().take(300) {
        count += 1;
        if let Some(word) = telling(word) {
            welsh += usize::from(is_welsh(&word));
            english += usize::from(is_english(&word));
        }
    }
    if count < 12 {
        return None;
    }
    match (welsh * 100 / count, english * 100 / count) {
        (welsh, english) if welsh >= 15 && welsh >= english * 2 => Some("cy"),
        (welsh, english) if english >= 15 && english >= welsh * 2 => Some("en"),
        _ => None,
    }
}

/// A word that could be in one of the lists, whose longest ones have four letters, or three and an apostrophe.
fn telling(word: &str) -> Option<Cow<'_, str>> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    match word.len() {
        // In small letters already, as most words are.
        0..=LONGEST if word.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(Cow::Borrowed(word)),
        0..=LONGEST => Some(Cow::Owned(word.to_lowercase().replace('’', "'"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_as_declared() {
        assert_eq!(tag("EN_gb").as_deref(), Some("en-gb"));
        assert_eq!(tag("en-GB").as_deref(), Some("en-GB"));
        assert_eq!(tag("cy").as_deref(), Some("cy"));
        assert_eq!(tag("English"), None);
        assert_eq!(tag(""), None);
    }

    #[test]
    fn welsh_is_told_from_english() {
        let welsh = "Mae ein tîm wedi bod yn gweithio ar y wefan newydd gyda thrigolion y sir ac mae hyn wedi bod yn help mawr";
        let english = "Our team has been working on the new website with the people of the county and this has been a great help";

        assert_eq!(detect(welsh), Some("cy"));
        assert_eq!(detect(english), Some("en"));
    }

    #[test]
    fn too_few_or_foreign_words_give_no_answer() {
        assert_eq!(detect("Mae hyn yn dda"), None);
        assert_eq!(detect("Notre équipe travaille depuis des mois sur le nouveau site avec les habitants du comté"), None);
    }
}
