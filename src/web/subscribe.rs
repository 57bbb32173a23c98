//! The first page with its form, and what it leads to: always the same page, whoever the address belongs to.

use super::Site;
use super::beat::on_the_beat;
use super::form::Form;
use super::pages::Page;
use crate::jobs::subscribe::{Asked, is_human, kept_stamp};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::request::SignUpEnd;
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::{subscribing, visitors};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use std::sync::{Arc, PoisonError};

/// One radio button.
#[derive(Debug, Serialize)]
pub struct ChoiceView {
    word: &'static str,
    label: String,
    explanation: String,
    is_chosen: bool,
}

/// All of them, one chosen.
pub fn choices(settings: &Settings, chosen: Choice) -> Vec<ChoiceView> {
    let view = |choice: Choice| ChoiceView {
        word: choice.word(),
        label: subscribing::label(choice, settings),
        explanation: subscribing::explanation(choice, settings),
        is_chosen: choice == chosen,
    };
    Choice::ALL.map(view).into()
}

/// What stands in the form when it is shown.
#[derive(Debug, Default)]
struct Filled<'a> {
    address: &'a str,
    choice: Choice,
    /// The stamp that the form came with.
    stamp: &'a str,
    error: Option<String>,
    /// Why it has to be sent once more.
    again: Option<&'static str>,
}

/// The first page.
pub async fn home(State(site): State<Arc<Site>>) -> Response {
    show(&site, Filled::default()).await
}

async fn show(site: &Site, filled: Filled<'_>) -> Response {
    let status = if filled.error.is_some() || filled.again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = context! {
        is_open => subscribing::is_open(&site.settings),
        lede => subscribing::lede(&site.settings),
        choices => Serde(choices(&site.settings, filled.choice)),
        consent => subscribing::consent(&site.settings),
        stamp => kept_stamp(&site.keys, filled.stamp, site.clock.now()),
        typed => filled.address,
        error => filled.error,
        again => filled.again,
    };
    let values = context! { ..form, ..site.front().await.map(|home| home.values()).unwrap_or_default() };
    site.show(status, "web/home.html", values)
}

/// The form was sent.
pub async fn subscribe(State(site): State<Arc<Site>>, form: Form) -> Response {
    if !subscribing::is_open(&site.settings) {
        return show(&site, Filled::default()).await;
    }
    let choice = Choice::parse(form.get("choice")).unwrap_or_default();
    let typed = Filled { address: form.get("email"), choice, stamp: form.get("shown"), ..Filled::default() };
    let address = match EmailAddress::parse(form.get("email")) {
        Ok(address) => address,
        Err(error) => {
            let error = Some(subscribing::what_is_wrong(&error));
            return show(&site, Filled { error, ..typed }).await;
        }
    };
    if !site.is_from_a_person(&form) {
        return show(&site, Filled { again: Some("Please press Subscribe once more."), ..typed }).await;
    }
    let asked = site.asked(&form, address, choice, "/").await;
    let end = on_the_beat(site.desk().sign_up(asked)).await;
    site.check_your_inbox(end, "A mail with one button in it is on its way. Press the button, and you are done.")
}

impl Site {
    /// A form's request, with the verdict of the limits that need no database.
    pub(super) async fn asked(&self, form: &Form, address: EmailAddress, choice: Choice, page: &'static str) -> Asked {
        Asked { address, choice, page, visitor: form.visitor, may_mail: self.is_calm(form).await }
    }

    /// Whether the network that a form came from has asked for few mails of late; takes one from it.
    pub(super) async fn is_calm(&self, form: &Form) -> bool {
        let now = self.clock.now();
        let network = visitors::network_of(form.visitor);
        let is_calm = self.buckets.lock().unwrap_or_else(PoisonError::into_inner).take(network, now);
        if !is_calm {
            self.hold_network_back(now).await;
        }
        is_calm
    }

    /// Told once an hour, without the network: which one it was is in the web server's log.
    async fn hold_network_back(&self, now: Instant) {
        match self.store.hold_network_back(now).await {
            Ok(true) => tracing::warn!(
                "sign-ups are held back by network: one network (a /24 or a /64) sent more than twenty at once, and further ones \
                 get no mail. When these are people, check that [web] trusted_proxies names the web server in front"
            ),
            Ok(false) => {}
            Err(error) => tracing::error!("that a network is held back could not be written down: {error}"),
        }
    }

    /// Whether the form was filled in at a person's pace, and nothing stands in the field that people do not see. A browser
    /// that fills forms in may fail both, so who fails is asked to press once more; the answer comes before any look-up.
    pub(super) fn is_from_a_person(&self, form: &Form) -> bool {
        form.get("left-empty").is_empty() && is_human(&self.keys, form.get("shown"), self.clock.now())
    }

    /// The page after every form that takes an address. It says what would be true of anybody.
    pub(super) fn check_your_inbox(&self, end: anyhow::Result<SignUpEnd>, promise: &str) -> Response {
        match end {
            Ok(SignUpEnd::Queued) => self.wake.notify_one(),
            Ok(SignUpEnd::HeldBack | SignUpEnd::Capped { is_news: false }) => {}
            Ok(SignUpEnd::Capped { is_news: true }) => tracing::warn!(
                "{} mails within an hour were asked for by the sign-up form, which is the cap: further ones get none. \
                 When these are people, raise [web] sign_ups_per_hour",
                self.settings.sign_ups_per_hour
            ),
            Err(error) => return self.sorry("a sign-up", &error),
        }
        let paragraphs = vec![
            promise.to_owned(),
            "Nothing there after a few minutes? Look among the unwanted mail. We write to an address only once a day, however often it is typed in here.".to_owned(),
        ];
        let home = Some(("Back to the first page".to_owned(), String::new()));
        self.say(StatusCode::OK, &Page { heading: "Check your inbox".to_owned(), paragraphs, link: home, ..Page::default() })
    }
}
