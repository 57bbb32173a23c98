//! The text between the tags of HTML, as a browser's tokenizer sees it.

mod by_eye;

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

/// A fragment's beginning: at least `enough` bytes of its text, or all.
pub fn read(html: &str, enough: usize) -> Said {
    by_eye::read(html, enough).unwrap_or_else(|| tokenized(html, enough))
}

/// Feeds the tokenizer piece by piece until it has given enough text.
fn tokenized(html: &str, enough: usize) -> Said {
    let sink = TextSink::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let mut rest = html;
    while !rest.is_empty() && tokenizer.sink.text.borrow().bytes() < enough {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways, where the short one does not give up.
    fn check(html: &str, gives_up: bool) {
        let (by_eye, tokenized) = (by_eye::read(html, usize::MAX), tokenized(html, usize::MAX));
        assert_eq!(by_eye.is_none(), gives_up, "{html}");
        if let Some(said) = by_eye {
            assert_eq!((said.text, said.links), (tokenized.text, tokenized.links), "{html}");
        }
    }

    #[test]
    fn what_blog_software_writes_is_read_by_eye() {
        check(
            "<p>Bins &amp; <a href=\"/a?b=1&amp;c=2\" rel=\"x\">bey<b>ond</b></a>&#8217;s<br/>\n<img src=\"a>b.jpg\" /> end</p>",
            true,
        );
        check(
            "<p>Bins &amp; <a href=\"/a?b=1&amp;c=2\" rel=\"x\">bey<b>ond</b></a>&#8217;s<br/>\n<img src=\"a.jpg\" /> end</p>",
            false,
        );
        check("fish & chips <li>one<li>two&nbsp;&hellip; 3 &gt; 2", false);
        check("<a name=\"x\">no link</a>", false);
    }

    #[test]
    fn what_needs_a_second_look_is_left_to_the_tokenizer() {
        for html in [
            "a<script>b</script>",
            "<!-- c -->d",
            "1 < 2",
            "<p",
            "<P>x</P>",
            "<a href=/x>y</a>",
            "<a href='x'>y</a>",
            "&copy 2026",
            "&nosuch;",
            "<a title=\"href=\" href=\"x\">y</a>",
            "<a HREF=\"x\">y</a>",
            "a\0b",
            "a\r\nb",
            "&#0;",
            "<p\"x\">",
        ] {
            check(html, true);
        }
    }

    #[test]
    fn the_beginning_is_that_of_all() {
        let html = "<p>Bins &amp; <b>beyond</b></p>".repeat(300);
        let (start, all) = (by_eye::read(&html, 500).unwrap().text, tokenized(&html, usize::MAX).text);

        assert!(all.starts_with(&start) && (500..600).contains(&start.len()), "{start}");
    }

    proptest::proptest! {
        #[test]
        fn both_ways_agree(html in "(<p>|</p>|<a href=\"[a-z&;=?\"]{0,6}\">|</a>|<br/>|<img alt=\"[a-z<>]{0,3}\">|&amp;|&#[0-9]{1,4};|&[a-z]{1,3};?|[a-z \n<>'\"=/&;#éΣ]{0,5}){0,12}") {
            if let Some(said) = by_eye::read(&html, usize::MAX) {
                let tokenized = tokenized(&html, usize::MAX);
                proptest::prop_assert_eq!((said.text, said.links), (tokenized.text, tokenized.links));
            }
        }
    }
}
