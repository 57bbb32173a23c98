//! Bodies are an allow-list, wherever their markup is kept; no page or mail shows them.

use std::collections::{HashMap, HashSet};
use url::Url;

const TAGS: [&str; 29] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "dd",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "strong",
    "sub",
    "sup",
    "ul",
    "table",
];

/// Sanitises the bodies of one document after another; made once, because its allow-list is costly to build.
#[derive(Debug)]
pub struct Cleaner {
    builder: Option<ammonia::Builder<'static>>,
}

impl Default for Cleaner {
    fn default() -> Self {
        let mut builder = ammonia::Builder::empty();
        builder
            .tags(HashSet::from(TAGS))
            .add_tags(["tr", "td", "th", "tbody", "thead"])
            .clean_content_tags(HashSet::from(["script", "style", "template", "noscript", "title"]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href", "hreflang", "lang"])),
                ("img", HashSet::from(["src", "alt"])),
                ("blockquote", HashSet::from(["cite"])),
            ]))
            .url_schemes(HashSet::from(["http", "https", "mailto"]))
            .link_rel(Some("nofollow noopener ugc"));
        Self { builder: Some(builder) }
    }
}

impl Cleaner {
    /// Hands bodies on as they came: for readers of their words, who show nothing of them.
    pub fn as_sent() -> Self {
        Self { builder: None }
    }

    /// The fragment with allowed tags alone; relative links are resolved against `base`. Never svg, math, style, script, iframe, form.
    pub fn body(&mut self, html: &str, base: Option<&Url>) -> String {
        let Some(builder) = &mut self.builder else { return html.to_owned() };
        // Without a tag there is no tree to build; with a tangle of them, none that is worth its time.
        if !html.contains('<') || super::nesting::is_tangled(html) {
            return words(html);
        }
        if !html.contains(['<', '&', '>', '\0']) {
            return html.trim().to_owned();
        }
        builder.url_relative(match base {
            Some(base) => ammonia::UrlRelative::RewriteWithBase(base.clone()),
            None => ammonia::UrlRelative::PassThrough,
        });
        builder.clean(html).to_string().trim().to_owned()
    }
}

/// The words of a fragment, as HTML.
fn words(html: &str) -> String {
    super::text::plain(html).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The editor's Markdown as HTML that a mail can carry: paragraphs, links, emphasis, lists, quotes.
pub fn remark(markdown: &str) -> String {
    let parser = pulldown_cmark::Parser::new_ext(markdown, pulldown_cmark::Options::empty());
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, parser);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(["a", "p", "em", "strong", "code", "br", "ul", "ol", "li", "blockquote"]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(None);
    builder.clean(&html).to_string().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(html: &str, base: Option<&str>) -> String {
        Cleaner::default().body(html, base.and_then(|base| Url::parse(base).ok()).as_ref())
    }

    #[test]
    fn scripts_frames_and_handlers_do_not_survive() {
        let clean = body("<p onclick=x()>a<script>b()</script><iframe src=//evil></iframe><svg onload=c()></svg></p>", None);

        assert_eq!(clean, "<p>a</p>");
    }

    #[test]
    fn links_that_run_code_lose_their_target() {
        assert_eq!(body("<a href=\"javascript:x()\">a</a>", None), "<a rel=\"nofollow noopener ugc\">a</a>");
    }

    #[test]
    fn relative_links_are_made_absolute() {
        let clean = body("<a href=\"../b\">b</a>", Some("https://blog.example/a/c/"));

        assert!(clean.contains("href=\"https://blog.example/a/b\""), "{clean}");
    }

    #[test]
    fn a_remark_is_markdown() {
        assert_eq!(
            remark("Ada on *bins*: [worth it](https://example.org/).\n\nReally."),
            "<p>Ada on <em>bins</em>: <a href=\"https://example.org/\">worth it</a>.</p>\n<p>Really.</p>"
        );
    }

    #[test]
    fn a_remark_cannot_smuggle_html() {
        let html = remark(
            "<script>x()</script><img src=x onerror=y()> <b>bold</b>\n\n[l](javascript:z) ![p](https://example.org/p.png)",
        );

        assert_eq!(html, "bold\n<p><a>l</a> </p>");
    }
}
