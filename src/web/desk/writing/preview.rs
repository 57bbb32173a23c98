//! The mail as it will be: in a frame that nothing gets out of, as text, and as one copy to the editor.

use super::super::super::Site;
use super::super::super::parts::Parts;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::name;
use crate::jobs::approve::{freeze, window_end};
use crate::jobs::copies::Press;
use crate::jobs::writing::proofs;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use minijinja::context;
use std::sync::Arc;

/// A mail may style itself, and nothing else; only our own page may frame it.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Test copies that an editor may send in an hour.
const TESTS: u32 = 6;

/// The page around the frame.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor, RawQuery(query): RawQuery) -> Response {
    match press(&site).await {
        Ok(Some(press)) => {
            let look = super::asked(query.as_deref(), "as");
            let look = if ["text", "phone"].contains(&look.as_str()) { look } else { "wide".to_owned() };
            let bytes = press.frozen.texts.iter().map(|text| text.html.len()).max().unwrap_or_default();
            let values = context! {
                here => "write",
                heading => "Preview",
                look,
                subject => press.frozen.subject,
                kilobytes => bytes.div_ceil(1000),
            };
            site.show_desk(&editor, StatusCode::OK, "web/desk/preview.html", values)
        }
        Ok(None) => nothing(&site, &editor),
        Err(error) => site.sorry("making a preview", &error),
    }
}

/// The mail itself.
pub async fn part(State(site): State<Arc<Site>>, editor: Editor, Parts(part): Parts<String>) -> Response {
    let email = match press(&site).await.and_then(|press| press.as_ref().map(proofs::proof).transpose()) {
        Ok(Some(email)) => email,
        Ok(None) => return nothing(&site, &editor),
        Err(error) => return site.sorry("making a preview", &error),
    };
    let (kind, body) = match part.as_str() {
        "mail.html" => ("text/html; charset=utf-8", email.html),
        "mail.txt" => ("text/plain; charset=utf-8", email.text),
        _ => return super::super::super::texts::not_found(State(site)).await,
    };
    let mut response = super::super::super::pages::with_headers(([(header::CONTENT_TYPE, kind)], body).into_response());
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_POLICY));
    response
}

/// The draft as it would be frozen now; none where there is nothing to mail.
async fn press(site: &Site) -> anyhow::Result<Option<Press>> {
    let blogs = site.list.borrow().clone();
    let Some(draft) = site.writing(&blogs).draft().await?.filter(|draft| !draft.content.items.is_empty()) else {
        return Ok(None);
    };
    let frozen = freeze(&draft.content, &site.settings, window_end(&draft.edition, site.clock.now()))?;
    Ok(Some(proofs::press(&site.settings, site.keys.clone(), &draft.edition, frozen)?))
}

fn nothing(site: &Site, editor: &Editor) -> Response {
    let words = ["There is no story and no find in the draft yet, so there is no mail to show.".to_owned()];
    site.tell_editor(editor, StatusCode::NOT_FOUND, "Nothing to show", &words)
}

/// One copy by the real way, to the editor who asks and to nobody else.
pub async fn test(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    match try_test(&site, &form.editor).await {
        Ok(response) => response,
        Err(error) => {
            tracing::warn!("a test copy could not be sent: {error:#}");
            let words = [format!("The test copy was not sent: {error}."), "Nothing else was changed.".to_owned()];
            site.tell_editor(&form.editor, StatusCode::BAD_GATEWAY, "Not sent", &words)
        }
    }
}

async fn try_test(site: &Site, editor: &Editor) -> anyhow::Result<Response> {
    let now = site.clock.now();
    if site.store.audit_count(name(editor).to_owned(), "test sent", now - TimeDelta::hours(1)).await? >= TESTS {
        let words = [format!("You have had {TESTS} test copies within an hour. Look at the preview, or try again later.")];
        return Ok(site.tell_editor(editor, StatusCode::TOO_MANY_REQUESTS, "Not sent", &words));
    }
    let Some(press) = press(site).await? else { return Ok(nothing(site, editor)) };
    let blogs = site.list.borrow().clone();
    site.writing(&blogs).note(name(editor), "test sent", press.frozen.subject.clone()).await?;
    proofs::send_test(&press, &site.settings, &editor.session.address, now).await?;
    Ok(site.on_to("desk/write?note=tested"))
}
