//! The page that one click leaves by (RFC 8058): does it answer from outside, to a POST, without sending it elsewhere?

use crate::io::fetcher::own_page::{Ask, OwnPage};
use crate::model::finding::Finding;
use crate::model::settings::Settings;
use url::Url;

const WHAT: &str = "one-click";

/// No token of ours: nobody leaves by it.
const NOBODY: &str = "leave/0-aaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Asks the page at `[site] url`, where one click is offered at all.
pub async fn look(settings: &Settings) -> Option<Finding> {
    let site = &settings.site.url;
    if site.scheme() != "https" {
        let because = "one click is not offered, because [site] url is no https address; large providers want it of lists";
        return Some(Finding::look(
            WHAT,
            because,
            "serve the pages of `friday run` over https and set [site] url to their address",
        ));
    }
    Some(ask(site, settings.fetch.allow_private).await)
}

/// Asks the leave page below an address as a scanner and as a mail program would, with a link that is nobody's.
pub async fn ask(site: &Url, allow_private: bool) -> Finding {
    let check = "check that the web server in front passes GET and POST below /leave/ to `friday run`, without login or redirect";
    let (Ok(url), Ok(page)) = (site.join(NOBODY), OwnPage::new(allow_private)) else {
        return Finding::look(WHAT, format!("{site} cannot be asked"), check);
    };
    let (look, click) = tokio::join!(page.ask(&url, Ask::Look), page.ask(&url, Ask::OneClick));
    match (look, click) {
        (Err(why), _) | (_, Err(why)) if why.contains("private or reserved") => {
            let mend = "from outside it may well answer: try a leave link of a test mail from another network";
            Finding::look(WHAT, format!("{site} cannot be asked from here: {why}"), mend)
        }
        (Err(why), _) | (_, Err(why)) => Finding::wrong(WHAT, format!("the leave page does not answer: {why}"), check),
        (Ok(look), Ok(click)) if is_ours(look) && is_ours(click) => {
            Finding::well(WHAT, format!("the leave page below {site} answers"))
        }
        (Ok(look), Ok(click)) => {
            let status = if is_ours(click) { look } else { click };
            let how = if is_ours(click) { "somebody who looks" } else { "one click" };
            Finding::wrong(WHAT, format!("the leave page below {site} answers {how} with {status}"), check)
        }
    }
}

/// What friday itself answers to a link that is nobody's; a redirect, a login or a refusal is somebody else's.
fn is_ours(status: u16) -> bool {
    matches!(status, 200 | 400 | 404 | 410)
}
