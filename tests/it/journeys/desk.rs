//! An editor comes in by mail, reads, stars, and goes; others try to.

use super::leaving::Running;
use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::editor::{AtTheDesk, EDITOR, EDITORS};
use crate::support::reader::{notices, wait_for, wait_for_one_to};
use crate::support::town::{FRIDAY, Town};
use std::io::{Read, Write};
use std::net::TcpStream;

const FORM: &str = "application/x-www-form-urlencoded";

const ASK: &str = "email=Ed%40example.org";

/// A service with one editor and nothing to read.
fn service() -> (Town, Running) {
    let town = Town::new(EDITORS, "");
    let running = Running::start(&town, FRIDAY);
    (town, running)
}

/// A service with one editor and a week of seven stories.
async fn with_a_week() -> (Town, Running, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(&format!("{OPEN}{EDITORS}"), &councils(&blogs, 7));
    assert_eq!(town.friday(&["fetch"]).await.code, 0);
    assert_eq!(town.friday(&["edition", "list"]).await.code, 0);
    let running = Running::start(&town, FRIDAY);
    (town, running, blogs)
}

/// One request with these header lines; the answer.
pub fn ask_with(running: &Running, method: &str, path: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// What stands in a header of an answer.
fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    answer.split(&format!("\r\n{name}: ")).nth(1).unwrap_or_default().split("\r\n").next().unwrap()
}

/// The path of the link in the editor's mail.
fn link(town: &Town, running: &Running) -> String {
    assert_eq!(running.ask("POST", "/desk/sign-in", FORM, ASK).0, 200);
    let mail = wait_for_one_to(town, EDITOR);
    mail.path("desk/sign-in")
}

/// Signs in through the pages; the header line with the cookie.
fn cookie(town: &Town, running: &Running) -> String {
    let answer = ask_with(running, "POST", &link(town, running), "", "");
    format!("Cookie: {}\r\n", header(&answer, "set-cookie").split(';').next().unwrap())
}

fn sessions(town: &Town) -> i64 {
    town.count("SELECT count(*) FROM editor_session WHERE closed_at IS NULL")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_signs_in_by_mail_and_out_again() {
    let (town, running) = service();

    let stranger = ask_with(&running, "GET", "/desk", "", "");
    let path = link(&town, &running);
    let mail = wait_for_one_to(&town, EDITOR);
    let looked = running.get(&path);
    let opened = ask_with(&running, "POST", &path, "User-Agent: Mozilla/5.0 (Android 15; Mobile) Firefox/145.0\r\n", "");
    let cookie = format!("Cookie: {}\r\n", header(&opened, "set-cookie").split(';').next().unwrap());
    let desk = ask_with(&running, "GET", "/desk", &cookie, "");
    let listed = ask_with(&running, "GET", "/desk/sessions", &cookie, "");
    let token = desk.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let left = ask_with(&running, "POST", "/desk/sign-out", &cookie, &format!("token={token}"));
    let after = ask_with(&running, "GET", "/desk", &cookie, "");

    assert_eq!((header(&stranger, "location"), header(&after, "location")), ("/desk/sign-in", "/desk/sign-in"));
    assert_eq!(mail.subject, "Sign in at the desk of Five for Friday");
    assert!(looked.1.contains("<button>Sign in</button>") && looked.1.contains("ed@example.org"), "{}", looked.1);
    assert_eq!((header(&opened, "location"), opened.contains("HTTP/1.1 303")), ("/desk", true), "{opened}");
    assert!(desk.contains("Signed in as ed@example.org"), "{desk}");
    assert!(listed.contains("Firefox on Android") && listed.contains("this one"), "{listed}");
    assert!(
        left.contains("You have signed out") && header(&left, "set-cookie").starts_with("friday=; Path=/; Max-Age=0"),
        "{left}"
    );
    let log = town.count("SELECT count(*) FROM audit WHERE by = 'ed@example.org' AND done IN ('signed in', 'signed out')");
    assert_eq!((sessions(&town), log), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_link_a_hundred_times_signs_nobody_in() {
    let (town, running) = service();
    let path = link(&town, &running);

    for n in 0..100 {
        let (status, answer) = running.ask(["GET", "HEAD", "OPTIONS"][n % 3], &path, "", "");
        assert!([200, 405].contains(&status) && !answer.contains("set-cookie"), "{answer}");
    }

    assert_eq!((sessions(&town), town.count("SELECT count(*) FROM sign_in WHERE used_at IS NOT NULL")), (0, 0));
    assert_eq!(running.ask("POST", &path, FORM, "").0, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_used_old_or_nobodys_says_so_and_signs_nobody_in() {
    let (town, running) = service();
    let path = link(&town, &running);
    running.ask("POST", &path, FORM, "");
    let used = running.ask("POST", &path, FORM, "");
    let looked = running.get(&path);
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    database.execute("UPDATE sign_in SET used_at = NULL, ends_at = 1", []).unwrap();
    let old = running.ask("POST", &path, FORM, "");
    let nobodys = running.ask("POST", "/desk/sign-in/abcdefghijklmnopqrstuvwxyz", FORM, "");

    assert_eq!((used.0, looked.0, old.0, nobodys.0), (404, 404, 404, 404));
    assert!(used.1.contains("This link has been used") && looked.1.contains("This link has been used"), "{}", used.1);
    assert!(old.1.contains("has had its fifteen minutes"), "{}", old.1);
    assert!(nobodys.1.contains("no link of ours"), "{}", nobodys.1);
    assert!([&used.1, &old.1, &nobodys.1].iter().all(|page| page.contains("Ask for a new link") && !page.contains("set-cookie")));
    assert_eq!(sessions(&town), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_answers_the_same_whoever_it_is_and_mails_editors_alone() {
    let (town, running) = service();
    let without_date = |answer: (u16, String)| {
        answer.1.lines().filter(|line| !line.to_lowercase().starts_with("date:")).collect::<Vec<_>>().join("\n")
    };

    let stranger = without_date(running.ask("POST", "/desk/sign-in", FORM, "email=eve%40example.org"));
    let editor = without_date(running.ask("POST", "/desk/sign-in", FORM, ASK));
    let wrong = running.ask("POST", "/desk/sign-in", FORM, "email=eve");
    wait_for(&town, 1);

    assert_eq!(stranger, editor);
    assert!(stranger.contains("Check your inbox"), "{stranger}");
    assert_eq!(wrong.0, 422);
    assert_eq!(notices(&town).iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [EDITOR]);
    assert_eq!(town.count("SELECT count(*) FROM sign_in"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_database_nor_log_holds_what_a_link_or_a_cookie_is_made_of() {
    let (town, running) = service();
    let path = link(&town, &running);
    let cookie = header(&ask_with(&running, "POST", &path, "", ""), "set-cookie").split(';').next().unwrap().to_owned();
    let (secret, kept) = (path.rsplit('/').next().unwrap(), cookie.split('=').nth(1).unwrap());

    let files: Vec<Vec<u8>> =
        ["friday.db", "friday.db-wal", "log.json"].iter().filter_map(|name| std::fs::read(town.path(name)).ok()).collect();

    let holds = |text: &str| files.iter().any(|file| file.windows(text.len()).any(|window| window == text.as_bytes()));
    assert_eq!((secret.len(), kept.len()), (26, 52));
    assert!(holds("editor_session"), "the files were read");
    assert!(!holds(secret) && !holds(kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_kept_from_scripts_and_other_sites_and_over_https_for_this_host_alone() {
    let (town, running) = service();
    let plain = ask_with(&running, "POST", &link(&town, &running), "", "");
    let secure_town = Town::new(&format!("[site]\nurl = \"https://five.example/\"\n{EDITORS}"), "");
    let secure_running = Running::start(&secure_town, FRIDAY);
    let secure = ask_with(&secure_running, "POST", &link(&secure_town, &secure_running), "", "");

    let flags = |answer: &str| {
        let (name, rest) = header(answer, "set-cookie").split_once('=').unwrap();
        (name.to_owned(), rest.split_once("; ").unwrap().1.to_owned())
    };
    assert_eq!(flags(&plain), ("friday".to_owned(), "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax".to_owned()));
    let (name, rest) = flags(&secure);
    assert_eq!((name.as_str(), rest.as_str()), ("__Host-friday", "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_editors_any_more_is_out_and_does_not_come_back_in() {
    let (town, running) = service();
    let cookie = cookie(&town, &running);
    drop(running);
    town.write("friday.toml", &EDITORS.replace("ed@example.org", "bo@example.org"));
    let running = Running::start(&town, FRIDAY);
    let out = ask_with(&running, "GET", "/desk", &cookie, "");
    drop(running);
    town.write("friday.toml", EDITORS);
    let running = Running::start(&town, FRIDAY);

    let still_out = ask_with(&running, "GET", "/desk", &cookie, "");

    assert_eq!((header(&out, "location"), header(&still_out, "location")), ("/desk/sign-in", "/desk/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_closed_elsewhere_is_closed() {
    let (town, running) = service();
    let _made = link(&town, &running);
    let (phone, laptop) = (AtTheDesk::sign_in(&town, running.port), cookie(&town, &running));
    let id = town.count("SELECT id FROM editor_session WHERE browser = '' ORDER BY id LIMIT 1");
    let page = ask_with(&running, "GET", "/desk/sessions", &laptop, "");
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();

    let before = phone.get("/desk").0;
    let closed = ask_with(&running, "POST", "/desk/sessions/close", &laptop, &format!("token={token}&session={id}"));
    let after = phone.get("/desk").0;
    let everywhere = ask_with(&running, "POST", "/desk/sessions/close", &laptop, &format!("token={token}&session=all"));

    assert_eq!((before, after), (200, 303));
    assert_eq!(header(&closed, "location"), "/desk/sessions");
    assert!(everywhere.contains("You have signed out"), "{everywhere}");
    assert_eq!(sessions(&town), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_a_session_gives_back_what_was_typed() {
    let (town, running, _blogs) = with_a_week().await;
    let ed = AtTheDesk::sign_in(&town, running.port);
    let words = "remark=Worth+%3Cb%3Eyour%3C%2Fb%3E+time.&star=1";

    let nobody = running.ask("POST", "/desk/star", FORM, words);
    let cookie = format!("Cookie: friday={}\r\n", ed.secret());
    let stale = ask_with(&running, "POST", "/desk/star", &cookie, &format!("{words}&token=another"));
    let elsewhere = format!("{cookie}Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n");
    let forged = ask_with(&running, "POST", "/desk/star", &elsewhere, &format!("star=1&token={}", ed.token));

    assert_eq!(nobody.0, 403);
    for page in [&nobody.1, &stale] {
        assert!(page.contains("readonly>remark:\nWorth &lt;b&gt;your&lt;/b&gt; time.\n"), "{page}");
        assert!(page.contains("Nothing was changed") || page.contains("nothing was changed"), "{page}");
    }
    assert!(stale.starts_with("HTTP/1.1 403") && forged.starts_with("HTTP/1.1 403"), "{forged}");
    assert!(forged.contains("sent from another website"), "{forged}");
    assert_eq!(town.count("SELECT count(*) FROM star"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_by_form_comes_back_to_its_story_and_moves_it_up() {
    let (town, running, _blogs) = with_a_week().await;
    let ed = AtTheDesk::sign_in(&town, running.port);
    let score = |story: i64| {
        let page = ed.get("/desk").1;
        let one = page.split(&format!("id=\"s{story}\"")).nth(1).unwrap().split("</article>").next().unwrap().to_owned();
        one.split("Score ").nth(1).unwrap().split('<').next().unwrap().parse::<f64>().unwrap()
    };
    let before = score(7);

    let (status, starred) = ed.send("/desk/star", &[("star", "7"), ("back", "council=Ashby&token=x")]);
    let page = ed.get("/desk?starred=yes").1;
    let after = score(7);
    let (_, unstarred) = ed.send("/desk/star", &[("unstar", "7"), ("back", "")]);
    let (gone, said) = ed.send("/desk/star", &[("star", "99")]);

    assert_eq!((status, header(&starred, "location")), (303, "/desk?council=Ashby#s7"));
    assert!(page.contains("★ you") && page.contains("starred by an editor") && page.matches("<article").count() == 1, "{page}");
    assert!((after - before - 2.5).abs() < 0.001, "{before} {after}");
    assert_eq!(header(&unstarred, "location"), "/desk#s7");
    assert_eq!((gone, town.count("SELECT count(*) FROM star")), (404, 0));
    assert!(said.contains("not among the week"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_by_script_is_answered_in_a_few_words() {
    let (town, running, _blogs) = with_a_week().await;
    let ed = AtTheDesk::sign_in(&town, running.port);
    let headers = format!("Cookie: friday={}\r\nAccept: application/json\r\n", ed.secret());

    let answer = ask_with(&running, "POST", "/desk/star", &headers, &format!("star=3&token={}", ed.token));

    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{\"starred\":true,\"by\":\"you\"}"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_week_is_read_through_filters() {
    let (town, running, _blogs) = with_a_week().await;
    let ed = AtTheDesk::sign_in(&town, running.port);
    let count = |path: &str| ed.get(path).1.matches("<article").count();

    assert_eq!(count("/desk"), 7);
    assert_eq!(count("/desk?council=Ashby"), 1);
    assert_eq!(count("/desk?q=ashby"), 1);
    assert_eq!(count("/desk?starred=yes"), 0);
    assert!(ed.get("/desk?starred=yes").1.contains("Nobody has starred a story"));
    assert!(ed.get("/desk?q=nothing").1.contains("No story of this week fits"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_who_did_what() {
    let (town, running, _blogs) = with_a_week().await;
    let ed = AtTheDesk::sign_in(&town, running.port);
    ed.send("/desk/star", &[("star", "1")]);
    town.friday(&["desk", "login", "ed@example.org"]).await;

    let (without, with) = (ed.get("/desk/log").1, ed.get("/desk/log?stars=yes").1);

    assert!(without.contains("<b>operator</b> made a link that signs in: ed@example.org"), "{without}");
    assert!(!without.contains("</b> starred") && with.contains("<b>ed@example.org</b> starred"), "{with}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_prints_a_link_for_an_editor_alone() {
    let (town, running) = service();

    let refused = town.friday(&["desk", "login", "eve@example.org"]).await;
    let wrong = town.friday(&["desk", "login", "eve"]).await;
    let said = town.friday(&["desk", "login", "ed@example.org"]).await;
    let json = town.friday(&["--json", "desk", "login", "ed@example.org"]).await;
    let path = said.out.trim().trim_start_matches("http://127.0.0.1:8025");
    let opened = ask_with(&running, "POST", path, "", "");

    assert_eq!((refused.code, wrong.code, said.code), (2, 2, 0));
    assert!(refused.err.contains("write it into [editors] addresses"), "{}", refused.err);
    assert!(header(&opened, "set-cookie").starts_with("friday="), "{opened}");
    assert!(json.out.contains("\"ends_at\": \"2026-11-20T11:45:00Z\""), "{}", json.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_editors_the_desk_names_the_key_that_opens_it() {
    let town = Town::new("", "");
    let running = Running::start(&town, FRIDAY);

    let (page, form) = (running.get("/desk/sign-in"), running.ask("POST", "/desk/sign-in", FORM, ASK));

    assert_eq!((page.0, form.0), (404, 404));
    assert!(page.1.contains("The desk is closed") && page.1.contains("[editors] addresses"), "{}", page.1);
}
