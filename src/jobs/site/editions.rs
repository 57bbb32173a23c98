//! Editions that are out, each in the words of its mail, and the archive that lists them.

use super::Publication;
use crate::model::archive::Published;
use crate::model::document::Document;
use crate::rules::pages::archive;
use crate::rules::rendering;
use chrono::NaiveDate;
use minijinja::context;
use minijinja::value::Serde;

impl Publication<'_> {
    /// The page of an edition that is out; none for drafts and approved ones.
    pub async fn edition(&self, date: NaiveDate) -> anyhow::Result<Option<Document>> {
        let Some(published) = self.store.published(date).await? else { return Ok(None) };
        let Some(content) = self.store.content(published.id).await? else { return Ok(None) };
        let corrections = self.store.corrections(published.id).await?;
        let neighbours = self.store.published_around(date).await?;
        let around = archive::around(&published, &neighbours, &corrections, self.settings, &self.place);
        let titles = published.picks.join(" · ");
        let values = context! {
            canonical => format!("editions/{date}"),
            description => titles,
            edition => Serde(rendering::page(&content, self.settings)),
            around => Serde(around),
        };
        let changed_at = archive::changed_at(&published, &neighbours, &corrections);
        self.html("web/edition.html", values, Some(changed_at)).map(Some)
    }

    /// The archive's first page: its newest year; without any edition yet, it says so.
    pub async fn archive(&self) -> anyhow::Result<Option<Document>> {
        let years = self.store.published_years().await?;
        let newest = years.first().map(|(year, _)| *year);
        let editions = match newest {
            Some(year) => self.store.published_in(year).await?,
            None => Vec::new(),
        };
        self.list("editions".to_owned(), newest.unwrap_or_default(), &editions, &years).map(Some)
    }

    /// The archive of a year that has an edition.
    pub async fn year(&self, year: i32) -> anyhow::Result<Option<Document>> {
        let editions = self.store.published_in(year).await?;
        if editions.is_empty() {
            return Ok(None);
        }
        let years = self.store.published_years().await?;
        self.list(format!("editions/year/{year}"), year, &editions, &years).map(Some)
    }

    fn list(&self, page: String, year: i32, editions: &[Published], years: &[(i32, u32)]) -> anyhow::Result<Document> {
        let archive = archive::year(year, editions, years, &self.place);
        let values = context! { canonical => page, archive => Serde(archive) };
        self.html("web/archive.html", values, None)
    }

    /// The edition nearest to a date that has none.
    pub async fn nearest(&self, date: NaiveDate) -> anyhow::Result<Option<Published>> {
        Ok(self.store.published_around(date).await?.nearest(date).cloned())
    }
}
