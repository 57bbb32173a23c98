//! A secure connection that was asked for is had, or nothing is said.

use super::dialogue::transport;
use crate::support::certificates;
use crate::support::script::{Act, Scripted, greeted, say};
use friday::io::mailer::Session;
use friday::model::settings::SmtpTls;

const OFFER: [&str; 2] = ["STARTTLS", "AUTH PLAIN"];

/// What the user is told, and every line that the server heard.
async fn refusal(script: Vec<Act>, tls: SmtpTls) -> (String, Vec<String>) {
    let server = Scripted::start(vec![script]).await;
    let transport = transport(server.port, tls, Some(("ada", "s3cret")));
    let obstacle = Session::open(&transport, "friday.example").await.unwrap_err();
    (obstacle.why.replace(&server.port.to_string(), "PORT"), server.heard())
}

fn asked(answer: Vec<Act>) -> Vec<Act> {
    [greeted(&OFFER), vec![Act::Hear("STARTTLS")], answer].concat()
}

#[tokio::test]
async fn nothing_is_said_in_clear_when_tls_was_asked_for() {
    let (untrusted, _) = certificates::server("127.0.0.1");
    let go = || say("220 go\r\n");
    for (script, expected) in [
        (greeted(&["AUTH PLAIN"]), "it offers none"),
        (vec![say("220 x\r\n"), Act::Hear("EHLO"), say("502 no\r\n"), Act::Hear("HELO"), say("250 x\r\n")], "it offers none"),
        (asked(vec![say("454 4.7.0 not now\r\n")]), "454 4.7.0 not now"),
        (asked(vec![say("220 go\r\n250-x\r\n250 AUTH PLAIN\r\n")]), "something was put into the conversation"),
        (asked(vec![go(), Act::Secure(untrusted)]), "invalid peer certificate: UnknownIssuer"),
        // Whether it is seen as put in or as no TLS depends on the packets.
        (asked(vec![go(), say("250 still in clear\r\n")]), ""),
        (asked(vec![go()]), "the connection was lost"),
    ] {
        let (why, heard) = refusal(script, SmtpTls::StartTls).await;

        assert!(why.starts_with("the mail server 127.0.0.1:PORT does not offer a secure connection ("), "{why}");
        assert!(why.contains(expected) && why.ends_with("; nothing is sent in clear"), "{why}");
        assert!(!heard.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{heard:?}");
    }
}

#[tokio::test]
async fn tls_from_the_first_byte_is_asked_for_before_any_word() {
    let (untrusted, _) = certificates::server("127.0.0.1");
    for script in [vec![Act::Secure(untrusted)], vec![say("220 in clear\r\n")], vec![]] {
        let (why, heard) = refusal(script, SmtpTls::Implicit).await;

        assert!(why.ends_with("; nothing is sent in clear"), "{why}");
        assert!(!heard.iter().any(|line| line.starts_with("EHLO")), "{heard:?}");
    }
}
