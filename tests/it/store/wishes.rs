//! Suggestions, requests not to be read, and what is left of a forgotten blog.

use super::build::{Shelf, at, blog, held, post};
use friday::model::entry::Standing;
use friday::model::wishes::{NewOptOut, NewSuggestion, Settling, Tombstone, WishEnd, WishState};

const NOW: &str = "2026-11-18T09:00:00Z";

fn new(address: &str) -> NewSuggestion {
    NewSuggestion { address: address.to_owned(), via: Some("Ada".to_owned()), ..NewSuggestion::default() }
}

fn settling(state: WishState) -> Settling {
    Settling { state, by: "ed@example.org".to_owned(), because: Some("not a council's".to_owned()), at: at(NOW) }
}

async fn suggest(shelf: &Shelf, new: NewSuggestion, now: &str) -> WishEnd {
    shelf.store.suggest(new, 3, at(now)).await.unwrap()
}

#[tokio::test]
async fn a_suggestion_waits_until_it_is_settled_once() {
    let shelf = Shelf::new().await;

    let end = suggest(&shelf, new("https://a.example/"), NOW).await;
    let open = shelf.store.open_suggestions().await.unwrap();
    let first = shelf.store.settle_suggestion(1, settling(WishState::Declined)).await.unwrap();
    let second = shelf.store.settle_suggestion(1, settling(WishState::Accepted)).await.unwrap();

    assert_eq!((end, first, second), (WishEnd::Kept(1), true, false));
    assert_eq!((open.len(), &open[0].what), (1, &new("https://a.example/")));
    let after = shelf.store.suggestion(1).await.unwrap().unwrap();
    assert_eq!((after.state, after.because.as_deref()), (WishState::Declined, Some("not a council's")));
    assert_eq!(shelf.store.open_suggestions().await.unwrap(), []);
}

#[tokio::test]
async fn the_same_place_is_not_suggested_twice() {
    let shelf = Shelf::new().await;
    let with_feed = |address: &str| NewSuggestion { feed: Some("https://a.example/feed".to_owned()), ..new(address) };
    suggest(&shelf, with_feed("https://a.example/blog/"), NOW).await;

    let slash = suggest(&shelf, new("https://a.example/blog"), NOW).await;
    let feed = suggest(&shelf, with_feed("https://a.example/other"), NOW).await;
    shelf.store.settle_suggestion(1, settling(WishState::Declined)).await.unwrap();
    let declined = suggest(&shelf, new("https://a.example/blog"), NOW).await;

    assert_eq!((slash, feed), (WishEnd::Known(WishState::Open), WishEnd::Known(WishState::Open)));
    assert_eq!(declined, WishEnd::Known(WishState::Declined));
}

#[tokio::test]
async fn anothers_feed_with_an_odd_address_keeps_nobody_out_once_it_was_declined() {
    let shelf = Shelf::new().await;
    let with_feed = |address: &str| NewSuggestion { feed: Some("https://a.example/feed".to_owned()), ..new(address) };
    suggest(&shelf, with_feed("https://odd.example/"), NOW).await;
    shelf.store.settle_suggestion(1, settling(WishState::Declined)).await.unwrap();

    assert_eq!(suggest(&shelf, with_feed("https://a.example/"), NOW).await, WishEnd::Kept(2));
}

#[tokio::test]
async fn an_hour_takes_only_so_many() {
    let shelf = Shelf::new().await;
    for at in 0..3 {
        suggest(&shelf, new(&format!("https://{at}.example/")), NOW).await;
    }

    let fourth = suggest(&shelf, new("https://4.example/"), "2026-11-18T09:59:00Z").await;
    let later = suggest(&shelf, new("https://4.example/"), "2026-11-18T10:01:00Z").await;

    assert_eq!((fourth, later), (WishEnd::Capped, WishEnd::Kept(4)));
}

#[tokio::test]
async fn what_was_typed_is_forgotten_after_its_time() {
    let shelf = Shelf::new().await;
    suggest(&shelf, new("https://a.example/"), "2026-01-01T09:00:00Z").await;
    suggest(&shelf, new("https://b.example/"), NOW).await;
    ask(&shelf, "2026-01-01T09:00:00Z").await;

    assert_eq!(shelf.store.forget_wishes(at("2026-06-01T00:00:00Z")).await.unwrap(), 2);
    assert_eq!(shelf.store.open_suggestions().await.unwrap().len(), 1);
}

async fn ask(shelf: &Shelf, now: &str) -> WishEnd {
    let new = NewOptOut { blog: blog("leeds"), who: "Bo".to_owned(), proof: "a line".to_owned(), note: None };
    shelf.store.ask_to_opt_out(new, 3, at(now)).await.unwrap()
}

#[tokio::test]
async fn the_same_request_not_to_be_read_is_open_once() {
    let shelf = Shelf::new().await;

    let (first, second) = (ask(&shelf, NOW).await, ask(&shelf, NOW).await);
    let settled = shelf.store.settle_opt_out(1, settling(WishState::Declined)).await.unwrap();
    let third = ask(&shelf, NOW).await;

    assert_eq!((first, second), (WishEnd::Kept(1), WishEnd::Known(WishState::Open)));
    assert_eq!((settled, third), (true, WishEnd::Kept(2)));
    assert_eq!(shelf.store.opt_out(1).await.unwrap(), None);
    assert_eq!(shelf.store.open_opt_outs().await.unwrap()[0].what.who, "Bo");
}

#[tokio::test]
async fn a_strangers_request_keeps_no_maker_from_asking_and_one_yes_settles_all() {
    let shelf = Shelf::new().await;
    let from = |who: &str| NewOptOut { blog: blog("leeds"), who: who.to_owned(), proof: "a line".to_owned(), note: None };
    let mut ends = Vec::new();
    for who in ["a stranger", "its maker", "its maker", "3", "4", "5", "6"] {
        ends.push(shelf.store.ask_to_opt_out(from(who), 30, at(NOW)).await.unwrap());
    }

    let known = WishEnd::Known(WishState::Open);
    let kept = WishEnd::Kept;
    assert_eq!(ends, [kept(1), kept(2), known, kept(3), kept(4), kept(5), known]);
    assert!(shelf.store.settle_opt_out(1, settling(WishState::Declined)).await.unwrap());
    assert_eq!(shelf.store.open_opt_outs().await.unwrap().len(), 4);
    assert!(shelf.store.settle_opt_out(2, settling(WishState::Accepted)).await.unwrap());
    assert_eq!(shelf.store.open_opt_outs().await.unwrap(), []);
}

fn tombstone() -> Tombstone {
    Tombstone {
        blog: blog("leeds"),
        addresses: vec!["leeds.example/feed".to_owned()],
        because: "its makers asked us not to read it".to_owned(),
        made_at: at(NOW),
    }
}

#[tokio::test]
async fn of_a_forgotten_blogs_posts_no_word_is_left_anywhere_in_the_file() {
    let shelf = Shelf::new().await;
    let mut long = post("Quinquereme", NOW);
    long.parsed.content = Some("Quinquereme of Nineveh".to_owned());
    shelf.read("leeds", vec![long, held("Bins", NOW)], NOW).await;
    let mut roads = post("Roads", NOW);
    roads.parsed.content = Some("Roads of Kent".to_owned());
    shelf.read("kent", vec![roads], NOW).await;

    let count = shelf.store.forget_blog(tombstone()).await.unwrap();

    assert_eq!(count, 2);
    let facts = shelf.store.latest_facts(blog("leeds"), 10).await.unwrap();
    assert!(facts.iter().all(|fact| fact.standing == Standing::Old && fact.link.is_empty()), "{facts:?}");
    assert!(facts.iter().all(|fact| fact.title == friday::store::WITHHELD), "{facts:?}");
    assert_eq!(shelf.store.links_of(blog("leeds")).await.unwrap(), Vec::<String>::new());
    assert_eq!(shelf.store.latest_facts(blog("kent"), 10).await.unwrap()[0].title, "Roads");
    let database = shelf.another_program();
    // Packed, a word could not be found by looking for it.
    let bodies: String = database.query_row("SELECT group_concat(blog_id) FROM body", [], |row| row.get(0)).unwrap();
    assert_eq!(bodies, "kent");
    let mut tables =
        database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'").unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        let mut rows = database.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = rows.column_count();
        let mut found = rows.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let text: String = (0..columns).map(|column| format!("{:?} ", row.get_ref(column).unwrap())).collect();
            assert!(!text.to_lowercase().contains("quinquereme"), "{name}: {text}");
        }
    }
}

#[tokio::test]
async fn a_tombstone_stays_until_it_is_lifted() {
    let shelf = Shelf::new().await;
    shelf.store.forget_blog(tombstone()).await.unwrap();
    shelf.store.forget_blog(tombstone()).await.unwrap();

    assert_eq!(shelf.store.tombstones().await.unwrap(), [tombstone()]);
    assert!(shelf.store.lift_tombstone(blog("leeds")).await.unwrap());
    assert!(!shelf.store.lift_tombstone(blog("leeds")).await.unwrap());
    assert_eq!(shelf.store.tombstones().await.unwrap(), []);
}

#[tokio::test]
async fn held_posts_are_shown_newest_first_so_many_of_each_blog() {
    let shelf = Shelf::new().await;
    let dated = |title: &str, day: u32| held(title, &format!("2026-11-{day:02}T09:00:00Z"));
    shelf.read("leeds", vec![dated("One", 1), dated("Three", 3), dated("Two", 2), post("News", NOW)], NOW).await;
    shelf.read("kent", vec![dated("Four", 4)], NOW).await;

    let shown = shelf.store.held_posts(2).await.unwrap();

    let shown: Vec<_> = shown.iter().map(|post| (post.blog.as_str(), post.title.as_str())).collect();
    assert_eq!(shown, [("kent", "Four"), ("leeds", "Three"), ("leeds", "Two")]);
}

#[tokio::test]
async fn posts_are_counted_by_year_and_an_undated_one_by_when_it_was_seen() {
    let shelf = Shelf::new().await;
    let mut undated = post("Undated", NOW);
    undated.parsed.published = None;
    shelf.read("leeds", vec![post("A", "2024-12-31T23:59:59Z"), post("B", "2026-01-01T00:00:00Z"), undated], NOW).await;
    shelf.read("kent", vec![post("C", "2020-01-01T00:00:00Z")], NOW).await;

    assert_eq!(shelf.store.posts_by_year(blog("leeds")).await.unwrap(), [(2024, 1), (2026, 2)]);
    assert_eq!(shelf.store.posts_by_year(blog("nowhere")).await.unwrap(), []);
}

#[tokio::test]
async fn a_blogs_latest_posts_come_newest_first() {
    let shelf = Shelf::new().await;
    shelf
        .read(
            "leeds",
            vec![post("A", "2026-11-01T00:00:00Z"), post("B", "2026-11-03T00:00:00Z"), post("C", "2026-11-02T00:00:00Z")],
            NOW,
        )
        .await;

    let latest = shelf.store.latest_facts(blog("leeds"), 2).await.unwrap();

    assert_eq!(latest.iter().map(|fact| fact.title.as_str()).collect::<Vec<_>>(), ["B", "C"]);
}
