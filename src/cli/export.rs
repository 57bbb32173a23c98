//! `friday export`: the public site as static files.

use super::Exit;
use super::args::Global;
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::io::templates::{WebTemplates, web_templates};
use crate::jobs::Stop;
use crate::jobs::export;
use crate::jobs::site::Publication;
use crate::rules::pages::{Pages, Place};
use std::path::Path;

/// Brings the folder up to date and says what that took.
pub async fn export(global: &Global, folder: &Path, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    // Ids in feeds begin from the key: it is made here where nothing has needed one yet.
    place.keys().await?;
    let WebTemplates { pages, style, .. } = web_templates(place.settings.templates.as_deref())?;
    let wrong = |error| Stop::Settings(format!("a page template does not work ({error}); mend it, or take it out of the folder"));
    let pages = Pages::new(pages, &place.settings).map_err(wrong)?;
    let publication = Publication {
        store: &place.store,
        settings: &place.settings,
        blogs: &place.blogs,
        pages: &pages,
        place: Place::exported(0),
        now: place.clock.now(),
    };
    let done = export::export(&publication, &style, folder).await?;
    for path in &done.foreign {
        output.notice(format!("{} is not ours and was left alone", folder.join(path).display()));
    }
    output.document(&done);
    let written = counted(done.written, "file");
    output.line(format!("{written} written, {} unchanged, {} removed: {}", done.unchanged, done.removed, folder.display()));
    Ok(Exit::Done)
}
