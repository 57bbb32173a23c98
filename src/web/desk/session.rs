//! Who sits at the desk: the session that a browser's cookie belongs to.

use super::super::Site;
use crate::io::tokens::{self, Purpose};
use crate::model::desk::EditorSession;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// An editor who is signed in; as an extractor it sends everybody else to sign in.
#[derive(Clone, Debug)]
pub struct Editor {
    pub session: EditorSession,
    /// What forms of this session carry, so that no other page can send them.
    pub token: String,
}

/// The cookie's name: browsers take `__Host-` only over https, where it is for this very host alone (RFC 6265bis §4.1.3.2).
pub fn cookie_name(site: &Site) -> &'static str {
    if site.settings.site.url.scheme() == "https" { "__Host-friday" } else { "friday" }
}

impl FromRequestParts<Arc<Site>> for Editor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        match editor(&parts.headers, site).await {
            Ok(Some(editor)) => Ok(editor),
            Ok(None) => {
                let sign_in = format!("{}desk/sign-in", site.settings.site.url.path());
                Err(super::super::pages::with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, sign_in)]).into_response()))
            }
            Err(error) => Err(site.sorry("looking up an editor's session", &error)),
        }
    }
}

/// The editor whom a request comes from; none when its cookie is no open session's, or the editor is one no longer.
pub async fn editor(headers: &HeaderMap, site: &Site) -> anyhow::Result<Option<Editor>> {
    let Some(secret) = cookie(headers, cookie_name(site)) else { return Ok(None) };
    let mark = tokens::sha256(secret.as_bytes());
    let Some(session) = site.store.session(mark, site.clock.now()).await? else { return Ok(None) };
    let is_editor = site.settings.editors.iter().any(|known| known.canonical() == session.address.canonical());
    let token = site.keys.sign(Purpose::Desk, &format!("{} {secret}", session.id));
    Ok(is_editor.then_some(Editor { session, token }))
}

/// The value of a cookie (RFC 6265 §4.2.1).
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}
