//! A bulletin's two parts, built on those of the edition: what is not a list of posts looks the same in both.

use super::{Parts, RenderError, Templates, fitted, inlined, render_over, view, without_slot};
use crate::model::Instant;
use crate::model::edition::{EditionContent, Frozen};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use minijinja::AutoEscape;

/// The templates of bulletins, and those of editions on which they build.
#[derive(Clone, Copy, Debug)]
pub struct BulletinTemplates<'a> {
    /// `email/edition.html` and `.txt`.
    pub base: Templates<'a>,
    /// `email/bulletin.html` and `.txt`.
    pub own: Templates<'a>,
}

/// The one text of a bulletin, with `LEAVE_SLOT` where each reader's leave link goes.
pub fn freeze(
    content: &EditionContent,
    settings: &Settings,
    templates: BulletinTemplates<'_>,
    date: Instant,
) -> Result<Frozen, RenderError> {
    let content = without_slot(content);
    let BulletinTemplates { base, own } = templates;
    let html = |view: &view::EditionView| {
        let file = "email/bulletin.html";
        inlined(file, &render_over(&[("email/edition.html", base.html)], (file, own.html), AutoEscape::Html, view)?)
    };
    let text = |view: &view::EditionView| {
        let own = ("email/bulletin.txt", own.text);
        render_over(&[("email/edition.txt", base.text)], own, AutoEscape::None, view)
    };
    let parts = Parts { view: |shown| view::bulletin(&content, settings, shown), html, text };
    Ok(Frozen { subject: content.title.clone(), date, texts: vec![fitted(&content, Choice::Daily, parts)?] })
}
