//! Signatures: what they cover, and that anybody can check them. Two programs of other people check them, where they are found.

use crate::support::verifiers;
use friday::io::mailer::dkim::Signer;
use friday::io::mailer::{Letter, Letterhead};
use friday::model::address::EmailAddress;
use friday::model::email::{Email, Heading};
use mail_parser::MessageParser;

/// Made for these tests with `friday dkim new`; it signs for nobody.
const PEM: &[u8] = include_bytes!("dkim_keys.pem");

fn signer(pem: &[u8]) -> Signer {
    Signer::from_pem(pem, "example.org", "five").unwrap()
}

fn signed(signer: &Signer, words: &str) -> Letter {
    let mail = friday::config::load_settings(None).unwrap().mail;
    let headers = [
        ("List-Id", "Five for Friday <five.example.org>"),
        ("List-Unsubscribe", "<https://five.example.org/leave/7-abc>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Feedback-ID", "2026-11-20:edition:example.org:friday"),
    ];
    let heading = Heading {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        return_path: EmailAddress::parse("bounces+1-1-x@example.org").unwrap(),
        subject: "Pump i ddydd Gwener: tŷ 🦦 ".repeat(4).trim().to_owned(),
        date: "2026-11-20T12:00:00Z".parse().unwrap(),
        message_id: "<2026-11-20.x@example.org>".to_owned(),
        boundary: "boundary-of-this-mail".to_owned(),
        headers: headers.map(|(name, value)| (name, value.to_owned())).to_vec(),
    };
    let email = Email { heading, text: words.to_owned(), html: format!("<p>{words}</p>") };
    Letterhead::new(&mail, Some(signer.clone())).letter(&email).unwrap()
}

const WORDS: &str = "Two  spaces,\ttabs, ŵ = and\n\n\n.\nan end with spaces   \n\n\n";

/// The tags of each signature.
fn tags(letter: &Letter, tag: &str) -> Vec<String> {
    let text = String::from_utf8(letter.bytes.clone()).unwrap().replace("\r\n ", " ");
    let of = |line: &str| line.split("; ").find_map(|part| part.trim().strip_prefix(&format!("{tag}=")).map(str::to_owned));
    text.lines().filter_map(|line| line.strip_prefix("DKIM-Signature: ").map(|line| of(line).unwrap())).collect()
}

#[test]
fn a_mail_has_one_signature_of_each_key_over_all_that_matters() {
    let letter = signed(&signer(PEM), WORDS);

    assert_eq!(tags(&letter, "a"), ["rsa-sha256", "ed25519-sha256"]);
    assert_eq!(tags(&letter, "s"), ["five", "five-ed25519"]);
    assert_eq!(tags(&letter, "t"), ["1795176000"; 2]);
    let covered = "From:To:Subject:Date:Message-ID:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted:Feedback-ID:\
                   MIME-Version:Content-Type:From:To:Subject:Date";
    assert!(tags(&letter, "h").iter().all(|names| names.replace(' ', "") == covered), "{:?}", tags(&letter, "h"));
    assert!(!String::from_utf8_lossy(&letter.bytes).contains(" l="));
    assert!(letter.bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 79));
}

#[test]
fn a_second_attempt_has_the_same_bytes() {
    assert_eq!(signed(&signer(PEM), WORDS).bytes, signed(&signer(PEM), WORDS).bytes);
}

#[test]
fn a_signed_mail_reads_like_an_unsigned_one() {
    let letter = signed(&signer(PEM), WORDS);

    let mail = MessageParser::default().parse(&letter.bytes).unwrap();

    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), WORDS.trim_end());
}

#[test]
fn keys_are_published_as_the_rfcs_have_it() {
    let records = signer(PEM).records();

    let names: Vec<&str> = records.iter().map(|record| record.name.as_str()).collect();
    assert_eq!(names, ["five._domainkey.example.org", "five-ed25519._domainkey.example.org"]);
    assert!(records[0].value.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"));
    assert!(records[0].value.ends_with("IDAQAB"));
    assert_eq!(records[1].value.len(), "v=DKIM1; k=ed25519; p=".len() + 44);
}

#[test]
fn a_file_without_keys_says_what_is_wrong() {
    let text = String::from_utf8(PEM.to_vec()).unwrap();
    let (rsa, ed25519) = text.split_at(text.rfind("-----BEGIN").unwrap());
    for (pem, expected) in [
        (String::new(), "it holds no \"PRIVATE KEY\""),
        ("hello".to_owned(), "it holds no \"PRIVATE KEY\""),
        (format!("{ed25519}{ed25519}"), "it holds two ed25519-sha256 keys"),
        (rsa.replacen("MII", "AII", 1), "a key is neither Ed25519 nor RSA"),
    ] {
        let error = Signer::from_pem(pem.as_bytes(), "example.org", "five").unwrap_err().to_string();

        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(tags(&signed(&signer(rsa.as_bytes()), "words"), "a"), ["rsa-sha256"]);
    assert_eq!(format!("{:?}", signer(PEM)), "Signer(example.org, 2 keys)");
}

/// The mail with one of its two signatures at a time.
fn apart(mail: &str) -> [String; 2] {
    let at: Vec<usize> = mail.match_indices("DKIM-Signature:").map(|(at, _)| at).collect();
    let end = mail.find("\r\nFrom:").unwrap() + 2;
    [mail[at[0]..at[1]].to_owned() + &mail[end..], mail[at[1]..end].to_owned() + &mail[end..]]
}

#[test]
fn other_peoples_programs_accept_each_signature_and_no_change() {
    let signer = signer(PEM);
    let text = String::from_utf8(signed(&signer, WORDS).bytes).unwrap();
    let changes = [
        ("leave/7-abc", "leave/7-abd"),
        ("=One-Click", "=Two-Clicks"),
        ("From: \"Five", "From: eve@example.org\r\nFrom: \"Five"),
        ("Feedback-ID: 2026", "Feedback-ID: 2027"),
        ("an end", "no end"),
    ];
    let changed = changes.map(|(old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    let mails: Vec<String> = std::iter::once(&text).chain(&changed).flat_map(|mail| apart(mail)).collect();
    let mut expected = vec![true, true];
    expected.resize(mails.len(), false);

    for verifier in [verifiers::dkimpy(), verifiers::mailauth()].into_iter().flatten() {
        assert_eq!(verifier.judge(&mails, &signer.records()), expected, "{}", verifier.name);
    }
}
