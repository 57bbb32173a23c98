//! `friday run` on a port of its own, ended with the test.

use super::town::Town;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

/// The service.
pub struct Running {
    pub child: Child,
    pub port: u16,
}

impl Running {
    /// Starts the service and waits until its pages answer.
    pub fn start(town: &Town, now: &str) -> Self {
        Self::start_with(town, now, "")
    }

    /// The same with more lines in `[web]`.
    pub fn start_with(town: &Town, now: &str, web: &str) -> Self {
        let port = free_port();
        let settings = town.read("friday.toml");
        town.write("friday.toml", &format!("[web]\nlisten = \"127.0.0.1:{port}\"\n{web}{settings}"));
        Self::start_at(town, now, port)
    }

    /// The same where the settings name the port already.
    pub fn start_at(town: &Town, now: &str, port: u16) -> Self {
        let mut command = town.command(&["run", "--log", "json", "--now", now]);
        let log = std::fs::File::create(town.path("log.json")).unwrap();
        let child = command.stderr(Stdio::from(log)).spawn().unwrap();
        let running = Self { child, port };
        for _ in 0..2000 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return running;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(10));
        }
        panic!("the service did not open its pages: {}", town.read("log.json"));
    }

    /// One request; the answer's status and text.
    pub fn ask(&self, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: evil.example\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, "", "")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of loopback that nobody uses just now, and below those that Linux lends out to connections (32768 and up): such a one
/// could be gone before the service takes it.
pub fn free_port() -> u16 {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 200).unwrap() * 100;
    let next = || first + TAKEN.fetch_add(1, Ordering::Relaxed) % 2500;
    std::iter::repeat_with(next).take(2500).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}
