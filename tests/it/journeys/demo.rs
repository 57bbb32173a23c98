//! `friday demo`: the first thing a newcomer types.

use crate::support::reader::{read, stamp_in};
use crate::support::town::{Town, said};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_the_whole_job() {
    let town = Town::new("this is not read", "nor this");

    let demo = said(&mut town.command(&["demo"]));

    assert_eq!(demo.code, 0, "{}", demo.err);
    assert!(demo.out.contains("First read:  10 blogs read: 43 new posts in 9 blogs, 0 not modified, 1 failed"), "{}", demo.out);
    assert!(demo.out.contains("Second read: 9 times 304 Not Modified, 0 bytes of feed sent"), "{}", demo.out);
    assert!(demo.out.contains("Five for Friday (20/11/2026): 5 picks, "), "{}", demo.out);
    assert!(demo.out.contains("5 subscribers imported; 5 recipients = 5 accepted"), "{}", demo.out);
    assert!(demo.out.contains("5 mails in friday-demo/mails: each as .eml and .html"), "{}", demo.out);
    assert_eq!(std::fs::read_dir(town.path("friday-demo/mails")).unwrap().count(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_can_be_run_again_and_leaves_other_peoples_folders_alone() {
    let town = Town::new("", "");
    std::fs::create_dir(town.path("mine")).unwrap();
    town.write("mine/thesis.txt", "years of work");

    let first = said(&mut town.command(&["demo", "--once"]));
    let second = said(&mut town.command(&["demo"]));
    let refused = said(&mut town.command(&["demo", "--folder", "mine"]));

    assert_eq!((first.code, second.code, refused.code), (0, 0, 2));
    assert_eq!(refused.err, "friday: mine holds files that are not the demo's; name another one with --folder\n");
    assert_eq!(town.read("mine/thesis.txt"), "years of work");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_tries_the_demos_form_finds_the_mail_that_asks_back() {
    let town = Town::new("", "");
    let mut demo = town.start(&["demo", "--serve"]);
    let lines = BufReader::new(demo.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.starts_with("Pages at http://")).unwrap();
    let host = line.split("http://").nth(1).unwrap().split('/').next().unwrap();

    let body = format!("email=you%40reader.example&shown={}", stamp_in(&town.path("friday-demo/friday.key")));
    let head = format!("POST /subscribe HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let path = town.path("friday-demo/mails/you@reader.example.eml");
    for _ in 0..1000 {
        if path.exists() {
            break;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    demo.kill().unwrap();
    demo.wait().unwrap();

    assert!(answer.contains("Check your inbox"), "{answer}");
    assert!(read(&std::fs::read(path).unwrap()).text.contains(&format!("http://{host}/confirm/")));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_opens_the_demos_desk_has_a_week_to_read() {
    let town = Town::new("", "");
    let mut demo = town.start(&["demo", "--serve"]);
    let lines = BufReader::new(demo.stdout.take().unwrap()).lines().map_while(Result::ok);
    let link = lines.into_iter().find(|line| line.contains("/desk/sign-in/")).unwrap();
    let (host, path) = link.trim_start_matches("http://").split_once('/').unwrap();
    let ask = |head: &str| {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(format!("{head}Host: {host}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };

    let opened = ask(&format!("POST /{path} HTTP/1.1\r\nContent-Length: 0\r\n"));
    let cookie = opened.split("set-cookie: ").nth(1).unwrap_or_else(|| panic!("{opened}")).split(';').next().unwrap();
    let desk = ask(&format!("GET /desk HTTP/1.1\r\nCookie: {cookie}\r\n"));
    demo.kill().unwrap();
    demo.wait().unwrap();

    assert!(desk.contains("For Friday 27 November") && desk.matches("<article").count() == 7, "{desk}");
    assert!(desk.contains("Ffurflenni dwyieithog") && desk.contains(" lang=\"cy\""), "{desk}");
}
