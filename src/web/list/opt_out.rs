//! A blogger asks not to be read: who they are, how that can be seen, and an editor decides.

use super::not_on_the_list;
use crate::jobs::subscribe::kept_stamp;
use crate::jobs::suggest;
use crate::model::blog::{Blog, BlogId};
use crate::model::wishes::{NewOptOut, WishEnd};
use crate::rules::listing::suggested::{NAME, NOTE, line};
use crate::rules::pages::blogs::is_forgotten;
use crate::web::Site;
use crate::web::form::Form;
use crate::web::pages::Page;
use crate::web::parts::Parts;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use std::sync::Arc;

/// What stands in the form when it is shown.
#[derive(Debug, Default)]
struct Filled {
    who: String,
    proof: String,
    note: String,
    stamp: String,
    /// What is missing.
    error: Option<&'static str>,
    /// Why it has to be sent once more.
    again: Option<&'static str>,
}

/// The form.
pub async fn form(State(site): State<Arc<Site>>, Parts(id): Parts<String>) -> Response {
    match blog(&site, &id) {
        Ok(blog) => show(&site, &blog, &Filled::default()),
        Err(response) => *response,
    }
}

/// The blog, where it is one that can be asked about.
fn blog(site: &Site, id: &str) -> Result<Blog, Box<Response>> {
    let found = BlogId::parse(id).and_then(|id| site.list.borrow().iter().find(|blog| blog.id == id).cloned());
    match found {
        Some(blog) if is_forgotten(&blog) => Err(Box::new(done_before(site, &blog))),
        Some(blog) => Ok(blog),
        None => Err(Box::new(not_on_the_list(site))),
    }
}

fn show(site: &Site, blog: &Blog, filled: &Filled) -> Response {
    let Filled { who, proof, note, stamp, error, again } = filled;
    let status = if error.is_some() || again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let stamp = kept_stamp(&site.keys, stamp, site.clock.now());
    let values = context! { id => blog.id.as_str(), name => &blog.name, who, proof, note, stamp, error, again };
    site.show(status, "web/blogs/opt-out.html", values)
}

/// The form was sent.
pub async fn send(State(site): State<Arc<Site>>, Parts(id): Parts<String>, form: Form) -> Response {
    let blog = match blog(&site, &id) {
        Ok(blog) => blog,
        Err(response) => return *response,
    };
    let typed = |name: &str, longest| line(form.get(name), longest).unwrap_or_default();
    let filled = Filled {
        who: typed("who", NAME),
        proof: typed("proof", NOTE),
        note: typed("note", NOTE),
        stamp: form.get("shown").to_owned(),
        ..Filled::default()
    };
    if filled.who.is_empty() {
        let error = Some("Say who you are, and how an editor can reach you with a question.");
        return show(&site, &blog, &Filled { error, ..filled });
    }
    if !site.is_from_a_person(&form) {
        return show(&site, &blog, &Filled { again: Some("Please press the button once more."), ..filled });
    }
    let now = site.clock.now();
    if !site.searches.may_write(form.visitor, now) {
        return answer(&site, &blog, WishEnd::Capped);
    }
    let Filled { who, proof, note, .. } = filled;
    let new = NewOptOut { blog: blog.id.clone(), who, proof, note: line(&note, NOTE) };
    match suggest::opt_out(&site.store, &site.settings, &blog, new, now).await {
        Ok(end) => answer(&site, &blog, end),
        Err(error) => site.sorry("a request not to be read", &error),
    }
}

fn answer(site: &Site, blog: &Blog, end: WishEnd) -> Response {
    let name = &blog.name;
    let (status, heading, words) = match end {
        WishEnd::Kept(_) => {
            site.wake.notify_one();
            tracing::info!("{} asks not to be read: the desk shows it, and so does `friday blogs suggestions`", blog.id);
            let words = format!(
                "Your request is with us. A person makes sure that {name} is yours; then it is read no longer, the words of its posts are deleted here, and it stays so."
            );
            (StatusCode::OK, "Thank you", words)
        }
        WishEnd::Known(_) => {
            (StatusCode::OK, "Asked already", format!("A request about {name} is with us already, and is being looked at."))
        }
        WishEnd::Capped => (
            StatusCode::TOO_MANY_REQUESTS,
            "Not just now",
            "Very many requests came in within the hour, so this one was not kept. Please send it again later.".to_owned(),
        ),
    };
    say(site, blog, status, heading, words)
}

fn done_before(site: &Site, blog: &Blog) -> Response {
    let words = format!("{} is not read, and that stays so.", blog.name);
    say(site, blog, StatusCode::OK, "Done already", words)
}

fn say(site: &Site, blog: &Blog, status: StatusCode, heading: &str, words: String) -> Response {
    let link = Some(("To its page".to_owned(), format!("blogs/{}", blog.id)));
    site.say(status, &Page { heading: heading.to_owned(), paragraphs: vec![words], link, ..Page::default() })
}
