//! A person subscribes, confirms, looks after it and leaves; and others try to do it for them.

use super::leaving::Running;
use crate::support::mail::{MailServer, Order};
use crate::support::reader::{MORNING, Mail, form, notices, people, wait_for, wait_for_one_to};
use crate::support::town::Town;
use friday::io::tokens::{Keys, Purpose};

const FORM: &str = "application/x-www-form-urlencoded";

fn service(settings: &str) -> (Town, Running) {
    let town = Town::new(settings, "");
    let running = Running::start(&town, MORNING);
    (town, running)
}

/// Signs an address up and returns the mail that asks back.
fn asked(town: &Town, running: &Running, address: &str) -> Mail {
    assert_eq!(running.ask("POST", "/subscribe", FORM, &form(town, address)).0, 200);
    wait_for_one_to(town, address)
}

/// A subscriber, and the path of their own page.
fn subscriber(town: &Town, running: &Running, address: &str) -> String {
    let mail = asked(town, running, address);
    let (status, page) = running.ask("POST", &mail.path("confirm"), FORM, "");
    assert_eq!(status, 200, "{page}");
    let page = page.replace("&#x2f;", "/");
    format!("/manage/{}", page.split("/manage/").nth(1).unwrap().split('"').next().unwrap())
}

fn state(town: &Town, state: &str) -> i64 {
    town.count(&format!("SELECT count(*) FROM subscriber WHERE state = '{state}'"))
}

/// Waits until every mail that was sent is written down as sent.
fn settled(town: &Town) {
    while town.count("SELECT count(*) FROM notice WHERE state IN ('queued', 'claimed')") > 0 {
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
}

/// The page that a browser shows after this answer.
fn followed(running: &Running, answer: &str) -> String {
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("content-security-policy"), "{answer}");
    let path = answer.split("location: ").nth(1).unwrap().split("\r\n").next().unwrap();
    running.get(path).1
}

/// The part of an answer that says something: without the date.
fn without_date(answer: &str) -> String {
    answer.lines().filter(|line| !line.to_lowercase().starts_with("date:")).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_subscribes_by_form_and_button_and_leaves_again() {
    let (town, running) = service("");

    let home = running.get("/").1;
    let mail = asked(&town, &running, "ada@example.org");
    let looked = running.get(&mail.path("confirm"));
    let before = state(&town, "active");
    let welcome = running.ask("POST", &mail.path("confirm"), FORM, "");
    let page = running.get(&format!(
        "/manage/{}",
        welcome.1.replace("&#x2f;", "/").split("/manage/").nth(1).unwrap().split('"').next().unwrap()
    ));
    let leave = page.1.replace("&#x2f;", "/");
    let leave = format!("/leave/{}", leave.split("action=\"/leave/").nth(1).unwrap().split('"').next().unwrap());
    let left = running.ask("POST", &leave, FORM, "");

    assert!(home.contains("<label for=\"email\">") && home.contains("one mail each Friday"), "{home}");
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("ada@example.org", "Please confirm: Five for Friday"));
    assert!(looked.1.contains("<button>Yes, send it to me</button>"), "{}", looked.1);
    assert_eq!((before, welcome.0, left.0), (0, 200, 200));
    assert!(welcome.1.contains("The next edition comes on Friday 20 November 2026."), "{}", welcome.1);
    assert_eq!((state(&town, "active"), state(&town, "left")), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_that_asks_back_is_plain_and_holds_nothing_of_the_form() {
    let (town, running) = service("[site]\nurl = \"https://five.example/\"\n");
    let body = form(&town, "buy-pills-now@spam.example") + "&name=Buy+pills&choice=picks&comment=http%3A%2F%2Fspam.example";

    running.ask("POST", "/subscribe", FORM, &body);
    let mail = wait_for(&town, 1).remove(0);

    let (head, body) = mail.raw.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Auto-Submitted: auto-generated") && !head.contains("List-Unsubscribe"), "{head}");
    assert!(!body.contains("pills") && !body.contains("spam.example"), "{body}");
    assert!(mail.text.contains("https://five.example/confirm/"), "{}", mail.text);
    assert!(!mail.raw.contains("evil.example"), "{}", mail.raw);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_the_same_to_the_byte_whoever_the_address_belongs_to() {
    let town = Town::new("", "");
    let classes = ["active", "paused", "left", "bounced", "pending", "complained", "erased"];
    let rows: String = classes.iter().map(|class| format!("{class}@example.org,yes\n")).collect();
    town.write("readers.csv", &format!("email,wording\n{rows}"));
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.friday(&["subscribers", "erase", "erased@example.org"]).await;
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    for class in ["paused", "left", "bounced", "pending"] {
        let sql = "UPDATE subscriber SET state = ?1 WHERE address = ?1 || '@example.org'";
        database.execute(sql, [class]).unwrap();
    }
    let complaint = "INSERT INTO consent_event (subscriber_id, action, at, page, actor)
                     SELECT id, 'complaint', ?1, 'mail', 'server' FROM subscriber WHERE address = 'complained@example.org'";
    database.execute(complaint, [MORNING.parse::<friday::model::Instant>().unwrap().timestamp() - 86_400]).unwrap();
    let running = Running::start(&town, MORNING);

    let answers: Vec<(u16, String)> = classes
        .iter()
        .chain(&["new", "new"])
        .map(|class| {
            let (status, answer) = running.ask("POST", "/subscribe", FORM, &form(&town, &format!("{class}@example.org")));
            (status, without_date(&answer))
        })
        .collect();

    let told: Vec<String> = wait_for(&town, 7).into_iter().map(|mail| format!("{} {}", mail.to, mail.subject)).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert_eq!(answers[0].0, 200);
    assert_eq!(told.iter().filter(|mail| mail.ends_with("Your page at Five for Friday")).count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|mail| mail.contains("Please confirm")).count(), 5, "{told:?}");
    assert!(!told.iter().any(|mail| mail.starts_with("complained")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_every_link_a_hundred_times_changes_nothing() {
    let (town, running) = service("");
    let page = subscriber(&town, &running, "ada@example.org");
    let moving = format!("{page}/address");
    running.ask("POST", &moving, FORM, "email=ada%40example.net");
    let pending = asked(&town, &running, "bo@example.org");
    let change = wait_for(&town, 3).into_iter().find(|mail| mail.subject.contains("new address")).unwrap();
    let leave = running.get(&page).1.replace("&#x2f;", "/");
    let leave = format!("/leave/{}", leave.split("action=\"/leave/").nth(1).unwrap().split('"').next().unwrap());
    let links = [pending.path("confirm"), change.path("change"), page, leave];
    settled(&town);
    let before = people(&town);

    for link in &links {
        for n in 0..100 {
            let (status, answer) = running.ask(["GET", "HEAD", "OPTIONS"][n % 3], link, "", "");
            assert!([200, 405].contains(&status), "{link}: {answer}");
        }
    }

    assert_eq!(people(&town), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_address_is_told_at_its_field_and_what_was_typed_stays() {
    let (town, running) = service("");
    let body = form(&town, "ada at <example>").replace("choice=everything", "choice=picks");

    let (status, page) = running.ask("POST", "/subscribe", FORM, &body);

    assert_eq!(status, 422);
    assert!(page.contains("Enter an e-mail address, like name@example.org."), "{page}");
    assert!(page.contains("value=\"ada at &lt;example&gt;\"") && page.contains("aria-describedby=\"email-error\""), "{page}");
    assert!(page.contains("value=\"picks\" checked"), "{page}");
    assert_eq!(people(&town), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_form_is_refused_in_a_sentence() {
    let (town, running) = service("");
    let body = format!("{}&x={}", form(&town, "ada@example.org"), "x".repeat(200_000));

    let (status, page) = running.ask("POST", "/subscribe", FORM, &body);

    assert_eq!(status, 413);
    assert!(page.contains("The form holds more than we can take."), "{page}");
    assert_eq!(people(&town), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_a_machine_may_have_filled_in_is_shown_again_and_causes_no_mail() {
    let (town, running) = service("");
    let fresh = running.get("/").1;
    let fresh = fresh.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let person = form(&town, "ada@example.org");
    let forms = [
        "email=ada%40example.org&choice=daily".to_owned(),
        format!("email=ada%40example.org&choice=daily&shown={fresh}"),
        "email=ada%40example.org&choice=daily&shown=1795000000-aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned(),
        person.replace("left-empty=", "left-empty=http%3A%2F%2Fspam.example").replace("everything", "daily"),
    ];

    for (path, again) in [("/subscribe", "Please press Subscribe once more."), ("/manage", "Please press the button once more.")]
    {
        for body in &forms {
            let (status, answer) = running.ask("POST", path, FORM, body);
            assert_eq!(status, 422);
            assert!(answer.contains(again) && answer.contains("value=\"ada@example.org\""), "{body}: {answer}");
            assert!(path != "/subscribe" || answer.contains("value=\"daily\" checked"), "{answer}");
            assert!(answer.contains("name=\"shown\" value=\"1") && !answer.contains("1795000000-a"), "{answer}");
        }
    }

    assert_eq!(people(&town), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_corrects_a_mistake_at_once_does_not_have_to_wait_again() {
    let (town, running) = service("");

    for path in ["/subscribe", "/manage"] {
        let wrong = running.ask("POST", path, FORM, &form(&town, "nonsense")).1;

        let stamp = wrong.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(stamp, crate::support::reader::stamp(&town), "{path}");
        let corrected = format!("email=ada%40example.org&choice=picks&left-empty=&shown={stamp}");
        assert_eq!(running.ask("POST", path, FORM, &corrected).0, 200);
    }

    assert_eq!(wait_for_one_to(&town, "ada@example.org").subject, "Please confirm: Five for Friday");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_asks_for_the_page_is_promised_nothing() {
    let (town, running) = service("");

    let answer = running.ask("POST", "/manage", FORM, &form(&town, "stranger@example.org")).1;

    assert!(answer.contains("If that address is on the list, a mail with a link to your page is on its way."), "{answer}");
    assert!(!answer.contains("one button"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_on_other_sites_act_for_nobody_and_one_click_needs_no_origin() {
    let (town, running) = service("");
    let page = subscriber(&town, &running, "ada@example.org");
    let leave = running.get(&page).1.replace("&#x2f;", "/");
    let leave = format!("/leave/{}", leave.split("action=\"/leave/").nth(1).unwrap().split('"').next().unwrap());
    let before = people(&town);
    let elsewhere = "application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site\r\nOrigin: https://evil.example";
    let body = form(&town, "victim@example.org");

    let paths = ["/subscribe", "/manage", "/confirm/1-x", "/change/1-x"].map(str::to_owned);
    let acts = ["choice", "pause", "resume", "address", "data", "forget"].map(|act| format!("{page}/{act}"));
    let refused: Vec<u16> = paths.iter().chain(&acts).map(|path| running.ask("POST", path, elsewhere, &body).0).collect();
    let after = people(&town);
    let one_click = running.ask("POST", &leave, elsewhere, "List-Unsubscribe=One-Click").0;

    assert_eq!(refused, [403; 10]);
    assert_eq!(after, before);
    assert_eq!((one_click, state(&town, "left")), (200, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_looks_after_their_subscription() {
    let (town, running) = service("");
    let page = subscriber(&town, &running, "ada@example.org");
    let post = |action: &str, body: &str| running.ask("POST", &format!("{page}/{action}"), FORM, body);
    let act = |action: &str, body: &str| followed(&running, &post(action, body).1);

    let chosen = act("choice", "choice=daily");
    let paused = (act("pause", ""), state(&town, "paused"));
    let resumed = (act("resume", ""), state(&town, "active"));
    let invented = running.get(&format!("{page}?done=pause")).1;
    let data = post("data", "").1;
    let unknown = post("nothing", "").0;
    let forgotten = post("forget", "").1;
    let after = running.get(&page).0;

    assert!(chosen.contains("<title>Saved – Your subscription") && !invented.contains("Paused."), "{chosen}");
    assert!(chosen.contains("From now on you get: every post, once a day."), "{chosen}");
    assert!(paused.0.contains("Nothing is sent until you come back.") && paused.1 == 1, "{}", paused.0);
    assert!(resumed.0.contains("Welcome back.") && resumed.1 == 1, "{}", resumed.0);
    assert!(data.contains("attachment; filename=\"my-subscription.json\""), "{data}");
    let json: serde_json::Value = serde_json::from_str(data.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let actions: Vec<&str> = json["consent"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(
        (json["subscription"]["address"].as_str(), actions),
        (Some("ada@example.org"), vec!["request", "confirm", "choice", "pause", "resume"])
    );
    assert!(json["consent"][0]["wording"].as_str().unwrap().contains("one mail each Friday"), "{json}");
    assert!(forgotten.contains("You are forgotten"), "{forgotten}");
    assert_eq!((unknown, after), (404, 404));
    assert_eq!(town.count("SELECT count(*) FROM subscriber WHERE address IS NOT NULL"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_moves_to_a_mailbox_that_answers_and_old_links_to_the_page_stop_working() {
    let (town, running) = service("");
    let page = subscriber(&town, &running, "ada@example.org");

    let wrong = running.ask("POST", &format!("{page}/address"), FORM, "email=nonsense");
    let asked = followed(&running, &running.ask("POST", &format!("{page}/address"), FORM, "email=ada%40example.net").1);
    let mail = wait_for(&town, 2).pop().unwrap();
    let moved = running.ask("POST", &mail.path("change"), FORM, "").1;
    let told = wait_for(&town, 3).pop().unwrap();

    assert_eq!(wrong.0, 422);
    assert!(asked.contains("Check the inbox of the new address") && asked.contains("only once a day"), "{asked}");
    assert_eq!((mail.to.as_str(), told.to.as_str()), ("ada@example.net", "ada@example.org"));
    assert!(moved.contains("comes to this mailbox from now on"), "{moved}");
    assert_eq!(town.count("SELECT count(*) FROM subscriber WHERE address = 'ada@example.net' AND state = 'active'"), 1);
    assert_eq!(running.get(&page).0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_one_kind_open_nothing_else_and_a_forged_one_opens_nothing() {
    let (town, running) = service("");
    let page = subscriber(&town, &running, "ada@example.org");
    let pending = asked(&town, &running, "bo@example.org").path("confirm");
    settled(&town);
    let before = people(&town);
    let tokens = [page.trim_start_matches("/manage/"), pending.trim_start_matches("/confirm/")];
    let mut tried = Vec::new();

    for token in tokens {
        for kind in ["confirm", "change", "manage", "leave"] {
            let path = format!("/{kind}/{token}");
            if path != page && path != pending {
                let path = if kind == "manage" { format!("{path}/forget") } else { path };
                tried.push(running.ask("POST", &path, FORM, "").0);
            }
        }
        for at in 0..token.len() {
            let mut forged = token.as_bytes().to_vec();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).unwrap();
            tried.push(running.ask("POST", &format!("/confirm/{forged}"), FORM, "").0);
            tried.push(running.ask("POST", &format!("/manage/{forged}/forget"), FORM, "").0);
        }
    }

    assert!(tried.len() > 100 && tried.iter().all(|status| *status == 404), "{tried:?}");
    assert_eq!(people(&town), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_survives_a_mail_server_that_is_down_and_a_kill() {
    let smtp = "[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://127.0.0.1:1\"\nfrom = \"friday@five.example\"\n";
    let (town, mut running) = service(smtp);

    let (status, _) = running.ask("POST", "/subscribe", FORM, &form(&town, "ada@example.org"));
    let waits = super::service::logged(&town, "mails to people who subscribe wait");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    town.write("friday.toml", "");
    let once = town.friday_at("2026-11-18T09:10:00Z", &["run", "--once"]).await;
    let twice = town.friday_at("2026-11-18T09:20:00Z", &["run", "--once"]).await;

    assert_eq!((status, waits, once.code, twice.code), (200, true, 0, 0), "{}", once.err);
    assert_eq!(notices(&town).len(), 1);
    assert_eq!(town.count("SELECT count(*) FROM notice WHERE state = 'sent' AND address IS NULL"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_us_for_one_reader_keeps_nobody_else_waiting_and_is_not_asked_for_ever() {
    let mail = MailServer::start(vec![Order::AtRcpt("ada@", "550 5.7.25 no reverse name")]).await;
    let (town, mut running) = service("");
    for address in ["ada@example.org", "bo@example.org"] {
        running.ask("POST", "/subscribe", FORM, &form(&town, address));
    }
    wait_for(&town, 2);
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let again = "UPDATE notice SET state = 'queued', address = (SELECT address FROM subscriber WHERE id = subscriber_id)";
    rusqlite::Connection::open(town.path("friday.db")).unwrap().execute(again, []).unwrap();
    town.write("friday.toml", &mail.settings());

    let first = town.friday_at("2026-11-18T09:10:00Z", &["run", "--once"]).await;
    let soon = town.friday_at("2026-11-18T09:11:30Z", &["run", "--once"]).await;
    let states = |state: &str| town.count(&format!("SELECT count(*) FROM notice WHERE state = '{state}'"));
    let before = (states("sent"), states("queued"));
    town.friday_at("2026-11-20T09:30:00Z", &["run", "--once"]).await;

    assert_eq!(mail.recipients(), ["bo@example.org"]);
    assert!(first.code == 1 && first.err.contains("5.7.25"), "{}", first.err);
    assert_eq!((soon.code, before), (0, (1, 1)), "{}", soon.err);
    assert_eq!((states("failed"), states("queued")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_answers_after_the_dot_gets_one_more_copy_and_no_third() {
    let mail = MailServer::start(vec![Order::HangUpAfterDot]).await;
    let (town, mut running) = service("");
    running.ask("POST", "/subscribe", FORM, &form(&town, "ada@example.org"));
    wait_for(&town, 1);
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let again =
        "UPDATE notice SET state = 'queued', attempt = 0, address = (SELECT address FROM subscriber WHERE id = subscriber_id)";
    rusqlite::Connection::open(town.path("friday.db")).unwrap().execute(again, []).unwrap();
    town.write("friday.toml", &mail.settings());

    for hour in 10..20 {
        town.friday_at(&format!("2026-11-18T{hour}:00:00Z"), &["run", "--once"]).await;
    }

    assert_eq!(mail.kept().len(), 2);
    assert_eq!(town.count("SELECT count(*) FROM notice WHERE state = 'failed'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_address_comes_from_a_proxy_that_is_ours_alone() {
    for (settings, expected) in [("trusted_proxies = [\"127.0.0.0/8\"]\n", "198.51.100.7"), ("", "127.0.0.1")] {
        let town = Town::new("", "");
        let running = Running::start_with(&town, MORNING, settings);
        let kind = format!("{FORM}\r\nX-Forwarded-For: 6.6.6.6, 198.51.100.7");

        running.ask("POST", "/subscribe", &kind, &form(&town, "ada@example.org"));

        let mark = Keys::open(&town.path("friday.key")).unwrap().sign(Purpose::Visitor, expected);
        let sql = format!("SELECT count(*) FROM consent_event WHERE visitor_mark = '{mark}'");
        assert_eq!(town.count(&sql), 1, "{expected}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_no_address_is_named() {
    let town = Town::new("[web]\ntrusted_proxies = [\"127.0.0.1\", \"nginx\"]\n", "");

    let said = town.friday(&["fetch"]).await;

    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("friday.toml:2") && said.err.contains("\"nginx\" is neither an address nor a network"),
        "{}",
        said.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_floods_the_form_is_held_back_and_others_get_in() {
    let town = Town::new("", "");
    let running = Running::start_with(&town, MORNING, "trusted_proxies = [\"127.0.0.1\"]\n");
    let sign_up = |visitor: &str, n: usize| {
        let kind = format!("{FORM}\r\nX-Forwarded-For: {visitor}");
        running.ask("POST", "/subscribe", &kind, &form(&town, &format!("{}-{n}@example.org", visitor.len())))
    };

    let flood: Vec<String> = (0..60).map(|n| without_date(&sign_up("192.0.2.9", n).1)).collect();
    let after_flood = state(&town, "pending");
    sign_up("198.51.100.77", 0);

    assert!(flood.iter().all(|answer| *answer == flood[0]));
    assert!((20..25).contains(&after_flood), "{after_flood}");
    assert_eq!(state(&town, "pending"), after_flood + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_proxy_is_named_once_and_a_network_held_back_is_told() {
    let (town, running) = service("");

    for n in 0..23 {
        let kind = format!("{FORM}\r\nX-Forwarded-For: 192.0.{n}.1");
        running.ask("POST", "/subscribe", &kind, &form(&town, &format!("r{n}@example.org")));
    }
    let doctor = town.friday_at("2026-11-18T09:30:00Z", &["doctor"]).await;

    let log = town.read("log.json");
    assert_eq!(log.matches("127.0.0.1 sends X-Forwarded-For and is not among [web] trusted_proxies").count(), 1, "{log}");
    assert_eq!(log.matches("sign-ups are held back by network").count(), 1, "{log}");
    assert!(running.get("/health").1.contains("Sign-ups were held back by network at 09:0"), "{}", running.get("/health").1);
    assert!(doctor.out.contains("check that [web] trusted_proxies names the web server"), "{}", doctor.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cap_of_the_hour_is_told_in_the_log_on_the_health_page_and_by_the_doctor() {
    let town = Town::new("", "");
    let running = Running::start_with(&town, MORNING, "sign_ups_per_hour = 2\n");

    for n in 0..4 {
        running.ask("POST", "/subscribe", FORM, &form(&town, &format!("r{n}@example.org")));
    }
    let doctor = town.friday_at("2026-11-18T09:30:00Z", &["doctor"]).await;

    assert_eq!(state(&town, "pending"), 2);
    assert_eq!(town.read("log.json").matches("which is the cap").count(), 1);
    assert!(running.get("/health").1.contains("reached its cap of the hour at 09:0"), "{}", running.get("/health").1);
    assert!(doctor.out.contains("sign-ups") && doctor.out.contains("raise [web] sign_ups_per_hour"), "{}", doctor.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_below_a_path_keeps_its_pages_there() {
    let (town, running) = service("[site]\nurl = \"http://127.0.0.1:8025/digest/\"\n");

    let home = running.get("/digest/").1.replace("&#x2f;", "/");
    let style = running.get("/digest/style.css").0;
    let status = running.ask("POST", "/digest/subscribe", FORM, &form(&town, "ada@example.org")).0;
    let mail = wait_for(&town, 1).remove(0);
    let confirmed = running.ask("POST", &format!("/digest{}", mail.path("confirm")), FORM, "").0;

    assert!(home.contains("action=\"/digest/subscribe\"") && home.contains("href=\"/digest/style.css\""), "{home}");
    assert_eq!((style, status, confirmed), (200, 200, 200));
    assert!(mail.text.contains("http://127.0.0.1:8025/digest/confirm/"), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_links_to_gets_a_page_of_ours_too() {
    for (settings, base) in [("", ""), ("[site]\nurl = \"http://127.0.0.1:8025/digest/\"\n", "/digest")] {
        let (_town, running) = service(settings);

        for (path, expected) in [
            ("/manage/1-x/choice", 405),
            ("/leave/%ff", 404),
            ("/manage/%ff", 404),
            ("/manage/%ff/data", 405),
            ("/confirm/%ff", 404),
        ] {
            let (status, page) = running.get(&format!("{base}{path}"));
            assert_eq!(status, expected, "{path}");
            assert!(page.contains("content-security-policy: default-src 'none'") && page.contains("<h1>Not"), "{path}: {page}");
        }
        let (status, page) = running.ask("DELETE", &format!("{base}/"), "", "");
        assert!(status == 405 && page.contains("allow: GET,HEAD"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_can_be_changed_and_a_broken_template_is_told_before_anybody_sees_it() {
    let town = Town::new("[templates]\nfolder = \"look\"\n", "");
    std::fs::create_dir_all(town.path("look/web")).unwrap();
    town.write("look/web/style.css", "/* ours */");
    let running = Running::start(&town, MORNING);
    let style = running.get("/style.css").1;
    drop(running);
    town.write("look/web/home.html", "{% extends \"web/layout.html\" %}{% block main %}");

    let said = town.friday(&["run"]).await;

    assert!(style.contains("/* ours */"), "{style}");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("web/home.html") && said.err.contains("mend it"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_could_leave_nobody_can_subscribe() {
    let smtp = "[site]\ncontact = \"editor@five.example\"\n[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://mail.example.org\"\nfrom = \"friday@five.example\"\n";
    let (town, running) = service(smtp);

    let home = running.get("/").1;
    running.ask("POST", "/subscribe", FORM, &form(&town, "ada@example.org"));

    assert!(!home.contains("<form") && home.contains("write to editor@five.example"), "{home}");
    assert_eq!(people(&town), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_edition_has_a_link_to_the_readers_own_page() {
    let (blogs, town) = super::service::town_with_readers().await;
    let running = Running::start(&town, "2026-11-20T12:00:00Z");
    assert!(super::service::logged(&town, "the edition of 2026-11-20 is sent"), "{}", town.read("log.json"));

    let mut opened = 0;
    for file in std::fs::read_dir(town.path("outbox")).unwrap() {
        let mail = crate::support::reader::read(&std::fs::read(file.unwrap().path()).unwrap());
        opened += usize::from(running.get(&mail.path("manage")).1.contains("Your subscription"));
    }

    assert_eq!(opened, 3);
    drop(blogs);
}
