//! The words of an edition become the two parts of a mail. Templates get values that are ready to show; they decide nothing.

pub mod bulletin;
pub mod notice;
mod view;

pub use view::EditionView;

use crate::model::Instant;
use crate::model::edition::{EditionContent, Frozen, FrozenText, LEAVE_SLOT, PAGE_SLOT};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use minijinja::{AutoEscape, Environment};

/// The HTML part stays below this: Gmail cuts at 102 kB, and with it the way to leave. Leaves room for a reader's own links.
pub const HTML_LIMIT: usize = 59_000;

/// Columns of the text part.
const COLUMNS: usize = 72;

/// minijinja sources of the two parts.
#[derive(Clone, Copy, Debug)]
pub struct Templates<'a> {
    /// `email/edition.html`.
    pub html: &'a str,
    /// `email/edition.txt`.
    pub text: &'a str,
}

/// A template that does not work, in plain words: file, line and what is wrong.
#[derive(Debug, thiserror::Error)]
#[error("the template {file} does not work: {why}")]
pub struct RenderError {
    file: &'static str,
    why: String,
}

/// All texts of an edition, with `LEAVE_SLOT` where each reader's leave link goes.
pub fn freeze(
    content: &EditionContent,
    settings: &Settings,
    templates: Templates<'_>,
    date: Instant,
) -> Result<Frozen, RenderError> {
    let mut texts = Vec::new();
    let content = without_slot(content);
    for choice in Choice::OF_EDITIONS {
        let reduced = for_choice(&content, choice);
        let parts = Parts {
            view: |shown| view::edition(&reduced, settings, shown),
            html: |view: &_| {
                inlined("email/edition.html", &render("email/edition.html", templates.html, AutoEscape::Html, view)?)
            },
            text: |view: &_| render("email/edition.txt", templates.text, AutoEscape::None, view),
        };
        texts.push(fitted(&reduced, choice, parts)?);
    }
    Ok(Frozen { subject: content.title.clone(), date, texts })
}

/// What the edition's page sees: the view of the mail, with nothing left out for length. It shows no reader's own links.
pub fn page(content: &EditionContent, settings: &Settings) -> EditionView {
    view::edition(content, settings, usize::MAX)
}

/// Nobody's words can hold the slot: a blog that wrote it into a link would be given every reader's own leave link.
fn without_slot(content: &EditionContent) -> EditionContent {
    let Ok(json) = serde_json::to_string(content) else { return content.clone() };
    let host = LEAVE_SLOT.trim_start_matches("https://").split('/').next().unwrap_or(LEAVE_SLOT);
    if !json.to_lowercase().contains(host) {
        return content.clone();
    }
    let harmless = host.replace('.', "-");
    let replaced = json.replace(host, &harmless);
    serde_json::from_str(&replaced).unwrap_or_else(|_| content.clone())
}

fn for_choice(content: &EditionContent, choice: Choice) -> EditionContent {
    match choice {
        Choice::Everything | Choice::Daily => content.clone(),
        Choice::Picks => EditionContent { everything_else: Vec::new(), ..content.clone() },
    }
}

/// What makes the two parts of one kind of mail.
struct Parts<V, H, T> {
    /// The view with so many stories of "everything else".
    view: V,
    html: H,
    text: T,
}

/// Shortens "everything else" until the page fits; the text part keeps to the same stories.
fn fitted<V, H, T>(content: &EditionContent, choice: Choice, parts: Parts<V, H, T>) -> Result<FrozenText, RenderError>
where
    V: Fn(usize) -> view::EditionView,
    H: Fn(&view::EditionView) -> Result<String, RenderError>,
    T: Fn(&view::EditionView) -> Result<String, RenderError>,
{
    let mut shown: usize = content.everything_else.iter().map(|group| group.stories.len()).sum();
    loop {
        let view = (parts.view)(shown);
        let html = (parts.html)(&view)?;
        if html.len() <= HTML_LIMIT || shown == 0 {
            return Ok(FrozenText { choice, text: tidy_text(&(parts.text)(&view)?), html });
        }
        // Each round drops in proportion to what is too much, at least one story.
        shown = (shown * HTML_LIMIT / html.len()).min(shown - 1);
    }
}

fn render(file: &'static str, source: &str, escape: AutoEscape, view: &impl serde::Serialize) -> Result<String, RenderError> {
    render_over(&[], (file, source), escape, view)
}

/// The same for a template that builds on others.
fn render_over(
    bases: &[(&'static str, &str)],
    (file, source): (&'static str, &str),
    escape: AutoEscape,
    view: &impl serde::Serialize,
) -> Result<String, RenderError> {
    let wrong = |error: minijinja::Error| {
        let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
        RenderError { file, why: format!("{}{line}", error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)) }
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    for (file, source) in bases.iter().chain(&[(file, source)]) {
        environment.add_template(file, source).map_err(wrong)?;
    }
    let template = environment.get_template(file).map_err(wrong)?;
    template.render(minijinja::value::Serde(view)).map_err(wrong)
}

/// Mail clients drop `<style>`: its rules go onto the elements; what only works in `<style>` (@media) stays.
fn inlined(file: &'static str, html: &str) -> Result<String, RenderError> {
    let inliner =
        css_inline::CSSInliner::options().keep_style_tags(false).keep_at_rules(true).load_remote_stylesheets(false).build();
    let html = inliner.inline(html).map_err(|error| RenderError { file, why: error.to_string() })?;
    Ok(charset_first(&html).unwrap_or(html))
}

/// The inliner puts what stays of `<style>` first in the head, but the charset has to stand within the first 1024 bytes (HTML
/// §4.2.5.4): the style goes to the head's end.
fn charset_first(html: &str) -> Option<String> {
    let (before, rest) = html.split_once("<head><style>")?;
    let (style, rest) = rest.split_once("</style>")?;
    let (head, body) = rest.split_once("</head>")?;
    Some(format!("{before}<head>{head}<style>{style}</style></head>{body}"))
}

/// At most 72 columns but for words that are longer, no space at line ends, no more than one empty line.
fn tidy_text(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.extend(wrapped(line));
        }
    }
    format!("{}\n", lines.join("\n").trim_end())
}

/// Further lines keep the first one's indentation, and stand under the words of a list item.
fn wrapped(line: &str) -> Vec<String> {
    let words = line.trim_start();
    let mark = if words.starts_with("- ") || words.starts_with("* ") { 2 } else { 0 };
    let indent = line.len() - words.len() + mark;
    let under = " ".repeat(indent);
    let options = textwrap::Options::new(COLUMNS)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .subsequent_indent(&under);
    textwrap::wrap(line, options).into_iter().map(|line| line.into_owned()).collect()
}

/// One reader's copy of a frozen text: the leave link in its slot, in both spellings that a template may give it.
pub fn with_leave_link(text: &str, leave_link: &str) -> String {
    text.replace(LEAVE_SLOT, leave_link)
}

/// The same for HTML, where `&` in a mailto: link has to be escaped.
pub fn with_leave_link_html(html: &str, leave_link: &str) -> String {
    html.replace(LEAVE_SLOT, &link_in_html(leave_link))
}

/// A link as it stands in an attribute or between tags.
pub fn link_in_html(link: &str) -> String {
    link.replace('&', "&amp;").replace('"', "&quot;")
}

/// The link to the reader's own page in its slot; it needs no escaping in HTML.
pub fn with_page_link(text: &str, page_link: &str) -> String {
    text.replace(PAGE_SLOT, page_link)
}
