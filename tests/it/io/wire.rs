//! A mail in wire format: no word of it can become a header, a command or a second mail.

use friday::io::mailer::{Letter, letter};
use friday::model::address::EmailAddress;
use friday::model::email::Email;
use friday::model::settings::MailSettings;
use mail_parser::MessageParser;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

fn settings() -> MailSettings {
    friday::config::load_settings(None).unwrap().mail
}

fn email(subject: &str, words: &str) -> Email {
    Email {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        return_path: EmailAddress::parse("bounces+1-1-x@example.org").unwrap(),
        subject: subject.to_owned(),
        date: "2026-11-20T12:00:00Z".parse().unwrap(),
        message_id: "<2026-11-20.x@example.org>".to_owned(),
        boundary: "boundary-of-this-mail".to_owned(),
        headers: vec![("List-Id", "<five.example.org>".to_owned())],
        text: words.to_owned(),
        html: format!("<p>{words}</p>"),
    }
}

fn written(subject: &str, words: &str) -> Letter {
    letter(&email(subject, words), &settings()).unwrap()
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
        assert!(letter(&email(subject, "words"), &settings()).is_err(), "{subject:?}");
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
    fn whatever_the_words_the_headers_stay_the_same_and_the_wire_is_clean(subject in "[^\\p{C}]{1,120}", words in "(?s).{0,400}") {
        let letter = written(&subject, &words);

        prop_assert_eq!(header_names(&letter), NAMES);
        prop_assert!(letter.bytes.is_ascii());
        for line in letter.bytes.split_inclusive(|byte| *byte == b'\n') {
            prop_assert!(line.ends_with(b"\r\n") && line.len() <= 1000);
            prop_assert_eq!(line.iter().filter(|byte| **byte == b'\r').count(), 1);
        }
    }
}
