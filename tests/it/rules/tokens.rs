//! What stands in links: read back whole, or not at all; and worth nothing for another purpose.

use super::build::{address, at};
use chrono::TimeDelta;
use friday::io::tokens::{Keys, Purpose};
use friday::jobs::subscribe::{form_stamp, is_human};
use friday::rules::tokens::{change_text, confirm_text, form_text, is_human_pace, manage_text, read, token};
use friday::rules::{leaving, tokens};

const PURPOSES: [Purpose; 6] =
    [Purpose::Links, Purpose::Confirm, Purpose::Change, Purpose::Manage, Purpose::Form, Purpose::MessageId];

/// What is signed for number 12 in each kind of link.
fn texts() -> Vec<(Purpose, String)> {
    let ada = address("ada@example.org");
    vec![
        (Purpose::Links, leaving::signed_text(12)),
        (Purpose::Confirm, confirm_text(12)),
        (Purpose::Change, change_text(12)),
        (Purpose::Manage, manage_text(12, &ada)),
        (Purpose::Form, form_text(12)),
    ]
}

#[test]
fn a_number_has_one_spelling() {
    let signature = "a".repeat(26);

    assert_eq!(read(&token(12, &signature)), Some((12, signature.as_str())));
    for wrong in ["", "-", "12", "+12-S", "012-S", "-12-S", " 12-S", "12 -S", "9223372036854775808-S", "12-S-", "12-S0", "١٢-S"]
    {
        assert_eq!(read(&wrong.replace('S', &signature)), None, "{wrong}");
    }
    assert_eq!(read(&format!("12-{}", "A".repeat(26))), None);
}

#[test]
fn no_byte_of_a_token_can_be_changed() {
    let keys = Keys::counted(1);
    for (purpose, text) in texts() {
        let signed = token(12, &keys.sign(purpose, &text));
        for at in 0..signed.len() {
            for byte in (b'0'..=b'9').chain(b'a'..=b'z').chain([b'-', b'A', 0, 0xff]) {
                let mut bytes = signed.clone().into_bytes();
                if bytes[at] == byte {
                    continue;
                }
                bytes[at] = byte;
                let forged = String::from_utf8_lossy(&bytes).into_owned();
                let read = tokens::read(&forged)
                    .filter(|(number, signature)| keys.verify(purpose, &text.replace("12", &number.to_string()), signature));
                assert_eq!(read, None, "{forged}");
            }
        }
    }
}

#[test]
fn a_token_of_one_purpose_is_worthless_for_another() {
    let keys = Keys::counted(1);
    for (own, text) in texts() {
        let signature = keys.sign(own, &text);
        for purpose in PURPOSES.into_iter().filter(|purpose| *purpose != own) {
            for (_, other_text) in texts() {
                assert!(!keys.verify(purpose, &other_text, &signature), "{own:?} as {purpose:?}");
            }
        }
    }
}

#[test]
fn a_link_to_a_page_is_bound_to_the_mailbox_that_it_was_sent_to() {
    assert_eq!(manage_text(12, &address("Ada@Example.org")), manage_text(12, &address("ada@example.org")));
    assert_ne!(manage_text(12, &address("ada@example.org")), manage_text(12, &address("ada@example.net")));
}

#[test]
fn a_form_that_is_filled_in_within_a_second_was_not_filled_in_by_a_person() {
    let shown = at("2026-11-20T12:00:00Z");
    let cases = [(-1, false), (0, false), (1, false), (2, true), (60, true), (86_400 * 30, true)];

    for (seconds, expected) in cases {
        assert_eq!(is_human_pace(shown.timestamp(), shown + TimeDelta::seconds(seconds)), expected, "{seconds}");
    }
    assert!(!is_human_pace(i64::MAX, shown));
}

#[test]
fn a_form_without_our_stamp_was_never_shown() {
    let (keys, others) = (Keys::counted(1), Keys::counted(2));
    let shown = at("2026-11-20T12:00:00Z");
    let later = shown + TimeDelta::minutes(1);

    assert!(is_human(&keys, &form_stamp(&keys, shown), later));
    assert!(!is_human(&keys, &form_stamp(&others, shown), later));
    assert!(!is_human(&keys, "", later));
    assert!(!is_human(&keys, &shown.timestamp().to_string(), later));
}
