//! An address that an editor pastes becomes a find, with what its page says of itself.

use super::Writing;
use crate::io::fetcher::{Fetcher, Request};
use crate::jobs::compose::Composed;
use crate::model::edition::EditedItem;
use crate::model::fetched::Fetched;
use crate::rules::matching::canonical;
use crate::rules::parsing::{outside, transcode};
use url::Url;

/// What an address turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page outside the list that could be read.
    Page(EditedItem),
    /// It could not be read, for this reason: the editor writes the title.
    Unread(EditedItem, String),
    /// A story of this week, which is better taken as a pick.
    Story(i64),
}

impl Writing<'_> {
    /// Looks at the page, behind the same guard as all reading.
    pub async fn find(&self, fetcher: &Fetcher, composed: &Composed, url: &Url) -> Found {
        let page = canonical::link(url.as_str());
        let is_it = |link: &str| page.is_some() && canonical::link(link) == page;
        let story = composed
            .ranked
            .iter()
            .find(|ranked| is_it(&ranked.story.lead.link) || ranked.story.also.iter().any(|also| is_it(&also.link)));
        if let Some(ranked) = story {
            return Found::Story(ranked.story.id);
        }
        let request =
            Request { url: url.clone(), validators: Vec::new(), now: self.now, is_last: false, listed: Some(url.clone()) };
        match fetcher.fetch(&request).await {
            Fetched::Body { bytes, content_type, url: place, .. } => {
                let (html, _) = transcode::to_utf8(&bytes, content_type.as_deref());
                let is_page = html.trim_start().starts_with('<') && !html.trim_start().starts_with("<?xml");
                let link = canonical::for_readers(&place);
                match is_page.then(|| outside::read(&html)).filter(|page| !page.title.is_empty()) {
                    Some(page) => Found::Page(item(link, page)),
                    None => Found::Unread(named(url), "it is no web page with a title".to_owned()),
                }
            }
            Fetched::Gone { .. } | Fetched::Missing { .. } => {
                Found::Unread(named(url), "there is no page at this address".to_owned())
            }
            Fetched::Forbidden { why, .. } | Fetched::Failed(why) => Found::Unread(named(url), why),
            Fetched::Busy { .. } | Fetched::Spared { .. } => Found::Unread(named(url), "its server asks for patience".to_owned()),
            Fetched::NotModified { .. } => Found::Unread(named(url), "its server answered in an unexpected way".to_owned()),
        }
    }
}

fn item(link: String, page: outside::Outside) -> EditedItem {
    let outside::Outside { title, author, extract } = page;
    EditedItem::Find { title, link, remark: String::new(), author, extract, links: Vec::new() }
}

/// Called after its host until the editor gives it a title.
fn named(url: &Url) -> EditedItem {
    let title = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    item(canonical::for_readers(url.as_str()), outside::Outside { title, ..outside::Outside::default() })
}
