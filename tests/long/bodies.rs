//! Bombs, endless answers and slow ones, beside five blogs that mind their own business.

use crate::bombs::{Bomb, bombs};
use crate::meter::{Measured, measure};
use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::town::Town;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n";
const RSS: &str = "<rss version=\"2.0\"><channel><title>Saltmarsh</title>";
const ITEM: &str = "<item><title>One more</title><link>https://saltmarsh.example/1</link></item>";

/// What a server does to its guest.
#[derive(Clone)]
enum Attack {
    Coded(Bomb),
    EndlessItems,
    EndlessHeader,
    EndlessHeaders,
    /// A byte of the body every five seconds.
    SlowBody,
    /// A header every five seconds.
    SlowHead,
    Silence,
}

impl Attack {
    fn name(&self) -> &str {
        match self {
            Self::Coded(bomb) => bomb.name,
            Self::EndlessItems => "endless <item>s",
            Self::EndlessHeader => "an endless header",
            Self::EndlessHeaders => "endless headers",
            Self::SlowBody => "1 byte in 5 s",
            Self::SlowHead => "1 header in 5 s",
            Self::Silence => "silence",
        }
    }

    async fn serve(self) -> SocketAddr {
        // A machine of its own each: friday asks one machine one thing at a time.
        static MACHINES: AtomicU8 = AtomicU8::new(1);
        let machine = MACHINES.fetch_add(1, Ordering::Relaxed);
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 2, machine), 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let attack = self.clone();
                tokio::spawn(async move {
                    let mut head = [0; 4096];
                    if stream.read(&mut head).await.is_ok_and(|size| size > 0) {
                        // The guest hangs up at some time: that is the point.
                        drop(attack.answer(stream).await);
                    }
                });
            }
        });
        address
    }

    async fn answer(self, mut stream: TcpStream) -> std::io::Result<()> {
        match self {
            Self::Coded(bomb) => {
                let head = format!("{OK}content-encoding: {}\r\nconnection: close\r\n\r\n", bomb.coding);
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&bomb.start).await?;
                repeat(stream, &bomb.piece, bomb.times, Duration::ZERO).await
            }
            Self::EndlessItems => {
                stream.write_all(format!("{OK}\r\n{RSS}").as_bytes()).await?;
                repeat(stream, ITEM.repeat(512).as_bytes(), u64::MAX, Duration::ZERO).await
            }
            Self::EndlessHeader => {
                stream.write_all(format!("{OK}x-long: ").as_bytes()).await?;
                repeat(stream, &[b'a'; 4096], u64::MAX, Duration::ZERO).await
            }
            Self::EndlessHeaders => {
                stream.write_all(OK.as_bytes()).await?;
                repeat(stream, b"x-more: of the same\r\n", u64::MAX, Duration::ZERO).await
            }
            Self::SlowBody => {
                stream.write_all(format!("{OK}\r\n{RSS}").as_bytes()).await?;
                repeat(stream, b" ", u64::MAX, Duration::from_secs(5)).await
            }
            Self::SlowHead => {
                stream.write_all(OK.as_bytes()).await?;
                repeat(stream, b"x-slow: yes\r\n", u64::MAX, Duration::from_secs(5)).await
            }
            Self::Silence => std::future::pending().await,
        }
    }
}

async fn repeat(mut stream: TcpStream, piece: &[u8], times: u64, pause: Duration) -> std::io::Result<()> {
    for _ in 0..times {
        stream.write_all(piece).await?;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
    stream.shutdown().await
}

/// Five good blogs, and these; the good ones first have to be read whatever the others do.
async fn town(blogs: &Blogs, attacks: Vec<Attack>) -> Town {
    let mut list = councils(blogs, 5);
    for (at, attack) in attacks.into_iter().enumerate() {
        let address = attack.serve().await;
        list.push_str(&format!("[[blog]]\nname = \"Attack {at}\"\nfeed = \"http://{address}/feed\"\n\n"));
    }
    Town::new(OPEN, &list)
}

async fn read(town: &Town) -> Measured {
    let mut command = town.command(&["fetch", "--json", "--now", "2026-11-20T11:30:00Z"]);
    tokio::task::spawn_blocking(move || measure(&mut command)).await.unwrap()
}

/// The sentences about the attacks, and how many good blogs were read.
fn outcomes(measured: &Measured) -> (Vec<String>, usize) {
    let document: serde_json::Value = serde_json::from_str(&measured.said.out).unwrap();
    let blogs = document["blogs"].as_array().unwrap();
    let errors = blogs.iter().filter_map(|blog| blog["error"].as_str().map(str::to_owned)).collect();
    (errors, blogs.iter().filter(|blog| blog["outcome"] == "read").count())
}

fn quick() -> Vec<Attack> {
    let endless = [Attack::EndlessItems, Attack::EndlessHeader, Attack::EndlessHeaders];
    bombs().into_iter().map(Attack::Coded).chain(endless).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_endless_answers_end_soon_and_stay_small() {
    let blogs = Blogs::start().await;
    let calm = read(&town(&blogs, Vec::new()).await).await;
    println!("{:<30} {:>6} {:>9}  said", "attack", "time", "memory");

    for attack in quick() {
        let name = attack.name().to_owned();
        let measured = read(&town(&blogs, vec![attack]).await).await;
        let (errors, good) = outcomes(&measured);
        let more = measured.peak - calm.peak;
        println!("{name:<30} {:>4.1} s {more:>+5.0} MiB  {}", measured.time.as_secs_f64(), errors.join("; "));
        assert_eq!((errors.len(), good), (1, 5), "{name}");
        assert!(measured.busy < Duration::from_secs(3) && more < 64.0, "{name}: {measured:?}");
    }
    // Of each one, then of each four, all in the same second: the allocator keeps more than is in use.
    for (times, most) in [(1, 96.0), (4, 128.0)] {
        let crowd = quick().iter().flat_map(|attack| vec![attack.clone(); times]).collect();
        let measured = read(&town(&blogs, crowd).await).await;
        let (errors, good) = outcomes(&measured);
        let more = measured.peak - calm.peak;
        println!("{:<30} {:>4.1} s {more:>+5.0} MiB", format!("{} attacks at once", errors.len()), measured.time.as_secs_f64());
        assert_eq!((errors.len(), good), (12 * times, 5));
        assert!(more < most, "{more} MiB");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_answers_end_by_their_limits_and_hold_up_nobody() {
    let blogs = Blogs::start().await;
    let calm = read(&town(&blogs, Vec::new()).await).await;
    let attacks = [Attack::SlowBody, Attack::SlowHead, Attack::Silence];
    let town = town(&blogs, attacks.iter().flat_map(|attack| vec![attack.clone(); 4]).collect()).await;
    let mut command = town.command(&["fetch", "--json", "--now", "2026-11-20T11:30:00Z"]);
    let running = tokio::task::spawn_blocking(move || measure(&mut command));

    tokio::time::sleep(Duration::from_secs(3)).await;
    let good_after_three_seconds = town.count("SELECT count(*) FROM entry");
    let measured = running.await.unwrap();

    let (mut errors, good) = outcomes(&measured);
    errors.sort();
    errors.dedup();
    println!(
        "12 slow answers beside 5 good ones: {good_after_three_seconds} good ones stored after 3 s; all ended after {:.1} s, {:+.0} MiB: {}",
        measured.time.as_secs_f64(),
        measured.peak - calm.peak,
        errors.join("; ")
    );
    assert_eq!((good_after_three_seconds, good), (5, 5));
    assert!(measured.time < Duration::from_secs(40), "{measured:?}");
}
