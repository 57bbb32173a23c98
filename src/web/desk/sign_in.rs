//! Signing in: a link by mail, good for one use.

use super::super::Site;
use super::super::form::Form;
use super::super::pages::Page;
use super::super::parts::Parts;
use super::session::{self, set_cookie, to};
use crate::jobs::sign_in::Porch;
use crate::model::address::EmailAddress;
use crate::model::desk::SignInLink;
use crate::rules::{subscribing, visitors};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use minijinja::context;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/desk/sign-in", get(form).post(mail)).route("/desk/sign-in/{secret}", get(look).post(open))
}

impl Site {
    fn porch(&self) -> Porch<'_> {
        Porch { store: &self.store, keys: &self.keys, settings: &self.settings, now: self.clock.now() }
    }
}

/// The form; who is signed in already goes on to the desk.
async fn form(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if site.settings.editors.is_empty() {
        return nobody(&site);
    }
    match session::editor(&headers, &site).await {
        Ok(Some(_)) => to(&site, "desk"),
        Ok(None) => show(&site, "", None),
        Err(error) => site.sorry("looking up an editor's session", &error),
    }
}

fn show(site: &Site, typed: &str, error: Option<String>) -> Response {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    site.show(status, "web/desk/sign_in.html", context! { heading => "The desk", typed, error })
}

/// Mails a link to an editor. The page is the same for anybody, and does not wait for what is found.
async fn mail(State(site): State<Arc<Site>>, form: Form) -> Response {
    if site.settings.editors.is_empty() {
        return nobody(&site);
    }
    let address = match EmailAddress::parse(form.get("email")) {
        Ok(address) => address,
        Err(error) => return show(&site, form.get("email"), Some(subscribing::what_is_wrong(&error))),
    };
    if site.is_calm(&form).await {
        tokio::spawn(mail_link(site.clone(), address));
    }
    let paragraphs = vec![
        "If that is an editor's address, a mail with a link is on its way. It works once, for fifteen minutes.".to_owned(),
        "Nothing there after a few minutes? Look among the unwanted mail, and check that the address is the one that stands in \
         the settings. An editor gets four such mails an hour at most."
            .to_owned(),
    ];
    let link = Some(("Try another address".to_owned(), "desk/sign-in".to_owned()));
    site.say(StatusCode::OK, &Page { heading: "Check your inbox".to_owned(), paragraphs, link, ..Page::default() })
}

async fn mail_link(site: Arc<Site>, address: EmailAddress) {
    match site.porch().mail_link(&address).await {
        Ok(true) => site.wake.notify_one(),
        Ok(false) => {}
        Err(error) => tracing::error!("a link that signs an editor in could not be made: {error:#}"),
    }
}

/// GET of a link: changes nothing, because mail scanners click.
async fn look(State(site): State<Arc<Site>>, Parts(secret): Parts<String>) -> Response {
    match site.porch().look(&secret).await {
        Ok(Some(SignInLink::Open(editor))) => {
            let paragraphs =
                vec![format!("This signs this browser in as {}, for thirty days or until you sign out.", editor.expose())];
            let button = Some("Sign in");
            site.say(StatusCode::OK, &Page { heading: "Sign in".to_owned(), paragraphs, button, ..Page::default() })
        }
        Ok(found) => shut(&site, found.as_ref()),
        Err(error) => site.sorry("looking at a link that signs in", &error),
    }
}

/// The button of that link.
async fn open(State(site): State<Arc<Site>>, Parts(secret): Parts<String>, headers: HeaderMap, _form: Form) -> Response {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kept = match site.porch().open(&secret, visitors::browser(agent)).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return look_again(&site, &secret).await,
        Err(error) => return site.sorry("signing an editor in", &error),
    };
    let mut response = to(&site, &session::asked_for(&site, &headers));
    // Cookies of letters and digits are always header values.
    for cookie in [set_cookie(&site, &kept), session::next_cookie(&site, "", 0)] {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Why it did not sign in.
async fn look_again(site: &Site, secret: &str) -> Response {
    match site.porch().look(secret).await {
        Ok(found) => shut(site, found.as_ref()),
        Err(error) => site.sorry("looking at a link that signs in", &error),
    }
}

fn shut(site: &Site, found: Option<&SignInLink>) -> Response {
    let because = match found {
        Some(SignInLink::Used) => {
            "This link has been used: it works once. If it was not you who used it, sign in with a new one, and close the sessions \
             that are not yours under “Where you are signed in”."
        }
        Some(SignInLink::Expired) => "This link has had its fifteen minutes.",
        Some(SignInLink::Open(_)) | None => "This is no link of ours, or it was not copied whole, or it is older than a month.",
    };
    let paragraphs = vec![because.to_owned(), "Nobody was signed in. Ask for a new one: it comes at once.".to_owned()];
    let link = Some(("Ask for a new link".to_owned(), "desk/sign-in".to_owned()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Not with this link".to_owned(), paragraphs, link, ..Page::default() })
}

/// There is no desk without an editor.
fn nobody(site: &Site) -> Response {
    let paragraphs = vec![
        "This friday has no editors: its editions approve themselves.".to_owned(),
        "To open the desk, its operator writes at least one address into the settings, such as [editors] addresses = \
         [\"you@example.org\"], and starts friday anew."
            .to_owned(),
    ];
    let link = Some(("To the first page".to_owned(), String::new()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "The desk is closed".to_owned(), paragraphs, link, ..Page::default() })
}
