//! At most one sender, and none from a damaged file: races and random damage, counted.

use super::support::blogs::{Blogs, OPEN, councils};
use super::support::mail::MailServer;
use super::town::{Town, said};
use friday::store::{Store, StoreError};
use std::collections::BTreeMap;

const NOON: &str = "2026-11-20T12:05:00Z";
const RACES: usize = 20;
const RACERS: usize = 4;
const DAMAGES: u64 = 1000;

/// An approved edition for forty readers.
async fn approved(mail: &MailServer) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(&format!("{OPEN}{}", mail.settings()), &councils(&blogs, 3));
    let readers: String = (0..40).map(|n| format!("reader{n}@example.org,yes\n")).collect();
    town.write("readers.csv", &format!("email,wording\n{readers}"));
    for args in [["subscribers", "import", "readers.csv"].as_slice(), &["fetch"], &["edition", "approve"]] {
        assert_eq!(town.friday(args).await.code, 0);
    }
    (town, blogs)
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_races_of_four_senders_mail_everybody_once() {
    let mut turned_away = 0;
    for _ in 0..RACES {
        let mail = MailServer::start(Vec::new()).await;
        let (town, _blogs) = approved(&mail).await;
        let start = || town.command(&["edition", "send", "2026-11-20", "--now", NOON]);
        let racers: Vec<_> = (0..RACERS).map(|_| start()).collect();
        let threads = racers.into_iter().map(|mut racer| std::thread::spawn(move || said(&mut racer)));
        let ends: Vec<i32> = threads.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap().code).collect();

        turned_away += ends.iter().filter(|code| **code == 75).count();
        assert!(ends.iter().all(|code| [0, 75].contains(code)), "{ends:?}");
        let mut copies: BTreeMap<String, usize> = BTreeMap::new();
        mail.kept().into_iter().for_each(|kept| *copies.entry(kept.to).or_default() += 1);
        assert_eq!((copies.len(), copies.values().max()), (40, Some(&1)));
    }
    println!("races={RACES} racers={RACERS} readers=40 missed=0 duplicates=0 turned_away={turned_away}");
}

/// The same numbers on every run.
fn chance(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[tokio::test(flavor = "multi_thread")]
async fn random_damage_to_a_page_is_found_before_anything_is_sent() {
    let mail = MailServer::start(Vec::new()).await;
    let (town, _blogs) = approved(&mail).await;
    let readers: String = (0..3000).map(|n| format!("more{n}@example.org,yes\n")).collect();
    town.write("more.csv", &format!("email,wording\n{readers}"));
    town.friday(&["subscribers", "import", "more.csv"]).await;
    town.count("PRAGMA wal_checkpoint(TRUNCATE)");
    let whole = std::fs::read(town.path("friday.db")).unwrap();
    let (mut state, mut found, pages) = (20_261_120, 0, u64::try_from(whole.len()).unwrap() / 4096);
    for _ in 0..DAMAGES {
        let mut bytes = whole.clone();
        let page = usize::try_from(1 + chance(&mut state) % (pages - 1)).unwrap() * 4096;
        for byte in &mut bytes[page..page + 4096] {
            *byte = u8::try_from(chance(&mut state) % 256).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("friday.db");
        std::fs::write(&path, bytes).unwrap();
        let is_found = match Store::open(&path).await {
            Ok(store) => matches!(store.check_sound().await, Err(StoreError::Damaged(_))),
            Err(_) => true,
        };
        found += u64::from(is_found);
    }
    println!("damaged_pages={DAMAGES} found={found} pages={pages}");
    assert!(found * 100 >= DAMAGES * 99, "{found} of {DAMAGES}");
}
