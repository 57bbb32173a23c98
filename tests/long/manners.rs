//! Thirty virtual days of `friday fetch` against two hundred feeds of every temper, killed every six hours; then a score a line.

use super::chance::Chance;
use super::feeds::{self, DAY, HOUR};
use super::judge::{Month, judge};
use super::server::{self, Hold, Moment};
use super::town::Town;
use super::world::{START, World};
use futures_util::FutureExt;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const FEEDS: usize = 200;
const DAYS: i64 = 30;

/// Pause between two requests to one host, in milliseconds.
const DELAY: u64 = 4;

const SETTINGS: &str = "[site]\ncontact = \"feeds@five.example\"\n[fetch]\nallow_private = true\nhost_delay = \"4ms\"\n";

/// SEED tries another month, DAYS a shorter one.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn by_hand(name: &str) -> Option<i64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_good_manners() {
    let (seed, days) = (by_hand("SEED").unwrap_or(1), by_hand("DAYS").unwrap_or(DAYS));
    let mut chance = Chance::new(seed.cast_unsigned());
    let listeners = server::bind().await;
    let bases = listeners.iter().map(|listener| format!("http://{}", listener.local_addr().unwrap())).collect();
    let world = Arc::new(World::new(feeds::draw(FEEDS, &mut chance), bases));
    let hold = Arc::new(Hold::default());
    server::serve(listeners, &world, &hold);
    let rows = world.feeds.iter().map(|feed| {
        let base = &world.bases[feed.place];
        format!("[[blog]]\nname = \"Feed {}\"\nfeed = \"{base}{}\"\n", feed.id, feed.path)
    });
    let town = Town::new(SETTINGS, &rows.collect::<String>());

    let month = live(&world, &hold, &town, &mut chance, days * DAY).await;

    let kills = |moment| month.kills.iter().filter(|(_, at)| *at == moment).count();
    println!("\nseed {seed}: {FEEDS} feeds, {} requests in {} runs", month.log.len(), month.runs);
    println!(
        "killed -9 {} times: {} before an answer, {} in the middle of one, {} right after one",
        month.kills.len(),
        kills(Moment::BeforeHead),
        kills(Moment::InBody),
        kills(Moment::AfterEnd)
    );
    let score = judge(&world, &month);
    score.print(days);
    assert_eq!(score.faults(), 0, "the lines above say which");
}

/// Runs friday again and again through the month.
async fn live(world: &Arc<World>, hold: &Arc<Hold>, town: &Town, chance: &mut Chance, end: i64) -> Month {
    let mut month = Month::default();
    let (mut now, mut next_kill) = (0, 6 * HOUR);
    while now < end {
        month.runs += 1;
        world.now.store(now, Ordering::SeqCst);
        world.run.store(month.runs, Ordering::SeqCst);
        let started = Instant::now();
        if now >= next_kill {
            if let Some(moment) = killed(town, hold, now, chance).await {
                month.kills.push((month.runs, moment));
                next_kill += 6 * HOUR;
                // Whatever keeps friday running starts it again at once.
                month.runs += 1;
                world.run.store(month.runs, Ordering::SeqCst);
                fetch(town, now).await;
            }
        } else if month.runs.is_multiple_of(40) {
            let (one, other) = tokio::join!(fetch(town, now), fetch(town, now));
            assert!([one, other].iter().all(|code| matches!(code, 0 | 75)), "{one} {other}");
            month.doubles.push(month.runs);
        } else {
            assert_eq!(fetch(town, now).await, 0);
            month.took.push((month.runs, started.elapsed()));
        }
        now += chance.between(HOUR / 2, HOUR);
    }
    month.delay = Duration::from_millis(DELAY);
    month.log = std::mem::take(&mut *world.log.lock().unwrap());
    month
}

fn start(town: &Town, now: i64) -> Child {
    let instant = chrono::DateTime::from_timestamp(START + now, 0).unwrap().to_rfc3339();
    let mut command = town.command(&["fetch", "--now", &instant]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

async fn fetch(town: &Town, now: i64) -> i32 {
    let mut child = start(town, now);
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
    ended.await.unwrap().code().unwrap_or(-1)
}

/// Kills it with -9 while an answer is under way; none when it ended before that.
async fn killed(town: &Town, hold: &Hold, now: i64, chance: &mut Chance) -> Option<Moment> {
    // One that was killed just as it ended may have left its message.
    hold.reached.notified().now_or_never();
    let moment = chance.pick(&[Moment::BeforeHead, Moment::InBody, Moment::AfterEnd]);
    *hold.armed.lock().unwrap() = Some((usize::try_from(chance.below(4)).unwrap(), moment));
    let mut child = start(town, now);
    let pid = child.id().to_string();
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
    tokio::pin!(ended);
    let was_killed = tokio::select! {
        _ = &mut ended => None,
        () = hold.reached.notified() => {
            let kill = std::process::Command::new("kill").args(["-9", &pid]).status().unwrap();
            let _ = ended.await; // It may just have ended by itself.
            kill.success().then_some(moment)
        }
    };
    *hold.armed.lock().unwrap() = None;
    hold.released.notify_waiters();
    was_killed
}
