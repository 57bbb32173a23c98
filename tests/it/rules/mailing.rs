//! One reader's copy of an edition.

use super::build::{address, at, day, settings};
use friday::model::edition::{Frozen, FrozenText, LEAVE_SLOT, MailingKind};
use friday::model::email::{Email, WaysToLeave};
use friday::model::settings::Settings;
use friday::model::subscriber::Choice;
use friday::rules::leaving::ways;
use friday::rules::mailing::retries::next_attempt;
use friday::rules::mailing::{Copy, email, hello_name, message_id, message_text};

const TOKEN: &str = "12-abcdefghijklmnopqrstuvwxyz";

fn frozen() -> Frozen {
    let text = |choice: Choice| FrozenText {
        choice,
        text: format!("{}: leave at {LEAVE_SLOT}\n", choice.word()),
        html: format!("<p>{}: <a href=\"{LEAVE_SLOT}\">leave</a></p>", choice.word()),
    };
    let texts = Choice::ALL.map(text).into();
    Frozen { subject: "Five for Friday (20/11/2026)".to_owned(), date: at("2026-11-20T12:00:00Z"), texts }
}

fn copy_for(choice: Choice, settings: &Settings, ways: &WaysToLeave) -> Email {
    let to = address("ada@example.org");
    let copy = Copy {
        to: &to,
        return_path: address("bounces+1-12-x@example.org"),
        choice,
        message_id: "<2026-11-20.x@example.org>",
        boundary: "b-1".to_owned(),
        leave_token: TOKEN,
        page_token: "1-page",
    };
    email(&frozen(), (MailingKind::Edition, day("2026-11-20")), &copy, ways, settings)
}

/// The header lines of a copy.
fn check(settings: &Settings, expected: &[&str]) {
    let mail = copy_for(Choice::Picks, settings, &ways(settings).unwrap());

    let lines: Vec<String> = mail.heading.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_copy_over_https_has_the_headers_of_a_list() {
    let mut settings = settings();
    settings.mail.reply_to = Some(address("hello@example.org"));

    check(
        &settings,
        &[
            "List-Id: Five for Friday <five-for-friday.example.org>",
            "List-Unsubscribe: <https://five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "List-Help: <mailto:hello@example.org?subject=help>",
            "List-Owner: <mailto:hello@example.org>",
            "Auto-Submitted: auto-generated",
            "Precedence: bulk",
            "Feedback-ID: 2026-11-20:edition:example.org:friday",
        ],
    );
}

#[test]
fn a_copy_without_https_offers_no_one_click() {
    let mut settings = settings();
    settings.site.url = url::Url::parse("http://five.example.org/").unwrap();
    settings.mail.leave = Some(address("leave@example.org"));

    check(
        &settings,
        &[
            "List-Id: Five for Friday <five-for-friday.example.org>",
            "List-Unsubscribe: <mailto:leave@example.org?subject=leave%2012-abcdefghijklmnopqrstuvwxyz>",
            "Auto-Submitted: auto-generated",
            "Precedence: bulk",
            "Feedback-ID: 2026-11-20:edition:example.org:friday",
        ],
    );
}

#[test]
fn headers_stay_ascii_whatever_the_site_is_called() {
    let mut settings = settings();
    settings.site.title = "Pump ar ddydd Gwener: Sir Fôn".to_owned();

    let mail = copy_for(Choice::Picks, &settings, &ways(&settings).unwrap());

    assert!(mail.heading.headers.iter().all(|(_, value)| value.is_ascii()));
    assert_eq!(mail.heading.headers[0].1, "<pump-ar-ddydd-gwener-sir-fn.example.org>");
}

#[test]
fn each_reader_gets_their_choice_with_their_own_way_out() {
    let settings = settings();

    let mail = copy_for(Choice::Everything, &settings, &ways(&settings).unwrap());

    assert_eq!(mail.text, "everything: leave at https://five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz\n");
    assert_eq!(
        mail.html,
        "<p>everything: <a href=\"https://five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz\">leave</a></p>"
    );
}

#[test]
fn a_copy_says_to_whom_from_when_and_under_which_subject() {
    let settings = settings();

    let mail = copy_for(Choice::Picks, &settings, &ways(&settings).unwrap());

    assert_eq!(mail.heading.to, address("ada@example.org"));
    assert_eq!(mail.heading.subject, "Five for Friday (20/11/2026)");
    assert_eq!(mail.heading.date, at("2026-11-20T12:00:00Z"));
    assert_eq!((mail.heading.message_id.as_str(), mail.heading.boundary.as_str()), ("<2026-11-20.x@example.org>", "b-1"));
}

#[test]
fn a_second_attempt_has_the_same_words() {
    let settings = settings();
    let ways = ways(&settings).unwrap();

    assert_eq!(copy_for(Choice::Picks, &settings, &ways), copy_for(Choice::Picks, &settings, &ways));
}

#[test]
fn a_message_id_names_date_and_sender_and_nobody_else() {
    assert_eq!(message_id(day("2026-11-20"), "k3j9", &settings()), "<2026-11-20.k3j9@example.org>");
    assert_eq!(message_text(MailingKind::Edition, day("2026-11-20"), 12), "2026-11-20 12");
}

#[test]
fn the_pause_doubles_up_to_an_hour_and_six_minutes() {
    let minutes = |attempt| (next_attempt(attempt, at("2026-11-20T12:00:00Z")) - at("2026-11-20T12:00:00Z")).num_minutes();

    assert_eq!([1, 2, 3, 4, 5, 6, 100].map(minutes), [5, 10, 20, 40, 66, 66, 66]);
}

#[test]
fn a_server_is_greeted_by_a_name_that_resolves() {
    let named = |url: &str| {
        let mut settings = settings();
        settings.site.url = url::Url::parse(url).unwrap();
        hello_name(&settings)
    };

    assert_eq!(named("https://five.example.org/"), "five.example.org");
    assert_eq!(named("http://127.0.0.1:8025/"), "example.org");
    assert_eq!(named("http://localhost:8025/"), "example.org");
}
