//! No words in a mail can end it, begin another, or mean one thing here and another there.

use super::dialogue::transport;
use super::wire::{email, letterhead};
use crate::support::tolerant::{LineEnd, Tolerant};
use friday::io::mailer::{Letter, Session};
use friday::model::delivery::SendOutcome;
use friday::model::settings::SmtpTls;

/// What has been used to put a second mail into the first.
const BODIES: [&str; 8] = [
    "one\n.\nMAIL FROM:<eve@example.org>\nRCPT TO:<all@example.org>\nDATA\nSubject: x\n\nhello\n.\n",
    "one\r\n.\r\nMAIL FROM:<eve@example.org>\r\n",
    "one\r.\rMAIL FROM:<eve@example.org>\r",
    "one\r\n.\nMAIL FROM:<eve@example.org>\n",
    "one\n.\r\nMAIL FROM:<eve@example.org>\r\n",
    "one\r\r\n.\r\r\nQUIT\r\n",
    "one\r\n.\rRSET\r\n",
    ".\n..\n.leading\n.",
];

async fn kept(end: LineEnd, letter: &Letter) -> Vec<Vec<u8>> {
    let server = Tolerant::start(end).await;
    let mut session = Session::open(&transport(server.port, SmtpTls::None, None), "friday.example").await.unwrap();
    let outcome = session.send(letter, || async { Ok(true) }).await.unwrap();
    assert!(matches!(outcome, Some(SendOutcome::Accepted(_))), "{outcome:?}");
    session.close().await;
    server.kept()
}

#[tokio::test]
async fn servers_that_disagree_about_lines_agree_about_our_mails() {
    for body in BODIES {
        let letter = letterhead("Five for Friday").letter(&email("Five", body)).unwrap();
        for end in [LineEnd::Crlf, LineEnd::OrLf, LineEnd::OrCr] {
            let kept = kept(end, &letter).await;

            assert_eq!(kept.len(), 1, "{end:?}: {body:?}");
            assert!(kept[0] == letter.bytes, "{end:?}: {body:?}\n{}", String::from_utf8_lossy(&kept[0]));
        }
    }
}

#[tokio::test]
async fn a_letter_with_other_line_ends_is_not_even_begun() {
    let server = Tolerant::start(LineEnd::OrLf).await;
    let mut session = Session::open(&transport(server.port, SmtpTls::None, None), "friday.example").await.unwrap();
    let mut letter = letterhead("Five for Friday").letter(&email("Five", "words")).unwrap();
    letter.bytes.extend_from_slice(b"a\n.\nMAIL FROM:<eve@example.org>\r\n");

    assert!(session.send(&letter, || async { Ok(true) }).await.is_err());
    assert_eq!(server.kept().len(), 0);
}
