//! The living list: its table, one page a blog, and the lists that others may take with them.

use super::Publication;
use crate::jobs::why::{facts_of, next_draft};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::document::{Document, HTML, OPML};
use crate::rules::listing::opml;
use crate::rules::pages::blog::{Post, blog_view};
use crate::rules::pages::blogroll;
use crate::rules::pages::blogs::{Question, ROWS, list_view};
use crate::store::EntryFact;
use minijinja::context;
use minijinja::value::{Serde, Value};

/// Posts of a blog whose fate its page tells.
const POSTS: u32 = 10;

impl Publication<'_> {
    /// The table. Static files have no answers to questions: there, all rows stand on one page in the usual order.
    pub async fn blogs(&self, question: &Question) -> anyhow::Result<Option<Document>> {
        let healths = self.store.healths().await?;
        let (question, rows) = if self.place.is_static() { (&Question::default(), usize::MAX) } else { (question, ROWS) };
        let view = list_view(self.blogs, &healths, question, rows, self.now);
        self.html("web/blogs/list.html", context! { list => Serde(&view) }, None).map(Some)
    }

    /// A blog's own page; none where the list has no such row.
    pub async fn blog(&self, id: &BlogId) -> anyhow::Result<Option<Document>> {
        self.blog_beside(id, self.draft().await?).await
    }

    /// The edition that follows what arrives: its date, and since when.
    pub async fn draft(&self) -> anyhow::Result<Option<(String, Instant)>> {
        next_draft(self.store, self.settings, self.now).await
    }

    /// The same as `blog` for who asks for many pages and has looked the draft up once.
    pub async fn blog_beside(&self, id: &BlogId, draft: Option<(String, Instant)>) -> anyhow::Result<Option<Document>> {
        let Some(blog) = self.blogs.iter().find(|blog| blog.id == *id) else { return Ok(None) };
        let health = self.store.health(id.clone()).await?.unwrap_or_default();
        let found = self.store.latest_facts(id.clone(), POSTS).await?;
        let years = self.store.posts_by_year(id.clone()).await?;
        let post = |fact| post(fact, blog, self.blogs, draft.clone());
        let posts: Vec<Post<'_>> = found.iter().map(post).collect();
        let view = blog_view(blog, &health, &posts, &years, (&self.settings.edition.language, self.now));
        self.html("web/blogs/blog.html", Value::from(Serde(&view)), None).map(Some)
    }

    /// The list as OPML 2.0, for other readers.
    pub fn opml(&self) -> anyhow::Result<Option<Document>> {
        let body = opml::write(&self.settings.site.title, self.blogs);
        Ok(Some(Document { media_type: OPML, body, changed_at: None }))
    }

    /// The list as a piece of HTML to paste into a page of one's own.
    pub fn blogroll(&self) -> anyhow::Result<Option<Document>> {
        Ok(Some(Document { media_type: HTML, body: blogroll::fragment(self.blogs), changed_at: None }))
    }

    /// The page that shows that piece, to be copied.
    pub fn share(&self) -> anyhow::Result<Option<Document>> {
        let fragment = blogroll::fragment(self.blogs);
        let rows = fragment.lines().count().clamp(3, 16);
        self.html("web/blogs/share.html", context! { fragment, rows }, None).map(Some)
    }
}

fn post<'a>(fact: &'a EntryFact, blog: &'a Blog, blogs: &[Blog], draft: Option<(String, Instant)>) -> Post<'a> {
    Post {
        title: &fact.title,
        link: &fact.link,
        language: fact.language.as_deref(),
        facts: facts_of(fact, &blog.name, blogs, draft),
    }
}
