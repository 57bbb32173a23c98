//! What stands in a link: a number and a signature, never an address. What is signed names the purpose, and so does the key.

use crate::model::Instant;
use crate::model::address::EmailAddress;
use chrono::TimeDelta;

/// Letters and digits of a signature.
const SIGNATURE_LENGTH: usize = 26;

/// A form that was filled in faster than this was filled in by a machine.
const FASTEST: TimeDelta = TimeDelta::seconds(2);

/// Puts a token together.
pub fn token(number: i64, signature: &str) -> String {
    format!("{number}-{signature}")
}

/// Takes a token apart; whether the signature is ours is for the keys to say.
pub fn read(token: &str) -> Option<(i64, &str)> {
    let (number, signature) = token.split_once('-')?;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_signature = signature.len() == SIGNATURE_LENGTH && signature.bytes().all(is_plain);
    // One spelling a number: no sign, no leading zero.
    let is_number = number.bytes().all(|b| b.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
    (is_signature && is_number).then_some(())?;
    Some((number.parse().ok()?, signature))
}

/// What is signed for the link that confirms a sign-up.
pub fn confirm_text(request: i64) -> String {
    format!("confirm {request}")
}

/// What is signed for the link that confirms a new address.
pub fn change_text(request: i64) -> String {
    format!("change {request}")
}

/// What is signed for the link to a subscriber's page. The address is part of it: links in mails to an old mailbox stop
/// working when the subscriber moves to another.
pub fn manage_text(subscriber: i64, address: &EmailAddress) -> String {
    format!("manage {subscriber} {}", address.canonical())
}

/// What is signed for the secret of a link that signs an editor in. The database knows the seed and not the key.
pub fn sign_in_text(seed: &str) -> String {
    format!("sign in {seed}")
}

/// What is signed for the forms of an editor's session, whose cookie holds `secret`.
pub fn session_text(session: i64, secret: &str) -> String {
    format!("{session} {secret}")
}

/// What is signed for the hour at which a form was shown.
pub fn form_text(shown_at: i64) -> String {
    format!("form {shown_at}")
}

/// Whether a person can have filled in a form between these instants.
pub fn is_human_pace(shown_at: i64, now: Instant) -> bool {
    Instant::from_timestamp(shown_at, 0).is_some_and(|shown| now - shown >= FASTEST)
}
