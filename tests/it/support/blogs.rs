//! A blog server that does as it is told, and writes down what it was asked.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::routing::get;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
    pub is_endless: bool,
}

impl Answer {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into(), is_endless: false }
    }

    pub fn status(status: u16) -> Self {
        Self { status, ..Self::ok("") }
    }

    /// Content that never ends.
    pub fn endless(start: &str) -> Self {
        Self { is_endless: true, ..Self::ok(start) }
    }

    pub fn with(mut self, name: &'static str, value: &[u8]) -> Self {
        self.headers.push((name, value.to_vec()));
        self
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
}

impl Asked {
    /// A header's bytes as text; empty when it was not sent.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
    }
}

#[derive(Default)]
struct Book {
    /// The last answer of a path stays.
    answers: Mutex<HashMap<String, Vec<Answer>>>,
    asked: Mutex<Vec<Asked>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    /// Requests wait here while the gate is set.
    gate: Mutex<Option<Arc<Notify>>>,
}

/// The server; it ends with the test's runtime.
#[derive(Clone)]
pub struct Blogs {
    pub base: String,
    book: Arc<Book>,
}

impl Blogs {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let book = Arc::new(Book::default());
        let routes = Router::new().route("/{*path}", get(answer)).with_state(book.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { base, book }
    }

    /// From now on `path` (without the first slash) is answered so, one after another, the last for ever.
    pub fn say(&self, path: &str, answers: Vec<Answer>) {
        self.book.answers.lock().unwrap().insert(path.to_owned(), answers);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    /// Every request so far, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.book.asked.lock().unwrap().clone()
    }

    /// Requests for one path.
    pub fn asked_for(&self, path: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.path == path).collect()
    }

    /// From now on a request gets no answer before `go_on`.
    pub fn hold(&self) {
        *self.book.gate.lock().unwrap() = Some(Arc::default());
    }

    /// Answers the one request that was held back, and all later ones.
    pub fn go_on(&self) {
        if let Some(gate) = self.book.gate.lock().unwrap().take() {
            gate.notify_one();
        }
    }

    /// Waits until so many requests have come.
    pub async fn asked_at_least(&self, count: usize) {
        while self.asked().len() < count {
            tokio::task::yield_now().await;
        }
    }

    /// The most requests that were being answered at one moment.
    pub fn most_at_once(&self) -> usize {
        self.book.most_at_once.load(Ordering::SeqCst)
    }
}

impl Book {
    /// The next answer of a path; its last one stays.
    fn take(&self, path: &str) -> Answer {
        match self.answers.lock().unwrap().get_mut(path) {
            Some(list) if list.len() > 1 => list.remove(0),
            Some(list) => list[0].clone(),
            None => Answer::status(404),
        }
    }
}

async fn answer(State(book): State<Arc<Book>>, Path(path): Path<String>, headers: HeaderMap) -> Response<Body> {
    let now = book.at_once.fetch_add(1, Ordering::SeqCst) + 1;
    book.most_at_once.fetch_max(now, Ordering::SeqCst);
    // Taken in the same breath as the request is written down: a client that is killed a moment later has had its answer.
    book.asked.lock().unwrap().push(Asked { path: path.clone(), headers });
    let gate = book.gate.lock().unwrap().clone();
    let early = gate.is_none().then(|| book.take(&path));
    if let Some(gate) = gate {
        gate.notified().await;
    }
    // Lets another request in, if the client were to send one at the same time.
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    let answer = early.unwrap_or_else(|| book.take(&path));
    book.at_once.fetch_sub(1, Ordering::SeqCst);
    let body = if answer.is_endless {
        let start = futures_util::stream::once(async move { Ok::<_, std::io::Error>(answer.body) });
        let rest = futures_util::stream::repeat_with(|| Ok(b"<item><title>more</title></item>".repeat(512)));
        Body::from_stream(futures_util::StreamExt::chain(start, rest))
    } else {
        Body::from(answer.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap();
    for (name, value) in answer.headers {
        response.headers_mut().append(name, HeaderValue::from_bytes(&value).unwrap());
    }
    response
}

/// A small RSS document: (id, title, RFC 2822 date, words of the body).
pub fn rss(title: &str, posts: &[(&str, &str, &str, &str)]) -> String {
    let items: String = posts
        .iter()
        .map(|(id, title, date, words)| {
            format!(
                "<item><guid>https://{id}</guid><link>https://{id}</link><title>{title}</title><pubDate>{date}</pubDate>\
                 <dc:creator>Ada Jones</dc:creator><description>{words}</description></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{title}</title>\
         <link>https://{title}.example/</link><language>en-GB</language>{items}</channel></rss>"
    )
}

/// `count` councils with one post each of this week, and rows for them.
pub fn councils(blogs: &Blogs, count: usize) -> String {
    const NAMES: [&str; 7] = ["Ashby", "Brill", "Corby", "Diss", "Ely", "Frome", "Goole"];
    let mut rows = String::new();
    const SUBJECTS: [&str; 7] = [
        "rebuilds its parking form",
        "asks forty residents about bins",
        "opens planning data",
        "hires a content designer",
        "leaves an old intranet behind",
        "runs a cyber drill on a wet day",
        "tests blue badge letters",
    ];
    for (at, name) in NAMES.iter().enumerate().take(count) {
        let slug = name.to_lowercase();
        let words =
            format!("What the digital team of {name} learnt this week about {slug} forms and the people who fill them in.");
        let title = format!("{name} {}", SUBJECTS[at]);
        let id = format!("{slug}.example/form");
        blogs.say(
            &format!("{slug}/feed"),
            vec![Answer::ok(rss(&slug, &[(&id, &title, "Wed, 18 Nov 2026 10:00:00 GMT", &words)])).with("etag", b"\"one\"")],
        );
        rows.push_str(&format!(
            "[[blog]]\ncouncil = \"{name}\"\nname = \"{name} Digital\"\nfeed = \"{}\"\n\n",
            blogs.url(&format!("{slug}/feed"))
        ));
    }
    rows
}

/// Settings under which the sample servers may be read at once.
pub const OPEN: &str = "[fetch]\nallow_private = true\nhost_delay = \"0s\"\n";
