//! OPML 2.0 out.

use crate::model::blog::Blog;
use crate::model::web_address::WebAddress;
use crate::rules::escaping::escaped_line;

/// OPML 2.0 of every row that has a feed and is not retired, in the order of the list; the same list gives the same bytes.
pub fn write(title: &str, rows: &[Blog]) -> String {
    let outlines: String = exported(rows).filter_map(outline).collect();
    let title = escaped_line(title);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{title}</title>\n  </head>\n  <body>\n\
         {outlines}  </body>\n</opml>\n"
    )
}

/// The rows that an export holds.
pub fn exported(rows: &[Blog]) -> impl Iterator<Item = &Blog> {
    rows.iter().filter(|row| row.feed.is_some() && row.retired.is_none())
}

fn outline(row: &Blog) -> Option<String> {
    let topics = (!row.topics.is_empty()).then(|| row.topics.join(","));
    let attributes = [
        ("text", Some(row.name.as_str())),
        ("title", Some(row.name.as_str())),
        ("type", Some("rss")),
        ("xmlUrl", Some(row.feed.as_ref()?.as_str())),
        ("htmlUrl", row.site.as_ref().map(WebAddress::as_str)),
        ("description", row.about.as_deref()),
        ("language", row.language.as_deref()),
        ("category", topics.as_deref()),
    ];
    let written = attributes.iter().filter_map(|(name, value)| Some(format!(" {name}=\"{}\"", escaped_line((*value)?))));
    Some(format!("    <outline{}/>\n", written.collect::<String>()))
}
