//! How deep a body's tags go: building a tree of thousands of open elements takes time that grows with their square.

use super::tree::VOID;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::{Cell, RefCell};

/// Open elements at once; the deepest of the corpus's real bodies stays far below.
const DEPTH_LIMIT: usize = 200;

/// Whether more than `DEPTH_LIMIT` elements are ever open at once.
pub fn is_too_deep(html: &str) -> bool {
    match by_eye(html) {
        Some(is_too_deep) => is_too_deep,
        None => by_tokenizer(html),
    }
}

/// Attributes of one tag in a body; the tokenizer compares each with all before it.
const ATTRIBUTE_LIMIT: usize = 500;

/// Whether one tag has so many attributes that reading it would take time that grows with their square.
pub fn has_endless_tag(html: &str) -> bool {
    html.split('<').skip(1).any(|piece| piece.len() > ATTRIBUTE_LIMIT * 2 && attributes(piece) > ATTRIBUTE_LIMIT)
}

/// Attributes of a tag, near enough: what white space or a slash parts, outside of quoted values.
fn attributes(piece: &str) -> usize {
    let (mut count, mut quote, mut last) = (0, None, b' ');
    for byte in piece.bytes() {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (None, b'>') => break,
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/') => count += 1,
            (None, _) => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    count
}

/// Counts plain tags alone, which is fast; none where something stands that only a tokenizer reads right.
fn by_eye(html: &str) -> Option<bool> {
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, is_end) = piece.strip_prefix('/').map_or((piece, false), |tag| (tag, true));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_plain = !name.is_empty() && !is_raw(name);
        let (inside, _) = tag.split_once('>').filter(|_| is_plain)?;
        if is_end {
            let place = open.iter().rposition(|found| found.eq_ignore_ascii_case(name));
            open.truncate(place.unwrap_or(open.len()));
        } else if !(inside.ends_with('/') || is_void(name) || closes_itself(name) && open.last() == Some(&name)) {
            open.push(name);
        }
        if open.len() > DEPTH_LIMIT {
            return Some(true);
        }
    }
    Some(false)
}

/// How the tokenizer goes on after a start tag (HTML §13.2.6.4.7, "in body").
fn after(name: &str) -> TokenSinkResult<()> {
    match name {
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "plaintext" => TokenSinkResult::Plaintext,
        name if is_raw(name) => TokenSinkResult::RawData(RawKind::Rawtext),
        _ => TokenSinkResult::Continue,
    }
}

/// Elements whose inside is text, whatever it looks like.
fn is_raw(name: &str) -> bool {
    const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];
    RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

fn by_tokenizer(html: &str) -> bool {
    let tokenizer = Tokenizer::new(DepthSink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
    tokenizer.end();
    tokenizer.sink.is_too_deep.get()
}

#[derive(Debug, Default)]
struct DepthSink {
    open: RefCell<Vec<String>>,
    is_too_deep: Cell<bool>,
}

impl TokenSink for DepthSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && !self.is_too_deep.get()
        {
            self.see(&tag);
            return if tag.kind == TagKind::StartTag { after(&tag.name) } else { TokenSinkResult::Continue };
        }
        TokenSinkResult::Continue
    }
}

impl DepthSink {
    fn see(&self, tag: &Tag) {
        let name: &str = &tag.name;
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if tag.self_closing || VOID.contains(&name) => {}
            // HTML closes these by itself when the next one begins.
            TagKind::StartTag if closes_itself(name) && open.last().is_some_and(|last| last == name) => {}
            TagKind::StartTag => open.push(name.to_owned()),
            TagKind::EndTag => {
                if let Some(place) = open.iter().rposition(|found| found == name) {
                    open.truncate(place);
                }
            }
        }
        self.is_too_deep.set(open.len() > DEPTH_LIMIT);
    }
}

fn closes_itself(name: &str) -> bool {
    matches!(name, "p" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "option")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_are_not_deep_ones() {
        assert!(!is_too_deep(&"<p>One <b>two</b><br>".repeat(5000)));
        assert!(!is_too_deep(&"<li>One".repeat(5000)));
    }

    #[test]
    fn thousands_of_open_elements_are_too_deep() {
        assert!(is_too_deep(&"<div><b>".repeat(5000)));
        assert!(is_too_deep(&"<b id=1></i>".repeat(5000)));
    }

    #[test]
    fn a_tag_of_thousands_of_attributes_is_endless() {
        let many: String = (0..4000).map(|n| format!(" a{n}=1")).collect();

        assert!(has_endless_tag(&format!("<p>One</p><p{many}>two</p>")));
        assert!(has_endless_tag(&format!("<p '\"{many}>")));
        assert!(has_endless_tag(&format!("<p{}>", many.replace(' ', "/"))));
        assert!(!has_endless_tag(&format!("<img src=\"data:image/png;base64,{}\" alt='1 2 3'>", "AA BB\n".repeat(9000))));
        assert!(!has_endless_tag(&"<p class=a id=b>One two three</p>".repeat(5000)));
    }

    #[test]
    fn end_tags_that_are_none_hide_no_depth() {
        assert!(is_too_deep(&"<div><!--</div>-->".repeat(5000)));
        assert!(is_too_deep(&"<div title='</div>'>".repeat(5000)));
        assert!(is_too_deep(&"<div><style></div></style>".repeat(5000)));
    }
}
