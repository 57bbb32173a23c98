//! Who sits at the desk: the session that a browser's cookie belongs to.

use super::super::Site;
use super::super::pages::with_headers;
use crate::io::tokens::{self, Purpose};
use crate::jobs::sign_in::editor_of;
use crate::model::desk::EditorSession;
use crate::rules::tokens::session_text;
use crate::rules::visitors::desk_page;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use std::sync::Arc;

/// That a session is in use is written down at most once within this.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A browser keeps its cookie for so many seconds: as long as a session lasts.
const MAX_AGE: u32 = 30 * 24 * 3600;

/// An editor who is signed in; as an extractor it sends everybody else to sign in.
#[derive(Clone, Debug)]
pub struct Editor {
    pub session: EditorSession,
    /// What forms of this session carry, so that no other page can send them.
    pub token: String,
}

/// The cookie's name: browsers take `__Host-` only over https, where it is for this very host alone (RFC 6265bis §4.1.3.2).
fn cookie_name(site: &Site) -> &'static str {
    if is_https(site) { "__Host-friday" } else { "friday" }
}

fn is_https(site: &Site) -> bool {
    site.settings.site.url.scheme() == "https"
}

/// The Set-Cookie line that gives a browser its secret; the empty secret takes it away.
pub fn set_cookie(site: &Site, secret: &str) -> String {
    let name = cookie_name(site);
    let max_age = if secret.is_empty() { 0 } else { MAX_AGE };
    let secure = if is_https(site) { "; Secure" } else { "" };
    format!("{name}={secret}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

impl FromRequestParts<Arc<Site>> for Editor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        match editor(&parts.headers, site).await {
            Ok(Some(editor)) => Ok(editor),
            Ok(None) => Err(to_sign_in(site, parts)),
            Err(error) => Err(site.sorry("looking up an editor's session", &error)),
        }
    }
}

/// To the sign-in page, and with it for an hour the page that was asked for.
fn to_sign_in(site: &Site, parts: &Parts) -> Response {
    let mut response = to(site, "desk/sign-in");
    let page = parts.uri.path_and_query().and_then(|asked| desk_page(asked.as_str()));
    if let Some(Ok(cookie)) = page.map(|page| HeaderValue::from_str(&next_cookie(site, page, 3600))) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The page that a browser asked for before it was sent to sign in; the desk where it asked for none.
pub fn asked_for(site: &Site, headers: &HeaderMap) -> String {
    let asked = cookie(headers, next_name(site)).map(|page| format!("/{page}")).unwrap_or_default();
    desk_page(&asked).unwrap_or("desk").to_owned()
}

/// The Set-Cookie line that remembers it; without a page it is forgotten.
pub fn next_cookie(site: &Site, page: &str, max_age: u32) -> String {
    let (name, secure) = (next_name(site), if is_https(site) { "; Secure" } else { "" });
    format!("{name}={page}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

fn next_name(site: &Site) -> &'static str {
    if is_https(site) { "__Host-friday-next" } else { "friday-next" }
}

/// Sends the browser to another page of ours.
pub fn to(site: &Site, page: &str) -> Response {
    let location = format!("{}{page}", site.settings.site.url.path());
    with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

/// The editor whom a request comes from; none when its cookie is no open session's, or the editor is one no longer: then the
/// session ends, and does not come back with the address.
pub async fn editor(headers: &HeaderMap, site: &Site) -> anyhow::Result<Option<Editor>> {
    let Some(secret) = cookie(headers, cookie_name(site)) else { return Ok(None) };
    let (mark, now) = (tokens::sha256(secret.as_bytes()), site.clock.now());
    let Some(session) = site.store.session(mark, now).await? else { return Ok(None) };
    if editor_of(&site.settings, &session.address).is_none() {
        site.store.close_session(session.id, &session.address, now).await?;
        return Ok(None);
    }
    if now - session.seen_at >= SEEN_EVERY {
        site.store.see_session(session.id, now).await?;
    }
    let token = site.keys.sign(Purpose::Desk, &session_text(session.id, secret));
    Ok(Some(Editor { session, token }))
}

/// The value of a cookie (RFC 6265 §4.2.1).
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}
