//! Private addresses, redirects and rebinding, where a connection would really be made: none is.

use crate::namespace::{self, PUBLIC};
use crate::support::blogs::rss;
use crate::support::private_addresses::{forms, rows};
use crate::support::town::Town;
use friday::io::fetcher::limits::Limits;
use friday::io::fetcher::{Fetcher, Request};
use friday::model::fetched::Fetched;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use url::Url;

/// Where else a redirect might lead.
const ELSEWHERE: [&str; 9] = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:80/_GET",
    "ftp://127.0.0.1/",
    "data:text/xml,<rss/>",
    "//127.0.0.1/",
    "/\\127.0.0.1/",
    "http://private.example/",
    "http://93.184.216.34:25/",
    "http://[::ffff:5db8:d822]:22/",
];

#[test]
fn nothing_private_is_reached_from_the_public_internet() {
    match namespace::run_inside("no_way_in::inside") {
        Some(figures) => println!("{figures}"),
        None => println!("skipped: this system gives no network of one's own (unshare -rnm)"),
    }
}

#[test]
#[ignore = "run by the test above, in a network of its own"]
fn inside() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(attacks());
}

async fn attacks() {
    let targets: Vec<String> = forms(80).into_iter().chain(ELSEWHERE.map(str::to_owned)).collect();
    let canary = Arc::new(AtomicUsize::new(0));
    let sites = targets.clone();
    namespace::be_everywhere(canary.clone(), move |path| page(&sites, path)).await;
    let asked =
        namespace::name_server(|name, turn| addresses(name, turn).into_iter().map(|ip| ip.parse().unwrap()).collect()).await;

    let open = fetcher(true);
    for form in forms(80) {
        fetch(&open, &form).await;
    }
    let control = canary.load(Ordering::SeqCst);
    assert!(control >= 60, "without the guard the canary hears {control} of the forms");

    let guarded = fetcher(false);
    for (at, target) in targets.iter().enumerate() {
        fetch_refused(&guarded, target).await;
        fetch_refused(&guarded, &format!("http://{PUBLIC}/to/{at}")).await;
    }
    for name in ["private", "metadata", "six", "mapped", "nat64"] {
        fetch_refused(&guarded, &format!("http://{name}.example/feed")).await;
    }
    for _ in 0..20 {
        assert!(
            matches!(fetch(&guarded, "http://both.example/feed").await, Some(Fetched::Body { .. })),
            "the public one is taken"
        );
    }
    let before = asked.load(Ordering::SeqCst);
    let mut read = 0;
    for _ in 0..1000 {
        // An answer is kept for a minute, which would make it easy: a client without memory asks each time.
        let forgetful = fetcher(false);
        read += usize::from(matches!(fetch(&forgetful, "http://rebind.example/feed").await, Some(Fetched::Body { .. })));
    }
    let lookups = asked.load(Ordering::SeqCst) - before;
    binary(&targets).await;

    println!(
        "figures: no way in: {} written forms and other targets, directly and by redirect; 1000 fetches of a rebinding name ({lookups} lookups, \
         {read} read from the public address); connections to canaries: {} (without the guard: {control})",
        targets.len(),
        canary.load(Ordering::SeqCst) - control
    );
    assert!(lookups >= 1000 && (1..1000).contains(&read), "the name did change its address: {lookups}, {read}");
    assert_eq!(canary.load(Ordering::SeqCst), control);
}

/// The real program, with a list of private addresses and of public ones that redirect there.
async fn binary(targets: &[String]) {
    let redirects: Vec<String> = (0..targets.len()).map(|at| format!("http://{PUBLIC}/to/{at}")).collect();
    let names = ["private", "metadata", "six", "mapped", "nat64"].map(|name| format!("http://{name}.example/feed"));
    let list: Vec<String> = forms(80).into_iter().chain(redirects).chain(names).collect();
    let town = Town::new("[fetch]\nhost_delay = \"0s\"\nper_host = 8\n", &rows(&list));

    let said = town.friday(&["fetch", "--strict", "--json"]).await;

    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let blogs = document["blogs"].as_array().unwrap();
    assert!(blogs.len() > 180 && blogs.iter().all(|blog| blog["outcome"] == "failed"), "{}", said.out);
}

fn page(targets: &[String], path: &str) -> String {
    let redirect = path.strip_prefix("/to/").and_then(|number| targets.get(number.parse::<usize>().ok()?));
    match redirect {
        Some(target) => {
            let target = target.replace('\n', "");
            format!("HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n")
        }
        None if path == "/feed" => {
            let body = rss("ashby", &[("ashby.example/1", "One", "Wed, 18 Nov 2026 10:00:00 GMT", "words")]);
            format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        }
        // "http:127.0.0.1" is a relative address in a redirect: it leads to a path of the same server.
        None => "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned(),
    }
}

fn addresses(name: &str, turn: usize) -> Vec<&'static str> {
    match name {
        // A look-up is two questions, one for each kind of address.
        "rebind.example" if (turn / 2).is_multiple_of(2) => vec!["93.184.216.34"],
        "rebind.example" => vec!["127.0.0.1", "::1"],
        "both.example" => vec!["127.0.0.1", "::1", "93.184.216.34", "10.0.0.1"],
        "private.example" => vec!["127.0.0.1"],
        "metadata.example" => vec!["169.254.169.254"],
        "six.example" => vec!["::1", "fd00:ec2::254"],
        "mapped.example" => vec!["::ffff:127.0.0.1"],
        "nat64.example" => vec!["64:ff9b::7f00:1"],
        _ => Vec::new(),
    }
}

fn fetcher(allow_private: bool) -> Fetcher {
    let mut settings = friday::config::load_settings(None).unwrap();
    settings.fetch.allow_private = allow_private;
    settings.fetch.host_delay = Duration::ZERO;
    let limits = Limits { connect: Duration::from_secs(2), first_byte: Duration::from_secs(4), ..Limits::default() };
    Fetcher::with_limits(&settings.fetch, &settings.site, limits).unwrap()
}

async fn fetch(fetcher: &Fetcher, url: &str) -> Option<Fetched> {
    let url = Url::parse(url).ok()?;
    Some(
        fetcher
            .fetch(&Request {
                listed: Some(url.clone()),
                url,
                validators: Vec::new(),
                is_last: true,
                now: "2026-11-18T09:00:00Z".parse().unwrap(),
            })
            .await,
    )
}

async fn fetch_refused(fetcher: &Fetcher, url: &str) {
    if let Some(answer) = fetch(fetcher, url).await {
        // Some forms are no address at all to a URL parser: they are looked for on the public server itself, which has none.
        let is_refused = match &answer {
            Fetched::Failed(_) => true,
            Fetched::Missing { url } => url.starts_with("http://93.184.216.34/"),
            _ => false,
        };
        assert!(is_refused, "{url}: {answer:?}");
    }
}
