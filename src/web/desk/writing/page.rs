//! The form itself, and above it what is on its way already.

use super::super::super::Site;
use super::super::session::Editor;
use super::progress;
use crate::jobs::compose::Composed;
use crate::jobs::draft_file;
use crate::rules::pages::writing::{Writing as Shown, view};
use crate::rules::writing::Manuscript;
use crate::rules::writing::mistakes::Mistake;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// What is shown besides the draft as it is.
#[derive(Debug, Default)]
pub struct Filled<'a> {
    /// Words that were typed and not saved.
    pub typed: Option<&'a Manuscript>,
    /// The picks and the revision that their form was opened with.
    pub opened: Option<(&'a [i64], u32)>,
    pub mistakes: &'a [Mistake],
    /// What happened, in a sentence.
    pub note: String,
    /// What stands in the field for an address.
    pub find: &'a str,
    pub find_wrong: String,
}

/// The writing view.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor, RawQuery(query): RawQuery) -> Response {
    let note = match super::asked(query.as_deref(), "note").as_str() {
        "saved" => "Saved.",
        "found" => "Added. Title, author and extract are the page's own: change them as you like.",
        "unread" => "Added, but the page could not be read: give it a title yourself.",
        "story" => "That is a post of this week, so it became a pick.",
        "twice" => "That address is among the items already.",
        "swapped" => "Swapped. Words that were on the old pick are set aside below.",
        "gone" => "That item was taken out meanwhile. Nothing was changed.",
        "merged" => "Both versions are put together and saved.",
        "paused" => "Paused: nobody gets it until it is resumed.",
        "resumed" => "Resumed.",
        "approved-afresh" => "Approved afresh: it goes out now, with the words it had.",
        "tested" => "A test copy is on its way to you.",
        _ => "",
    };
    let filled = Filled { note: note.to_owned(), ..Filled::default() };
    show(&site, &editor, StatusCode::OK, filled).await
}

/// The same with what was typed.
pub async fn show(site: &Site, editor: &Editor, status: StatusCode, filled: Filled<'_>) -> Response {
    match try_show(site, editor, status, filled).await {
        Ok(response) => response,
        Err(error) => site.sorry("showing the draft", &error),
    }
}

async fn try_show(site: &Site, editor: &Editor, status: StatusCode, filled: Filled<'_>) -> anyhow::Result<Response> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let under_way = progress::under_way(site).await?;
    let Some(draft) = writing.draft().await? else {
        let values = context! { here => "write", heading => "Write", under_way => Serde(&under_way), note => filled.note };
        return Ok(site.show_desk(editor, status, "web/desk/write.html", values));
    };
    let standing = Manuscript::of(&draft.content, &draft.edition.edits);
    let manuscript = filled.typed.unwrap_or(&standing);
    let whole = writing.whole(&draft.edition, manuscript).await?;
    let shown: Vec<i64> = draft.content.items.iter().filter_map(|item| item.story).collect();
    let (shown, revision) = filled.opened.unwrap_or((&shown, draft.edition.revision));
    let view = view(Shown {
        edition: draft.edition.id,
        revision,
        shown,
        content: &whole.content,
        manuscript,
        mistakes: filled.mistakes,
        language: &site.settings.edition.language,
    });
    let values = context! {
        here => "write",
        heading => "Write",
        draft => Serde(&view),
        under_way => Serde(&under_way),
        note => filled.note,
        is_unsaved => filled.typed.is_some(),
        find => filled.find,
        find_wrong => filled.find_wrong,
        markdown_file => file(&draft),
        goes_out => goes_out(site, &draft).await?,
    };
    Ok(site.show_desk(editor, status, "web/desk/write.html", values))
}

/// The draft's Markdown file, where somebody keeps one: its words are not in the form.
fn file(draft: &Composed) -> Option<String> {
    let path = draft_file::default_path(draft.edition.period.date);
    path.exists().then(|| path.display().to_string())
}

async fn goes_out(site: &Site, draft: &Composed) -> anyhow::Result<String> {
    let almanac = crate::jobs::compose::Almanac::read(&site.store).await?;
    let due_at = almanac.diary(&site.settings).due_at(draft.edition.period.date);
    Ok(super::hour(site, due_at, site.clock.now()))
}
