//! The author's first words, cut where a reader would not stumble.

/// Characters of an excerpt: about three lines of a mail.
pub const EXCERPT_LENGTH: usize = 280;

/// Bytes of a text that an excerpt can come from: a repeated title, the excerpt, and a trailer after it.
const LOOKED_AT: usize = 2000;

/// At most `limit` characters; a longer text ends after a whole word, with an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    let next_is_space = text.chars().nth(limit.saturating_sub(1)).is_none_or(char::is_whitespace);
    let at_word = match kept.rfind(char::is_whitespace) {
        Some(at) if !next_is_space && at > kept.len() / 2 => kept.get(..at).unwrap_or(&kept),
        Some(_) | None => &kept,
    };
    format!("{}…", at_word.trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-(.".contains(c)))
}

/// The excerpt of a post: its summary where that says something, else the beginning of its content.
pub fn of_post(title: Option<&str>, summary: Option<&str>, content: Option<&str>) -> Option<String> {
    let words = |html: &str| super::text::plain_start(html, LOOKED_AT);
    let summary = summary.map(words).map(|text| without_trailer(&text)).unwrap_or_default();
    let content = if summary.chars().count() < 60 || Some(summary.as_str()) == title { content.map(words) } else { None };
    let content = content.unwrap_or_default();
    let useful = |text: &str| !text.is_empty() && Some(text) != title;
    let source = match (useful(&summary), useful(&content)) {
        (true, true) if summary.chars().count() < 60 => content,
        (true, _) => summary,
        (false, true) => content,
        (false, false) => return None,
    };
    Some(cut(without_repeated_title(&source, title), EXCERPT_LENGTH))
}

/// Some software begins the body with the title once more.
fn without_repeated_title<'a>(text: &'a str, title: Option<&str>) -> &'a str {
    let rest = title.filter(|title| title.chars().count() > 8).and_then(|title| text.strip_prefix(title));
    match rest {
        Some(rest) if rest.chars().count() > 60 => rest.trim_start_matches(|c: char| c.is_whitespace() || ".:–-".contains(c)),
        Some(_) | None => text,
    }
}

/// WordPress ends summaries with "The post … appeared first on …", "[…]" or "Continue reading …".
fn without_trailer(text: &str) -> String {
    let mut text = text;
    if let Some(at) = text.rfind("The post ").filter(|at| text.get(*at..).is_some_and(|rest| rest.contains("appeared first on")))
    {
        text = text.get(..at).unwrap_or(text);
    }
    if let Some(at) = text.rfind("Continue reading").filter(|at| *at > 60) {
        text = text.get(..at).unwrap_or(text);
    }
    let text = text.trim_end();
    match ["[…]", "[...]", "[&hellip;]"].iter().find_map(|mark| text.strip_suffix(mark)) {
        Some(open) => format!("{}…", open.trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_falls_between_words() {
        assert_eq!(cut("We rebuilt the missed-bin form", 20), "We rebuilt the…");
        assert_eq!(cut("short", 20), "short");
    }

    #[test]
    fn punctuation_does_not_dangle_before_the_ellipsis() {
        assert_eq!(cut("One, two, three", 10), "One, two…");
    }

    #[test]
    fn one_endless_word_is_cut_all_the_same() {
        assert_eq!(cut(&"a".repeat(50), 10), "aaaaaaaaa…");
    }

    #[test]
    fn the_summary_is_preferred_to_the_body() {
        let summary = "A summary that is long enough to say something about the post to a reader.";

        assert_eq!(of_post(Some("T"), Some(summary), Some("<p>Body</p>")).as_deref(), Some(summary));
    }

    #[test]
    fn a_summary_that_repeats_the_title_gives_way_to_the_body() {
        assert_eq!(of_post(Some("Title"), Some("Title"), Some("<p>Body words</p>")).as_deref(), Some("Body words"));
        assert_eq!(of_post(Some("Title"), None, None), None);
    }

    #[test]
    fn the_blog_softwares_trailer_is_no_excerpt() {
        let summary = "We asked forty residents how they look up bin days and this is what they told us. The post Bins appeared first on Blog.";

        assert_eq!(
            of_post(None, Some(summary), None).as_deref(),
            Some("We asked forty residents how they look up bin days and this is what they told us.")
        );
    }

    #[test]
    fn the_title_at_the_head_of_the_body_is_left_out() {
        let content =
            "<h1>Weeknotes for June</h1><p>This week the team moved the forms, spoke with the contact centre and slept.</p>";

        assert_eq!(
            of_post(Some("Weeknotes for June"), None, Some(content)).as_deref(),
            Some("This week the team moved the forms, spoke with the contact centre and slept.")
        );
    }
}
