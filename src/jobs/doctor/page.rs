//! The page that one click leaves by (RFC 8058): does it answer from outside, to a POST, without sending it elsewhere?

use crate::io::fetcher::own_page::{Ask, Head, OwnPage};
use crate::io::tokens::{Keys, Purpose, nobodys_token};
use crate::model::finding::Finding;
use crate::model::settings::Settings;
use url::Url;

const WHAT: &str = "one-click";

/// Asks the page at `[site] url`, where one click is offered at all.
pub async fn look(settings: &Settings, keys: Option<&Keys>) -> Option<Finding> {
    let site = &settings.site.url;
    if site.scheme() != "https" {
        let because = "one click is not offered, because [site] url is no https address; large providers want it of lists";
        return Some(Finding::look(
            WHAT,
            because,
            "serve the pages of `friday run` over https and set [site] url to their address",
        ));
    }
    let Some(keys) = keys else {
        let because = "the leave page cannot be told from another one: there is no key that can be read yet";
        return Some(Finding::look(WHAT, because, "start `friday run`, which makes the key, and run doctor as its user"));
    };
    Some(ask(site, keys, settings.fetch.allow_private).await)
}

/// Asks the leave page below an address as a scanner and as a mail program would, with a link that is nobody's.
pub async fn ask(site: &Url, keys: &Keys, allow_private: bool) -> Finding {
    let check = "check that the web server in front passes GET and POST below /leave/ to `friday run`, without login or redirect";
    let (Ok(token), Ok(page)) = (nobodys_token(), OwnPage::new(allow_private)) else {
        return Finding::look(WHAT, format!("{site} cannot be asked"), check);
    };
    let Ok(url) = site.join(&format!("leave/{token}")) else {
        return Finding::look(WHAT, format!("{site} cannot be asked"), check);
    };
    let (look, click) = tokio::join!(page.ask(&url, Ask::Look), page.ask(&url, Ask::OneClick));
    match (look, click) {
        (Err(why), _) | (_, Err(why)) if why.contains("private or reserved") => {
            let mend = "from outside it may well answer: try a leave link of a test mail from another network";
            Finding::look(WHAT, format!("{site} cannot be asked from here: {why}"), mend)
        }
        (Err(why), _) | (_, Err(why)) => Finding::wrong(WHAT, format!("the leave page does not answer: {why}"), check),
        (Ok(look), Ok(click)) => {
            let strange = [(look, "somebody who looks"), (click, "one click")]
                .into_iter()
                .find_map(|(head, who)| not_ours(site, &head, who, keys, &token));
            strange.unwrap_or_else(|| Finding::well(WHAT, format!("the leave page below {site} answers")))
        }
    }
}

/// An answer without the mark that our own key makes of this very link comes from another program, or from another friday.
fn not_ours(site: &Url, head: &Head, who: &str, keys: &Keys, token: &str) -> Option<Finding> {
    let is_ours = head.mark.as_ref().is_some_and(|mark| keys.verify(Purpose::OwnPage, token, mark));
    (!is_ours).then(|| {
        let status = head.status;
        let because = format!("the leave page below {site} answers {who} with {status}, and the answer is not this friday's");
        let mend = format!(
            "check that [site] url is the address of this `friday run`, and that the web server in front passes GET and POST below {}leave/ to it unchanged, without login or redirect",
            site.path()
        );
        Finding::wrong(WHAT, because, mend)
    })
}
