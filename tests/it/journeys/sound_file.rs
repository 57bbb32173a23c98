//! Pages are there before the database was looked over; nothing is written into one that is damaged.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::town::{FRIDAY, Town};
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
    let clock = Clock::starting_at(FRIDAY.parse().unwrap());
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
async fn ask(address: SocketAddr, request: &'static str) -> String {
    let asked = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = "Host: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        write!(stream, "{request} HTTP/1.1\r\n{head}Content-Length: 0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    tokio::task::spawn_blocking(asked).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_shown_and_not_written_to() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    town.friday(&["fetch"]).await;
    let sound = pages(&town).await;
    let before = [ask(sound, "GET /blogs").await, ask(sound, "POST /subscribe").await];

    let other = Town::new(OPEN, &councils(&blogs, 2));
    other.friday(&["fetch"]).await;
    super::one_sender::damage(&other);
    let damaged = pages(&other).await;
    let after = [ask(damaged, "GET /blogs").await, ask(damaged, "POST /subscribe").await];

    assert_eq!(before, ["200", "422"]);
    assert_eq!(after, ["200", "503"]);
}
