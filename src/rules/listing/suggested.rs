//! What people type into the list's forms, made fit to keep; and the mails that tell an editor of it.

use crate::model::notice::DeskLetter;
use crate::model::wishes::{NewOptOut, NewSuggestion};

/// Longest name, council or thanks, in characters.
pub const NAME: usize = 120;

/// Longest note.
pub const NOTE: usize = 1000;

/// Longest address.
pub const ADDRESS: usize = 500;

/// One line of at most so many characters, without control characters and doubled spaces; none where nothing is left.
pub fn line(text: &str, longest: usize) -> Option<String> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line: String = spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(longest).collect();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// As people type it: without a scheme it means https.
pub fn address(text: &str) -> Option<String> {
    let typed = line(text, ADDRESS + 1).filter(|line| line.chars().count() <= ADDRESS)?;
    Some(if typed.contains("://") { typed } else { format!("https://{typed}") })
}

/// Words between commas, each once.
pub fn topics(text: &str) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for topic in text.split(',').filter_map(|topic| line(topic, NAME)) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// "A blog was suggested".
pub fn letter_of_suggestion(new: &NewSuggestion, site: &str) -> DeskLetter {
    let name = new.name.as_deref().or(new.council.as_deref()).unwrap_or("a blog");
    let mut paragraphs = vec![format!("{name}, at {}.", new.address)];
    paragraphs.push(match &new.feed {
        Some(_) => "Its feed was found.".to_owned(),
        None => "No feed was found, so it could be listed and not read.".to_owned(),
    });
    paragraphs.extend(new.via.as_ref().map(|via| format!("Suggested by {via}.")));
    paragraphs.extend(new.note.as_ref().map(|note| format!("They write: {note}")));
    DeskLetter {
        subject: format!("A blog for the list: {name}"),
        heading: "A blog was suggested".to_owned(),
        paragraphs,
        button: Some(("Look at it".to_owned(), format!("{site}desk/blogs"))),
        afterwards: vec!["These are a stranger's words: whoever opens the address goes where they say.".to_owned()],
    }
}

/// "A blog asks not to be read".
pub fn letter_of_opt_out(blog: &str, new: &NewOptOut, site: &str) -> DeskLetter {
    let mut paragraphs = vec![format!("Somebody asks that {blog} be read no longer: {}.", new.who)];
    paragraphs.push(format!("How they can be recognised: {}", new.proof));
    paragraphs.extend(new.note.as_ref().map(|note| format!("They write: {note}")));
    DeskLetter {
        subject: format!("{blog} asks not to be read"),
        heading: "A blog asks not to be read".to_owned(),
        paragraphs,
        button: Some(("Decide".to_owned(), format!("{site}desk/blogs"))),
        afterwards: vec!["Make sure that it is theirs before you agree: the words of its posts are deleted for good.".to_owned()],
    }
}
