//! The writing form's fields, and back.

use super::Manuscript;
use super::commands::Command;
use super::mistakes::with_scheme;
use crate::model::edition::{EditedItem, NamedLink};
use crate::rules::publishing::plain::kept;
use url::Url;

/// What a writing form brought.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The edition's row.
    pub edition: i64,
    /// The revision that the form was opened with.
    pub revision: u32,
    /// The picks that the form was opened with.
    pub shown: Vec<i64>,
    /// The words.
    pub manuscript: Manuscript,
    /// The button.
    pub command: Command,
}

/// Reads the fields. What is missing is empty: nothing that an editor typed is refused here.
pub fn read(fields: &[(String, String)]) -> Written {
    // What is pasted out of old files has characters that no page, mail or feed can hold.
    let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), kept(value))).collect();
    let form = Fields(&fields);
    let manuscript = Manuscript {
        opener: form.text("opener"),
        outro: form.text("outro"),
        items: form.all("item").filter_map(|name| form.item(name)).collect(),
        left_out: form.all("leave-out").filter_map(|id| id.parse().ok()).collect(),
        set_aside: form.all("aside").filter_map(|one| serde_json::from_str(one).ok()).collect(),
    };
    Written {
        edition: form.one("edition").parse().unwrap_or_default(),
        revision: form.one("revision").parse().unwrap_or_default(),
        shown: form.one("shown").split_whitespace().filter_map(|id| id.parse().ok()).collect(),
        manuscript,
        command: Command::read(form.one("do")),
    }
}

struct Fields<'a>(&'a [(String, String)]);

impl<'a> Fields<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        let name = name.to_owned();
        self.0.iter().filter(move |(field, _)| *field == name).map(|(_, value)| value.trim())
    }

    fn one(&self, name: &str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// Browsers end lines with CR and LF.
    fn text(&self, name: &str) -> String {
        self.one(name).replace("\r\n", "\n")
    }

    fn item(&self, name: &str) -> Option<EditedItem> {
        let (remark, links) = (self.text(&format!("remark-{name}")), self.links(name));
        let title = self.one(&format!("title-{name}"));
        if let Some(story) = name.strip_prefix('s') {
            let title = Some(title.to_owned()).filter(|title| !title.is_empty());
            return Some(EditedItem::Pick { story: story.parse().ok()?, title, remark, links });
        }
        let link = self.one(&format!("link-{name}"));
        Some(EditedItem::Find {
            title: if title.is_empty() { host(link) } else { title.to_owned() },
            link: link.to_owned(),
            remark,
            author: self.one(&format!("author-{name}")).to_owned(),
            extract: self.text(&format!("extract-{name}")),
            links,
        })
        .filter(|_| !link.is_empty())
    }

    /// Further reading, row by row; an address without a name is called after its host.
    fn links(&self, name: &str) -> Vec<NamedLink> {
        let (names, addresses) = (format!("link-name-{name}"), format!("link-address-{name}"));
        let rows = self.all(&names).zip(self.all(&addresses)).filter(|(name, link)| !name.is_empty() || !link.is_empty());
        let row = |(name, link): (&str, &str)| NamedLink {
            name: if name.is_empty() { host(&with_scheme(link)) } else { name.to_owned() },
            link: with_scheme(link).into_owned(),
        };
        rows.map(row).collect()
    }
}

/// What a link is called when nobody says.
fn host(link: &str) -> String {
    let host = Url::parse(link).ok().and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
    host.unwrap_or_else(|| link.to_owned())
}
