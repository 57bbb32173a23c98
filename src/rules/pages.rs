//! From templates to pages: what every page sees, and where its links lead, on the service or among static files.

pub mod archive;
pub mod asked;
pub mod blog;
pub mod blogroll;
pub mod blogs;
pub mod chart;
pub mod feeds;
pub mod found;
pub mod home;
pub mod list_desk;
pub mod reading;
pub mod river;
pub mod river_weeks;
pub mod texts;
pub mod when;
pub mod writing;

use crate::model::settings::Settings;
use crate::rules::escaping::escaped;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, context, escape_formatter};
use serde::Serialize;

/// The templates and what every page shows.
#[derive(Debug)]
pub struct Pages {
    environment: Environment<'static>,
    common: Common,
}

/// What `web/layout.html` sees on every page.
#[derive(Clone, Debug, Serialize)]
struct Common {
    language: String,
    site: String,
    /// `[site] url`, with a slash at its end; for what leaves the site, such as feeds and canonical links.
    url: String,
    organisation: Option<String>,
    address: Option<String>,
    contact: Option<String>,
}

/// Where a page stands: links to other pages follow from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// What every link begins with: the path of `[site] url`, or the way up to the folder of the static files.
    base: String,
    /// What the name of a page ends with: nothing, or `.html`.
    ending: &'static str,
    /// Whether nobody answers forms here.
    is_static: bool,
}

impl Place {
    /// On the service.
    pub fn served(settings: &Settings) -> Self {
        Self { base: settings.site.url.path().to_owned(), ending: "", is_static: false }
    }

    /// A file so many folders below that of the static site.
    pub fn exported(depth: usize) -> Self {
        Self { base: "../".repeat(depth), ending: ".html", is_static: true }
    }

    /// A file that is shown in the place of any other, however deep: its links are whole addresses.
    pub fn exported_anywhere(settings: &Settings) -> Self {
        Self { base: settings.site.url.to_string(), ending: ".html", is_static: true }
    }

    /// Whether nobody answers forms here.
    pub fn is_static(&self) -> bool {
        self.is_static
    }

    /// The link to a page, such as `blogs/croydon-digital`; the empty name is the first page.
    pub fn page(&self, name: &str) -> String {
        match (name, self.is_static) {
            ("", true) => format!("{}index.html", self.base),
            ("", false) => self.base.clone(),
            (name, _) => format!("{}{name}{}", self.base, self.ending),
        }
    }

    /// The link to something that has its own ending, such as `style.css`.
    pub fn file(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }

    /// The whole address of a page, for what leaves the site: `site` is `[site] url`.
    pub fn page_address(&self, site: &url::Url, name: &str) -> String {
        if name.is_empty() { site.to_string() } else { format!("{site}{name}{}", self.ending) }
    }

    /// The same of something that has its own ending.
    pub fn file_address(&self, site: &url::Url, name: &str) -> String {
        format!("{site}{name}")
    }
}

impl Pages {
    /// Reads every template once, so that a mistake in one is told at the start and not to a reader.
    pub fn new(templates: Vec<(&'static str, String)>, settings: &Settings) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write);
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.add_function("page", |state: &State<'_, '_>, name: &str| place_of(state).page(name));
        environment.add_function("file", |state: &State<'_, '_>, name: &str| place_of(state).file(name));
        for (name, source) in templates {
            environment.add_template_owned(name, source)?;
        }
        let common = Common {
            language: settings.edition.language.clone(),
            site: settings.site.title.clone(),
            url: settings.site.url.to_string(),
            organisation: settings.mail.organisation.clone(),
            address: settings.mail.address.clone(),
            contact: settings.site.contact.clone(),
        };
        Ok(Self { environment, common })
    }

    /// A page of this template, standing at `place`.
    pub fn render(&self, place: &Place, template: &str, values: Value) -> Result<String, Error> {
        let values = context! { ..values, ..Serde(&self.common), ..Serde(place) };
        self.environment.get_template(template)?.render(values)
    }
}

/// Writes a value into a page.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escaped(text)).map_err(Error::from),
        _ => escape_formatter(out, state, value),
    }
}

/// Back from what the page was given.
fn place_of(state: &State<'_, '_>) -> Place {
    let base = state.lookup("base").and_then(|base| base.as_str().map(str::to_owned)).unwrap_or_default();
    let is_static = state.lookup("is_static").is_some_and(|is_static| is_static.is_true());
    Place { base, ending: if is_static { ".html" } else { "" }, is_static }
}
