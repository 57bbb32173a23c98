//! The conversation with a mail server: at every step every answer has one outcome, and nothing hangs or panics.

use crate::support::script::{Act, Scripted, greeted, say};
use friday::io::mailer::{Letter, Session, Timeouts};
use friday::model::address::EmailAddress;
use friday::model::delivery::Phase::{Connect, Data, Dot, Login, Mail, Rcpt};
use friday::model::delivery::{Obstacle, Phase, Reply, SendOutcome};
use friday::model::settings::{SmtpSettings, SmtpTls, Transport};
use std::time::Duration;

/// Long enough for a machine that is busy, short enough for the tests of silence.
const SHORT: Duration = Duration::from_millis(150);

pub fn letter() -> Letter {
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    let bytes = b"Subject: five\r\n\r\n.words\r\n".to_vec();
    Letter { from: address("five@example.org"), to: address("ada@example.org"), bytes, file_name: "five.eml".to_owned() }
}

pub fn transport(port: u16, tls: SmtpTls, login: Option<(&str, &str)>) -> Transport {
    let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
    Transport::Smtp(SmtpSettings { host: "127.0.0.1".to_owned(), port, tls, login })
}

async fn open(server: &Scripted) -> Result<Session, Obstacle> {
    Session::open(&transport(server.port, SmtpTls::None, None), "friday.example").await
}

async fn send(session: &mut Session) -> SendOutcome {
    session.send(&letter(), || async { Ok(true) }).await.unwrap().unwrap()
}

/// The outcome's kind, step and code.
fn brief(outcome: &SendOutcome) -> (&'static str, Phase, u16) {
    let of = |reply: &Reply| (reply.phase, reply.code);
    let (kind, (phase, code)) = match outcome {
        SendOutcome::Accepted(reply) => ("accepted", of(reply)),
        SendOutcome::Deferred(reply) => ("deferred", of(reply)),
        SendOutcome::Refused(reply) => ("refused", of(reply)),
        SendOutcome::Uncertain(reply) => ("uncertain", of(reply)),
        SendOutcome::Blocked(obstacle) => ("blocked", obstacle.reply.as_ref().map_or((Connect, 0), of)),
    };
    (kind, phase, code)
}

/// The steps of one message up to and with `phase`, which is answered like this.
fn until(phase: Phase, answer: Act) -> Vec<Act> {
    let mut acts = Vec::new();
    for (step, hear, yes) in [
        (Mail, Act::Hear("MAIL"), "250 ok\r\n"),
        (Rcpt, Act::Hear("RCPT"), "250 ok\r\n"),
        (Data, Act::Hear("DATA"), "354 go on\r\n"),
        (Dot, Act::HearBody, "250 2.0.0 kept\r\n"),
    ] {
        acts.push(hear);
        if step == phase {
            acts.push(answer);
            return acts;
        }
        acts.push(say(yes));
    }
    acts
}

fn whole() -> Vec<Act> {
    until(Dot, say("250 2.0.0 kept\r\n"))
}

async fn outcome_of(script: Vec<Act>) -> (SendOutcome, bool) {
    let server = Scripted::start(vec![script]).await;
    let mut session = open(&server).await.unwrap();
    let outcome = send(&mut session).await;
    (outcome, session.is_usable())
}

#[tokio::test]
async fn every_no_has_its_outcome_at_every_step() {
    for (phase, reply, expected, usable) in [
        (Mail, "451 4.3.0 later\r\n", ("deferred", Mail, 451), true),
        (Mail, "421 4.3.2 bye\r\n", ("blocked", Mail, 421), false),
        (Mail, "550 5.7.1 not you\r\n", ("blocked", Mail, 550), false),
        (Rcpt, "450 4.2.1 grey\r\n", ("deferred", Rcpt, 450), true),
        (Rcpt, "550 5.1.1 nobody\r\n", ("refused", Rcpt, 550), true),
        (Rcpt, "421 4.3.2 bye\r\n", ("deferred", Rcpt, 421), false),
        (Data, "451 4.3.0 later\r\n", ("deferred", Data, 451), true),
        (Data, "554 5.5.1 no\r\n", ("refused", Data, 554), true),
        (Dot, "451-4.3.0 later\r\n451 4.3.0 please\r\n", ("deferred", Dot, 451), true),
        (Dot, "554 5.7.1 spam\r\n", ("refused", Dot, 554), true),
        (Dot, "421 4.3.2 bye\r\n", ("deferred", Dot, 421), false),
        (Dot, "250 2.0.0 kept\r\n", ("accepted", Dot, 250), true),
    ] {
        let script = [greeted(&[]), until(phase, say(reply)), vec![Act::Hear("RSET"), say("250 ok\r\n"), Act::FallSilent]];

        let (outcome, is_usable) = outcome_of(script.concat()).await;

        assert_eq!((brief(&outcome), is_usable), (expected, usable), "{reply:?} at {phase:?}");
    }
}

#[tokio::test]
async fn in_one_packet_the_outcomes_are_the_same() {
    for (replies, expected, usable) in [
        ("250 ok\r\n250 ok\r\n354 go on\r\n", ("accepted", Dot, 250), true),
        ("550 5.7.1 not you\r\n503 no\r\n503 no\r\n", ("blocked", Mail, 550), false),
        ("250 ok\r\n550 5.1.1 nobody\r\n554 no recipients\r\n", ("refused", Rcpt, 550), true),
        ("250 ok\r\n450 4.2.1 grey\r\n503 no\r\n", ("deferred", Rcpt, 450), true),
        // A message for nobody was opened: only hanging up takes that back.
        ("250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n", ("refused", Rcpt, 550), false),
        ("250 ok\r\n421 4.3.2 bye\r\n", ("deferred", Rcpt, 421), false),
    ] {
        let then = if expected.0 == "accepted" { Act::HearBody } else { Act::Hear("RSET") };
        let talk = vec![Act::Hear("DATA"), say(replies), then, say("250 2.0.0 kept\r\n"), Act::FallSilent];

        let (outcome, is_usable) = outcome_of([greeted(&["PIPELINING"]), talk].concat()).await;

        assert_eq!((brief(&outcome), is_usable), (expected, usable), "{replies:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_leaves_doubt_only_after_the_dot() {
    for (phase, expected) in [(Mail, "blocked"), (Rcpt, "deferred"), (Data, "deferred"), (Dot, "uncertain")] {
        let (outcome, is_usable) = outcome_of([greeted(&[]), until(phase, say(""))].concat()).await;

        assert_eq!((brief(&outcome), is_usable), ((expected, phase, 0), false), "{phase:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_before_the_first_byte_has_nothing() {
    let server = Scripted::start(vec![[greeted(&[]), until(Data, say("354 go on\r\n421 4.3.2 bye\r\n"))].concat()]).await;
    let mut session = open(&server).await.unwrap();

    let outcome = send(&mut session).await;

    assert_eq!((brief(&outcome), session.is_usable()), (("deferred", Dot, 421), false));
    assert!(!server.heard().iter().any(|line| line.starts_with("Subject")), "{:?}", server.heard());
}

#[tokio::test]
async fn a_yes_that_came_before_the_message_is_not_its_yes() {
    let (outcome, is_usable) =
        outcome_of([greeted(&[]), until(Data, say("354 go on\r\n250 kept\r\n")), vec![Act::FallSilent]].concat()).await;

    assert_eq!((brief(&outcome), is_usable), (("deferred", Dot, 0), false));
}

#[tokio::test]
async fn a_silent_server_is_given_up_at_each_step() {
    let limits = Timeouts { command: SHORT, data: SHORT, dot: SHORT, ..Timeouts::default() };
    for (phase, expected) in [(Mail, "blocked"), (Rcpt, "deferred"), (Data, "deferred"), (Dot, "uncertain")] {
        let server = Scripted::start(vec![[greeted(&[]), until(phase, Act::FallSilent)].concat()]).await;
        let plain = transport(server.port, SmtpTls::None, None);
        let mut session = Session::open_within(&plain, "friday.example", limits).await.unwrap();

        let outcome = send(&mut session).await;

        assert_eq!((brief(&outcome), session.is_usable()), ((expected, phase, 0), false), "{phase:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_greet_is_named_with_the_next_step() {
    let limits = Timeouts { greeting: SHORT, command: SHORT, ..Timeouts::default() };
    for (script, expected) in [
        (vec![Act::FallSilent], "does not greet us (no answer within 150ms); check [mail] smtp"),
        (vec![say("554 go away\r\n")], "does not greet us (554 go away); check [mail] smtp"),
        (vec![], "does not greet us (the connection was closed); check [mail] smtp"),
        (vec![say("SSH-2.0-x\r\n")], "does not greet us (the server sent something that is no SMTP reply); check [mail] smtp"),
        (vec![say("220 x\r\n"), Act::FallSilent], "does not answer EHLO (no answer within 150ms); check [mail] smtp"),
        (vec![say("220 x\r\n"), Act::Hear("EHLO"), say("421 4.3.2 busy\r\n")], "does not take our name (421 4.3.2 busy)"),
    ] {
        let server = Scripted::start(vec![script]).await;
        let plain = transport(server.port, SmtpTls::None, None);

        let obstacle = Session::open_within(&plain, "friday.example", limits).await.unwrap_err();

        assert_eq!(obstacle.why, format!("the mail server 127.0.0.1:{} {expected}", server.port));
    }
}

#[tokio::test]
async fn odd_but_understandable_servers_are_understood() {
    let dribbled = |act: Act| if let Act::Say(bytes) = act { Act::Dribble(bytes) } else { act };
    let bare = |act: Act| match act {
        Act::Say(bytes) => Act::Say(bytes.into_iter().filter(|byte| *byte != b'\r').collect()),
        other => other,
    };
    let usual = || [greeted(&["SIZE 1000", "8BITMIME"]), whole(), vec![Act::FallSilent]].concat();
    let blank = [vec![say("220\r\n"), Act::Hear("EHLO"), say("250-\r\n250-   \r\n250 \t \r\n")], whole(), vec![Act::FallSilent]];
    let old = vec![say("220 x\r\n"), Act::Hear("EHLO"), say("502 what\r\n"), Act::Hear("HELO"), say("250 x\r\n")];
    for (what, script) in [
        ("a byte at a time", usual().into_iter().map(dribbled).collect()),
        ("bare line feeds", usual().into_iter().map(bare).collect::<Vec<_>>()),
        ("blank lines", blank.concat()),
        ("HELO alone", [old, whole(), vec![Act::FallSilent]].concat()),
    ] {
        let (outcome, is_usable) = outcome_of(script).await;

        assert_eq!((brief(&outcome), is_usable), (("accepted", Dot, 250), true), "{what}");
    }
}

#[tokio::test]
async fn floods_and_garbage_end_the_connection_and_nothing_else() {
    let floods = [vec![b'2'; 1 << 20], b"250-x\r\n".repeat(200_000), b"\0\xff\r\n".repeat(10), b"250-a\r\n550 b\r\n".to_vec()];
    for flood in floods {
        let start: Vec<u8> = flood.iter().copied().take(12).collect();
        let server = Scripted::start(vec![vec![say("220 x\r\n"), Act::Hear("EHLO"), Act::Say(flood.clone())]]).await;
        let obstacle = open(&server).await.unwrap_err();
        assert!(obstacle.why.contains("does not answer EHLO (the server sent"), "{start:?}: {obstacle}");

        for (phase, expected) in [(Mail, "blocked"), (Rcpt, "deferred"), (Data, "deferred"), (Dot, "uncertain")] {
            let (outcome, is_usable) = outcome_of([greeted(&[]), until(phase, Act::Say(flood.clone()))].concat()).await;
            assert_eq!((brief(&outcome), is_usable), ((expected, phase, 0), false), "{start:?} at {phase:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_of_the_wrong_kind_is_no_answer() {
    for (phase, reply, expected) in [
        (Mail, "354 x\r\n", "blocked"),
        (Rcpt, "354 x\r\n", "deferred"),
        (Data, "250 x\r\n", "deferred"),
        (Dot, "354 x\r\n", "uncertain"),
    ] {
        let (outcome, is_usable) = outcome_of([greeted(&[]), until(phase, say(reply))].concat()).await;

        assert_eq!((brief(&outcome), is_usable), ((expected, phase, 0), false), "{reply:?} at {phase:?}");
    }
}

#[tokio::test]
async fn after_a_refusal_the_same_connection_takes_the_next_mail() {
    let reset = vec![Act::Hear("RSET"), say("250 ok\r\n")];
    let script = [
        greeted(&[]),
        until(Rcpt, say("550 5.1.1 nobody\r\n")),
        reset,
        until(Dot, say("554 5.7.1 spam\r\n")),
        whole(),
        vec![Act::FallSilent],
    ];
    let server = Scripted::start(vec![script.concat()]).await;
    let mut session = open(&server).await.unwrap();

    let outcomes = [send(&mut session).await, send(&mut session).await, send(&mut session).await];

    assert_eq!(outcomes.each_ref().map(|outcome| brief(outcome).0), ["refused", "refused", "accepted"]);
    assert_eq!(server.heard().iter().filter(|line| line.starts_with("EHLO")).count(), 1);
    assert_eq!(server.heard().iter().filter(|line| *line == "..words").count(), 2);
}

#[tokio::test]
async fn a_server_that_hangs_up_between_two_mails_costs_no_reader_anything() {
    for parting in [vec![], vec![say("421 4.3.2 idle too long\r\n")], vec![Act::Hear("MAIL"), say("421 4.7.0 enough\r\n")]] {
        let first = [greeted(&[]), whole(), parting].concat();
        let server = Scripted::start(vec![first, [greeted(&[]), whole(), vec![Act::FallSilent]].concat()]).await;
        let mut session = open(&server).await.unwrap();

        let outcomes = [send(&mut session).await, send(&mut session).await];

        assert_eq!(outcomes.each_ref().map(|outcome| brief(outcome).0), ["accepted", "accepted"]);
    }
}

#[tokio::test]
async fn after_a_hundred_mails_a_connection_is_worn() {
    let script = [greeted(&[]), (0..100).flat_map(|_| whole()).collect(), vec![Act::FallSilent]].concat();
    let server = Scripted::start(vec![script]).await;
    let mut session = open(&server).await.unwrap();

    for _ in 0..99 {
        assert_eq!(brief(&send(&mut session).await).0, "accepted");
    }
    assert!(session.is_usable());
    send(&mut session).await;
    assert!(!session.is_usable());
}

#[tokio::test]
async fn without_the_mark_no_byte_of_the_message_leaves() {
    for is_ours in [Ok(false), Err(anyhow::anyhow!("the disk is full"))] {
        let server = Scripted::start(vec![[greeted(&[]), whole()].concat()]).await;
        let mut session = open(&server).await.unwrap();
        let is_error = is_ours.is_err();

        let outcome = session.send(&letter(), || async move { is_ours }).await;

        assert_eq!((outcome.is_err(), outcome.ok().flatten(), session.is_usable()), (is_error, None, false));
        drop(session);
        assert_eq!(server.heard().last().map(String::as_str), Some("DATA"));
    }
}

#[tokio::test]
async fn a_login_is_said_as_the_server_wants_it() {
    let secrets = [("AUTH PLAIN", vec!["AUTH PLAIN AGFkYQBzM2NyZXQ="]), ("AUTH LOGIN", vec!["AUTH LOGIN", "YWRh", "czNjcmV0"])];
    for (offer, expected) in secrets {
        let turns: Vec<Act> = match expected.len() {
            1 => vec![Act::Hear("AUTH"), say("235 2.7.0 in\r\n")],
            _ => ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 2.7.0 in\r\n"]
                .iter()
                .flat_map(|reply| [Act::Hear(""), say(reply)])
                .collect(),
        };
        let server = Scripted::start(vec![[greeted(&[offer]), turns, vec![Act::FallSilent]].concat()]).await;

        let session = Session::open(&transport(server.port, SmtpTls::None, Some(("ada", "s3cret"))), "friday.example").await;

        assert!(session.is_ok());
        assert_eq!(server.heard()[1..], expected);
    }
}

#[tokio::test]
async fn a_login_that_fails_says_so_and_never_the_password() {
    let refused = vec![Act::Hear("AUTH"), say("535 5.7.8 wrong\r\n")];
    for (offers, turns, expected, code) in [
        (
            vec!["AUTH PLAIN"],
            refused,
            "refuses the login (535 5.7.8 wrong); check user and password in [mail] smtp",
            Some((Login, 535)),
        ),
        (
            vec!["AUTH CRAM-MD5"],
            vec![],
            "offers no login by PLAIN or LOGIN; take user and password out of [mail] smtp, or use its other port",
            None,
        ),
    ] {
        let server = Scripted::start(vec![[greeted(&offers), turns, vec![Act::FallSilent]].concat()]).await;

        let login = transport(server.port, SmtpTls::None, Some(("ada", "s3cret")));
        let obstacle = Session::open(&login, "friday.example").await.unwrap_err();

        assert_eq!(obstacle.why, format!("the mail server 127.0.0.1:{} {expected}", server.port));
        assert_eq!(obstacle.reply.map(|reply| (reply.phase, reply.code)), code);
    }
}

#[tokio::test]
async fn who_offers_utf8_is_known() {
    for (offers, expected) in [(vec!["SMTPUTF8"], true), (vec!["SIZE"], false)] {
        let server = Scripted::start(vec![[greeted(&offers), vec![Act::FallSilent]].concat()]).await;

        assert_eq!(open(&server).await.unwrap().offers_smtputf8(), expected);
    }
}
