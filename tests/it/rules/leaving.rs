//! How a reader leaves.

use super::build::{address, settings};
use friday::model::email::WaysToLeave;
use friday::model::settings::{Settings, SmtpSettings, SmtpTls, Transport};
use friday::rules::leaving::{NoWayToLeave, headers, link, token_in_subject, ways};

const TOKEN: &str = "12-abcdefghijklmnopqrstuvwxyz";

fn with(url: &str, smtp: Option<&str>, leave: Option<&str>) -> Settings {
    let mut settings = settings();
    settings.site.url = url::Url::parse(url).unwrap();
    settings.mail.leave = leave.map(address);
    if let Some(host) = smtp {
        let smtp = SmtpSettings { host: host.to_owned(), port: 587, tls: SmtpTls::StartTls, login: None };
        settings.mail.transport = Transport::Smtp(smtp);
    }
    settings
}

/// Page, one-click and leave address that these settings offer; `None`: nothing may be sent.
fn check(settings: &Settings, expected: Option<(Option<&str>, bool, Option<&str>)>) {
    let found = ways(settings);

    let found = found.as_ref().ok().map(|ways| {
        let mailto = ways.mailto.as_ref().map(|address| address.expose());
        (ways.page.as_ref().map(url::Url::as_str), ways.one_click, mailto)
    });
    assert_eq!(found, expected);
}

#[test]
fn an_https_site_offers_a_page_and_one_click() {
    let url = "https://five.example.org/";

    check(&with(url, Some("mail.example.org"), None), Some((Some(url), true, None)));
    check(&with(url, Some("mail.example.org"), Some("leave@example.org")), Some((Some(url), true, Some("leave@example.org"))));
}

#[test]
fn a_leave_address_is_enough() {
    check(
        &with("http://five.example.org/", Some("mail.example.org"), Some("leave@example.org")),
        Some((None, false, Some("leave@example.org"))),
    );
}

#[test]
fn a_page_in_clear_is_no_way_to_leave() {
    check(&with("http://five.example.org/", Some("mail.example.org"), None), None);
}

#[test]
fn a_page_on_loopback_serves_a_trial_and_no_real_mail() {
    for url in ["http://127.0.0.1:8025/", "http://localhost:8025/", "http://[::1]:8025/"] {
        check(&with(url, None, None), Some((Some(url), false, None)));
        check(&with(url, Some("127.0.0.1"), None), Some((Some(url), false, None)));
        check(&with(url, Some("mail.example.org"), None), None);
    }
}

#[test]
fn a_name_that_only_looks_like_loopback_is_none() {
    check(&with("http://localhost.example.org/", Some("127.0.0.1"), None), None);
    check(&with("http://127.0.0.1.example.org/", Some("mail.example.org"), None), None);
}

#[test]
fn mail_into_a_folder_reaches_nobody_and_needs_no_way_out() {
    let url = "http://five.example.org/";

    check(&with(url, None, None), Some((Some(url), false, None)));
}

#[test]
fn the_refusal_says_what_to_set() {
    let message = NoWayToLeave.to_string();

    assert!(message.contains("Set [site] url to the https address"), "{message}");
    assert!(message.contains("or [mail] leave to an address"), "{message}");
}

fn offered(url: &str, leave: Option<&str>) -> WaysToLeave {
    ways(&with(url, None, leave)).unwrap()
}

#[test]
fn the_link_leads_to_the_page_over_https_and_else_to_the_address() {
    let mail = "mailto:leave@example.org?subject=leave%2012-abcdefghijklmnopqrstuvwxyz";
    let page = "five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz";

    assert_eq!(link(&offered("https://five.example.org/", Some("leave@example.org")), TOKEN), format!("https://{page}"));
    assert_eq!(link(&offered("http://127.0.0.1:8025/", Some("leave@example.org")), TOKEN), mail);
    assert_eq!(link(&offered("http://five.example.org/", Some("leave@example.org")), TOKEN), mail);
    assert_eq!(link(&offered("http://127.0.0.1:8025/", None), TOKEN), format!("http://127.0.0.1:8025/leave/{TOKEN}"));
}

#[test]
fn a_site_below_a_path_keeps_it_in_the_link() {
    assert_eq!(link(&offered("https://example.org/five/", None), TOKEN), format!("https://example.org/five/leave/{TOKEN}"));
}

#[test]
fn one_click_stands_in_the_headers_of_https_alone() {
    let post = ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned());
    let mail = format!("<mailto:leave@example.org?subject=leave%20{TOKEN}>");

    assert_eq!(
        headers(&offered("https://five.example.org/", None), TOKEN),
        [("List-Unsubscribe", format!("<https://five.example.org/leave/{TOKEN}>")), post]
    );
    assert_eq!(headers(&offered("http://127.0.0.1:8025/", Some("leave@example.org")), TOKEN), [("List-Unsubscribe", mail)]);
}

#[test]
fn a_leave_mail_is_understood_with_what_mail_programs_add() {
    for subject in ["leave {}", "Re: leave {}", "AW: Leave   {}", "leave {} (sent from my phone)"] {
        assert_eq!(token_in_subject(&subject.replace("{}", TOKEN)), Some(TOKEN), "{subject}");
    }
    for subject in ["", "leave", "leave me alone", "unsubscribe"] {
        assert_eq!(token_in_subject(subject), None, "{subject}");
    }
}
