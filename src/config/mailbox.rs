//! Addresses in the settings: `Name <name@example.org>`, and the mail server's URL.

use crate::model::address::EmailAddress;
use crate::model::return_path::{ReturnPath, TAG_ROOM};
use crate::model::settings::{Mailbox, SmtpSettings, SmtpTls};
use serde::Deserialize;
use url::Url;

/// `Five for Friday <friday@example.org>`, or the address alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct MailboxText(pub Mailbox);

impl TryFrom<String> for MailboxText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').to_owned(), address),
            None => (String::new(), text.as_str()),
        };
        if name.chars().any(char::is_control) {
            return Err("a sender's name cannot hold line breaks or control characters".to_owned());
        }
        let address = AddressText::try_from(address.to_owned())?.0;
        Ok(Self(Mailbox { name, address }))
    }
}

/// `name@example.org`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct AddressText(pub EmailAddress);

impl TryFrom<String> for AddressText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        EmailAddress::parse(&text)
            .map(Self)
            .map_err(|error| format!("{text:?} is not a mail address ({error}); write it as \"name@example.org\""))
    }
}

/// `bounces@example.org`, or with the tag's place: `bounces-{tag}@example.org`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ReturnPathText(pub ReturnPath);

impl TryFrom<String> for ReturnPathText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        ReturnPath::parse(&text).map(Self).map_err(|_| {
            format!(
                "{text:?} is no address for mail that comes back; write it as \"bounces@example.org\" or \
                 \"bounces+{{tag}}@example.org\", with at most {} characters before the @ and no letter, digit or hyphen beside {{tag}}",
                64 - TAG_ROOM
            )
        })
    }
}

/// `smtp://user:pass@host:587?tls=required`, `smtps://host`, or on loopback `smtp://127.0.0.1:25`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct SmtpText(pub SmtpSettings);

impl TryFrom<String> for SmtpText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        const FORM: &str =
            "write it as \"smtp://user:password@mail.example.org:587?tls=required\" or \"smtps://mail.example.org\"";
        let url = Url::parse(&text).map_err(|error| format!("not a mail server's address ({error}); {FORM}"))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| format!("the host is missing; {FORM}"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = tls_of(&url, &host)?;
        let login = match (url.username(), url.password()) {
            ("", _) => None,
            (_, None) => return Err(format!("a user without a password; {FORM}")),
            (user, Some(password)) => Some((decoded(user), decoded(password))),
        };
        if login.is_some() && tls == SmtpTls::None && !is_loopback(&host) {
            return Err("a password cannot go to another machine in clear; write ?tls=required".to_owned());
        }
        let port = url.port().unwrap_or(if tls == SmtpTls::Implicit { 465 } else { 587 });
        Ok(Self(SmtpSettings { host, port, tls, login }))
    }
}

/// TLS unless the server is this machine; clear text elsewhere cannot be asked for by accident.
fn tls_of(url: &Url, host: &str) -> Result<SmtpTls, String> {
    let asked = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
    if let Some((key, _)) = url.query_pairs().find(|(key, _)| key != "tls") {
        return Err(format!("unknown part {key:?}; only ?tls=required or ?tls=none can follow the address"));
    }
    match (url.scheme(), asked.as_deref()) {
        ("smtps", None | Some("required")) => Ok(SmtpTls::Implicit),
        ("smtp", Some("required")) => Ok(SmtpTls::StartTls),
        ("smtp", None) if is_loopback(host) => Ok(SmtpTls::None),
        ("smtp", None) => Ok(SmtpTls::StartTls),
        ("smtp", Some("none")) => Ok(SmtpTls::None),
        ("smtp" | "smtps", Some(other)) => Err(format!("tls={other} is unknown; write ?tls=required or ?tls=none")),
        (other, _) => Err(format!("{other}:// is not a mail server; write smtp:// or smtps://")),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A user or password may hold any character when it is percent-encoded.
fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes()).map(|(key, _)| key.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Server = (String, u16, SmtpTls, Option<(String, String)>);

    fn smtp(text: &str) -> Result<Server, String> {
        SmtpText::try_from(text.to_owned()).map(|found| (found.0.host, found.0.port, found.0.tls, found.0.login))
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_under_tls_by_default() {
        assert_eq!(smtp("smtp://mail.example.org"), Ok(("mail.example.org".to_owned(), 587, SmtpTls::StartTls, None)));
        assert_eq!(smtp("smtps://mail.example.org"), Ok(("mail.example.org".to_owned(), 465, SmtpTls::Implicit, None)));
    }

    #[test]
    fn loopback_needs_no_tls() {
        assert_eq!(smtp("smtp://127.0.0.1:2525"), Ok(("127.0.0.1".to_owned(), 2525, SmtpTls::None, None)));
        assert_eq!(smtp("smtp://[::1]:2525"), Ok(("::1".to_owned(), 2525, SmtpTls::None, None)));
    }

    #[test]
    fn passwords_may_hold_any_character() {
        let login = Some(("ada+x".to_owned(), "p@ss/w&=rd".to_owned()));

        let found = smtp("smtp://ada+x:p%40ss%2Fw%26%3Drd@mail.example.org");

        assert_eq!(found.map(|(_, _, _, login)| login), Ok(login));
    }

    #[test]
    fn a_password_never_goes_out_in_clear() {
        assert!(smtp("smtp://ada:secret@mail.example.org?tls=none").is_err());
        assert!(smtp("smtp://ada:secret@127.0.0.1?tls=none").is_ok());
    }

    #[test]
    fn a_password_is_never_printed() {
        let printed = format!("{:?}", SmtpText::try_from("smtp://ada:secret@mail.example.org".to_owned()));

        assert!(!printed.contains("secret"), "{printed}");
    }

    #[test]
    fn a_sender_may_be_an_address_alone() {
        let named =
            MailboxText::try_from("Five for Friday <friday@example.org>".to_owned()).map(|m| (m.0.name, m.0.address.canonical()));
        let bare = MailboxText::try_from("friday@example.org".to_owned()).map(|m| (m.0.name, m.0.address.canonical()));

        assert_eq!(named, Ok(("Five for Friday".to_owned(), "friday@example.org".to_owned())));
        assert_eq!(bare, Ok((String::new(), "friday@example.org".to_owned())));
    }

    #[test]
    fn a_line_break_in_the_senders_name_is_refused() {
        assert!(MailboxText::try_from("Five\r\nBcc: x <friday@example.org>".to_owned()).is_err());
    }
}
