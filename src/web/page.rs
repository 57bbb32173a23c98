//! One plain page: a heading, a few sentences, at most one button.

use super::Site;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::{AutoEscape, Environment, context};

/// No script, no other origin; the only form posts back to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page says.
#[derive(Debug)]
pub struct Page {
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub button: Option<&'static str>,
}

impl Page {
    /// The page as an HTTP answer.
    pub fn answer(&self, status: StatusCode, site: &Site) -> Response {
        let html = self.render(site).unwrap_or_else(|error| {
            tracing::error!("the page template does not work: {error}");
            self.paragraphs.join("\n")
        });
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn render(&self, site: &Site) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.add_template("page.html", include_str!("../../templates/web/page.html"))?;
        environment.get_template("page.html")?.render(context! {
            language => &site.settings.edition.language,
            site => &site.settings.site.title,
            base => site.settings.site.url.path(),
            heading => &self.heading,
            paragraphs => &self.paragraphs,
            button => self.button,
        })
    }
}
