//! A blogger asks not to be read, and it stays so; held floods are released at the desk.

use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::editor::{AtTheDesk, EDITOR, EDITORS};
use crate::support::reader::{MORNING, stamp, wait_for_one_to};
use crate::support::running::Running;
use crate::support::town::{READERS, Town};

async fn town(settings: &str) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(settings, &format!("# Ours.\n{}", councils(&blogs, 3)));
    town.friday_at(MORNING, &["fetch"]).await;
    (town, blogs)
}

fn ask(town: &Town, running: &Running, fields: &[(&str, &str)]) -> (u16, String) {
    let shown = stamp(town);
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form.extend_pairs([("left-empty", ""), ("shown", &shown)]).extend_pairs(fields).finish();
    running.ask("POST", "/blogs/ashby-digital/opt-out", "application/x-www-form-urlencoded", &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opt_out_goes_from_the_form_to_the_desk_and_lasts() {
    let (town, blogs) = town(&format!("{OPEN}{EDITORS}")).await;
    let running = Running::start(&town, MORNING);

    let incomplete = ask(&town, &running, &[("who", ""), ("proof", "<b>")]);
    let sent = ask(&town, &running, &[("who", "Bo <Smith>"), ("proof", "a line on the blog")]);
    let again = ask(&town, &running, &[("who", "Bo")]).1;
    let mail = wait_for_one_to(&town, EDITOR);
    let desk = AtTheDesk::sign_in(&town, running.port);
    let waiting = desk.get("/desk/blogs").1;
    let agreed = desk.send("/desk/blogs/opt-outs/1/accept", &[]);
    let twice = desk.send("/desk/blogs/opt-outs/1/accept", &[]).1;
    let river = running.get("/stories").1;
    drop(running);

    assert!(incomplete.0 == 422 && incomplete.1.contains("Say who you are"), "{}", incomplete.1);
    assert!(sent.1.contains("Your request is with us") && again.contains("Asked already"), "{}{again}", sent.1);
    assert!(mail.subject.contains("asks not to be read") && waiting.contains("Bo &lt;Smith&gt;"), "{waiting}");
    assert!(agreed.0 == 303 && agreed.1.contains("done=forgotten") && twice.contains("done=nothing"), "{}", agreed.1);
    assert!(!river.contains("parking form"), "{river}");
    let list = town.read("feeds.toml");
    assert!(list.starts_with("# Ours.\n") && list.contains("retired = \"its makers asked us not to read it\""), "{list}");
    assert_eq!(
        town.count("SELECT count(*) FROM entry WHERE blog_id = 'ashby-digital' AND (link IS NOT NULL OR excerpt <> '')"),
        0
    );

    // Whoever writes the row anew, or under another name, does not bring it back; nor does adding it.
    let feed = blogs.url("ashby/feed");
    town.write("feeds.toml", &format!("[[blog]]\nname = \"Anew\"\nfeed = \"{feed}\"\n"));
    let before = blogs.asked().len();
    town.friday_at("2026-11-20T09:00:00Z", &["fetch", "--force"]).await;
    let listed = town.friday(&["blogs", "list"]).await;
    town.write("feeds.toml", &list);
    let added = town.friday(&["blogs", "add", &feed]).await;
    assert_eq!((blogs.asked().len(), added.code), (before, 1));
    assert!(listed.out.contains("its makers asked us not to read it"), "{}", listed.out);
    assert!(
        added.err.contains("on the list already") && added.err.contains("its makers asked us not to read it"),
        "{}",
        added.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_can_be_undone_by_the_operator_and_by_nobody_else() {
    let (town, blogs) = town(OPEN).await;
    let rows = town.read("feeds.toml");

    let forgot = town.friday(&["blogs", "forget", "ashby-digital", "--because", "a phone call"]).await;
    let why = town.friday(&["why", "https://ashby.example/form"]).await;
    town.write("feeds.toml", &rows);
    let before = blogs.asked_for("ashby/feed").len();
    town.friday_at("2026-11-20T09:00:00Z", &["fetch", "--force"]).await;
    let held_to = blogs.asked_for("ashby/feed").len();
    let undone = town.friday(&["blogs", "forget", "ashby-digital", "--undo"]).await;
    let again = town.friday(&["blogs", "forget", "ashby-digital", "--undo"]).await;
    town.friday_at("2026-11-20T10:30:00Z", &["fetch", "--force"]).await;

    assert!(forgot.code == 0 && forgot.out.contains("the words of 1 post are deleted"), "{}{}", forgot.out, forgot.err);
    assert!(!why.out.contains("parking form"), "{}", why.out);
    assert_eq!((before, held_to), (1, 1));
    assert!(undone.out.contains("may be read again") && again.out.contains("has no tombstone"), "{}{}", undone.out, again.out);
    assert_eq!(blogs.asked_for("ashby/feed").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_blog_leaves_the_draft_and_past_editions_name_it_alone() {
    let (town, blogs) = town(OPEN).await;
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;

    town.friday_at("2026-11-20T13:00:00Z", &["blogs", "forget", "ashby-digital"]).await;

    let running = Running::start(&town, "2026-11-20T13:01:00Z");
    let told = ["/api/v1/blogs/ashby-digital", "/api/v1/blogs", "/blogs.opml", "/blogroll.html"].map(|path| running.get(path).1);
    drop(running);
    let feed = blogs.url("ashby/feed");
    assert!(told[0].contains("Ashby Digital") && told.iter().all(|told| !told.contains(&feed)), "{told:?}");

    let content = |sql: &str| {
        let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
        database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    let archive = content("SELECT content FROM mailing WHERE dated_on = '2026-11-20'");
    assert!(!archive.contains("parking form") && archive.contains("Withheld at its makers' wish"), "{archive}");
    assert!(archive.contains("/blogs/ashby-digital") && archive.contains("Brill asks forty residents"), "{archive}");
    assert_eq!(town.friday_at("2026-11-20T13:05:00Z", &["edition", "verify", "2026-11-20"]).await.code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_flood_is_released_or_settled_at_the_desk() {
    let (town, blogs) = town(&format!("{OPEN}flood = 3\n{EDITORS}")).await;
    for name in ["ashby", "brill"] {
        let ids: Vec<String> = (1..=8).map(|at| format!("{name}.example/{at}")).collect();
        let titles: Vec<String> = (1..=8).map(|at| format!("{name} story {at} &amp;lt;em&amp;gt;")).collect();
        let words: Vec<String> = (1..=8).map(|at| format!("{name} {at} {}", "quite other words each time ".repeat(at))).collect();
        let posts: Vec<_> = (0..8)
            .map(|at| (ids[at].as_str(), titles[at].as_str(), "Tue, 17 Nov 2026 10:00:00 GMT", words[at].as_str()))
            .collect();
        blogs.say(&format!("{name}/feed"), vec![Answer::ok(rss(name, &posts))]);
    }
    town.friday_at("2026-11-18T08:59:00Z", &["fetch", "--force"]).await;
    assert_eq!(town.count("SELECT count(*) FROM entry WHERE standing = 'held'"), 16);
    let running = Running::start(&town, MORNING);
    let desk = AtTheDesk::sign_in(&town, running.port);

    let waiting = desk.get("/desk/blogs").1;
    let public = running.get("/blogs/ashby-digital").1;
    let released = desk.send("/desk/blogs/on/ashby-digital/release", &[]).1;
    let settled = desk.send("/desk/blogs/on/brill-digital/settle", &[]).1;
    let nothing = desk.send("/desk/blogs/on/brill-digital/settle", &[]).1;
    let unknown = desk.send("/desk/blogs/on/brill-digital/burn", &[]).0;
    let stranger = running.ask("POST", "/desk/blogs/on/brill-digital/settle", "application/x-www-form-urlencoded", "").0;

    assert!(waiting.contains("Ashby Digital: 8 posts") && !waiting.contains("<em>"), "{waiting}");
    assert!(public.contains("Held until an editor has looked at it"), "{public}");
    assert!(
        released.contains("done=released") && settled.contains("done=settled") && nothing.contains("done=nothing"),
        "{released}"
    );
    assert_eq!((unknown, stranger), (404, 403));
    assert_eq!(town.count("SELECT count(*) FROM entry WHERE blog_id = 'ashby-digital' AND standing = 'eligible'"), 9);
    assert_eq!(
        town.count("SELECT count(*) FROM entry WHERE blog_id = 'brill-digital' AND because LIKE '%settled as old by a person'"),
        8
    );
    assert_eq!(town.count("SELECT count(*) FROM audit WHERE by = 'ed@example.org' AND done LIKE '%held posts%'"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_written_into_the_list_at_the_desk() {
    let (town, blogs) = town(&format!("{OPEN}{EDITORS}")).await;
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let new = blogs.url("corby/new");
    database.execute("UPDATE blog_manners SET moved_to = ?1, moved_at = 1 WHERE blog_id = 'corby-digital'", [&new]).unwrap();
    drop(database);
    let running = Running::start(&town, MORNING);
    let desk = AtTheDesk::sign_in(&town, running.port);

    let waiting = desk.get("/desk/blogs").1;
    let moved = desk.send("/desk/blogs/on/corby-digital/move", &[]).1;

    assert!(waiting.contains("leads to") && moved.contains("done=moved"), "{waiting}{moved}");
    let list = town.read("feeds.toml");
    assert!(list.starts_with("# Ours.\n") && list.contains(&format!("feed = \"{new}\"")), "{list}");
}
