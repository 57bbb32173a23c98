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
        let edits: String =
            database.query_row("SELECT edits FROM mailing WHERE kind = 'edition' AND state = 'draft'", [], |row| row.get(0)).unwrap();
        serde_json::from_str(&edits).unwrap()
    }

    fn log(&self) -> Vec<String> {
        let database = rusqlite::Connection::open(self.town.path("friday.db")).unwrap();
        let mut statement = database.prepare("SELECT by || ' ' || done FROM audit ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

/// The fields of the writing form, in the order of the page.
#[derive(Clone, Debug)]
pub struct Form {
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Reads hidden fields, text fields and textareas from the page's source.
    pub fn read(page: &str) -> Self {
        let start = page.find("<form method=\"post\" action=\"&#x2f;desk&#x2f;write").expect("a writing form");
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
    form.set(&format!("remark-{}", items[0]), "Ada on forms: *worth* your time.");
    form.set("opener", "Good morning from the desk.");

    let (saved, _) = friday.press(&form, "check");
    let (checked, check) = friday.desk.get("/desk/write/check");
    let (shown, approve) = friday.desk.get("/desk/write/approve");
    let button = Form::read(&approve);
    let (approved, _) = friday.send("/desk/write/approve", &button, &[]);
    let (_, after) = friday.desk.get("/desk/write");
    let sent = friday.town.friday_at("2026-11-20T12:05:00Z", &["edition", "send", "--date", "2026-11-20"]).await;
    let _ = sent;

    assert_eq!((saved, checked, shown, approved), (303, 200, 200, 303));
    assert!(check.contains("There is no remark.") && approve.contains("To 3 readers, at 12:00 on Friday 20 November 2026."), "{approve}");
    assert!(after.contains(&format!("was approved by {EDITOR} at 11:30")), "{after}");
    assert!(after.contains("27 November 2026"), "the next draft stands below: {after}");
    assert_eq!(friday.log(), [format!("{EDITOR} saved"), format!("{EDITOR} approved")]);
}
