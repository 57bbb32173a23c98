//! For subscribers without a mail at hand: the link to their page, by mail.

use super::Site;
use super::beat::on_the_beat;
use super::form::Form;
use crate::jobs::subscribe::form_stamp;
use crate::model::address::EmailAddress;
use crate::model::subscriber::Choice;
use crate::rules::subscribing;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use std::sync::Arc;

/// The form for those who lost the link.
pub async fn form(State(site): State<Arc<Site>>) -> Response {
    show(&site, "", None)
}

fn show(site: &Site, typed: &str, error: Option<String>) -> Response {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let stamp = form_stamp(&site.keys, site.clock.now());
    site.show(status, "web/lost.html", context! { stamp, typed, error })
}

/// Mails the link to a subscriber; the page is the same for anybody.
pub async fn mail(State(site): State<Arc<Site>>, form: Form) -> Response {
    let typed = form.get("email");
    match EmailAddress::parse(typed) {
        Ok(address) => {
            let asked = site.asked(&form, address, Choice::default(), "/manage");
            let end = on_the_beat(site.desk().ask_for_page(asked)).await;
            site.check_your_inbox(end)
        }
        Err(error) => show(&site, typed, Some(subscribing::what_is_wrong(&error))),
    }
}
