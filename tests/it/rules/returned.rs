//! Mail that comes back: read in the shapes of many servers, judged by its code, counted with patience.

use super::build::at;
use crate::support::returned::{expected, report};
use friday::model::return_path::ReturnPath;
use friday::model::returned::ReturnHistory;
use friday::rules::returned::reading::{leave_tokens, read, reported_leave_tokens, tags};
use friday::rules::returned::status::{Verdict, find, verdict};
use friday::rules::returned::{Alone, judge, score, tag};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

const SIGNATURE: &str = "abcdefghijklmnopqrstuvwx23";
const LEAVE: &str = "12-zyxwvutsrqponmlkjihgfedc76";

fn return_path() -> String {
    format!("bounces+{}@five.example", tag::text(7, 12, SIGNATURE))
}

fn outcome(message: &str) -> (String, String) {
    match judge(&read(message.as_bytes())) {
        Ok(finding) => (finding.kind.word().to_owned(), finding.status),
        Err(Alone::NothingFailed) => ("nothing".to_owned(), "-".to_owned()),
        Err(Alone::NoReport) => ("alone".to_owned(), "-".to_owned()),
    }
}

#[test]
fn reports_of_many_servers_are_understood() {
    let all = expected();
    assert!(all.len() >= 70, "{} reports", all.len());

    for one in all {
        let text = report(&one.name, &return_path(), LEAVE);

        for message in [text.clone(), text.replace('\n', "\r\n")] {
            assert_eq!(outcome(&message), (one.meaning.clone(), one.status.clone()), "{}", one.name);
        }
    }
}

#[test]
fn the_tag_is_found_wherever_a_server_says_for_whom_the_mail_came() {
    for one in expected().iter().filter(|one| ["hard", "soft", "ours"].contains(&one.meaning.as_str())) {
        let reading = read(report(&one.name, &return_path(), LEAVE).as_bytes());

        let first = tags(&reading, None).into_iter().next();

        assert_eq!(
            first.map(|tag| (tag.mailing, tag.subscriber, tag.signature)),
            Some((7, 12, SIGNATURE.to_owned())),
            "{}",
            one.name
        );
    }
}

#[test]
fn a_complaint_names_the_reader_by_the_mail_it_is_about() {
    for one in expected().iter().filter(|one| one.meaning == "complaint") {
        let reading = read(report(&one.name, &return_path(), LEAVE).as_bytes());

        let is_named = !tags(&reading, None).is_empty() || reported_leave_tokens(&reading).contains(&LEAVE.to_owned());

        assert!(is_named, "{}", one.name);
    }
}

#[test]
fn the_words_of_a_delivery_report_and_the_mail_in_it_name_nobody() {
    let text = report("postfix-unknown-user", "bounces@five.example", LEAVE);
    let text = text.replace("could not hand", &format!("could not hand {} ", return_path()));
    let text =
        text.replace("Return-Path: <bounces@five.example>\nFrom: Five", &format!("Return-Path: <{}>\nFrom: Five", return_path()));
    assert!(text.matches(SIGNATURE).count() >= 2, "{text}");

    assert_eq!(tags(&read(text.as_bytes()), None), []);
}

#[test]
fn the_envelope_recipient_that_the_server_tells_comes_first() {
    let reading = read(report("postfix-unknown-user", &return_path(), LEAVE).as_bytes());
    let envelope = format!("Bounces+{}@five.example", tag::text(8, 13, SIGNATURE).to_uppercase());

    let first = tags(&reading, Some(&envelope)).into_iter().next().map(|tag| (tag.mailing, tag.subscriber));

    assert_eq!(first, Some((8, 13)));
}

#[test]
fn codes_say_whose_fault_it_is() {
    for (code, expected) in [
        ("5.1.1", Verdict::Hard),
        ("5.1.2", Verdict::Hard),
        ("5.1.6", Verdict::Hard),
        ("5.1.10", Verdict::Hard),
        ("5.2.1", Verdict::Hard),
        ("5.1.0", Verdict::Soft),
        ("5.1.3", Verdict::Soft),
        ("5.1.7", Verdict::Ours),
        ("5.1.8", Verdict::Ours),
        ("5.2.0", Verdict::Soft),
        ("5.2.2", Verdict::Soft),
        ("5.2.3", Verdict::Ours),
        ("5.2.4", Verdict::Soft),
        ("5.3.0", Verdict::Soft),
        ("5.3.4", Verdict::Ours),
        ("5.4.1", Verdict::Soft),
        ("5.4.4", Verdict::Soft),
        ("5.4.6", Verdict::Soft),
        ("5.5.0", Verdict::Ours),
        ("5.6.0", Verdict::Ours),
        ("5.7.0", Verdict::Ours),
        ("5.7.1", Verdict::Ours),
        ("5.7.26", Verdict::Ours),
        ("5.7.515", Verdict::Ours),
        ("5.0.0", Verdict::Soft),
        ("4.1.1", Verdict::Soft),
        ("4.2.1", Verdict::Soft),
        ("4.2.2", Verdict::Soft),
        ("4.4.7", Verdict::Soft),
        ("4.7.0", Verdict::Ours),
        ("2.0.0", Verdict::None),
        ("2.1.5", Verdict::None),
    ] {
        assert_eq!(find(code).map(verdict), Some(expected), "{code}");
    }
}

#[test]
fn a_code_is_found_in_a_servers_words_and_not_in_an_ip_address() {
    let found = |text: &str| find(text).map(|code| code.to_string());

    assert_eq!(found("smtp; 550-5.1.1 nobody"), Some("5.1.1".to_owned()));
    assert_eq!(found("550 <ada@example.org>: (5.2.1)."), Some("5.2.1".to_owned()));
    assert_eq!(found("host 5.1.1.1 and 192.0.2.5 said 5.1.1."), Some("5.1.1".to_owned()));
    assert_eq!(found("version 3.1.1, 5.1, 5.1.1234, 5..1, v5.1.1"), None);
}

fn history(soft: &[(i64, &str)], last_arrived: Option<&str>) -> ReturnHistory {
    ReturnHistory { soft: soft.iter().map(|(mailing, on)| (*mailing, at(on))).collect(), last_arrived: last_arrived.map(at) }
}

const WEEKS: [(i64, &str); 5] = [
    (1, "2026-10-25T12:00:00Z"),
    (2, "2026-11-01T12:00:00Z"),
    (3, "2026-11-08T12:00:00Z"),
    (4, "2026-11-15T12:00:00Z"),
    (5, "2026-11-22T12:00:00Z"),
];

#[test]
fn five_mailings_in_a_row_that_came_back_are_enough() {
    let now = at("2026-11-22T12:00:00Z");

    assert_eq!(score::points(&history(&WEEKS, None), now), 5);
    assert!(score::is_enough(&history(&WEEKS, None), now));
    assert!(!score::is_enough(&history(&WEEKS[..4], None), now));
}

#[test]
fn a_mailing_that_arrived_wipes_what_came_before() {
    let now = at("2026-11-22T12:00:00Z");

    assert_eq!(score::points(&history(&WEEKS, Some("2026-11-10T12:00:00Z")), now), 2);
}

#[test]
fn points_fade_after_sixty_days() {
    assert_eq!(score::points(&history(&WEEKS, None), at("2027-01-01T12:00:00Z")), 3);
    assert_eq!(score::points(&history(&WEEKS, None), at("2027-02-01T12:00:00Z")), 0);
}

#[test]
fn a_mailing_and_a_day_count_once() {
    let now = at("2026-11-22T12:00:00Z");
    let same_day = [(1, "2026-11-20T01:00:00Z"), (2, "2026-11-20T02:00:00Z"), (3, "2026-11-20T23:00:00Z")];
    let same_mailing = [(1, "2026-11-18T01:00:00Z"), (1, "2026-11-19T02:00:00Z"), (1, "2026-11-20T23:00:00Z")];

    assert_eq!(score::points(&history(&same_day, None), now), 1);
    assert_eq!(score::points(&history(&same_mailing, None), now), 1);
}

#[test]
fn a_return_path_takes_its_tag_where_the_settings_say() {
    let tagged = |setting: &str| {
        let path = ReturnPath::parse(setting).unwrap();
        path.tagged(&tag::text(7, 12, SIGNATURE)).unwrap().expose().to_owned()
    };

    assert_eq!(tagged("bounces@five.example"), format!("bounces+7-12-{SIGNATURE}@five.example"));
    assert_eq!(tagged("bounces={tag}@five.example"), format!("bounces=7-12-{SIGNATURE}@five.example"));
    assert_eq!(tagged("{tag}@bounces.five.example"), format!("7-12-{SIGNATURE}@bounces.five.example"));
    assert_eq!(tagged("b+{tag}+x@five.example"), format!("b+7-12-{SIGNATURE}+x@five.example"));
}

#[test]
fn a_return_path_without_room_for_a_tag_is_refused() {
    for wrong in [
        "bounces",
        "@five.example",
        "bounces@",
        "bounces-{tag}@five.example",
        "bounces{tag}@five.example",
        "{tag}bounces@five.example",
        "{tag}+{tag}@five.example",
        "a-mailbox-with-a-long-name@five.example",
        "boun ces@five.example",
    ] {
        assert!(ReturnPath::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_tag_to_come_fits_into_an_address() {
    let path = ReturnPath::parse("nineteen-characters@five.example").unwrap();

    let longest = path.tagged(&tag::text(999_999, 9_999_999_999, SIGNATURE)).unwrap();

    assert_eq!(longest.expose().split('@').next().unwrap().len(), 64);
    assert_eq!(path.tagged(&tag::text(i64::MAX, i64::MAX, SIGNATURE)), None);
}

#[test]
fn a_tag_is_no_leave_token_and_a_leave_token_no_tag() {
    assert_eq!(tag::find_leave_tokens(&return_path()), Vec::<String>::new());
    assert_eq!(tag::find(&format!("leave+{LEAVE}@five.example")), []);
    assert_eq!(tag::find_leave_tokens(&format!("<mailto:Leave+{}@five.example>", LEAVE.to_uppercase())), [LEAVE]);
}

#[test]
fn a_leave_token_may_stand_in_the_subject_or_in_the_recipient() {
    let by_subject = read(format!("Subject: leave {LEAVE}\n\n").as_bytes());
    let by_recipient = read(format!("To: leave+{LEAVE}@five.example\nSubject: unsubscribe\n\n").as_bytes());

    assert_eq!(leave_tokens(&by_subject, None), [LEAVE]);
    assert_eq!(leave_tokens(&by_recipient, None), [LEAVE]);
    assert_eq!(leave_tokens(&read(b"\n"), Some(&format!("leave+{LEAVE}@five.example"))), [LEAVE]);
}

#[test]
fn broken_and_bottomless_mails_are_no_reports() {
    let nested = |depth: usize| {
        let mut text = String::from("MIME-Version: 1.0\n");
        for level in 0..depth {
            text.push_str(&format!(
                "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b{level}\"\n\n--b{level}\n"
            ));
        }
        text
    };
    let inside = |depth: usize| "Content-Type: message/rfc822\n\n".repeat(depth);
    let nul = report("postfix-unknown-user", &return_path(), LEAVE).replace("5.1.1", "5.\u{0}1.1");
    for (name, message) in [
        ("nothing", String::new()),
        ("one byte", "\0".to_owned()),
        ("a thousand parts deep", nested(1000)),
        ("a thousand mails deep", inside(1000)),
        ("no body", "Content-Type: multipart/report; report-type=delivery-status\n".to_owned()),
        (
            "no boundary",
            "Content-Type: multipart/report; report-type=delivery-status\n\nAction: failed\nStatus: 5.1.1\n".to_owned(),
        ),
        ("endless header", format!("To: {}", "x".repeat(1_000_000))),
        ("a million line ends", "\n".repeat(1_000_000)),
    ] {
        assert!(judge(&read(message.as_bytes())).is_err(), "{name}");
    }
    assert_eq!(outcome(&nul).0, "soft");
}

#[test]
fn a_report_cut_off_anywhere_is_the_same_report_or_none() {
    let text = report("postfix-unknown-user", &return_path(), LEAVE);

    for end in 0..text.len() {
        let found = outcome(&text[..end]).0;
        assert!(["alone", "nothing", "soft", "hard"].contains(&found.as_str()), "{end}: {found}");
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange_to_be_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..2000)) {
        let reading = read(&bytes);
        let _ = judge(&reading);
        prop_assert!(tags(&reading, None).len() < 2000);
    }

    #[test]
    fn a_tag_is_read_back_as_it_was_written(mailing in 0..i64::MAX, subscriber in 0..i64::MAX) {
        let found = tag::find(&format!("<b+{}@five.example>", tag::text(mailing, subscriber, SIGNATURE)));
        prop_assert_eq!(found.iter().map(|tag| (tag.mailing, tag.subscriber)).collect::<Vec<_>>(), [(mailing, subscriber)]);
    }
}
