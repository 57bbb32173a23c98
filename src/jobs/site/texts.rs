//! Pages that only tell.

use super::Publication;
use crate::model::document::Document;
use crate::rules::pages::texts::{self, TextView};
use minijinja::context;
use minijinja::value::Serde;

impl Publication<'_> {
    /// For publishers who find us in their logs.
    pub fn about_our_fetcher(&self) -> anyhow::Result<Option<Document>> {
        self.text(texts::about_our_fetcher(self.settings))
    }

    /// For readers: what is kept of them, why, and for how long.
    pub fn what_we_keep(&self) -> anyhow::Result<Option<Document>> {
        self.text(texts::what_we_keep(self.settings))
    }

    /// For everybody who cannot use a page as it is.
    pub fn accessibility(&self) -> anyhow::Result<Option<Document>> {
        self.text(texts::accessibility(self.settings))
    }

    fn text(&self, view: TextView) -> anyhow::Result<Option<Document>> {
        let values = context! {
            canonical => view.name,
            heading => view.heading,
            description => view.description,
            parts => Serde(view.parts),
        };
        self.html("web/text.html", values, None).map(Some)
    }
}
