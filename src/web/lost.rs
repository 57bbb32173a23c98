//! For subscribers without a mail at hand: the link to their page, by mail.

use super::Site;
use super::beat::on_the_beat;
use super::form::Form;
use crate::jobs::subscribe::kept_stamp;
use crate::model::address::EmailAddress;
use crate::model::subscriber::Choice;
use crate::rules::subscribing;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use std::sync::Arc;

/// What stands in the form when it is shown.
#[derive(Debug, Default)]
struct Filled<'a> {
    typed: &'a str,
    /// The stamp that the form came with.
    stamp: &'a str,
    error: Option<String>,
    /// Why it has to be sent once more.
    again: Option<&'static str>,
}

/// The form for those who lost the link.
pub async fn form(State(site): State<Arc<Site>>) -> Response {
    show(&site, Filled::default())
}

fn show(site: &Site, filled: Filled<'_>) -> Response {
    let Filled { typed, stamp, error, again } = filled;
    let status = if error.is_some() || again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let stamp = kept_stamp(&site.keys, stamp, site.clock.now());
    site.show(status, "web/lost.html", context! { stamp, typed, error, again })
}

/// Mails the link to a subscriber; the page is the same for anybody.
pub async fn mail(State(site): State<Arc<Site>>, form: Form) -> Response {
    let filled = Filled { typed: form.get("email"), stamp: form.get("shown"), ..Filled::default() };
    let address = match EmailAddress::parse(filled.typed) {
        Ok(address) => address,
        Err(error) => return show(&site, Filled { error: Some(subscribing::what_is_wrong(&error)), ..filled }),
    };
    if !site.is_from_a_person(&form) {
        return show(&site, Filled { again: Some("Please press the button once more."), ..filled });
    }
    let asked = site.asked(&form, address, Choice::default(), "/manage").await;
    let end = on_the_beat(site.desk().ask_for_page(asked)).await;
    site.check_your_inbox(end, "If that address is on the list, a mail with a link to your page is on its way.")
}
