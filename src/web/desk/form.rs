//! A form of the desk: from one of our pages, of a session that is open, with its token.

use super::super::Site;
use super::super::form::{Form, LARGEST_AT_THE_DESK};
use super::session::{self, Editor};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use std::sync::Arc;

/// Of what was typed into a form that came too late, so much is shown back, in bytes.
const SHOWN: usize = 64 * 1024;

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
        let found = session::editor(request.headers(), site).await;
        let editor = found.map_err(|error| site.sorry("looking up an editor's session", &error))?;
        let form = Form::read(request, site, LARGEST_AT_THE_DESK).await?;
        match editor {
            Some(editor) if form.get("token") == editor.token => Ok(Self { editor, form }),
            Some(_) => Err(refused(site, "An old page", STALE, &form)),
            None => Err(refused(site, "You are not signed in", SIGNED_OUT, &form)),
        }
    }
}

/// Why the form of another session does nothing.
const STALE: &str = "This form belongs to another session: you have signed out, or signed in anew, since its page was opened. \
                     Nothing was changed. Open the page again in another tab and send it from there.";

/// Why nobody's form does nothing.
const SIGNED_OUT: &str = "Your session has ended, so nothing was changed. Sign in again in another tab, open the page there, and \
                          send it once more.";

/// What was typed is shown, so that it is not lost.
fn refused(site: &Site, heading: &str, because: &str, form: &Form) -> Response {
    let typed = typed(form);
    site.show(StatusCode::FORBIDDEN, "web/desk/typed.html", context! { heading, because, typed })
}

/// Everything that a person may have written, field by field.
fn typed(form: &Form) -> String {
    let written = form.fields().iter().filter(|(name, value)| name != "token" && !value.trim().is_empty());
    let mut text = written.map(|(name, value)| format!("{name}:\n{}\n", value.trim_end())).collect::<Vec<_>>().join("\n");
    text.truncate(text.floor_char_boundary(SHOWN));
    text
}
