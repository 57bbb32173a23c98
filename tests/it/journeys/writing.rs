//! An editor's Friday at the desk, and what comes between.

use super::by_hand::ready;
use super::leaving::Running;
use crate::support::blogs::Blogs;
use crate::support::editor::{AtTheDesk, EDITOR, EDITORS};
use crate::support::mail::MailServer;
use crate::support::town::{FRIDAY, Town};

/// A service with a draft of five, and an editor who is signed in.
pub struct Friday {
    pub town: Town,
    pub desk: AtTheDesk,
    pub running: Running,
    pub blogs: Blogs,
    pub mail: MailServer,
}

impl Friday {
    pub async fn start(count: usize) -> Self {
        let (town, blogs, mail) = ready(count).await;
        let settings = town.read("friday.toml");
        town.write("friday.toml", &format!("{EDITORS}{settings}"));
        // The calendar opens the draft.
        assert_eq!(town.friday(&["edition", "list"]).await.code, 0);
        let running = Running::start(&town, FRIDAY);
        let desk = AtTheDesk::sign_in(&town, running.port);
        Self { town, desk, running, blogs, mail }
    }

    /// The form as a browser would send it.
    pub fn form(&self) -> Form {
        let (status, page) = self.desk.get("/desk/write");
        assert_eq!(status, 200, "{page}");
        Form::read(&page)
    }

    pub fn press(&self, form: &Form, button: &str) -> (u16, String) {
        self.send("/desk/write", form, &[("do", button)])
    }

    pub fn send(&self, path: &str, form: &Form, more: &[(&str, &str)]) -> (u16, String) {
        let mut fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend(more);
        self.desk.send(path, &fields)
    }

    fn edits(&self) -> serde_json::Value {
        let database = rusqlite::Connection::open(self.town.path("friday.db")).unwrap();
        let edits: String = database
            .query_row("SELECT edits FROM mailing WHERE kind = 'edition' AND state = 'draft'", [], |row| row.get(0))
            .unwrap();
        serde_json::from_str(&edits).unwrap()
    }
}

/// Who did what, oldest first.
fn log(town: &Town) -> Vec<String> {
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let mut statement = database.prepare("SELECT by || ' ' || done FROM audit ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The fields of the writing form, in the order of the page.
#[derive(Clone, Debug)]
pub struct Form {
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Reads hidden fields, text fields and textareas from the page's source.
    pub fn read(page: &str) -> Self {
        let page = &page.replace("&#x2f;", "/");
        let start =
            page.find("<form method=\"post\" action=\"/desk/write").unwrap_or_else(|| panic!("no writing form in {page}"));
        let html = &page[start..page[start..].find("</form>").map(|at| start + at).unwrap()];
        let mut fields = Vec::new();
        for tag in html.split('<').skip(1) {
            let value = if tag.starts_with("textarea") {
                tag.split_once('>').map(|(_, words)| plain(words)).unwrap_or_default()
            } else if tag.starts_with("input") && !(tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"")) {
                attribute(tag, "value").unwrap_or_default()
            } else {
                continue;
            };
            fields.extend(attribute(tag, "name").filter(|name| name != "token").map(|name| (name, value)));
        }
        Self { fields }
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        let field = self.fields.iter_mut().find(|(field, _)| field == name).unwrap_or_else(|| panic!("no field {name}"));
        value.clone_into(&mut field.1);
    }

    /// The names of its items, in order.
    pub fn items(&self) -> Vec<String> {
        self.fields.iter().filter(|(field, _)| field == "item").map(|(_, value)| value.clone()).collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
    Some(plain(rest.split('"').next()?))
}

fn plain(html: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    named.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_writes_checks_approves_and_the_words_are_mailed() {
    let friday = Friday::start(7).await;
    let mut form = friday.form();
    let items = form.items();
    assert_eq!(items.len(), 5);
    form.set(&format!("remark-{}", items[0]), "Ada on forms: *worth* your time.");
    form.set("opener", "Good morning from the desk.");

    let (saved, _) = friday.press(&form, "check");
    let (checked, check) = friday.desk.get("/desk/write/check");
    let (shown, approve) = friday.desk.get("/desk/write/approve");
    let button = Form::read(&approve);
    let (approved, _) = friday.send("/desk/write/approve", &button, &[]);
    let (_, after) = friday.desk.get("/desk/write");
    drop(friday.running);
    let sent = friday.town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;

    assert_eq!((saved, checked, shown, approved), (303, 200, 200, 303));
    assert!(
        check.contains("There is no remark.") && approve.contains("To 3 readers, at 12:00 on Friday 20 November 2026."),
        "{approve}"
    );
    assert!(after.contains(&format!("was approved by {EDITOR} at 11:30")), "{after}");
    assert!(after.contains("27 November 2026"), "the next draft stands below: {after}");
    assert_eq!(log(&friday.town), [format!("{EDITOR} saved"), format!("{EDITOR} approved")]);
    assert_eq!(sent.out, "3 recipients = 3 accepted\n");
    let mails = friday.mail.kept();
    let mail = mails.last().unwrap().text();
    assert!(mail.contains("Ada on forms") && mail.contains("Good morning from the desk."), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_move_swap_add_and_take_out_and_every_one_of_them_saves() {
    let friday = Friday::start(8).await;
    let mut form = friday.form();
    let items = form.items();
    form.set(&format!("remark-{}", items[1]), "Kept.");

    friday.press(&form, &format!("first:{}", items[1]));
    let moved = friday.form();
    friday.press(&moved, &format!("out:{}", items[1]));
    let (status, page) = friday.desk.get(&format!("/desk/write/swap?out={}", items[0]));
    let story = page.split("name=\"story\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let edition = moved.get("edition").to_owned();
    let swapped = friday.desk.send("/desk/write/swap", &[("edition", &edition), ("out", &items[0]), ("story", &story)]).0;
    let after = friday.form();
    let again = friday.desk.send("/desk/write/swap", &[("edition", &edition), ("out", &items[0]), ("story", &story)]).1;

    assert_eq!(moved.items()[0], items[1]);
    assert_eq!((status, swapped, after.items().len()), (200, 303, 4));
    assert_eq!(after.items()[0], format!("s{story}"));
    assert!(after.get("aside").contains("Kept."), "{after:?}");
    assert!(again.contains("note=gone"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_editors_the_second_sees_both_versions_and_nothing_is_lost() {
    let friday = Friday::start(6).await;
    let (mut first, mut second) = (friday.form(), friday.form());
    let items = first.items();
    first.set("opener", "Rain again, says Ada.");
    first.set(&format!("remark-{}", items[0]), "Ada was here.");
    second.set("opener", "Sun at last, says Ben.");
    second.set(&format!("remark-{}", items[1]), "Ben was here.");

    let saved = friday.press(&first, "save").0;
    let (quiet, told) = friday.send("/desk/write/save", &second, &[]);
    let (loud, page) = friday.press(&second, "save");
    let mut choice = Form { fields: second.fields.clone() };
    choice.set("revision", "1");
    let (unchosen, again) = friday.send("/desk/write/merge", &choice, &[("take-opener", "mine")]);
    let before = friday.edits();
    let remarks = [format!("take-remark-{}", items[0]), format!("take-remark-{}", items[1])];
    let chosen = [("take-opener", "mine"), (remarks[0].as_str(), "theirs"), (remarks[1].as_str(), "mine")];
    let merged = friday.send("/desk/write/merge", &choice, &chosen).0;

    assert_eq!((saved, quiet, loud, unchosen, merged), (303, 409, 409, 409, 303));
    assert!(told.contains("Somebody else has saved the draft"), "{told}");
    assert!(page.contains("<del>Rain again, </del><ins>Sun at last, </ins>says <del>Ada.</del><ins>Ben.</ins>"), "{page}");
    assert!(page.contains(">Ben was here.</textarea>"), "{page}");
    assert!(again.contains("Choose one of the two."), "{again}");
    assert_eq!(before["opener"], "Rain again, says Ada.", "nothing is written without a choice");
    let after = friday.edits();
    assert_eq!(after["opener"], "Sun at last, says Ben.");
    assert_eq!(after["items"][0]["pick"]["remark"], "Ada was here.");
    assert_eq!(after["items"][1]["pick"]["remark"], "Ben was here.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_and_the_script_say_the_same() {
    let friday = Friday::start(6).await;
    let mut form = friday.form();
    form.set("opener", "Once.");

    let (first, quiet) = friday.send("/desk/write/save", &form, &[]);
    let (again, still) = friday.send("/desk/write/save", &form, &[]);
    let pressed = friday.press(&form, "save").0;

    assert_eq!((first, again, pressed), (200, 200, 303));
    assert!(quiet.contains("\"revision\":1,\"saved_at\":\"11:30\"") && still.contains("\"revision\":1"), "{quiet} {still}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_approval_old_pages_say_what_happened_and_give_the_words_back() {
    let friday = Friday::start(6).await;
    let mut typed = friday.form();
    typed.set("opener", "Too late for this one.");
    let button = Form::read(&friday.desk.get("/desk/write/approve").1);
    assert_eq!(friday.send("/desk/write/approve", &button, &[]).0, 303);

    let (twice, again) = friday.send("/desk/write/approve", &button, &[]);
    let (back, page) = friday.press(&typed, "save");
    let (quiet, json) = friday.send("/desk/write/save", &typed, &[]);

    assert_eq!((twice, back, quiet), (409, 409, 409));
    assert!(again.contains("Approved already") && again.contains(&format!("was approved by {EDITOR}")), "{again}");
    assert!(page.contains("This edition is approved") && page.contains(">Too late for this one.</textarea>"), "{page}");
    assert!(json.contains("approved while you were writing"), "{json}");
    assert_eq!(log(&friday.town), [format!("{EDITOR} approved")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_shown_is_not_approved() {
    let friday = Friday::start(6).await;
    let button = Form::read(&friday.desk.get("/desk/write/approve").1);
    let mut form = friday.form();
    form.set("opener", "Changed meanwhile.");
    friday.press(&form, "save");
    let mut other = Form::read(&friday.desk.get("/desk/write/approve").1);
    other.set("shown", "s1 s2");

    let (status, page) = friday.send("/desk/write/approve", &button, &[]);
    let (swapped, _) = friday.send("/desk/write/approve", &other, &[]);

    assert_eq!((status, swapped), (409, 409));
    assert!(page.contains("would not have seen what goes out"), "{page}");
    assert_eq!(friday.town.count("SELECT count(*) FROM mailing WHERE state = 'approved'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_edition_is_paused_and_resumed_and_its_progress_counted() {
    let friday = Friday::start(6).await;
    let button = Form::read(&friday.desk.get("/desk/write/approve").1);
    friday.send("/desk/write/approve", &button, &[]);
    let edition = button.get("edition").to_owned();

    let paused = friday.desk.send("/desk/write/pause", &[("edition", &edition)]).0;
    let (twice, told) = friday.desk.send("/desk/write/pause", &[("edition", &edition)]);
    let state = friday.town.count("SELECT count(*) FROM mailing WHERE state = 'paused'");
    let resumed = friday.desk.send("/desk/write/resume", &[("edition", &edition)]).0;
    let Friday { town, running, .. } = friday;
    drop(running);
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    let settings = town.read("friday.toml");
    town.write("friday.toml", &settings[settings.find("[editors]").unwrap()..]);
    let running = Running::start(&town, "2026-11-20T12:10:00Z");
    let desk = AtTheDesk::sign_in(&town, running.port);
    let page = desk.get("/desk/write").1;

    assert_eq!((paused, twice, state, resumed), (303, 409, 1, 303));
    assert!(told.contains("is paused: nothing was changed"), "{told}");
    assert!(page.contains("3 recipients") && page.contains("<th scope=\"row\">accepted</th><td>3</td>"), "{page}");
    for state in ["queued", "claimed", "handed", "deferred", "refused", "uncertain", "suppressed", "expired"] {
        assert!(page.contains(&format!("<th scope=\"row\">{state}</th><td>0</td>")), "{state}: {page}");
    }
    let done: Vec<String> = log(&town).iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(done, ["approved", "paused", "resumed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_address_becomes_a_find_with_what_its_page_says() {
    let friday = Friday::start(6).await;
    let html = "<title>Nine &lt;script&gt;x()&lt;/script&gt; questions</title><meta name=author content=\"Nia <b>Rees</b>\">\
                <meta name=description content=\"What we asked.\">";
    friday.blogs.say("nine", vec![crate::support::blogs::Answer::ok(html.to_owned())]);
    let mut form = friday.form();
    form.set("find", &friday.blogs.url("nine"));

    let (status, _) = friday.press(&form, "find");
    let page = friday.desk.get("/desk/write").1;
    let mut next = friday.form();
    next.set("find", "nowhere");
    let (wrong, told) = friday.press(&next, "find");

    assert_eq!((status, wrong), (303, 422));
    assert!(
        page.contains("Nine &lt;script&gt;x()")
            && page.contains("value=\"Nia Rees\"")
            && page.contains(">What we asked.</textarea>"),
        "{page}"
    );
    assert!(!page.contains("<script>x"), "{page}");
    assert!(told.contains("is no web address") && told.contains("value=\"nowhere\""), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_a_private_address_is_connected_to() {
    let (town, _blogs, _mail) = ready(5).await;
    let settings = town.read("friday.toml").replace("allow_private = true", "allow_private = false");
    town.write("friday.toml", &format!("{EDITORS}{settings}"));
    town.friday(&["edition", "list"]).await;
    let (canary, port) = crate::support::canary::Canary::sit().await;
    let running = Running::start(&town, FRIDAY);
    let desk = AtTheDesk::sign_in(&town, running.port);
    let forms = crate::support::private_addresses::forms(port);

    let mut answers = std::collections::BTreeSet::new();
    for address in &forms {
        let form = Form::read(&desk.get("/desk/write").1);
        let mut fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .filter(|(name, _)| name != "find" && !name.contains("-f") && name != "item")
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        fields.push(("find", address));
        fields.push(("do", "find"));
        answers.insert(desk.send("/desk/write", &fields).0);
    }
    desk.get("/desk/write/check");

    assert!(forms.len() >= 60 && answers.iter().all(|status| [303, 422].contains(status)), "{answers:?}");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_are_shown_as_mail_shows_them_and_run_nothing() {
    let friday = Friday::start(5).await;
    let bad = "*a* [b](javascript:y) <script>x()</script> <img src=x onerror=z()> </textarea><script>w()</script>";
    let mut form = friday.form();
    let name = format!("remark-{}", form.items()[0]);
    form.set(&name, bad);
    friday.press(&form, "save");

    let (status, shown) = friday.desk.send("/desk/write/remark", &[("remark", bad)]);
    let page = friday.desk.get("/desk/write").1;
    let mail = friday.desk.get("/desk/write/preview/mail.html").1;

    assert_eq!(status, 200);
    for html in [&shown, &page, &mail] {
        assert!(!html.contains("<script>") && !html.contains("<img src=x") && !html.contains("href=\"javascript"), "{html}");
    }
    assert!(shown.contains("<em>a</em>"), "{shown}");
    assert_eq!(friday.form().get(&name), bad);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_stands_under_a_policy_of_its_own() {
    let friday = Friday::start(5).await;

    let (_, around) = friday.desk.get("/desk/write/preview?as=phone");
    let (html, text) = (friday.desk.get("/desk/write/preview/mail.html").1, friday.desk.get("/desk/write/preview/mail.txt").1);
    let stranger = friday.running.get("/desk/write/preview/mail.html").0;

    assert!(around.contains("<iframe class=\"mail phone\" sandbox=\"\""), "{around}");
    let policy = "content-security-policy: default-src 'none'; style-src 'unsafe-inline'; sandbox;";
    assert!(html.contains(policy) && text.contains(policy) && text.contains("text/plain"), "{html}");
    assert_eq!(stranger, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_copy_goes_to_the_editor_alone_and_not_without_end() {
    let friday = Friday::start(5).await;
    let before = friday.mail.kept().len();

    let answers: Vec<u16> = (0..8).map(|_| friday.desk.send("/desk/write/test", &[]).0).collect();

    assert_eq!(answers, [303, 303, 303, 303, 303, 303, 429, 429]);
    // A reminder of the draft may have come in between.
    let mut mails = friday.mail.kept().split_off(before);
    mails.retain(|mail| mail.text().contains("Subject: [Test] "));
    assert_eq!(mails.len(), 6);
    assert!(mails.iter().all(|mail| mail.to == EDITOR));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_that_is_too_long_comes_back_whole() {
    let friday = Friday::start(5).await;
    let long = format!("{}the end.", "word ".repeat(9000));
    let mut form = friday.form();
    let name = format!("remark-{}", form.items()[0]);
    form.set(&name, &long);

    let (status, page) = friday.press(&form, "save");

    assert_eq!(status, 422);
    assert!(page.contains("25008 characters too long") && page.contains("the end.</textarea>"), "{}", &page[..2000]);
    assert_eq!(Form::read(&page).get(&name), long);
    assert_eq!(friday.edits()["items"], serde_json::Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friday_is_skipped_or_moved_with_a_reason() {
    let friday = Friday::start(5).await;
    let dates = [("date", "2026-11-20"), ("because", "")];

    let (silent, why) = friday.desk.send("/desk/write/skip", &dates);
    let moved = friday.desk.send("/desk/write/move", &[("date", "2026-11-27"), ("to", "2026-11-26"), ("because", "A strike.")]);
    let past = friday.desk.send("/desk/write/move", &[("date", "2026-11-27"), ("to", "2026-01-01"), ("because", "x")]);
    let skipped = friday.desk.send("/desk/write/skip", &[("date", "2026-11-20"), ("because", "Everybody is ill")]);
    let again = friday.desk.send("/desk/write/skip", &[("date", "2026-11-20"), ("because", "Everybody is ill")]);

    assert_eq!((silent, moved.0, past.0, skipped.0, again.0), (422, 200, 422, 200, 422));
    assert!(why.contains("Say why"), "{why}");
    assert!(skipped.1.contains("no edition on Friday 20 November 2026: Everybody is ill"), "{}", skipped.1);
    assert!(friday.desk.get("/desk/write").1.contains("A draft for Thursday 26 November 2026"));
    assert_eq!(log(&friday.town), [format!("{EDITOR} moved"), format!("{EDITOR} skipped")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_edition_gets_a_dated_note_and_no_mail() {
    let (town, _blogs, mail) = ready(5).await;
    let settings = town.read("friday.toml");
    town.write("friday.toml", &format!("{EDITORS}{settings}"));
    town.friday(&["edition", "approve"]).await;
    let running = Running::start(&town, FRIDAY);
    let desk = AtTheDesk::sign_in(&town, running.port);
    let note = [("note", "The form has *nine* questions, not ten.<script>x()</script>")];
    let page = "/desk/editions/2026-11-20/correct";

    let early = desk.send(page, &note).0;
    drop(running);
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    let before = mail.kept().len();
    town.write("friday.toml", &format!("{EDITORS}{settings}"));
    let running = Running::start(&town, "2026-11-20T14:00:00Z");
    let desk = AtTheDesk::sign_in(&town, running.port);
    let answers = [desk.send(page, &note).0, desk.send(page, &note).0, desk.send(page, &[("note", " ")]).0];
    let shown = desk.get(page).1;

    assert_eq!((early, answers), (409, [303, 303, 422]));
    assert_eq!(town.count("SELECT count(*) FROM correction"), 1, "the same note twice is one");
    assert!(
        shown.contains("<em>nine</em>") && shown.contains("14:00 on Friday 20 November 2026") && !shown.contains("<script>x"),
        "{shown}"
    );
    assert_eq!(mail.kept().len(), before);
    assert_eq!(desk.get("/desk/editions/2026-11-27/correct").0, 404);
    assert_eq!(log(&town), [format!("{EDITOR} corrected")]);
}
