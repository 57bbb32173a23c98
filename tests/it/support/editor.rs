//! An editor who is signed in, with a browser's cookie.

use super::town::Town;
use friday::io::tokens::{Keys, Purpose, sha256};
use std::io::{Read, Write};
use std::net::TcpStream;

/// Settings with this editor.
pub const EDITORS: &str = "[editors]\naddresses = [\"ed@example.org\"]\n";

/// The editor's address.
pub const EDITOR: &str = "ed@example.org";

/// A signed-in browser that speaks to a service on loopback.
pub struct AtTheDesk {
    port: u16,
    secret: String,
    pub token: String,
}

impl AtTheDesk {
    /// Signs `EDITOR` in behind the sign-in page's back; the service has to have made its key and database.
    pub fn sign_in(town: &Town, port: u16) -> Self {
        Self::sign_in_as(town, port, EDITOR)
    }

    /// The same for another editor.
    pub fn sign_in_as(town: &Town, port: u16, editor: &str) -> Self {
        let secret = format!("a secret of {editor} at {port}").replace([' ', '@'], "-");
        let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
        let id = database
            .query_row(
                "INSERT INTO editor_session (mark, address, opened_at, seen_at, ends_at) VALUES (?1, ?2, 0, 0, 99999999999) RETURNING id",
                [sha256(secret.as_bytes()), editor.to_owned()],
                |row| row.get::<_, i64>(0),
            )
            .unwrap();
        let keys = Keys::open(&town.path("friday.key")).unwrap();
        Self { port, token: keys.sign(Purpose::Desk, &format!("{id} {secret}")), secret }
    }

    /// The secret in the browser's cookie.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// A page; status and the whole answer.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, "")
    }

    /// A form with these fields and the session's token.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(fields).append_pair("token", &self.token).finish();
        self.ask("POST", path, &body)
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let (port, cookie, length) = (self.port, format!("friday={}", self.secret()), body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }
}
