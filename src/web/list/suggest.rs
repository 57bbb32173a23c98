//! *Suggest a blog*: an address is typed, friday shows what it would see, and the suggestion waits for an editor.

use super::super::Site;
use super::super::form::Form;
use super::super::pages::Page;
use crate::config::feeds::web_address;
use crate::jobs::add_blog::{Addition, Refusal};
use crate::jobs::find_feed::Found as Candidates;
use crate::jobs::subscribe::kept_stamp;
use crate::jobs::suggest::{look, suggest};
use crate::model::blog::Blog;
use crate::model::wishes::{NewSuggestion, WishEnd, WishState};
use crate::rules::listing::new_row::Wish;
use crate::rules::listing::suggested::{self, NAME, NOTE, line};
use crate::rules::pages::found::{Choice, Found, choice, found};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use std::sync::Arc;
use url::Url;

/// What stands in the form.
#[derive(Clone, Debug, Default, Serialize)]
struct Typed {
    address: String,
    feed: String,
    name: String,
    council: String,
    via: String,
    note: String,
    /// The stamp that the form came with.
    #[serde(skip)]
    stamp: String,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let get = |name: &str| line(form.get(name), NAME).unwrap_or_default();
        Self {
            address: form.get("address").chars().take(2 * suggested::ADDRESS).collect(),
            feed: form.get("feed").to_owned(),
            name: get("name"),
            council: get("council"),
            via: get("via"),
            note: line(form.get("note"), NOTE).unwrap_or_default(),
            stamp: form.get("shown").to_owned(),
        }
    }

    fn wish(&self) -> Wish {
        Wish { name: line(&self.name, NAME), council: line(&self.council, NAME), about: None }
    }

    fn suggestion(&self, address: &Url, feed: Option<&Url>) -> NewSuggestion {
        let typed = |text: &str| line(text, NOTE);
        NewSuggestion {
            address: address.to_string(),
            feed: feed.map(ToString::to_string),
            name: typed(&self.name),
            council: typed(&self.council),
            via: typed(&self.via),
            note: typed(&self.note),
        }
    }
}

/// What is wrong with the form, or has to be said above it.
#[derive(Debug, Default)]
struct Remark {
    /// About the address.
    error: Option<&'static str>,
    /// About the whole.
    again: Option<&'static str>,
}

/// The empty form.
pub async fn form(State(site): State<Arc<Site>>) -> Response {
    show(&site, &Typed::default(), Remark::default())
}

fn show(site: &Site, typed: &Typed, remark: Remark) -> Response {
    let Remark { error, again } = remark;
    let status = if error.is_some() || again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let stamp = kept_stamp(&site.keys, &typed.stamp, site.clock.now());
    site.show(status, "web/blogs/suggest.html", context! { typed => Serde(typed), stamp, error, again })
}

/// The form was sent: first to be looked at, then to be kept.
pub async fn send(State(site): State<Arc<Site>>, form: Form) -> Response {
    let typed = Typed::of(&form);
    let Some(address) = suggested::address(&typed.address).and_then(|typed| web_address(&typed).ok()) else {
        let error = Some("Type the address of the blog, such as https://example.org/blog/, without a name or password in it.");
        return show(&site, &typed, Remark { error, ..Remark::default() });
    };
    if !site.is_from_a_person(&form) {
        return show(&site, &typed, Remark { again: Some("Please press the button once more."), ..Remark::default() });
    }
    match form.get("step") {
        "keep" if !site.searches.may_write(form.visitor, site.clock.now()) => thanks(&site, WishEnd::Capped),
        "keep" => keep(&site, &typed, &address).await,
        _ => look_at(&site, &form, &typed, &address).await,
    }
}

async fn look_at(site: &Site, form: &Form, typed: &Typed, address: &Url) -> Response {
    let now = site.clock.now();
    let Some(_seat) = site.searches.seat(form.visitor, now) else {
        let again = Some("We are looking at other blogs just now. Please press the button again in a minute.");
        return show(site, typed, Remark { again, ..Remark::default() });
    };
    let rows = site.list.borrow().clone();
    match look(&site.fetcher, &rows, address, &typed.wish(), now).await {
        Some(Addition::Row { blog, document }) => {
            let seen = found(&blog, &document, &site.settings.edition.language);
            confirm(site, typed, address, Some(&seen), &[], "We found its feed. Is this the blog?")
        }
        Some(Addition::Choices(found)) => confirm(
            site,
            typed,
            address,
            None,
            &choices_of(&found),
            "This page names several feeds. Which one holds the blog's posts?",
        ),
        Some(Addition::Refused(Refusal::Listed(blog))) => listed(site, &blog),
        Some(Addition::Refused(why)) => {
            if let Refusal::Failed(why) = &why {
                tracing::info!("a suggested blog could not be read: {why}");
            }
            confirm(site, typed, address, None, &[], words(&why))
        }
        None => confirm(site, typed, address, None, &[], "Its server took too long to answer, so we could not look."),
    }
}

/// What was read first, then what the page only names.
fn choices_of(found: &Candidates) -> Vec<Choice> {
    let read = found.feeds.iter().map(|one| choice(one.url.as_str(), &one.feed));
    let named = found.set_aside.iter().map(|link| Choice { feed: link.url.to_string(), words: link.kind.words().to_owned() });
    read.chain(named).collect()
}

/// What kept us from seeing anything, without the words of the log: these could tell of the network that we stand in.
fn words(why: &Refusal) -> &'static str {
    match why {
        Refusal::NoFeed(found) if found.asks_for_login => {
            "The page wants a login, and we have none: only public blogs can be read."
        }
        Refusal::NoFeed(_) => "We found no feed on this page. Some blogs have none; their makers can often switch one on.",
        Refusal::Comments => "This is the feed of comments. Go back and give the address of the blog itself.",
        Refusal::NotAFeed(_) => "What is at this address is neither a page nor a feed.",
        Refusal::Dead(_) => "Its server says that there is nothing at this address. Is there a slip in it?",
        Refusal::Listed(_) | Refusal::Failed(_) => {
            "Nothing that we may read came back from this address. Is there a slip in it, or is it within a private network?"
        }
    }
}

fn listed(site: &Site, blog: &Blog) -> Response {
    let mut paragraphs = vec![format!("{} is on the list already. Thank you all the same.", blog.name)];
    if blog.retired.is_some() {
        paragraphs.push("It is not read, and its page says why.".to_owned());
    }
    let link = Some(("To its page".to_owned(), format!("blogs/{}", blog.id)));
    site.say(StatusCode::OK, &Page { heading: "On the list already".to_owned(), paragraphs, link, ..Page::default() })
}

fn confirm(site: &Site, typed: &Typed, address: &Url, seen: Option<&Found>, choices: &[Choice], said: &'static str) -> Response {
    let stamp = kept_stamp(&site.keys, &typed.stamp, site.clock.now());
    let values = context! {
        typed => Serde(typed),
        looked_at => address.as_str(),
        seen => seen.map(Serde),
        choices => Serde(choices),
        said,
        stamp,
    };
    site.show(StatusCode::OK, "web/blogs/suggested.html", values)
}

async fn keep(site: &Site, typed: &Typed, address: &Url) -> Response {
    let feed = suggested::address(&typed.feed).and_then(|typed| web_address(&typed).ok());
    let rows = site.list.borrow().clone();
    let known = [feed.as_ref(), Some(address)].into_iter().flatten().find_map(|url| crate::jobs::add_blog::listed(url, &rows));
    if let Some(blog) = known {
        return listed(site, blog);
    }
    let new = typed.suggestion(address, feed.as_ref());
    match suggest(&site.store, &site.settings, new, site.clock.now()).await {
        Ok(end) => thanks(site, end),
        Err(error) => site.sorry("a suggestion", &error),
    }
}

fn thanks(site: &Site, end: WishEnd) -> Response {
    let (status, heading, words) = match end {
        WishEnd::Kept(_) => {
            site.wake.notify_one();
            tracing::info!("a blog was suggested: the desk shows it, and so does `friday blogs suggestions`");
            (
                StatusCode::OK,
                "Thank you",
                "Your suggestion is with us. A person looks at it, and when it fits, it is on the list soon after.",
            )
        }
        WishEnd::Known(WishState::Declined) => (
            StatusCode::OK,
            "Suggested before",
            "This blog was suggested before, and did not fit the list. Thank you all the same.",
        ),
        WishEnd::Known(WishState::Open | WishState::Accepted) => (
            StatusCode::OK,
            "Suggested already",
            "Somebody suggested this blog already, and it is being looked at. Thank you all the same.",
        ),
        WishEnd::Capped => (
            StatusCode::TOO_MANY_REQUESTS,
            "Not just now",
            "Very many suggestions came in within the hour, so this one was not kept. Please send it again later.",
        ),
    };
    let link = Some(("To the list of blogs".to_owned(), "blogs".to_owned()));
    site.say(status, &Page { heading: heading.to_owned(), paragraphs: vec![words.to_owned()], link, ..Page::default() })
}
