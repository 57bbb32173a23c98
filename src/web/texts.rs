//! Pages that only tell.

use super::Site;
use super::pages::Page;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// For publishers who find us in their logs.
pub async fn about_our_fetcher(State(site): State<Arc<Site>>) -> Response {
    let mut paragraphs = vec![
        format!("{} reads the feeds of public-sector blogs to make a weekly digest. It shows titles, a short extract and a link, never the whole post.", site.settings.site.title),
        "It asks for one document at a time from each host and each address, at most once an hour, and less often where a blog posts less often. Requests are conditional: a server that answers 304 sends nothing twice. Where there is no ETag or Last-Modified, or they have no effect, it comes once a day.".to_owned(),
        "It obeys Retry-After for up to 31 days, 429 for the whole host, Cache-Control, Expires, ttl, sy:updatePeriod, skipHours and skipDays, and 410 Gone at once and for good. A permanent redirect is followed at once and remembered after a week.".to_owned(),
        "It sends no cookies and runs no scripts. To keep it away, answer 410 to its User-Agent, which begins with \"friday/\"; 403 slows it down to one request a day.".to_owned(),
    ];
    paragraphs.extend(site.settings.site.contact.as_ref().map(|contact| format!("Questions and complaints: {contact}.")));
    site.say(StatusCode::OK, &Page { heading: "About our fetcher".to_owned(), paragraphs, ..Page::default() })
}

/// For readers: what is kept of them, why, and for how long.
pub async fn what_we_keep(State(site): State<Arc<Site>>) -> Response {
    let title = &site.settings.site.title;
    let paragraphs = vec![
        format!("To send you {title} we keep your e-mail address, what you chose to get, and which editions went to you in the last 400 days. No name, no profile, and no record of what you open or click, because our mails hold nothing that could tell us."),
        "What mail servers answered when they took or refused our mail is kept for 90 days after each edition, and reports of mail that came back for 180 days: without them nobody could find out why a mail does not arrive.".to_owned(),
        "So that we can show that you asked for it, we keep when you asked and confirmed, and the words that you were shown. The network address you asked from is kept for 90 days as a scrambled mark: it cannot be read, but whoever holds our key could try addresses until one fits.".to_owned(),
        "If you ask and do not confirm, your address is deleted after seven days. A scrambled mark of it stays for 30 days with the note that we wrote to you, so that nobody can have us write to you again and again.".to_owned(),
        "When you leave, no more mail is sent from that moment, and your address is deleted 28 days later; when your mailbox is gone, 180 days later. What stays is a scrambled mark of your address, so that no old file can put you back on the list by mistake.".to_owned(),
        "Your own page, linked from every mail, lets you download everything we hold about you, and be forgotten.".to_owned(),
        "These pages set no cookies and load nothing from elsewhere. Your address goes to nobody but the mail servers that carry our mail to you.".to_owned(),
    ];
    let link = Some(("Get a link to your page".to_owned(), "manage".to_owned()));
    site.say(StatusCode::OK, &Page { heading: "What we keep".to_owned(), paragraphs, link, ..Page::default() })
}

/// Everything else.
pub async fn not_found(State(site): State<Arc<Site>>) -> Response {
    let paragraphs = vec!["There is no page at this address.".to_owned()];
    let link = Some(("To the first page".to_owned(), String::new()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Not found".to_owned(), paragraphs, link, ..Page::default() })
}

/// An address of ours, asked in another way than its page does: most often a button's, typed in or opened again.
pub async fn not_this_way(State(site): State<Arc<Site>>) -> Response {
    let paragraphs =
        vec!["This address belongs to a button and shows nothing by itself. Open the page with the button again.".to_owned()];
    let link = Some(("To the first page".to_owned(), String::new()));
    let page = Page { heading: "Not this way".to_owned(), paragraphs, link, ..Page::default() };
    site.say(StatusCode::METHOD_NOT_ALLOWED, &page)
}
