//! A person at the pages: fills in forms at a person's pace, reads their mails, follows links.

use super::town::Town;
use friday::io::tokens::Keys;
use friday::jobs::subscribe::form_stamp;
use mail_parser::MessageParser;

/// When the tests' services start.
pub const MORNING: &str = "2026-11-18T09:00:00Z";

/// A mail in the outbox.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub raw: String,
}

impl Mail {
    /// The path of its first link to a page of this kind.
    pub fn path(&self, kind: &str) -> String {
        let start = self.text.find(&format!("/{kind}/")).unwrap_or_else(|| panic!("no {kind} link in {}", self.text));
        self.text[start..].split_whitespace().next().unwrap().trim_end_matches('>').to_owned()
    }
}

/// Every notice in the outbox, in the order in which they were made.
pub fn notices(town: &Town) -> Vec<Mail> {
    let Ok(files) = std::fs::read_dir(town.path("outbox")) else { return Vec::new() };
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("notice."));
    paths.sort_by_key(|path| path.metadata().unwrap().modified().unwrap());
    paths.iter().map(|path| read(&std::fs::read(path).unwrap())).collect()
}

pub fn read(bytes: &[u8]) -> Mail {
    let mail = MessageParser::default().parse(bytes).unwrap();
    Mail {
        to: mail.to().and_then(|to| to.first()).and_then(|one| one.address()).unwrap_or_default().to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
        raw: String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Waits, without sleeping blindly, until so many notices are there.
pub fn wait_for(town: &Town, count: usize) -> Vec<Mail> {
    for _ in 0..2000 {
        let found = notices(town);
        if found.len() >= count {
            return found;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("{} notices of {count}: {}", notices(town).len(), town.read("log.json"));
}

/// The same for the first one to this address.
pub fn wait_for_one_to(town: &Town, address: &str) -> Mail {
    for count in 1..100 {
        if let Some(mail) = wait_for(town, count).into_iter().find(|mail| mail.to == address) {
            return mail;
        }
    }
    panic!("no notice to {address}");
}

/// The stamp of a form that was shown a while ago.
pub fn stamp(town: &Town) -> String {
    stamp_in(&town.path("friday.key"))
}

/// The same with this key.
pub fn stamp_in(key: &std::path::Path) -> String {
    let shown = MORNING.parse::<friday::model::Instant>().unwrap() - chrono::TimeDelta::minutes(1);
    form_stamp(&Keys::open(key).unwrap(), shown)
}

/// A filled-in form.
pub fn form(town: &Town, address: &str) -> String {
    let fields = [("email", address), ("choice", "everything"), ("left-empty", ""), ("shown", &stamp(town))];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The tables that hold people, row by row, once the end of every mail that has been sent is written down.
pub fn people(town: &Town) -> Vec<String> {
    for _ in 0..2000 {
        if town.count("SELECT count(*) FROM notice WHERE state = 'claimed'") == 0 {
            break;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let mut rows = Vec::new();
    for table in ["subscriber", "consent_event", "wording", "request", "notice", "delivery"] {
        let mut statement = database.prepare(&format!("SELECT * FROM {table} ORDER BY id")).unwrap();
        let columns = statement.column_count();
        let found = statement.query_map([], |row| {
            let values: Vec<String> = (0..columns).map(|column| format!("{:?}", row.get_ref(column).unwrap())).collect();
            Ok(format!("{table}: {}", values.join("|")))
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows
}
