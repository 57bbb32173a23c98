//! A hundred thousand hostile strings in titles, remarks and subjects: whatever they hold, each reader receives one mail with
//! the same headers; three parsers agree, and SpamAssassin has no quarrel with the digest.

use super::support::tolerant::{LineEnd, Tolerant};
use super::support::verifiers;
use friday::io::mailer::{Fill, Letter, Letterhead, Plate, Session};
use friday::model::address::EmailAddress;
use friday::model::edition::LEAVE_SLOT;
use friday::model::email::Heading;
use friday::model::settings::{SmtpSettings, SmtpTls, Transport};
use mail_parser::MessageParser;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::io::Write;
use std::process::{Command, Stdio};

const STRINGS: usize = 100_000;

/// Strings a mail: a subject, a sender's name, and the words of both parts.
const A_MAIL: usize = 20;

/// Mails that the slower parsers read as well.
const SAMPLE: usize = 300;

const NAMES: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
];

/// What has been used to break out of a header or a body, between words.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{1,12}",
        2 => any::<char>().prop_map(String::from),
        1 => prop_oneof![
            Just("\r\n"), Just("\n"), Just("\r"), Just("\0"), Just("\u{2028}"), Just("\u{85}"), Just("\u{b}"), Just("\r\n\r\n"),
            Just("\r\nBcc: eve@example.org\r\n"), Just("\n.\n"), Just("\r\n.\r\nMAIL FROM:<eve@example.org>\r\n"), Just("\r.\r"),
            Just("=?utf-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?="), Just("=?utf-8?q?=0D=0ABcc:_eve?="), Just("--boundary--"),
            Just("Content-Type: text/html\n\n"), Just("=\r\n"), Just("=0D=0A"), Just("\u{feff}"), Just("\u{202e}"),
        ].prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn heading(subject: &str) -> Heading {
    let headers = [
        ("List-Id", "Five for Friday <five.example.org>"),
        ("List-Unsubscribe", "<https://five.example.org/leave/7-abc>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ];
    Heading {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        return_path: EmailAddress::parse("bounces+1-1-x@example.org").unwrap(),
        subject: subject.to_owned(),
        date: "2026-11-20T12:00:00Z".parse().unwrap(),
        message_id: "<2026-11-20.x@example.org>".to_owned(),
        boundary: "nobody-can-guess-this-one".to_owned(),
        headers: headers.map(|(name, value)| (name, value.to_owned())).to_vec(),
    }
}

/// A mail of these strings, with its words cleaned of nothing. A line break in a header is refused: then it is left out there.
fn letter(strings: &[String]) -> (Letter, String) {
    let mut mail = friday::config::load_settings(None).unwrap().mail;
    let words = format!("{}\n{LEAVE_SLOT}\n", strings[2..].join("\n"));
    let plate = Plate::cut(&words, &words, &[LEAVE_SLOT]);
    let link = "https://five.example.org/leave/7-abc".to_owned();
    let fills = [Fill { text: link.clone(), html: link.clone() }];
    mail.from.name = strings[1].clone();
    let first = Letterhead::new(&mail, None).copy(&heading(&strings[0]), &plate, &fills);
    let has_controls = strings[..2].iter().any(|text| text.chars().any(char::is_control));
    assert_eq!(first.is_err(), has_controls, "{:?}", &strings[..2]);
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    mail.from.name = plain(&strings[1]);
    let letter = first.or_else(|_| Letterhead::new(&mail, None).copy(&heading(&plain(&strings[0])), &plate, &fills));
    (letter.unwrap(), words.replace(LEAVE_SLOT, &link))
}

fn check(bytes: &[u8], words: &str) {
    let head = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
    let names = std::str::from_utf8(&bytes[..head]).unwrap().split("\r\n").filter(|line| !line.starts_with(' '));
    assert!(names.map(|line| line.split(':').next().unwrap()).eq(NAMES), "{}", String::from_utf8_lossy(bytes));
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        assert!(line.ends_with(b"\r\n") && line.len() <= 1000 && line.is_ascii(), "{line:?}");
        assert_eq!(line.iter().filter(|byte| **byte == b'\r').count(), 1, "{line:?}");
    }
    let mail = MessageParser::default().parse(bytes).unwrap();
    assert_eq!((mail.headers().len(), mail.parts.len()), (NAMES.len(), 3));
    let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned();
    assert_eq!(lines(&mail.body_text(0).unwrap()), lines(words));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_change_no_header_and_make_no_second_mail() {
    let server = Tolerant::start(LineEnd::OrCr).await;
    let transport =
        Transport::Smtp(SmtpSettings { host: "127.0.0.1".to_owned(), port: server.port, tls: SmtpTls::None, login: None });
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec(hostile(), A_MAIL);
    let mut session = Session::open(&transport, "friday.example").await.unwrap();
    let mut words = Vec::new();
    for _ in 0..STRINGS / A_MAIL {
        let (letter, said) = letter(&strategy.new_tree(&mut runner).unwrap().current());
        if !session.is_usable() {
            session.close().await;
            session = Session::open(&transport, "friday.example").await.unwrap();
        }
        session.send(&letter, || async { Ok(true) }).await.unwrap();
        words.push(said);
    }
    let received = server.kept();
    assert_eq!(received.len(), STRINGS / A_MAIL);
    for (bytes, words) in received.iter().zip(&words) {
        check(bytes, words);
    }
    println!("words: {STRINGS} strings in {} mails received: {} headers each, no bare CR or LF", received.len(), NAMES.len());
    others_agree(&received[..SAMPLE]);
}

const PYTHON: &str = r"
import sys, email, email.policy, struct
data, names = sys.stdin.buffer.read(), set()
while data:
    size = struct.unpack('>I', data[:4])[0]
    mail = email.message_from_bytes(data[4:4 + size], policy=email.policy.default)
    names.add(','.join(mail.keys()) + ' ' + str(len(list(mail.walk()))) + ' ' + str(len(mail.defects)))
    data = data[4 + size:]
print(';'.join(names))
";

const POSTAL: &str = r"
const PostalMime = require('postal-mime').default || require('postal-mime');
let data = []; process.stdin.on('data', (part) => data.push(part)).on('end', async () => {
  let all = Buffer.concat(data), names = new Set();
  while (all.length) {
    const size = all.readUInt32BE(0);
    const mail = await PostalMime.parse(all.subarray(4, 4 + size));
    names.add(mail.headers.map((one) => one.key).join(',') + ' ' + (mail.text ? 1 : 0) + (mail.html ? 1 : 0) + ' ' + mail.attachments.length);
    all = all.subarray(4 + size);
  }
  console.log([...names].join(';'));
});
";

const MAILPARSER: &str = r"
const { simpleParser } = require('mailparser');
let data = []; process.stdin.on('data', (part) => data.push(part)).on('end', async () => {
  let all = Buffer.concat(data), names = new Set();
  while (all.length) {
    const size = all.readUInt32BE(0);
    const mail = await simpleParser(all.subarray(4, 4 + size));
    names.add(mail.headerLines.map((one) => one.key).join(',') + ' ' + mail.attachments.length);
    all = all.subarray(4 + size);
  }
  console.log([...names].join(';'));
});
";

/// Each parser sees the same headers in every mail of the sample, and nothing else.
fn others_agree(mails: &[Vec<u8>]) {
    let mut framed = Vec::new();
    for mail in mails {
        framed.extend_from_slice(&u32::try_from(mail.len()).unwrap().to_be_bytes());
        framed.extend_from_slice(mail);
    }
    let lower = NAMES.join(",").to_lowercase();
    for (name, mut command, script, expected) in [
        ("Python's email", verifiers::python(), ["-c", PYTHON], format!("{} 3 0", NAMES.join(","))),
        ("postal-mime", verifiers::node(), ["-e", POSTAL], format!("{lower} 11 0")),
        ("mailparser", verifiers::node(), ["-e", MAILPARSER], format!("{lower} 0")),
    ] {
        let started = command.args(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = started else {
            println!("skipped: {name} is not here");
            continue;
        };
        // A program without its package ends before it reads; its empty answer says so below.
        let _ = child.stdin.take().unwrap().write_all(&framed);
        let said = child.wait_with_output().unwrap();
        if !said.status.success() {
            println!("skipped: {name} is not here");
            continue;
        }
        assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), expected, "{name}");
        println!("words: {name} sees the same in {} of them", mails.len());
    }
}

/// The score of a mail by SpamAssassin's local tests.
fn score(mail: &[u8]) -> Option<(f64, String)> {
    let started = Command::new("spamassassin")
        .args(["-L", "-t"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.ok()?;
    child.stdin.take().unwrap().write_all(mail).unwrap();
    let said = String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout).replace("\n\t", " ");
    let status = said.lines().find(|line| line.starts_with("X-Spam-Status:"))?.to_owned();
    let number = status.split("score=").nth(1)?.split(' ').next()?.parse().ok()?;
    Some((number, status.split("tests=").nth(1)?.split(" autolearn").next()?.to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn spamassassin_has_no_quarrel_with_the_digest() {
    use super::support::blogs::{Blogs, OPEN, councils};
    use super::town::Town;
    let blogs = Blogs::start().await;
    let settings = "[site]\nurl = \"https://five.example.org/\"\n[mail]\nfrom = \"Five for Friday <friday@example.org>\"\n\
                    reply_to = \"editor@example.org\"\norganisation = \"Ashby Council\"\naddress = \"Town Hall, Ashby\"\n";
    let town = Town::new(&format!("{OPEN}{settings}"), &councils(&blogs, 7));
    assert_eq!(town.friday(&["fetch"]).await.code, 0);
    let mail = town.friday(&["edition", "preview", "--part", "eml"]).await.bytes;
    match score(&mail) {
        Some((score, tests)) => {
            println!("SpamAssassin -L: score {score} of at most 0.5 ({tests})");
            assert!(score <= 0.5, "{tests}");
        }
        None => println!("skipped: spamassassin is not here"),
    }
}
