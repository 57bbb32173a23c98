//! How a reader leaves: what the settings offer, and the links that do it.

use crate::model::address::EmailAddress;
use crate::model::email::WaysToLeave;
use crate::model::settings::{Settings, Transport};
use crate::rules::tokens;

/// Why nothing may be sent with these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no way to leave is set up, so nothing is sent. Set [site] url to the https address at which `friday run` answers, \
     or [mail] leave to an address whose mail is piped to `friday mail-in`"
)]
pub struct NoWayToLeave;

/// The ways that these settings offer. Mail into a folder needs none: it reaches nobody.
pub fn ways(settings: &Settings) -> Result<WaysToLeave, NoWayToLeave> {
    let url = &settings.site.url;
    let is_https = url.scheme() == "https";
    let is_folder = matches!(settings.mail.transport, Transport::Folder(_));
    let page = (is_https || is_folder || is_loopback(url)).then(|| url.clone());
    let mailto = settings.mail.leave.clone();
    let is_real_mail = match &settings.mail.transport {
        Transport::Folder(_) => false,
        Transport::Smtp(smtp) => !is_loopback_host(&smtp.host),
    };
    // A page on loopback is reached by nobody but the operator: enough for a trial, not for readers elsewhere.
    let reachable = is_https || mailto.is_some() || (page.is_some() && !is_real_mail);
    if reachable { Ok(WaysToLeave { page, one_click: is_https, mailto }) } else { Err(NoWayToLeave) }
}

fn is_loopback(url: &url::Url) -> bool {
    url.host_str().is_some_and(|host| is_loopback_host(host.trim_start_matches('[').trim_end_matches(']')))
}

/// Whether a host of the settings is this machine.
pub fn is_loopback_host(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A subscriber's leave token: the row and its signature; an address is never part of a link.
pub fn token(subscriber: i64, signature: &str) -> String {
    tokens::token(subscriber, signature)
}

/// Takes a token apart; whether the signature is ours is for the keys to say.
pub fn read_token(token: &str) -> Option<(i64, &str)> {
    tokens::read(token)
}

/// What is signed for a leave token.
pub fn signed_text(subscriber: i64) -> String {
    format!("leave {subscriber}")
}

/// The link in the mail: the page where there is one, else a mail to the leave address.
pub fn link(ways: &WaysToLeave, token: &str) -> String {
    match (&ways.page, &ways.mailto) {
        (Some(page), mailto) if ways.one_click || mailto.is_none() => format!("{page}leave/{token}"),
        (_, Some(address)) => mailto_link(address, token),
        (Some(page), None) => format!("{page}leave/{token}"),
        (None, None) => String::new(),
    }
}

/// `List-Unsubscribe` and, over https alone, `List-Unsubscribe-Post` (RFC 2369, RFC 8058).
pub fn headers(ways: &WaysToLeave, token: &str) -> Vec<(&'static str, String)> {
    let page =
        ways.page.as_ref().filter(|_| ways.one_click || ways.mailto.is_none()).map(|page| format!("<{page}leave/{token}>"));
    let mail = ways.mailto.as_ref().map(|address| format!("<{}>", mailto_link(address, token)));
    let targets: Vec<String> = page.into_iter().chain(mail).collect();
    let mut headers = vec![("List-Unsubscribe", targets.join(", "))];
    if ways.one_click {
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    headers
}

fn mailto_link(address: &EmailAddress, token: &str) -> String {
    format!("mailto:{}?subject=leave%20{token}", address.expose())
}

/// The token in a leave mail's subject: "leave TOKEN", with whatever a mail program puts before it.
pub fn token_in_subject(subject: &str) -> Option<&str> {
    let mut words = subject.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("leave"));
    words.next()?;
    words.next().filter(|token| read_token(token).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "abcdefghijklmnopqrstuvwxyz";

    fn ways(one_click: bool, mailto: Option<&str>) -> WaysToLeave {
        let page = if one_click { "https://five.example.org/" } else { "http://127.0.0.1:8025/" };
        WaysToLeave {
            page: url::Url::parse(page).ok(),
            one_click,
            mailto: mailto.map(|text| EmailAddress::parse(text).expect("a literal address")),
        }
    }

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        assert_eq!(read_token(&token(12, SIGNATURE)), Some((12, SIGNATURE)));
        for wrong in [
            "",
            "12",
            "-",
            "12-short",
            "x-abcdefghijklmnopqrstuvwxyz",
            "+1-abcdefghijklmnopqrstuvwxyz",
            "12-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ] {
            assert_eq!(read_token(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_click_is_offered_over_https_alone() {
        let names = |ways: WaysToLeave| headers(&ways, "t").into_iter().map(|(name, _)| name).collect::<Vec<_>>();

        assert_eq!(names(ways(true, None)), ["List-Unsubscribe", "List-Unsubscribe-Post"]);
        assert_eq!(names(ways(false, Some("leave@example.org"))), ["List-Unsubscribe"]);
    }

    #[test]
    fn both_ways_stand_in_one_header() {
        let found = headers(&ways(true, Some("leave@example.org")), "7-x");

        assert_eq!(
            found.first().map(|(_, value)| value.as_str()),
            Some("<https://five.example.org/leave/7-x>, <mailto:leave@example.org?subject=leave%207-x>")
        );
    }

    #[test]
    fn a_reply_with_a_prefix_still_leaves() {
        let token = token(12, SIGNATURE);

        assert_eq!(token_in_subject(&format!("Re: LEAVE {token}")), Some(token.as_str()));
        assert_eq!(token_in_subject("please leave me alone"), None);
    }
}
