//! Bodies whose reading would take time that grows with their square: found before a tree is built of them, and made harmless.

use super::tree::VOID;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::borrow::Cow;
use std::cell::RefCell;

/// Open elements at once; the deepest of the corpus's real bodies stays far below.
const DEPTH_LIMIT: usize = 200;

/// Places where elements cross, close nothing, or stand where a table allows none. Each can make HTML's rules look at, or
/// repeat, all that came before (§13.2.6.1 foster parenting, §13.2.4.3 formatting elements).
const CROSSING_LIMIT: usize = 100;

/// Attributes of one tag; the tokenizer compares each with all before it.
const ATTRIBUTE_LIMIT: usize = 500;

/// The text with every endless tag closed after `ATTRIBUTE_LIMIT` attributes; nearly always the text itself.
pub fn defused(html: &str) -> Cow<'_, str> {
    let is_endless = |piece: &str| endless_from(piece).is_some();
    if !html.split('<').skip(1).any(is_endless) {
        return Cow::Borrowed(html);
    }
    let mut pieces = html.split('<');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push('<');
        match endless_from(piece).and_then(|at| piece.get(..at)) {
            Some(start) => text.extend([start, ">"]),
            None => text.push_str(piece),
        }
    }
    Cow::Owned(text)
}

/// Where a tag's attributes become too many, near enough: they are parted by white space or a slash, outside of quoted values.
fn endless_from(piece: &str) -> Option<usize> {
    if piece.len() <= ATTRIBUTE_LIMIT * 2 || !piece.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (mut count, mut quote, mut last) = (0, None, b' ');
    for (at, byte) in piece.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (None, b'>') => return None,
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/') => count += 1,
            (None, _) => {}
        }
        if count > ATTRIBUTE_LIMIT {
            return Some(at);
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    None
}

/// Whether building a tree of this could take more than time in proportion to its length.
pub fn is_tangled(html: &str) -> bool {
    by_eye(html).unwrap_or_else(|| by_tokenizer(html))
}

/// Elements as they open and close.
#[derive(Debug, Default)]
struct Nesting<N> {
    open: Vec<N>,
    crossings: usize,
    is_too_deep: bool,
}

impl<N: AsRef<str>> Nesting<N> {
    fn start(&mut self, name: N) {
        let is = |known: &str| name.as_ref().eq_ignore_ascii_case(known);
        self.crossings += usize::from(self.is_in_table() && !TABLE_PARTS.iter().any(|part| is(part)));
        // HTML closes these by itself when the next one begins.
        let is_repeated = CLOSED_BY_NEXT.iter().any(|part| is(part)) && self.open.last().is_some_and(|last| is(last.as_ref()));
        if !is_repeated && !VOID.iter().any(|void| is(void)) {
            self.open.push(name);
        }
        self.is_too_deep |= self.open.len() > DEPTH_LIMIT;
    }

    fn end(&mut self, name: &str) {
        match self.open.iter().rposition(|open| open.as_ref().eq_ignore_ascii_case(name)) {
            Some(place) => {
                let may_stay_open = |open: &&N| CLOSED_BY_NEXT.iter().any(|part| open.as_ref().eq_ignore_ascii_case(part));
                let crossed = self.open.iter().skip(place + 1).filter(|open| !may_stay_open(open)).count();
                self.crossings += crossed;
                self.open.truncate(place);
            }
            None => self.crossings += 1,
        }
    }

    fn text(&mut self, text: &str) {
        self.crossings += usize::from(self.is_in_table() && !text.trim().is_empty());
    }

    /// Directly inside a table, where only its parts may stand.
    fn is_in_table(&self) -> bool {
        const FRAMES: [&str; 5] = ["table", "tbody", "thead", "tfoot", "tr"];
        self.open.last().is_some_and(|last| FRAMES.iter().any(|frame| last.as_ref().eq_ignore_ascii_case(frame)))
    }

    fn is_tangled(&self) -> bool {
        self.is_too_deep || self.crossings > CROSSING_LIMIT
    }
}

const TABLE_PARTS: [&str; 9] = ["caption", "colgroup", "col", "tbody", "thead", "tfoot", "tr", "td", "th"];
const CLOSED_BY_NEXT: [&str; 8] = ["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Looks at plain tags alone, which is fast; none where something stands that only a tokenizer reads right.
fn by_eye(html: &str) -> Option<bool> {
    let mut nesting: Nesting<&str> = Nesting { open: Vec::new(), crossings: 0, is_too_deep: false };
    for piece in html.split('<').skip(1) {
        let (tag, is_end) = piece.strip_prefix('/').map_or((piece, false), |tag| (tag, true));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_plain = !name.is_empty() && !is_raw(name);
        let (_, text) = tag.split_once('>').filter(|_| is_plain)?;
        if is_end {
            nesting.end(name);
        } else {
            nesting.start(name);
        }
        nesting.text(text);
        if nesting.is_tangled() {
            return Some(true);
        }
    }
    Some(false)
}

/// Elements whose inside is text, whatever it looks like.
fn is_raw(name: &str) -> bool {
    const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];
    RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

fn by_tokenizer(html: &str) -> bool {
    let tokenizer = Tokenizer::new(NestingSink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
    tokenizer.end();
    tokenizer.sink.0.into_inner().is_tangled()
}

#[derive(Debug, Default)]
struct NestingSink(RefCell<Nesting<String>>);

impl TokenSink for NestingSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut nesting = self.0.borrow_mut();
        match token {
            _ if nesting.is_tangled() => TokenSinkResult::Continue,
            Token::CharacterTokens(text) => {
                nesting.text(&text);
                TokenSinkResult::Continue
            }
            Token::TagToken(Tag { kind: TagKind::EndTag, name, .. }) => {
                nesting.end(&name);
                TokenSinkResult::Continue
            }
            Token::TagToken(Tag { kind: TagKind::StartTag, name, .. }) => {
                nesting.start(name.to_string());
                after(&name)
            }
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => TokenSinkResult::Continue,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_are_no_tangle() {
        assert!(!is_tangled(&"<p>One <b>two</b><br>".repeat(5000)));
        assert!(!is_tangled(&"<li>One".repeat(5000)));
        assert!(!is_tangled(&"<table><tr><td>One <b>two</b></td>\n<td>three</tr></table>".repeat(500)));
        assert!(!is_tangled(&"<!-- <b> --><p class='a'>1 < 2 and <i>so</i> on</p>".repeat(500)));
    }

    #[test]
    fn thousands_of_open_elements_are_a_tangle() {
        assert!(is_tangled(&"<div><b>".repeat(5000)));
        assert!(is_tangled(&"<b id=1></i>".repeat(5000)));
        assert!(is_tangled(&"<b id=1/>".repeat(5000)));
    }

    #[test]
    fn what_stands_in_tables_outside_their_cells_is_a_tangle() {
        assert!(is_tangled(&format!("<table>{}", "x<b>y</b>".repeat(500))));
        assert!(is_tangled(&format!("<table><td>{}", "</tbody>x".repeat(500))));
    }

    #[test]
    fn elements_that_cross_are_a_tangle() {
        assert!(is_tangled(&"<p><b id=1></p>".repeat(500)));
        assert!(is_tangled(&"<a><p></a></p>".repeat(500)));
    }

    #[test]
    fn end_tags_that_are_none_hide_no_depth() {
        assert!(is_tangled(&"<div><!--</div>-->".repeat(5000)));
        assert!(is_tangled(&"<div title='</div>'>".repeat(5000)));
        assert!(is_tangled(&"<div><style></div></style>".repeat(5000)));
    }

    #[test]
    fn a_tag_of_thousands_of_attributes_ends_after_some() {
        let many: String = (0..4000).map(|n| format!(" a{n}=1")).collect();

        let check = |html: &str| assert!(defused(html).len() < html.len() / 2, "{}", defused(html).len());
        check(&format!("<p>One</p><p{many}>two</p>"));
        check(&format!("<p '\"{many}>"));
        check(&format!("<p{}>", many.replace(' ', "/")));
    }

    #[test]
    fn words_scripts_and_pictures_are_left_as_they_are() {
        let words = "word ".repeat(900);

        let check = |html: &str| assert_eq!(defused(html), html);
        check(&format!("If x < y then {words}"));
        check(&format!("<p>I <3 councils {words}</p>"));
        check(&format!("<!-- {words} --><p>One</p>"));
        check(&format!("<img src=\"data:image/png;base64,{}\" alt='1 2 3'>", "AA BB\n".repeat(9000)));
        check(&"<p class=a id=b>One two three</p>".repeat(5000));
    }
}
