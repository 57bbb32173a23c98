//! The text between the tags of HTML, as a browser's tokenizer sees it.

use super::text::Tidy;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::{Cell, RefCell};

/// Bytes given to the tokenizer at once.
const PIECE: usize = 4096;

/// What a fragment says and where it leads.
#[derive(Debug, Default)]
pub struct Said {
    /// The text between its tags, tidy.
    pub text: String,
    /// The addresses of its links, as they are written.
    pub links: Vec<String>,
}

/// Feeds the tokenizer piece by piece until it has given enough text.
pub fn tokenized(html: &str, enough: usize) -> Said {
    let sink = TextSink::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let mut rest = html;
    while !rest.is_empty() && tokenizer.sink.text.borrow().len() < enough {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE).max(1).min(rest.len()));
        let input = BufferQueue::default();
        input.push_back(piece.into());
        let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
        rest = after;
    }
    tokenizer.end();
    Said { text: tokenizer.sink.text.into_inner().into_text(), links: tokenizer.sink.links.into_inner() }
}

#[derive(Default)]
struct TextSink {
    text: RefCell<Tidy>,
    links: RefCell<Vec<String>>,
    hidden: Cell<u32>,
}

impl TokenSink for TextSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(characters) if self.hidden.get() == 0 => self.text.borrow_mut().push(&characters),
            Token::TagToken(tag) => self.see_tag(&tag),
            Token::CharacterTokens(_)
            | Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl TextSink {
    fn see_tag(&self, tag: &Tag) {
        let name: &str = &tag.name;
        if matches!(name, "script" | "style" | "template" | "noscript") {
            match tag.kind {
                TagKind::StartTag if !tag.self_closing => self.hidden.set(self.hidden.get() + 1),
                TagKind::StartTag => {}
                TagKind::EndTag => self.hidden.set(self.hidden.get().saturating_sub(1)),
            }
        }
        if name == "a" && self.hidden.get() == 0 {
            let address = tag.attrs.iter().find(|attribute| &*attribute.name.local == "href");
            self.links.borrow_mut().extend(address.map(|address| address.value.to_string()));
        }
        if is_block(name) {
            self.text.borrow_mut().push(" ");
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "br"
            | "div"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "tr"
            | "td"
            | "th"
            | "table"
            | "blockquote"
            | "pre"
            | "hr"
            | "figure"
            | "figcaption"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "dt"
            | "dd"
            | "img"
            | "iframe"
            | "video"
            | "audio"
    )
}
