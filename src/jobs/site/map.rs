//! For search engines.

use super::Publication;
use crate::model::document::{Document, TEXT, XML};
use crate::rules::publishing::sitemap;
use minijinja::context;

impl Publication<'_> {
    /// `sitemap.xml`
    pub async fn sitemap(&self) -> anyhow::Result<Option<Document>> {
        let editions = self.store.published_dates().await?;
        let pages = sitemap::pages(&editions, self.blogs, &self.place);
        let body = sitemap::write(&pages, &self.settings.site.url, &self.place)?;
        Ok(Some(Document { media_type: XML, body, changed_at: editions.iter().map(|edition| edition.changed_at).max() }))
    }

    /// What web hosts show for an address that is not there.
    pub fn not_found(&self) -> anyhow::Result<Document> {
        let said = "There is no page at this address. It may have been moved.";
        self.html("web/not_found.html", context! { heading => "Not found", said }, None)
    }

    /// `robots.txt`
    pub fn robots(&self) -> Document {
        Document { media_type: TEXT, body: sitemap::robots(&self.settings.site.url, &self.place), changed_at: None }
    }
}
