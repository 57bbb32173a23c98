//! A feed's address leads nowhere but to the public internet: no connection is made, let alone a request.

use crate::support::canary::Canary;
use crate::support::private_addresses::{forms, rows};
use crate::support::town::{Town, said};
use friday::io::fetcher::{Fetcher, Request};
use friday::model::fetched::Fetched;
use url::Url;

fn fetcher(allow_private: bool) -> Fetcher {
    let mut settings = friday::config::load_settings(None).unwrap();
    settings.fetch.allow_private = allow_private;
    settings.fetch.host_delay = std::time::Duration::ZERO;
    Fetcher::new(&settings.fetch, &settings.site).unwrap()
}

fn request(url: &str) -> Option<Request> {
    Url::parse(url).ok().map(|url| Request {
        listed: Some(url.clone()),
        url,
        validators: Vec::new(),
        is_last: true,
        now: "2026-11-18T09:00:00Z".parse().unwrap(),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_private_address_is_connected_to_however_it_is_written() {
    let (canary, port) = Canary::sit().await;
    let (guarded, open) = (fetcher(false), fetcher(true));
    let mut asked = 0;

    for form in forms(port) {
        let Some(request) = request(&form) else { continue };
        asked += 1;
        let Fetched::Failed(why) = guarded.fetch(&request).await else { panic!("{form} was answered") };
        // A name that this machine does not know leads nowhere either.
        let refused = ["a private or reserved address", "its name is not known"].iter().any(|words| why.contains(words));
        assert!(refused, "{form}: {why}");
    }

    assert!(asked >= 80, "{asked} of them are addresses at all");
    assert_eq!(canary.connections(), 0);
    open.fetch(&request(&format!("http://127.1:{port}/")).unwrap()).await;
    assert_eq!(canary.connections(), 1, "the canary counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_private_addresses_connects_to_none_and_to_no_proxy() {
    let (canary, port) = Canary::sit().await;
    let forms = forms(port);
    let town = Town::new("[fetch]\nhost_delay = \"0s\"\n", &rows(&forms));
    let mut command = town.command(&["fetch", "--strict", "--json", "--now", "2026-11-20T11:30:00Z"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, format!("http://127.0.0.1:{port}"));
    }

    let said = tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap();

    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let blogs = document["blogs"].as_array().unwrap();
    assert!(blogs.len() >= 80 && blogs.iter().all(|blog| blog["outcome"] == "failed"), "{}", said.out);
    assert_eq!((said.code, canary.connections()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_is_refused_with_the_list() {
    let (canary, port) = Canary::sit().await;
    let broken: Vec<String> = forms(port).into_iter().filter(|form| Url::parse(form).is_err()).collect();

    for form in &broken {
        let town = Town::new("", &format!("[[blog]]\nname = \"Form\"\nfeed = {}\n", serde_json::json!(form)));
        assert_eq!(town.friday(&["fetch"]).await.code, 2, "{form}");
    }

    assert!(!broken.is_empty());
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_in_the_environment_is_never_used() {
    let (proxy, proxy_port) = Canary::sit().await;
    let (blog, port) = Canary::sit().await;
    let rows = format!("[[blog]]\nname = \"Ashby\"\nfeed = \"http://127.0.0.1:{port}/feed\"\n");
    let town = Town::new("[fetch]\nallow_private = true\n", &rows);
    let mut command = town.command(&["fetch"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, format!("http://127.0.0.1:{proxy_port}"));
    }

    tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap();

    assert_eq!((proxy.connections(), blog.connections() > 0), (0, true));
}
