//! What a web page says of itself: title, author and a short extract, for a find from outside the list.

use super::excerpt::{EXCERPT_LENGTH, cut};
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// Bytes of a page that are looked at: what it says of itself stands at its head.
const PAGE_LIMIT: usize = 1024 * 1024;

/// Characters of a title and of an author's name.
const LINE_LENGTH: usize = 200;

/// A page as it introduces itself; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Plain text.
    pub title: String,
    /// Plain text.
    pub author: String,
    /// Plain text, cut at a word.
    pub extract: String,
}

/// Reads a page; any text is one. What the page wrote for people who share it counts before what it wrote for search engines.
pub fn read(html: &str) -> Outside {
    let html = html.get(..html.floor_char_boundary(PAGE_LIMIT)).unwrap_or(html);
    let html = &super::nesting::defused(html);
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.as_ref().into());
    let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
    tokenizer.end();
    let seen = tokenizer.sink.seen.into_inner();
    let first = |choices: [&str; 3]| choices.iter().map(|text| plain(text)).find(|text| !text.is_empty()).unwrap_or_default();
    let author =
        [seen.author.as_str(), seen.article_author.as_str(), ""].map(|name| if name.contains("://") { "" } else { name });
    Outside {
        title: cut(&first([&seen.og_title, &seen.title, &seen.heading]), LINE_LENGTH),
        author: cut(&first(author), LINE_LENGTH),
        extract: cut(&first([&seen.og_description, &seen.description, &seen.paragraph]), EXCERPT_LENGTH),
    }
}

/// One line without markup: some pages write entities and tags into their own descriptions.
fn plain(text: &str) -> String {
    super::text::plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Seen {
    og_title: String,
    title: String,
    heading: String,
    author: String,
    article_author: String,
    og_description: String,
    description: String,
    paragraph: String,
    /// The element whose text is being collected.
    inside: Option<Inside>,
    /// Open elements whose text is nobody's words.
    hidden: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Title,
    Heading,
    Paragraph,
}

#[derive(Default)]
struct Sink {
    seen: RefCell<Seen>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.seen.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return seen.open(&tag),
            Token::TagToken(tag) => seen.close(&tag.name),
            Token::CharacterTokens(text) => seen.collect(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Seen {
    fn open(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        use html5ever::tokenizer::states::RawKind;
        let name: &str = &tag.name;
        match name {
            "title" if self.title.is_empty() => self.inside = Some(Inside::Title),
            "h1" if self.heading.is_empty() => self.inside = Some(Inside::Heading),
            "p" if self.paragraph.trim().chars().count() < 60 => {
                self.paragraph.clear();
                self.inside = Some(Inside::Paragraph);
            }
            "meta" => self.see(tag),
            _ => {}
        }
        if is_hidden(name) {
            self.hidden = 1;
        }
        match name {
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn close(&mut self, name: &str) {
        if is_hidden(name) {
            self.hidden = 0;
        }
        let ended = match name {
            "title" => Some(Inside::Title),
            "h1" => Some(Inside::Heading),
            "p" => Some(Inside::Paragraph),
            _ => None,
        };
        if ended.is_some() && self.inside == ended {
            self.inside = None;
        }
    }

    fn collect(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let target = match self.inside {
            Some(Inside::Title) => &mut self.title,
            Some(Inside::Heading) => &mut self.heading,
            Some(Inside::Paragraph) => &mut self.paragraph,
            None => return,
        };
        if target.len() < 4000 {
            // Text is no markup here: plain() reads it as such once more.
            target.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        }
    }

    fn see(&mut self, tag: &Tag) {
        let attribute = |name: &str| {
            tag.attrs.iter().find(|found| {
                let local: &str = &found.name.local;
                local == name
            })
        };
        let key = attribute("property").or_else(|| attribute("name")).map(|found| found.value.to_lowercase()).unwrap_or_default();
        let content = attribute("content").map(|found| found.value.to_string()).unwrap_or_default();
        let target = match key.trim() {
            "og:title" | "twitter:title" => &mut self.og_title,
            "og:description" | "twitter:description" => &mut self.og_description,
            "description" => &mut self.description,
            "author" => &mut self.author,
            "article:author" => &mut self.article_author,
            _ => return,
        };
        if target.is_empty() {
            *target = content;
        }
    }
}

fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" | "textarea")
}
