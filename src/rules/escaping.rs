//! Other people's words inside HTML and XML.

/// Text that is inert between tags and in a quoted attribute (HTML §13.3, XML 1.0 §2.4). Slashes stay: to escape them, as some
/// template engines do, costs five bytes in each link and guards nothing there.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#x27;")
}

/// The same on one line: what XML 1.0 §2.2 forbids, and the line breaks that §3.3.3 would change in an attribute, become spaces.
pub fn escaped_line(text: &str) -> String {
    let is_kept = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    escaped(&text.replace(|c| !is_kept(c), " "))
}
