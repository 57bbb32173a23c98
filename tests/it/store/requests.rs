//! A sign-up becomes a subscription when its mailbox answers, and vanishes when it does not.

use super::build::{Shelf, at, mark, person};
use friday::model::Instant;
use friday::model::address::EmailAddress;
use friday::model::consent::Wording;
use friday::model::notice::{ClaimedNotice, NoticeEnd, NoticeKind};
use friday::model::request::{Confirmed, Origin, RequestKind, SignUp, SignUpEnd};
use friday::model::subscriber::{Choice, SubscriberState};
use serde_json::json;

pub const MONDAY: &str = "2026-11-16T09:00:00Z";

pub fn sign_up_of(address: &str) -> SignUp {
    SignUp {
        address: EmailAddress::parse(address).unwrap(),
        marks: vec![mark(&address.to_lowercase())],
        mailbox_marks: vec![mark(&EmailAddress::parse(address).unwrap().mailbox())],
        choice: Choice::Everything,
        wording: Wording { version: "sign-up 1".to_owned(), words: "One mail each Friday.".to_owned() },
        origin: Origin { page: "/", visitor_mark: Some("a visitor".to_owned()) },
        may_mail: true,
        hourly_cap: 500,
    }
}

impl Shelf {
    pub async fn sign_up(&self, address: &str, now: &str) -> SignUpEnd {
        self.store.sign_up(sign_up_of(address), at(now)).await.unwrap()
    }

    /// Notices that are queued, taken and sent.
    pub async fn notices(&self, now: &str) -> Vec<ClaimedNotice> {
        let mut taken = Vec::new();
        while let Some(notice) = self.store.claim_notice(at(now)).await.unwrap() {
            self.store.end_notice(notice.id, NoticeEnd::Sent("250 OK".to_owned()), at(now)).await.unwrap();
            taken.push(notice);
        }
        taken
    }

    /// Signs up and confirms; the subscriber's row.
    pub async fn confirmed(&self, address: &str, now: &str) -> i64 {
        assert_eq!(self.sign_up(address, now).await, SignUpEnd::Queued);
        let request = self.notices(now).await[0].request_id.unwrap();
        match self.store.confirm(request, None, at(now)).await.unwrap() {
            Confirmed::Done(subscriber) => subscriber,
            other => panic!("{other:?}"),
        }
    }

    pub async fn state(&self, subscriber: i64) -> SubscriberState {
        self.store.subscriber(subscriber).await.unwrap().unwrap().state
    }

    /// "request, confirm": what is written down about somebody.
    pub async fn actions(&self, subscriber: i64) -> String {
        let events = self.evidence(subscriber).await;
        events.iter().map(|event| event["action"].as_str().unwrap()).collect::<Vec<_>>().join(", ")
    }

    /// The same in full.
    pub async fn evidence(&self, subscriber: i64) -> Vec<serde_json::Value> {
        let data = self.store.everything_about(subscriber).await.unwrap().unwrap();
        data["consent"].as_array().unwrap().clone()
    }
}

fn days(from: &str, days: i64) -> Instant {
    at(from) + chrono::TimeDelta::days(days)
}

#[tokio::test]
async fn who_signs_up_is_asked_by_mail_and_gets_nothing_until_they_answer() {
    let shelf = Shelf::new().await;

    let end = shelf.sign_up("ada@example.org", MONDAY).await;

    let notices = shelf.notices(MONDAY).await;
    assert_eq!(end, SignUpEnd::Queued);
    assert_eq!((notices.len(), notices[0].kind, notices[0].address.expose()), (1, NoticeKind::Confirm, "ada@example.org"));
    assert_eq!(shelf.state(1).await, SubscriberState::Pending);
    assert_eq!(shelf.store.active_count().await.unwrap(), 0);
}

#[tokio::test]
async fn the_answer_makes_a_subscriber_and_a_second_press_is_no_error() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let request = shelf.notices(MONDAY).await[0].request_id.unwrap();

    let first = shelf.store.confirm(request, None, at(MONDAY)).await.unwrap();
    let second = shelf.store.confirm(request, None, days(MONDAY, 1)).await.unwrap();

    assert_eq!((first, second), (Confirmed::Done(1), Confirmed::Done(1)));
    let ada = shelf.store.subscriber(1).await.unwrap().unwrap();
    assert_eq!((ada.state, ada.consented_at), (SubscriberState::Active, Some(at(MONDAY))));
    assert_eq!(shelf.actions(1).await, "request, confirm");
}

#[tokio::test]
async fn the_evidence_holds_the_words_that_were_shown_and_their_hash() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;

    let events = shelf.evidence(1).await;

    let (asked, confirmed) = (&events[0], &events[1]);
    assert_eq!((&asked["wording_version"], &asked["wording"]), (&json!("sign-up 1"), &json!("One mail each Friday.")));
    assert_eq!(asked["wording_sha256"], json!(friday::io::tokens::sha256(b"One mail each Friday.")));
    assert_eq!(confirmed["wording_sha256"], asked["wording_sha256"]);
    assert_eq!((&asked["page"], &asked["actor"]), (&json!("/"), &json!("reader")));
    assert_eq!(asked["at"], json!(at(MONDAY).to_rfc3339()));
}

#[tokio::test]
async fn one_mail_a_day_and_three_a_month_go_to_an_address_however_often_it_is_typed() {
    let shelf = Shelf::new().await;
    let mut sent = Vec::new();

    for hours in 0..24 * 31 {
        let now = at(MONDAY) + chrono::TimeDelta::hours(hours);
        shelf.store.forget_requests(now).await.unwrap();
        if shelf.store.sign_up(sign_up_of("ada@example.org"), now).await.unwrap() == SignUpEnd::Queued {
            sent.push(hours);
        }
    }

    assert_eq!(sent, [0, 24, 48, 720]);
}

#[tokio::test]
async fn another_spelling_is_the_same_mailbox() {
    let shelf = Shelf::new().await;

    let ends = [shelf.sign_up("ada@example.org", MONDAY).await, shelf.sign_up("ADA@example.org", MONDAY).await];

    assert_eq!(ends, [SignUpEnd::Queued, SignUpEnd::HeldBack]);
    assert_eq!(shelf.notices(MONDAY).await.len(), 1);
}

#[tokio::test]
async fn asking_again_renews_the_request_and_the_first_link_still_works() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let first = shelf.notices(MONDAY).await[0].request_id.unwrap();
    let sunday = "2026-11-22T09:00:00Z";

    shelf.sign_up("ada@example.org", sunday).await;
    let second = shelf.notices(sunday).await[0].request_id.unwrap();
    let confirmed = shelf.store.confirm(first, None, days(MONDAY, 9)).await.unwrap();

    assert_eq!(first, second);
    assert_eq!(confirmed, Confirmed::Done(1));
}

#[tokio::test]
async fn what_nobody_answers_within_seven_days_is_gone_with_its_evidence() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let request = shelf.notices(MONDAY).await[0].request_id.unwrap();

    let early = shelf.store.forget_requests(days(MONDAY, 6)).await.unwrap();
    let open = shelf.store.can_confirm(request, RequestKind::Subscribe, days(MONDAY, 6)).await.unwrap();
    let late = shelf.store.confirm(request, None, days(MONDAY, 7)).await.unwrap();
    let due = shelf.store.forget_requests(days(MONDAY, 7)).await.unwrap();

    assert_eq!((early, open, late, due), (0, true, Confirmed::Gone, 1));
    assert!(shelf.store.subscribers().await.unwrap().is_empty());
    let left: i64 = shelf.another_program().query_row("SELECT count(*) FROM consent_event", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_old_link_never_speaks_for_somebody_else() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let old = shelf.notices(MONDAY).await[0].request_id.unwrap();
    shelf.store.forget_requests(days(MONDAY, 8)).await.unwrap();

    let later = "2026-11-25T09:00:00Z";
    shelf.sign_up("bo@example.org", later).await;
    let new = shelf.notices(later).await[0].request_id.unwrap();

    assert_ne!(old, new);
    assert_eq!(shelf.store.confirm(old, None, at(later)).await.unwrap(), Confirmed::Gone);
}

#[tokio::test]
async fn a_subscriber_who_signs_up_again_is_sent_the_way_to_their_page_and_nothing_changes() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;
    let mut again = sign_up_of("ada@example.org");
    again.choice = Choice::Daily;

    let end = shelf.store.sign_up(again, at(MONDAY)).await.unwrap();

    let kinds: Vec<NoticeKind> = shelf.notices(MONDAY).await.into_iter().map(|notice| notice.kind).collect();
    assert_eq!((end, kinds), (SignUpEnd::Queued, vec![NoticeKind::YourPage]));
    assert_eq!(shelf.store.subscriber(1).await.unwrap().unwrap().choice, Choice::Everything);
    assert_eq!(shelf.actions(1).await, "request, confirm");
}

#[tokio::test]
async fn who_left_comes_back_by_a_fresh_answer_alone() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.leave(ada, "page".to_owned(), at(MONDAY)).await.unwrap();
    let december = "2026-12-20T09:00:00Z";

    shelf.sign_up("ada@example.org", december).await;
    let before = shelf.state(ada).await;
    let request = shelf.notices(december).await[0].request_id.unwrap();
    let confirmed = shelf.store.confirm(request, None, at(december)).await.unwrap();

    assert_eq!((before, confirmed), (SubscriberState::Left, Confirmed::Done(ada)));
    assert_eq!(shelf.state(ada).await, SubscriberState::Active);
    assert_eq!(shelf.actions(ada).await, "request, confirm, leave, request, confirm");
}

#[tokio::test]
async fn who_left_and_asks_without_answering_stays_away() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.leave(ada, "page".to_owned(), at(MONDAY)).await.unwrap();
    shelf.sign_up("ada@example.org", "2026-12-20T09:00:00Z").await;

    let forgotten = shelf.store.forget_requests(at("2026-12-28T09:00:00Z")).await.unwrap();

    assert_eq!((forgotten, shelf.state(ada).await), (0, SubscriberState::Left));
}

#[tokio::test]
async fn leaving_withdraws_what_was_asked_for() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let request = shelf.notices(MONDAY).await[0].request_id.unwrap();

    shelf.store.leave(1, "page".to_owned(), at(MONDAY)).await.unwrap();

    assert_eq!(shelf.store.confirm(request, None, at(MONDAY)).await.unwrap(), Confirmed::Gone);
    assert_eq!(shelf.state(1).await, SubscriberState::Left);
}

#[tokio::test]
async fn an_erased_address_comes_back_with_its_row() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.erase_by_reader(ada, at(MONDAY)).await.unwrap();
    let december = "2026-12-20T09:00:00Z";

    let again = shelf.confirmed("ada@example.org", december).await;

    assert_eq!(again, ada);
    assert_eq!(shelf.store.subscriber(ada).await.unwrap().unwrap().address.unwrap().expose(), "ada@example.org");
}

#[tokio::test]
async fn who_complained_is_left_alone_for_a_year_whoever_fills_in_the_form() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.leave(ada, "complaint".to_owned(), at(MONDAY)).await.unwrap();
    let complaint =
        "INSERT INTO consent_event (subscriber_id, action, at, page, actor) VALUES (1, 'complaint', ?1, 'mail', 'server')";
    shelf.another_program().execute(complaint, [at(MONDAY).timestamp()]).unwrap();

    let spring = shelf.sign_up("ada@example.org", "2027-05-01T09:00:00Z").await;
    let after_a_year = shelf.sign_up("ada@example.org", "2027-11-17T09:00:00Z").await;

    assert_eq!((spring, after_a_year), (SignUpEnd::HeldBack, SignUpEnd::Queued));
}

#[tokio::test]
async fn a_machine_or_a_crowded_network_leaves_no_trace_but_a_count() {
    let shelf = Shelf::new().await;
    let held = SignUp { may_mail: false, ..sign_up_of("ada@example.org") };

    let end = shelf.store.sign_up(held, at(MONDAY)).await.unwrap();

    assert_eq!(end, SignUpEnd::HeldBack);
    assert!(shelf.store.subscribers().await.unwrap().is_empty());
    let asked: String =
        shelf.another_program().query_row("SELECT value FROM fact WHERE name = 'sign-ups asked'", [], |row| row.get(0)).unwrap();
    assert_eq!(asked, "1");
}

#[tokio::test]
async fn the_cap_of_the_hour_holds_over_everybody_and_is_news_once_an_hour() {
    let shelf = Shelf::new().await;
    let capped = |n: usize, now: Instant| {
        let (store, sign_up) = (shelf.store.clone(), SignUp { hourly_cap: 3, ..sign_up_of(&format!("r{n}@example.org")) });
        async move { store.sign_up(sign_up, now).await.unwrap() }
    };
    let (news, known) = (SignUpEnd::Capped { is_news: true }, SignUpEnd::Capped { is_news: false });
    let mut ends = Vec::new();

    for n in 0..5 {
        ends.push(capped(n, at(MONDAY)).await);
    }
    let since = shelf.store.capped_at().await.unwrap();
    let hour_later = capped(9, at("2026-11-16T10:00:01Z")).await;

    assert_eq!(ends, [SignUpEnd::Queued, SignUpEnd::Queued, SignUpEnd::Queued, news, known]);
    assert_eq!(since, Some(at(MONDAY)));
    assert_eq!(hour_later, SignUpEnd::Queued);
}

#[tokio::test]
async fn only_subscribers_are_sent_the_way_to_their_page() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;

    let ada = shelf.store.ask_for_page(sign_up_of("ada@example.org"), at(MONDAY)).await.unwrap();
    let stranger = shelf.store.ask_for_page(sign_up_of("bo@example.org"), at(MONDAY)).await.unwrap();

    assert_eq!((ada, stranger), (SignUpEnd::Queued, SignUpEnd::HeldBack));
    assert_eq!(shelf.store.subscribers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_way_to_a_page_goes_to_the_spelling_that_answered_not_to_the_one_typed() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;

    shelf.sign_up("ADA@example.org", MONDAY).await;

    assert_eq!(shelf.notices(MONDAY).await[0].address.expose(), "ada@example.org");
}

#[tokio::test]
async fn a_plus_sign_does_not_make_a_second_mailbox_for_the_limits() {
    let shelf = Shelf::new().await;

    let ends = [
        shelf.sign_up("ada@example.org", MONDAY).await,
        shelf.sign_up("ada+1@example.org", MONDAY).await,
        shelf.sign_up("+ada@example.org", MONDAY).await,
    ];

    assert_eq!(ends, [SignUpEnd::Queued, SignUpEnd::HeldBack, SignUpEnd::Queued]);
    assert_eq!(shelf.store.subscribers().await.unwrap().len(), 2);
}

#[tokio::test]
async fn who_has_not_answered_yet_is_on_the_list_when_a_file_names_their_consent() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let request = shelf.notices(MONDAY).await[0].request_id.unwrap();

    let count = shelf.store.import_subscribers(vec![person("ada@example.org")], at(MONDAY)).await.unwrap();
    shelf.store.forget_requests(days(MONDAY, 8)).await.unwrap();

    assert_eq!((count.added, count.skipped), (1, 0));
    assert_eq!((shelf.state(1).await, shelf.actions(1).await.as_str()), (SubscriberState::Active, "request, import"));
    assert_eq!(shelf.store.confirm(request, None, at(MONDAY)).await.unwrap(), Confirmed::Gone);
}

#[tokio::test]
async fn all_that_is_held_about_a_person_is_given_out() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    let sql = "INSERT INTO returned_mail (mark, subscriber_id, kind, status, at) VALUES ('m', 1, 'soft', '4.2.2', 1795000000)";
    shelf.another_program().execute_batch(sql).unwrap();

    let data = shelf.store.everything_about(ada).await.unwrap().unwrap();

    assert_eq!(data["subscription"]["address"], json!("ada@example.org"));
    assert_eq!((&data["returned"][0]["kind"], &data["returned"][0]["status"]), (&json!("soft"), &json!("4.2.2")));
    assert_eq!(data["requests"][0]["kind"], json!("subscribe"));
    assert!(data["notices"][0]["address_mark"].is_string() && data["notices"][0]["made_at"].is_string(), "{data}");
    assert!(shelf.store.everything_about(99).await.unwrap().is_none());
}
