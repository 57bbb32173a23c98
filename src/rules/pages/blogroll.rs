//! The blogroll: a list of links as HTML, for other people's pages. No style, no class, no script.

use crate::model::blog::Blog;
use std::fmt::Write;

/// An unordered list of every blog that is read and listed, sorted by council; the same list gives the same bytes.
pub fn fragment(blogs: &[Blog]) -> String {
    let mut shown: Vec<(&Blog, &url::Url)> =
        blogs.iter().filter(|blog| blog.listed && blog.readable()).filter_map(|blog| Some((blog, address(blog)?))).collect();
    shown.sort_by_cached_key(|(blog, _)| (blog.group().to_lowercase(), blog.name.to_lowercase()));
    let mut html = "<ul>\n".to_owned();
    for (blog, address) in shown {
        let council = blog.council.as_ref().filter(|_| blog.credit() != blog.name);
        let council = council.map(|council| format!(" ({})", escaped(council))).unwrap_or_default();
        // Writing into a String cannot fail.
        let _ = writeln!(html, "  <li><a href=\"{}\">{}</a>{council}</li>", escaped(address.as_str()), escaped(&blog.name));
    }
    html + "</ul>\n"
}

fn address(blog: &Blog) -> Option<&url::Url> {
    blog.site.as_ref().or(blog.feed.as_ref())
}

/// HTML: what would end a text or an attribute; line breaks become spaces, so that each blog stays on its line.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
