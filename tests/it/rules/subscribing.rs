//! What people are told before they subscribe, and which addresses can.

use super::build::settings;
use friday::model::address::{AddressError, EmailAddress};
use friday::model::settings::{Settings, SmtpSettings, SmtpTls, Transport};
use friday::model::subscriber::Choice;
use friday::rules::subscribing::{consent, is_open, label, lede, readers, what_is_wrong, wording};

#[test]
fn the_number_of_readers_is_shown_once_it_is_worth_it_and_tells_nothing_of_one_person() {
    let cases = [
        (0, None),
        (49, None),
        (50, None),
        (51, Some("50")),
        (60, Some("50")),
        (104, Some("100")),
        (1_299, Some("1,200")),
        (12_345, Some("12,000")),
        (1_000_000, Some("990,000")),
    ];

    for (count, expected) in cases {
        assert_eq!(readers(count).as_deref(), expected, "{count}");
    }
}

#[test]
fn the_words_say_who_sends_it_how_often_and_how_to_leave() {
    let mut settings = settings();
    settings.mail.organisation = Some("Ashby Council".to_owned());

    let words = consent(&settings).join(" ");

    assert!(words.starts_with("Ashby Council sends it by e-mail: one mail each Friday"), "{words}");
    assert!(words.contains("leave at any time"), "{words}");
    assert_eq!(wording(&settings).words, words);
}

#[test]
fn the_words_follow_the_day_and_the_size_of_the_edition() {
    let mut settings = settings();
    settings.edition.calendar.day = chrono::Weekday::Tue;
    settings.edition.size = 3;

    assert!(consent(&settings)[0].contains("each Tuesday"));
    assert!(lede(&settings).contains("Each Tuesday you get the three posts"), "{}", lede(&settings));
    assert_eq!(label(Choice::Picks, &settings), "Three picks");
}

#[test]
fn people_subscribe_where_the_page_that_confirms_can_be_reached() {
    let with = |url: &str, host: Option<&str>| -> Settings {
        let mut settings = settings();
        settings.site.url = url::Url::parse(url).unwrap();
        if let Some(host) = host {
            let smtp = SmtpSettings { host: host.to_owned(), port: 587, tls: SmtpTls::StartTls, login: None };
            settings.mail.transport = Transport::Smtp(smtp);
        }
        settings
    };

    assert!(is_open(&with("https://five.example.org/", Some("mail.example.org"))));
    assert!(is_open(&with("http://127.0.0.1:8025/", None)));
    assert!(!is_open(&with("http://127.0.0.1:8025/", Some("mail.example.org"))));
    assert!(!is_open(&with("http://five.example.org/", Some("mail.example.org"))));
}

/// RFC 5321 §4.1.2 and §4.5.3.1, RFC 5322 §3.4.1, RFC 5891: what is taken, and as what.
#[test]
fn addresses_are_read_strictly() {
    let long_local = format!("{}@example.org", "a".repeat(64));
    let long_label = format!("a@{}.example", "b".repeat(63));
    let cases = [
        ("ada@example.org", "ada@example.org"),
        ("  ada@example.org\n", "ada@example.org"),
        ("Ada.Lovelace+five@Example.ORG", "Ada.Lovelace+five@example.org"),
        ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"),
        ("ada@faß.example", "ada@xn--fa-hia.example"),
        (&long_local, &long_local),
        (&long_label, &long_label),
    ];

    for (typed, expected) in cases {
        assert_eq!(EmailAddress::parse(typed).map(|address| address.expose().to_owned()).as_deref(), Ok(expected), "{typed}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let too_long = format!("{}@example.org", "a".repeat(65));
    let too_long_label = format!("a@{}.example", "b".repeat(64));
    let too_long_in_all = format!("a@{}.example", vec!["b".repeat(60); 5].join("."));
    let wrong = [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@localhost",
        "ada@127.0.0.1",
        "ada@[127.0.0.1]",
        "ada@[IPv6:::1]",
        "ada@0x7f.1",
        ".ada@example.org",
        "ada.@example.org",
        "ada..l@example.org",
        "\"ada l\"@example.org",
        "ada@b@example.org",
        "ada l@example.org",
        "Ada <ada@example.org>",
        "ada@example.org, bo@example.org",
        "ada@example.org\r\nBcc: bo@example.org",
        "ada\0@example.org",
        "ada@example..org",
        "ada@.example.org",
        "ada@example.org.",
        "ada@-example.org",
        "ada@example-.org",
        "ada@exa_mple.org",
        "ada@ex%61mple.org",
        "ada@example.org/x",
        "ada@example.org:25",
        "ada@user:pass@example.org",
        "адá@example.org",
        &too_long,
        &too_long_label,
        &too_long_in_all,
    ];

    for typed in wrong {
        let error = EmailAddress::parse(typed).expect_err(typed);
        let words = what_is_wrong(&error);
        assert!(words.ends_with('.') && !words.contains('\n'), "{typed:?}: {words}");
    }
}

#[test]
fn a_mistake_is_told_in_one_sentence_without_jargon() {
    let told = |error: AddressError| what_is_wrong(&error);

    assert_eq!(told(AddressError::Shape), "Enter an e-mail address, like name@example.org.");
    assert_eq!(told(EmailAddress::parse("a@b@c.org").unwrap_err()), "Enter one address with one @, like name@example.org.");
    assert_eq!(told(AddressError::Character(' ')), "Enter the address without spaces.");
    assert_eq!(told(AddressError::Character('"')), "\" cannot stand before the @ of an address that we can write to.");
    assert_eq!(
        told(AddressError::Character('é')),
        "We can only write to addresses with plain letters, digits and signs before the @."
    );
    assert_eq!(told(AddressError::Domain("example".to_owned())), "Check the part after the @: it should look like example.org.");
}
