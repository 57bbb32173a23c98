//! Words for documents that machines read: nothing in them may break the document or act on a terminal.

/// One line of plain text: control characters are dropped, line breaks and tabs become spaces (XML 1.0 §2.2 forbids most of
/// them, and nothing that is shown needs the others).
pub fn line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
    kept(&spaced)
}

/// The same for text of several lines, such as HTML.
pub fn kept(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
