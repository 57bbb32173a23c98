//! Templates: embedded in the binary, overridden one by one by a folder named in the settings.

mod embedded;

use anyhow::Context;
use embedded::{DESK_STYLES, EMBEDDED, STYLES};
use std::path::{Path, PathBuf};

/// The sources of the mail's templates.
#[derive(Clone, Debug)]
pub struct MailTemplates {
    /// minijinja source of the HTML part.
    pub html: String,
    /// minijinja source of the text part.
    pub text: String,
}

/// Reads `email/edition.html` and `email/edition.txt` from `folder` where they are there, else takes the embedded ones.
pub fn mail_templates(folder: Option<&Path>) -> anyhow::Result<MailTemplates> {
    Ok(MailTemplates {
        html: read(folder, "email/edition.html", include_str!("../../templates/email/edition.html"))?,
        text: read(folder, "email/edition.txt", include_str!("../../templates/email/edition.txt"))?,
    })
}

/// Those of bulletins, and those of editions on which they build.
#[derive(Clone, Debug)]
pub struct BulletinSources {
    /// `email/edition.html` and `.txt`.
    pub base: MailTemplates,
    /// `email/bulletin.html` and `.txt`.
    pub own: MailTemplates,
}

/// The same for `email/bulletin.html` and `email/bulletin.txt`.
pub fn bulletin_templates(folder: Option<&Path>) -> anyhow::Result<BulletinSources> {
    let own = MailTemplates {
        html: read(folder, "email/bulletin.html", include_str!("../../templates/email/bulletin.html"))?,
        text: read(folder, "email/bulletin.txt", include_str!("../../templates/email/bulletin.txt"))?,
    };
    Ok(BulletinSources { base: mail_templates(folder)?, own })
}

/// The same for the mails to single people: `email/notice.html` and `email/notice.txt`.
pub fn notice_templates(folder: Option<&Path>) -> anyhow::Result<MailTemplates> {
    Ok(MailTemplates {
        html: read(folder, "email/notice.html", include_str!("../../templates/email/notice.html"))?,
        text: read(folder, "email/notice.txt", include_str!("../../templates/email/notice.txt"))?,
    })
}

/// The sources of the pages.
#[derive(Clone, Debug)]
pub struct WebTemplates {
    /// Name and minijinja source of each template.
    pub pages: Vec<(&'static str, String)>,
    /// `web/style.css` and its further parts, packed and served as one.
    pub style: String,
    /// `web/style/desk.css` and `write.css`: what the desk needs besides, so that readers need not load it.
    pub desk_style: String,
    /// `web/desk.js`.
    pub script: String,
}

/// Reads `web/…` from `folder` where they are there, else takes the embedded ones.
pub fn web_templates(folder: Option<&Path>) -> anyhow::Result<WebTemplates> {
    let pages = EMBEDDED.iter().map(|(name, embedded)| Ok((*name, read(folder, name, embedded)?)));
    let all = |styles: &[(&str, &str)]| {
        styles.iter().map(|(name, embedded)| read(folder, name, &packed(embedded))).collect::<anyhow::Result<String>>()
    };
    let script = read(folder, "web/desk.js", include_str!("../../templates/web/desk.js"))?;
    let (style, desk_style) = (all(STYLES)?, all(DESK_STYLES)?);
    Ok(WebTemplates { pages: pages.collect::<anyhow::Result<_>>()?, style, desk_style, script })
}

/// A stylesheet of ours as it is sent: without its comments and the blanks that are there for whoever edits it. A line with quoted
/// words stays as it is, and so does a file from the template folder.
fn packed(style: &str) -> String {
    const SHORTER: &[(&str, &str)] =
        &[(": ", ":"), ("; ", ";"), (", ", ","), (" { ", "{"), (" {", "{"), (" }", "}"), (";}", "}")];
    let rules = style.lines().filter(|line| !line.starts_with("/*") && !line.is_empty()).map(str::trim);
    let lines = rules.map(|line| {
        let pairs = if line.contains('"') { &[] } else { SHORTER };
        pairs.iter().fold(line.to_owned(), |line, (long, short)| line.replace(long, short)) + "\n"
    });
    lines.collect()
}

fn read(folder: Option<&Path>, name: &str, embedded: &str) -> anyhow::Result<String> {
    let Some(folder) = folder else { return Ok(embedded.to_owned()) };
    if !folder.is_dir() {
        anyhow::bail!(
            "the template folder {} is not there; make it, or empty [templates] folder in the settings",
            folder.display()
        );
    }
    let path: PathBuf = folder.join(name);
    if !path.exists() {
        return Ok(embedded.to_owned());
    }
    std::fs::read_to_string(&path).with_context(|| format!("while reading the template {}", path.display()))
}
