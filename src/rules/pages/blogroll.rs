//! The blogroll: a list of links as HTML, for other people's pages. No style, no class, no script.

use crate::model::blog::Blog;
use crate::model::web_address::WebAddress;
use crate::rules::escaping::escaped_line;
use std::fmt::Write;

/// An unordered list of every blog that is read and listed, sorted by council; the same list gives the same bytes.
pub fn fragment(blogs: &[Blog]) -> String {
    let mut shown: Vec<(&Blog, &WebAddress)> =
        blogs.iter().filter(|blog| blog.listed && blog.readable()).filter_map(|blog| Some((blog, address(blog)?))).collect();
    shown.sort_by_cached_key(|(blog, _)| (blog.group().to_lowercase(), blog.name.to_lowercase()));
    let mut html = "<ul>\n".to_owned();
    for (blog, address) in shown {
        let council = blog.council.as_ref().filter(|_| blog.credit() != blog.name);
        let council = council.map(|council| format!(" ({})", escaped_line(council))).unwrap_or_default();
        // Writing into a String cannot fail.
        let _ =
            writeln!(html, "  <li><a href=\"{}\">{}</a>{council}</li>", escaped_line(address.as_str()), escaped_line(&blog.name));
    }
    html + "</ul>\n"
}

fn address(blog: &Blog) -> Option<&WebAddress> {
    blog.site.as_ref().or(blog.feed.as_ref())
}
