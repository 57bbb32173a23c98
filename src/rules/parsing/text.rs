//! Markup becomes plain text, the way a browser reads it. Titles are text: nothing in a title is ever markup to us.

use super::words::{self, Said};

/// The longest title kept, in characters; longer ones are cut at a word.
const TITLE_LIMIT: usize = 300;

/// The words of an HTML fragment: tags gone, entities decoded once, blocks apart, white space single.
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return tidy(html);
    }
    words::read(html, usize::MAX).text
}

/// The words of a fragment as `plain` gives them, and the addresses of its links as they are written.
pub fn plain_with_links(html: &str) -> Said {
    if !html.contains(['<', '&']) {
        return Said { text: tidy(html), links: Vec::new() };
    }
    words::read(html, usize::MAX)
}

/// The beginning of a fragment's words: at least `enough` bytes of them, or all. A long body costs no more than a short one.
pub fn plain_start(html: &str, enough: usize) -> String {
    if !html.contains(['<', '&']) {
        return tidy(html.get(..html.floor_char_boundary(enough)).unwrap_or(html));
    }
    words::read(html, enough).text
}

/// A title: plain text of sane length. Markup that software puts into titles goes; any other tag is what the title is about.
/// One that was escaped twice ("&amp;amp;", "&lt;em&gt;") is read twice.
pub fn title(text: &str) -> String {
    let once = title_once(text);
    let twice = if has_entity(&once) || has_inline_tag(&once) { title_once(&once) } else { once };
    let twice = if twice.is_empty() { picture(text) } else { twice };
    super::excerpt::cut(&twice, TITLE_LIMIT)
}

/// A title that is nothing but a picture: its description, else its file's name.
fn picture(html: &str) -> String {
    let value = |name: &str| {
        let rest = html.split_once(&format!("{name}=\""))?.1;
        Some(tidy(rest.split('"').next()?)).filter(|value| !value.is_empty())
    };
    let file = || value("src").and_then(|src| src.rsplit('/').next().map(str::to_owned));
    if has_ignoring_case(html, "<img") { value("alt").or_else(file).unwrap_or_default() } else { String::new() }
}

fn title_once(text: &str) -> String {
    if has_ignoring_case(text, "</script") || has_ignoring_case(text, "</style") {
        // A whole script is no title, and no part of one.
        return plain(text);
    }
    if !text.contains('<') {
        return plain(text);
    }
    let mut kept = String::new();
    for (at, piece) in text.split('<').enumerate() {
        match piece.split_once('>') {
            _ if at == 0 => kept.push_str(piece),
            Some((tag, rest)) if is_inline(tag) => kept.push_str(rest),
            Some(_) | None => {
                kept.push_str("&lt;");
                kept.push_str(piece);
            }
        }
    }
    plain(&kept)
}

/// "em", "/em", "a href=…", "br /": tags that carry no meaning of their own in a title.
fn is_inline(tag: &str) -> bool {
    let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    INLINE.contains(&name.to_lowercase().as_str())
}

const INLINE: [&str; 24] = [
    "a", "abbr", "b", "br", "cite", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i", "img", "ins", "mark", "p",
    "small", "span", "strong", "sub", "sup", "u",
];

/// Single spaces, no control characters, none of the marks that turn the direction of the text around them.
pub fn tidy(text: &str) -> String {
    let mut tidy = Tidy::with_capacity(text.len());
    tidy.push(text);
    tidy.text
}

/// Tidy text that arrives in pieces.
#[derive(Debug, Default)]
pub struct Tidy {
    text: String,
    is_apart: bool,
}

impl Tidy {
    /// None yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), is_apart: false }
    }

    /// Adds a piece; what is between two pieces is no space.
    pub fn push(&mut self, mut piece: &str) {
        while !piece.is_empty() {
            // Nearly all text is printable ASCII with single spaces between words: it is taken whole.
            let (plain, rest) = piece.split_at(tidy_run(piece));
            if !plain.is_empty() {
                self.part();
                self.text.push_str(plain);
            }
            let mut rest = rest.chars();
            if let Some(c) = rest.next() {
                self.push_char(c);
            }
            piece = rest.as_str();
        }
    }

    /// Bytes so far.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.text
    }

    fn push_char(&mut self, c: char) {
        if c.is_whitespace() {
            self.is_apart = !self.text.is_empty();
        } else if !is_unsafe(c) {
            self.part();
            self.text.push(c);
        }
    }

    fn part(&mut self) {
        if std::mem::take(&mut self.is_apart) {
            self.text.push(' ');
        }
    }
}

/// Bytes at the start that are tidy already; they begin and end with a printable one.
fn tidy_run(text: &str) -> usize {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_graphic) {
        return 0;
    }
    let follows = bytes.get(1..).unwrap_or_default();
    // Sixteen at once, without a branch, which the compiler turns into a few wide instructions.
    let (blocks, befores) = (follows.as_chunks::<16>().0, bytes.as_chunks::<16>().0);
    let goes_on_all =
        |(block, before): &(&[u8; 16], &[u8; 16])| block.iter().zip(*before).fold(true, |all, pair| all & goes_on(pair));
    let whole = blocks.iter().zip(befores).take_while(goes_on_all).count() * 16;
    let (rest, before) = (follows.get(whole..).unwrap_or_default(), bytes.get(whole..).unwrap_or_default());
    let end = 1 + whole + rest.iter().zip(before).position(|pair| !goes_on(pair)).unwrap_or(rest.len());
    if bytes.get(end - 1) == Some(&b' ') { end - 1 } else { end }
}

/// Printable, or a single space: of two neighbours at least one is no space.
fn goes_on((byte, before): (&u8, &u8)) -> bool {
    (b' '..=b'~').contains(byte) & ((*byte != b' ') | (*before != b' '))
}

/// C0, C1, bidirectional overrides and isolates, zero-width no-break space: they spoof titles and terminals.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn has_entity(text: &str) -> bool {
    text.contains('&') && ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#"].iter().any(|entity| text.contains(entity))
}

/// A closing tag of the kind that blog software puts into titles; a title about `<table>` keeps its word.
fn has_inline_tag(text: &str) -> bool {
    text.contains('<') && {
        let lower = text.to_lowercase();
        INLINE.iter().any(|tag| lower.contains(&format!("</{tag}>"))) || lower.contains("<br")
    }
}

/// Whether a tag begins somewhere; nearly no title has one.
fn has_ignoring_case(text: &str, tag: &str) -> bool {
    text.contains('<') && text.to_lowercase().contains(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(plain(html), expected);
    }

    #[test]
    fn tags_go_and_words_stay_apart() {
        check("<p>One</p><p>two<br>three <b>fo</b>ur</p>", "One two three four");
    }

    #[test]
    fn entities_are_decoded_once() {
        check("Fish &amp; chips &lt;b&gt; &eacute;&#8217;&nbsp;&amp;lt;", "Fish & chips <b> é’ &lt;");
    }

    #[test]
    fn scripts_and_styles_are_no_words() {
        check("a<script>alert('x')</script><style>p{}</style> b", "a b");
    }

    #[test]
    fn the_beginning_of_a_long_body_is_the_same_as_the_beginning_of_all_of_it() {
        let html = format!("<p>{}</p>", "Bins &amp; <b>beyond</b> ".repeat(3000));

        let start = plain_start(&html, 500);

        assert!(plain(&html).starts_with(&start), "{start}");
        assert!((500..10_000).contains(&start.len()), "{}", start.len());
    }

    #[test]
    fn broken_markup_is_still_text() {
        check("1 < 2 and <b>unclosed", "1 < 2 and unclosed");
        check("<", "<");
    }

    #[test]
    fn a_title_escaped_twice_is_read_twice() {
        assert_eq!(title("Bins &amp;amp; beyond"), "Bins & beyond");
        assert_eq!(title("A &lt;em&gt;new&lt;/em&gt; form"), "A new form");
    }

    #[test]
    fn a_title_about_markup_keeps_its_words() {
        assert_eq!(title("Why we gave up on &lt;table&gt;"), "Why we gave up on <table>");
        assert_eq!(title("Why <script> tags slow your site down"), "Why <script> tags slow your site down");
        assert_eq!(title("<style> guides: how we wrote ours"), "<style> guides: how we wrote ours");
        assert_eq!(title("Using <select> & <option>"), "Using <select> & <option>");
        assert_eq!(title("A <em>new</em> form, 1 < 2"), "A new form, 1 < 2");
    }

    #[test]
    fn a_title_cannot_turn_text_around_or_reach_the_terminal() {
        assert_eq!(title("safe\u{202e}txt.exe\u{1b}]0;owned\u{7}\n2026 FAKE"), "safetxt.exe]0;owned 2026 FAKE");
    }

    #[test]
    fn a_title_that_is_a_picture_is_what_the_picture_shows() {
        assert_eq!(title("<img alt=\"A new bin\" src=\"/i/bin.jpg\">"), "A new bin");
        assert_eq!(title("<img src=\"/i/bin.jpg\" onblur=\"x()\"/>"), "bin.jpg");
    }

    #[test]
    fn an_endless_title_is_cut_at_a_word() {
        let cut = title(&"word ".repeat(1000));

        assert!(cut.chars().count() <= 300);
        assert!(cut.ends_with("word…"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_plain_form(html in ".*") {
            let text = plain(&html);

            proptest::prop_assert!(!text.contains('\n'));
        }
    }
}
