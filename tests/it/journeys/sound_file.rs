//! Pages are there before the database was looked over; nothing is written into one that is damaged.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::reader::{MORNING, form};
use crate::support::town::{Town, damage};
use friday::io::clock::Clock;
use friday::io::fetcher::Fetcher;
use friday::io::tokens::Keys;
use friday::jobs::deliver::Delivery;
use friday::store::Store;
use friday::web::{self, Reading, Site};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

/// The pages of this town's database, on a port of the loopback until the test's runtime ends.
async fn pages(town: &Town) -> SocketAddr {
    let settings = friday::config::load_settings(Some(&town.path("friday.toml"))).unwrap();
    let store = Store::open(&town.path("friday.db")).await.unwrap();
    let clock = Clock::starting_at(MORNING.parse().unwrap());
    let fetcher = Arc::new(Fetcher::new(&settings.fetch, &settings.site).unwrap());
    let list = tokio::sync::watch::channel(Arc::default()).1;
    let reading = Reading { list, feeds: town.path("feeds.toml"), fetcher, edited: Arc::default() };
    let keys = Keys::open(&town.path("friday.key")).unwrap();
    let delivery = Delivery { store, settings, keys, clock, stop: Arc::default() };
    let site = Arc::new(Site::new(delivery, reading, Arc::default()).unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = web::routes(site).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

/// The status of an answer.
async fn ask(address: SocketAddr, request: &'static str, form: String) -> String {
    let asked = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = "Host: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        write!(stream, "{request} HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{form}", form.len()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    tokio::task::spawn_blocking(asked).await.unwrap()
}

/// A page, then a form: their statuses, and how many people have subscribed by then.
async fn visited(is_damaged: bool) -> ([String; 2], i64) {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    town.friday(&["fetch"]).await;
    if is_damaged {
        damage(&town);
    }
    let address = pages(&town).await;
    let page = ask(address, "GET /blogs", String::new()).await;
    let subscribed = ask(address, "POST /subscribe", form(&town, "ada@example.org")).await;
    ([page, subscribed], town.count("SELECT count(*) FROM subscriber"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_shown_and_not_written_to() {
    let (statuses, people) = visited(false).await;
    assert_eq!((statuses, people), (["200", "200"].map(String::from), 1), "a sound one");

    let (statuses, people) = visited(true).await;
    assert_eq!((statuses, people), (["200", "503"].map(String::from), 0));
}
