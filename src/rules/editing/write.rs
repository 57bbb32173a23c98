//! From the words of an edition to the file that an editor opens.

use super::{AUTHOR, EVERYTHING_ELSE, EXTRACT, LINK, OPENER, OUTRO, PICKS, is_grammar};
use crate::model::edition::{EditionContent, Item, NamedLink, Score};
use chrono::NaiveDate;

/// The whole file.
pub fn write(content: &EditionContent, date: NaiveDate, revision: u32) -> String {
    let stories = stories(content);
    let mut file = format!("---\nedition: {date}\nrevision: {revision}\nstories: {stories}\n---\n\n{GUIDE}\n");
    file.push_str(&format!("{OPENER}\n\n{}\n\n{PICKS}\n", words(&content.opener)));
    for (index, item) in content.items.iter().enumerate() {
        file.push_str(&pick(index + 1, item));
    }
    file.push_str(&format!("\n{EVERYTHING_ELSE}\n"));
    for group in &content.everything_else {
        file.push_str(&format!("\n<!-- {} -->\n", comment(&group.council)));
        for story in &group.stories {
            file.push_str(&format!("- {}\n  <!-- {} -->\n", link(story), comment(&facts(story))));
        }
    }
    file.push_str(&missing(&content.missing));
    file.push_str(&format!("\n{OUTRO}\n\n{}\n", words(&content.outro)));
    file
}

const GUIDE: &str = "\
<!--
Write your remark under each pick; without one, the author's own words stand in.
Reorder the picks by moving whole blocks. Swap one by moving its line between the two lists.
Add a find from outside with a heading of its own:  ## [Title](https://example.org/)
Under a heading, before the remark, further reading may stand, a line each:  link: [Name](https://example.org/)
Take a line out of \"Everything else\" and the post is not mentioned at all.
Notes in angle brackets like this one are never mailed.
-->
";

/// A note, so that nothing of it is mailed.
fn missing(items: &[Item]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = items.iter().map(|item| format!("- {} {}\n", comment(&item.title), comment(&item.link))).collect();
    format!(
        "\n<!-- Gone from their blogs' feeds, so not in the edition. To have one all the same, give it a heading among the picks and a remark.\n{}-->\n",
        lines.concat()
    )
}

/// The stories that the file was written with: what arrives later is not taken for left out.
fn stories(content: &EditionContent) -> String {
    let all = content.items.iter().chain(content.everything_else.iter().flat_map(|group| &group.stories));
    let mut ids: Vec<i64> = all.filter_map(|item| item.story).collect();
    ids.sort_unstable();
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

fn pick(place: usize, item: &Item) -> String {
    let note = if item.story.is_some() { format!("<!-- {} -->\n", comment(&facts(item))) } else { find(item) };
    let links: String = item.links.iter().map(|NamedLink { name, link }| format!("{LINK}{}\n", linked(name, link))).collect();
    let remark = item.remark.as_deref().map(|remark| format!("\n{}\n", words(remark))).unwrap_or_default();
    format!("\n## {place}. {}\n{note}{links}{remark}", link(item))
}

/// What a find's own fields hold, a line each.
fn find(item: &Item) -> String {
    let line = |key: &str, text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<!--", "<\\!--");
        if text.is_empty() { String::new() } else { format!("{key}{text}\n") }
    };
    let author = item.byline.strip_prefix("by ").unwrap_or(&item.byline);
    format!("{}{}", line(AUTHOR, author), line(EXTRACT, item.excerpt.as_deref().unwrap_or_default()))
}

fn link(item: &Item) -> String {
    linked(&item.title, &item.link)
}

fn linked(name: &str, link: &str) -> String {
    format!("[{}]({})", escaped(name), link.replace('(', "%28").replace(')', "%29"))
}

/// Words as they stand under a heading: what would be read as a heading or a note of the file gets a backslash.
fn words(markdown: &str) -> String {
    let escaped = |line: &str| if is_grammar(line.trim_start_matches('\\')) { format!("\\{line}") } else { line.to_owned() };
    markdown.trim().replace("<!--", "<\\!--").lines().map(escaped).collect::<Vec<_>>().join("\n")
}

/// Brackets and backslashes in a title would end the link too early, and a comment mark would begin one.
fn escaped(title: &str) -> String {
    title.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace("<!--", "<\\!--")
}

fn facts(item: &Item) -> String {
    let mut facts = vec![item.byline.clone()];
    facts.extend(item.missing_since.map(|since| format!("gone from its blog's feed since {}", since.format("%Y-%m-%d"))));
    facts.extend(item.published_on.map(|date| format!("published on {date}")));
    facts.extend(item.also_at.iter().map(|also| format!("also at {}", also.name)));
    facts.extend(item.score.as_ref().map(in_words));
    facts.retain(|fact| !fact.is_empty());
    facts.join(" | ")
}

/// "score 5.2 = freshness 1.2 (published yesterday) + …"
pub fn in_words(score: &Score) -> String {
    let parts: Vec<String> = score.parts.iter().map(|part| format!("{} {} ({})", part.name, part.value, part.because)).collect();
    format!("score {} = {}", score.total, if parts.is_empty() { "nothing speaks for it".to_owned() } else { parts.join(" + ") })
}

/// Nothing that a blog says can end a comment.
fn comment(text: &str) -> String {
    text.replace("--", "–").replace('>', "›").replace('\n', " ")
}
