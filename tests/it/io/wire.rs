//! A mail in wire format: no word of it can become a header, a command or a second mail.

use friday::io::mailer::{Letter, Letterhead};
use friday::model::address::EmailAddress;
use friday::model::email::{Email, Heading};
use mail_parser::MessageParser;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

pub fn letterhead(name: &str) -> Letterhead {
    let mut mail = friday::config::load_settings(None).unwrap().mail;
    mail.from.name = name.to_owned();
    Letterhead::new(&mail, None)
}

pub fn email(subject: &str, words: &str) -> Email {
    let heading = Heading {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        return_path: EmailAddress::parse("bounces+1-1-x@example.org").unwrap(),
        subject: subject.to_owned(),
        date: "2026-11-20T12:00:00Z".parse().unwrap(),
        message_id: "<2026-11-20.x@example.org>".to_owned(),
        boundary: "boundary-of-this-mail".to_owned(),
        headers: vec![("List-Id", "<five.example.org>".to_owned())],
    };
    Email { heading, text: words.to_owned(), html: format!("<p>{words}</p>") }
}

fn written(subject: &str, words: &str) -> Letter {
    letterhead("Five for Friday").letter(&email(subject, words)).unwrap()
}

fn header_names(letter: &Letter) -> Vec<String> {
    let text = String::from_utf8(letter.bytes.clone()).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap().to_owned();
    head.lines().filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

const NAMES: [&str; 8] = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "MIME-Version", "Content-Type"];

#[test]
fn a_line_break_in_a_header_is_refused() {
    for subject in ["Five\r\nBcc: eve@example.org", "Five\nX: y", "Five\u{85}x", "Five\0"] {
        assert!(letterhead("Five").letter(&email(subject, "words")).is_err(), "{subject:?}");
        assert!(letterhead(subject).letter(&email("Five", "words")).is_err(), "{subject:?}");
    }
}

#[test]
fn a_header_that_stands_already_is_refused() {
    let with = |name: &'static str, value: &str| {
        let mut email = email("Five", "words");
        email.heading.headers.push((name, value.to_owned()));
        letterhead("Five").letter(&email).is_ok()
    };

    assert!(with("List-Help", "<mailto:a@example.org>"));
    for (name, value) in
        [("from", "eve@example.org"), ("List-ID", "x"), ("X:y", "z"), ("", "x"), ("X", "é"), ("X", "a\r\nBcc: b")]
    {
        assert!(!with(name, value), "{name:?} {value:?}");
    }
}

#[test]
fn the_head_of_a_mail_is_what_it_has_always_been() {
    let letter = written("Five for Friday (20/11/2026)", "words");

    let text = String::from_utf8(letter.bytes).unwrap();
    assert_eq!(
        text.split("\r\n\r\n").next().unwrap(),
        "From: \"Five for Friday\" <friday@example.org>\r\nTo: ada@example.org\r\nSubject: Five for Friday (20/11/2026)\r\n\
         Date: Fri, 20 Nov 2026 12:00:00 +0000\r\nMessage-ID: <2026-11-20.x@example.org>\r\nList-Id: <five.example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"boundary-of-this-mail\""
    );
}

#[test]
fn a_subject_that_looks_like_encoded_words_reads_as_it_was_written() {
    for subject in ["=?utf-8?q?Bcc:_eve?=", "a =?utf-8?b?QQ==?= b", "x".repeat(300).as_str(), " two  spaces ", ""] {
        let letter = written(subject, "words");

        let mail = MessageParser::default().parse(&letter.bytes).unwrap();
        assert_eq!(mail.subject().unwrap_or_default(), subject);
        assert_eq!(header_names(&letter), NAMES);
    }
}

#[test]
fn a_dot_on_a_line_of_its_own_ends_nothing() {
    let words = "one\n.\nMAIL FROM:<eve@example.org>\r\n.\r\nRCPT TO:<all@example.org>\r.\rtwo";

    let letter = written("Five", words);

    let mail = MessageParser::default().parse(&letter.bytes).unwrap();
    let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "one\n.\nMAIL FROM:<eve@example.org>\n.\nRCPT TO:<all@example.org>\n.\ntwo");
    assert_eq!(header_names(&letter), NAMES);
}

#[test]
fn a_subject_beyond_ascii_is_encoded_in_short_words() {
    let subject = "Pump i ddydd Gwener: tŷ, ŵyn a 🦦 ".repeat(4);
    let letter = written(subject.trim(), "words");

    let mail = MessageParser::default().parse(&letter.bytes).unwrap();

    assert_eq!(mail.subject(), Some(subject.trim()));
    let longest = letter.bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
    assert!(longest <= Some(79), "{longest:?}");
}

#[test]
fn equal_mails_are_equal_bytes() {
    assert_eq!(written("Five", "words").bytes, written("Five", "words").bytes);
}

proptest! {
    #[test]
    fn whatever_the_words_the_headers_stay_the_same_and_the_wire_is_clean(
        subject in "[^\\p{C}]{1,120}", name in "[^\\p{C}]{0,60}", words in "(?s).{0,400}",
    ) {
        let letter = letterhead(&name).letter(&email(&subject, &words)).unwrap();

        prop_assert_eq!(header_names(&letter), NAMES);
        prop_assert!(letter.bytes.is_ascii());
        for line in letter.bytes.split_inclusive(|byte| *byte == b'\n') {
            prop_assert!(line.ends_with(b"\r\n") && line.len() <= 1000);
            prop_assert_eq!(line.iter().filter(|byte| **byte == b'\r').count(), 1);
        }
    }
}
