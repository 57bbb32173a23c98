//! What an editor, or the operator, decides about the list: a suggestion, a move, an end. Each act is written into the desk's log.

use super::Stop;
use super::list_file::ListFile;
use crate::config::edit;
use crate::config::feeds::web_address;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::desk::AuditLine;
use crate::model::listing::{RowEdit, RowKey};
use crate::model::wishes::{Settling, Suggestion, Tombstone, WishState};
use crate::rules::composing::withheld::{Withheld, withhold};
use crate::rules::listing::check::same_address;
use crate::rules::listing::new_row::free_id;
use crate::rules::listing::public_words::OPTED_OUT;
use crate::rules::listing::suggested::{self, ADDRESS, NAME, NOTE, line};
use crate::rules::listing::tombs;
use crate::store::{Store, WITHHELD};
use std::collections::HashSet;
use std::path::Path;

/// Who decides, on what.
#[derive(Clone, Copy, Debug)]
pub struct ListDesk<'a> {
    /// The memory.
    pub store: &'a Store,
    /// feeds.toml.
    pub feeds: &'a Path,
    /// `[site] url`, with a slash at its end.
    pub site: &'a str,
    /// An editor's address, or "operator".
    pub by: &'a str,
    /// The time.
    pub now: Instant,
}

/// The row that an editor wants, as typed.
#[derive(Clone, Debug, Default)]
pub struct TypedRow {
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub council: String,
    /// One line.
    pub about: String,
    /// Who is thanked.
    pub via: String,
    /// Words between commas.
    pub topics: String,
    /// Its home page.
    pub site: String,
    /// Its feed.
    pub feed: String,
    /// Whether it stands in the list proper.
    pub listed: bool,
}

/// What came of an acceptance.
#[derive(Debug)]
pub enum Accepted {
    /// The row is in the file.
    Added(Box<Blog>),
    /// It is on the list already, so the suggestion counts as done.
    Listed(Box<Blog>),
    /// Somebody settled it before.
    Settled,
}

impl ListDesk<'_> {
    /// Writes a suggested blog into the list, with thanks, and settles the suggestion.
    pub async fn accept(&self, id: i64, typed: &TypedRow) -> anyhow::Result<Accepted> {
        let Some(suggestion) = self.store.suggestion(id).await?.filter(|found| found.state == WishState::Open) else {
            return Ok(Accepted::Settled);
        };
        let list = ListFile::open_or_begin(self.feeds)?;
        let tombs = self.store.tombstones().await?;
        let blog = row(typed, |id| list.blogs.iter().any(|row| row.id == *id) || tombs.iter().any(|tomb| tomb.blog == *id))?;
        if let Some(tomb) = tombs::tomb_of(&blog, &tombs) {
            return Err(Stop::Failed(format!("{}: {}", tomb.blog, tomb.because)).into());
        }
        let listed = same_address(&blog, &list.blogs).cloned();
        if listed.is_none() {
            list.replace(&edit::append(&list.text, std::slice::from_ref(&blog)).map_err(Stop::Failed)?)?;
        }
        self.settle(&suggestion, WishState::Accepted, None).await?;
        self.note("accepted a suggestion", format!("{} ({})", blog.name, suggestion.what.address)).await?;
        Ok(match listed {
            Some(other) => Accepted::Listed(Box::new(other)),
            None => Accepted::Added(Box::new(blog)),
        })
    }

    /// Declines a suggestion; false when somebody settled it before.
    pub async fn decline(&self, id: i64, because: &str) -> anyhow::Result<bool> {
        let Some(suggestion) = self.store.suggestion(id).await? else { return Ok(false) };
        let because = line(because, NOTE);
        let is_done = self.settle(&suggestion, WishState::Declined, because.clone()).await?;
        if is_done {
            let why = because.map(|because| format!(": {because}")).unwrap_or_default();
            self.note("declined a suggestion", format!("{}{why}", suggestion.what.address)).await?;
        }
        Ok(is_done)
    }

    async fn settle(&self, suggestion: &Suggestion, state: WishState, because: Option<String>) -> anyhow::Result<bool> {
        Ok(self.store.settle_suggestion(suggestion.id, self.settling(state, because)).await?)
    }

    fn settling(&self, state: WishState, because: Option<String>) -> Settling {
        Settling { state, by: self.by.to_owned(), because, at: self.now }
    }

    /// Held posts of a blog become news; says how many.
    pub async fn release(&self, blog: &BlogId) -> anyhow::Result<usize> {
        let count = self.store.release(blog.clone(), self.now).await?;
        self.note_count("released held posts", blog, count).await
    }

    /// Held posts of a blog are kept for matching only; says how many.
    pub async fn settle_as_old(&self, blog: &BlogId) -> anyhow::Result<usize> {
        let count = self.store.settle(blog.clone()).await?;
        self.note_count("settled held posts as old", blog, count).await
    }

    /// Writes the address that a lasting redirect led to into the blog's row; false when there is none any more.
    pub async fn write_move(&self, blog: &BlogId) -> anyhow::Result<bool> {
        let Some(to) = self.store.health(blog.clone()).await?.and_then(|health| health.moved_to) else { return Ok(false) };
        let edit = RowEdit {
            blog: blog.clone(),
            key: RowKey::Feed,
            value: to.clone(),
            because: "its feed has moved for good".to_owned(),
        };
        self.change(edit)?;
        self.note("wrote a move into the list", format!("{blog}: {to}")).await?;
        Ok(true)
    }

    fn change(&self, edit: RowEdit) -> anyhow::Result<()> {
        let list = ListFile::open(self.feeds)?;
        list.replace(&edit::apply(&list.text, &[edit]).map_err(Stop::Failed)?)
    }

    /// Lays a blog to rest: it is never read again, every word of its posts is deleted, and its row says so. The answer is how
    /// many posts there were.
    pub async fn forget(&self, blog: &Blog, because: Option<&str>) -> anyhow::Result<usize> {
        let because = because.and_then(|because| line(because, NOTE)).unwrap_or_else(|| OPTED_OUT.to_owned());
        let health = self.store.health(blog.id.clone()).await?.unwrap_or_default();
        // The tombstone first: if the file cannot be written after it, the blog is not read all the same.
        let tombstone = Tombstone {
            blog: blog.id.clone(),
            addresses: tombs::addresses(blog, &health),
            because: because.clone(),
            made_at: self.now,
        };
        self.withhold(blog).await?;
        let posts = self.store.forget_blog(tombstone).await?;
        self.note("forgot a blog", format!("{}: {because}", blog.id)).await?;
        self.change(RowEdit { blog: blog.id.clone(), key: RowKey::Retired, value: OPTED_OUT.to_owned(), because })?;
        Ok(posts)
    }

    /// Past editions name the blog and no more: their items lead to its page, which says why.
    async fn withhold(&self, blog: &Blog) -> anyhow::Result<()> {
        let links: HashSet<String> = self.store.links_of(blog.id.clone()).await?.into_iter().collect();
        let page = format!("{}blogs/{}", self.site, blog.id);
        let of = Withheld { name: &blog.name, links: &links, title: WITHHELD, page: &page };
        for (edition, mut content) in self.store.contents().await? {
            if withhold(&mut content, of) {
                self.store.replace_content(edition, content).await?;
            }
        }
        Ok(())
    }

    /// Agrees with a blogger who asks not to be read; false when somebody settled it before.
    pub async fn agree(&self, id: i64, blogs: &[Blog]) -> anyhow::Result<bool> {
        let Some(request) = self.store.opt_out(id).await? else { return Ok(false) };
        let Some(blog) = blogs.iter().find(|blog| blog.id == request.what.blog) else {
            let why =
                format!("{} is not on the list any more; decline the request, for there is nothing to forget", request.what.blog);
            return Err(Stop::Failed(why).into());
        };
        self.forget(blog, None).await?;
        Ok(self.store.settle_opt_out(id, self.settling(WishState::Accepted, None)).await?)
    }

    /// Does not agree with one; false when somebody settled it before.
    pub async fn refuse(&self, id: i64, because: &str) -> anyhow::Result<bool> {
        let Some(request) = self.store.opt_out(id).await? else { return Ok(false) };
        let because = line(because, NOTE);
        let is_done = self.store.settle_opt_out(id, self.settling(WishState::Declined, because.clone())).await?;
        if is_done {
            self.note("declined an opt-out", format!("{}: {}", request.what.blog, because.unwrap_or_default())).await?;
        }
        Ok(is_done)
    }

    /// Takes a tombstone away; the row's own `retired` stays a person's to delete. False when there was none.
    pub async fn lift(&self, blog: &BlogId) -> anyhow::Result<bool> {
        let was_there = self.store.lift_tombstone(blog.clone()).await?;
        if was_there {
            self.note("lifted a tombstone", blog.to_string()).await?;
        }
        Ok(was_there)
    }

    /// What changed nothing leaves no line.
    async fn note_count(&self, done: &str, blog: &BlogId, count: usize) -> anyhow::Result<usize> {
        if count > 0 {
            self.note(done, format!("{blog}: {count}")).await?;
        }
        Ok(count)
    }

    async fn note(&self, done: &str, detail: String) -> anyhow::Result<()> {
        let line = AuditLine { at: self.now, by: self.by.to_owned(), done: done.to_owned(), detail };
        Ok(self.store.note_audit(line).await?)
    }
}

/// The row as typed, checked; the error says which field has to change.
fn row(typed: &TypedRow, is_taken: impl Fn(&BlogId) -> bool) -> Result<Blog, Stop> {
    let name = line(&typed.name, NAME).ok_or_else(|| Stop::Failed("Name: write what the blog is called.".to_owned()))?;
    let council = line(&typed.council, NAME);
    let address = |what: &str, text: &str| match line(text, ADDRESS) {
        None => Ok(None),
        Some(text) => web_address(&text).map(|url| Some(url.into())).map_err(|why| Stop::Failed(format!("{what}: {why}."))),
    };
    Ok(Blog {
        id: free_id(&name, council.as_deref(), is_taken),
        about: line(&typed.about, NOTE),
        site: address("Site", &typed.site)?,
        feed: address("Feed", &typed.feed)?,
        language: None,
        topics: suggested::topics(&typed.topics),
        region: None,
        via: line(&typed.via, NAME),
        listed: typed.listed,
        retired: None,
        line: 0,
        name,
        council,
    })
}
