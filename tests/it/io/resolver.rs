//! Questions to a name server on loopback that does as it is told.

use crate::support::names::{NameServer, Trick, Zone};
use friday::io::resolver::Resolver;
use friday::model::dns::RecordKind::{Ipv4, Ipv6, Mail, Pointer, Text};
use friday::model::dns::{Answer, Question, RecordKind, reverse_name};

fn zone() -> Zone {
    Zone::of(&[
        ("A five.example", "192.0.2.1"),
        ("AAAA five.example", "2001:db8::1"),
        ("MX five.example", "20 second.five.example"),
        ("MX five.example", "10 First.Five.Example"),
        ("TXT five.example", "v=spf1 ip4:192.0|.2.1 -all"),
        ("TXT five.example", "=begins=oddly"),
        ("PTR 1.2.0.192.in-addr.arpa", "mail.five.example"),
        ("CNAME www.five.example", "five.example"),
        ("CNAME far.five.example", "away.example"),
        ("NOMORE away.example", "yes"),
        ("A away.example", "192.0.2.9"),
        ("CNAME a.circle.example", "b.circle.example"),
        ("CNAME b.circle.example", "a.circle.example"),
    ])
}

async fn ask(zone: Zone, kind: RecordKind, name: &str) -> (Answer, NameServer) {
    let server = NameServer::start(zone).await;
    (Resolver::new(Some(server.address)).ask(&Question::new(kind, name)).await, server)
}

#[tokio::test]
async fn each_kind_of_record_is_read() {
    let found = async |kind, name: &str| ask(zone(), kind, name).await.0;

    assert_eq!(found(Ipv4, "Five.Example.").await.addresses(), ["192.0.2.1".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(found(Ipv6, "five.example").await.addresses(), ["2001:db8::1".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(found(Mail, "five.example").await.mail_hosts(), ["first.five.example", "second.five.example"]);
    assert_eq!(found(Pointer, &reverse_name("192.0.2.1".parse().unwrap())).await.pointers(), ["mail.five.example"]);
}

#[tokio::test]
async fn a_text_of_several_strings_is_one_text() {
    let (answer, _server) = ask(zone(), Text, "five.example").await;

    assert_eq!(answer.texts(), ["v=spf1 ip4:192.0.2.1 -all", "=begins=oddly"]);
}

#[tokio::test]
async fn a_name_that_is_not_there_and_one_without_such_a_record_have_nothing() {
    assert_eq!(ask(zone(), Text, "nobody.example").await.0, Answer::Nothing);
    assert_eq!(ask(zone(), Mail, "www.five.example").await.0.mail_hosts().len(), 2);
    assert_eq!(ask(zone(), Pointer, "five.example").await.0, Answer::Nothing);
}

#[tokio::test]
async fn a_name_that_stands_for_another_is_followed_within_the_reply_and_beyond() {
    let (near, server) = ask(zone(), Ipv4, "www.five.example").await;
    let (far, other) = ask(zone(), Ipv4, "far.five.example").await;

    assert_eq!((near.addresses().len(), server.asked().len()), (1, 1));
    assert_eq!(far.addresses(), ["192.0.2.9".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(other.asked(), ["udp A far.five.example", "udp A away.example"]);
}

#[tokio::test]
async fn names_in_a_circle_end() {
    let (answer, server) = ask(zone(), Ipv4, "a.circle.example").await;

    assert!(matches!(&answer, Answer::Failed(why) if why.contains("without end")), "{answer:?}");
    assert!(server.asked().len() <= 8);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_for_again_over_tcp() {
    let mut zone = zone().with("many.example", Trick::Long);
    zone.rows.extend((0..1000).map(|n| ("A many.example".to_owned(), format!("198.18.{}.{}", n / 250, n % 250))));

    let (answer, server) = ask(zone, Ipv4, "many.example").await;

    assert_eq!(answer.addresses().len(), 1000);
    assert_eq!(server.asked(), ["udp A many.example", "tcp A many.example"]);
}

#[tokio::test]
async fn half_an_answer_over_tcp_is_none() {
    let (answer, _server) = ask(zone().with("five.example", Trick::HalfAnswer), Ipv4, "five.example").await;

    assert!(matches!(&answer, Answer::Failed(why) if why.contains("cannot be asked over TCP")), "{answer:?}");
}

#[tokio::test]
async fn a_server_that_fails_is_told_as_such_and_not_as_a_missing_name() {
    let (answer, server) = ask(zone().with("five.example", Trick::Fail), Text, "five.example").await;

    assert!(matches!(&answer, Answer::Failed(why) if why.ends_with("could not find out (SERVFAIL)")), "{answer:?}");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn lies_are_passed_over_until_the_truth_comes() {
    let (answer, _server) = ask(zone().with("five.example", Trick::Lies), Mail, "five.example").await;

    assert_eq!(answer.mail_hosts(), ["first.five.example", "second.five.example"]);
}

#[tokio::test]
async fn lies_alone_and_silence_are_given_up() {
    for trick in [Trick::OnlyLies, Trick::Silent] {
        let (answer, _server) = ask(zone().with("five.example", trick), Mail, "five.example").await;

        assert!(matches!(&answer, Answer::Failed(why) if why.ends_with("does not answer")), "{answer:?}");
    }
}

#[tokio::test]
async fn a_closed_port_is_told_at_once() {
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken);

    let answer = Resolver::new(Some(address)).ask(&Question::new(Ipv4, "five.example")).await;

    assert!(matches!(&answer, Answer::Failed(why) if why.contains("cannot be asked")), "{answer:?}");
}

#[tokio::test]
async fn what_is_no_name_is_not_asked_about() {
    let long = "x".repeat(300);
    for name in ["a..b", &long] {
        let (answer, server) = ask(zone(), Text, name).await;

        assert!(matches!(answer, Answer::Failed(_)), "{name}: {answer:?}");
        assert!(server.asked().is_empty());
    }
}
