//! Text constructs: a title, summary or body, and whether its text is words or markup (RFC 4287 §3.1, Atom 0.3, RSS's customs).

use super::text;
use super::tree::{Element, Space};
use data_encoding::BASE64_MIME_PERMISSIVE;
use std::borrow::Cow;

/// Bytes of a title or subtitle that are looked at.
const WORDS_LIMIT: usize = 4 * 1024;

/// What a document gives as title, summary or body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Construct<'a> {
    /// Words; a `<` in them is a "less than".
    Plain(Cow<'a, str>),
    /// HTML, or what may be: RSS does not say.
    Html(Cow<'a, str>),
}

/// Whose customs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custom {
    /// Text without a type is text.
    Atom,
    /// Text without a type may be HTML.
    Rss,
}

impl<'a> Construct<'a> {
    /// Reads one element; none when nothing is in it that can be shown.
    pub fn read(element: Element<'a>, custom: Custom) -> Option<Self> {
        let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let mode = element.attribute("mode").unwrap_or_default().to_ascii_lowercase();
        let is_atom = custom == Custom::Atom || matches!(element.space(), Space::Atom | Space::Atom03);
        let has_markup = element.elements().next().is_some();
        let found = match kind.as_str() {
            _ if mode == "base64" => decoded(element, &kind)?,
            _ if has_markup && mode != "escaped" => Self::Html(Cow::Owned(element.inner_html())),
            "text" | "text/plain" | "plain" if is_atom => Self::Plain(element.text()),
            "html" | "text/html" | "xhtml" | "application/xhtml+xml" | "xml" => Self::Html(element.text()),
            "" if is_atom && mode != "escaped" => Self::Plain(element.text()),
            other if is_atom && is_binary(other) => decoded(element, other).unwrap_or(Self::Plain(element.text())),
            _ => Self::Html(element.text()),
        };
        found.is_filled().then_some(found)
    }

    /// A title: one line of words.
    pub fn title(&self) -> Option<String> {
        let title = match self {
            Self::Plain(words) | Self::Html(words) => text::title(start(words)),
        };
        Some(title).filter(|title| !title.is_empty())
    }

    /// All its words.
    pub fn plain(&self) -> Option<String> {
        let plain = match self {
            Self::Plain(words) => text::tidy(start(words)),
            Self::Html(html) => text::plain(start(html)),
        };
        Some(plain).filter(|plain| !plain.is_empty())
    }

    /// As HTML, so that one reader of HTML serves both kinds.
    pub fn html(self) -> Cow<'a, str> {
        match self {
            Self::Html(html) => html,
            Self::Plain(words) if words.contains(['&', '<', '>']) => Cow::Owned(escaped(&words)),
            Self::Plain(words) => words,
        }
    }

    fn is_filled(&self) -> bool {
        match self {
            Self::Plain(words) | Self::Html(words) => !words.trim().is_empty(),
        }
    }
}

/// What can matter of a title or subtitle; some feeds put a whole page there.
fn start(text: &str) -> &str {
    text.get(..text.floor_char_boundary(WORDS_LIMIT)).unwrap_or(text)
}

/// RFC 4287 §4.1.3.3: what is neither text nor XML is Base64. Only what turns out to be text can be shown.
fn decoded<'a>(element: Element<'a>, kind: &str) -> Option<Construct<'a>> {
    let bytes = BASE64_MIME_PERMISSIVE.decode(element.text().as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))?;
    Some(match kind {
        "" | "text/plain" => Construct::Plain(Cow::Owned(text)),
        _ => Construct::Html(Cow::Owned(text)),
    })
}

/// MIME types other than text and XML; a word that is no MIME type is somebody's slip.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") && !kind.contains("html")
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
