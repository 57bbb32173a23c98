//! A form of the desk: from one of our pages, of a session that is open, with its token.

use super::super::Site;
use super::super::form::{Form, LARGEST_AT_THE_DESK};
use super::super::pages::Page;
use super::session::Editor;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// What an editor sent.
#[derive(Debug)]
pub struct DeskForm {
    pub editor: Editor,
    pub form: Form,
}

impl DeskForm {
    /// A field's first value, without spaces around it; empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.form.get(name)
    }
}

impl FromRequest<Arc<Site>> for DeskForm {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let editor = Editor::from_request_parts(&mut parts, site).await?;
        let form = Form::read(Request::from_parts(parts, body), site, LARGEST_AT_THE_DESK).await?;
        if form.get("token") != editor.token {
            return Err(stale(site));
        }
        Ok(Self { editor, form })
    }
}

fn stale(site: &Site) -> Response {
    let paragraphs = vec![
        "This form belongs to another session: you have signed out, or signed in anew, since the page was opened. Nothing was changed."
            .to_owned(),
        "Open the page again. What you typed is still in the tab behind you: go back to copy it.".to_owned(),
    ];
    let link = Some(("To the desk".to_owned(), "desk".to_owned()));
    site.say(StatusCode::FORBIDDEN, &Page { heading: "An old page".to_owned(), paragraphs, link, ..Page::default() })
}
