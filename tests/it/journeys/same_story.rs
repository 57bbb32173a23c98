//! One story told in several places, or told again: readers see it once.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::town::Town;

const DAY: &str = "Wed, 18 Nov 2026 10:00:00 GMT";

/// Words long enough to be recognised.
fn words(seed: &str) -> String {
    (0..90).map(|n| format!("{seed}{}", n * 31 % 97)).collect::<Vec<_>>().join(" ")
}

async fn two_blogs(first: &str, second: &str) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    blogs.say("a", vec![Answer::ok(first).with("etag", b"\"1\"")]);
    blogs.say("b", vec![Answer::ok(second).with("etag", b"\"1\"")]);
    let row = |council: &str, path: &str| {
        format!("[[blog]]\ncouncil = \"{council}\"\nname = \"{council} Digital\"\nfeed = \"{}\"\n", blogs.url(path))
    };
    let town = Town::new(OPEN, &(row("Ashby", "a") + &row("Brill", "b")));
    town.friday(&["fetch", "ashby-digital"]).await;
    town.friday(&["fetch", "brill-digital"]).await;
    (town, blogs)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_in_two_blogs_is_one_story_with_also_at() {
    let same = words("bins");
    let first = rss("ashby", &[("ashby.example/bins", "Bins, and what we learnt", DAY, &same)]);
    let second = rss("brill", &[("brill.example/guest", "Bins, and what we learnt", DAY, &same)]);
    let (town, _blogs) = two_blogs(&first, &second).await;

    let show = town.friday(&["edition", "show"]).await;
    let why = town.friday(&["why", "https://brill.example/guest"]).await;
    let text = town.friday(&["edition", "preview"]).await;

    assert!(show.out.starts_with("One for Friday (20/11/2026) (draft): 1 pick, 0 with a remark; 0 posts"), "{}", show.out);
    assert!(show.out.contains("also at Brill Digital: https://brill.example/guest"), "{}", show.out);
    assert!(
        why.out.contains("The same story as https://ashby.example/bins at Ashby Digital (same text (100 % alike))."),
        "{}",
        why.out
    );
    assert!(text.out.contains("Also at:\n- Brill Digital\n  https://brill.example/guest"), "{}", text.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_councils_weeknotes_stay_two_stories() {
    let first = rss("ashby", &[("ashby.example/12", "Weeknotes 12", DAY, &words("forms"))]);
    let second = rss("brill", &[("brill.example/12", "Weeknotes 12", DAY, &words("maps"))]);

    let (town, _blogs) = two_blogs(&first, &second).await;

    assert_eq!(town.count("SELECT count(*) FROM story"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_whose_ids_and_links_all_changed_shows_nothing_again() {
    let titles: Vec<String> = (0..6).map(|n| format!("Post {} about {}", n, words("t").split(' ').nth(n).unwrap())).collect();
    let posts = |host: &str| {
        let rows: Vec<(String, String, String)> = titles
            .iter()
            .enumerate()
            .map(|(n, title)| (format!("{host}/{n}"), title.clone(), words(&format!("w{n}x"))))
            .collect();
        let rows: Vec<(&str, &str, &str, &str)> =
            rows.iter().map(|(id, title, words)| (id.as_str(), title.as_str(), DAY, words.as_str())).collect();
        rss("ashby", &rows)
    };
    let (town, blogs) = two_blogs(&posts("old.ashby.example/posts"), &rss("brill", &[])).await;
    blogs.say("a", vec![Answer::ok(posts("new.ashby.example/blog/2026"))]);

    let said = town.friday(&["fetch", "ashby-digital"]).await;

    assert_eq!(said.err, "Ashby Digital: 6 known posts came back under new ids; nothing is shown twice\n");
    assert_eq!(town.count("SELECT count(*) FROM entry"), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_is_named_by_id_or_address_and_an_unknown_one_is_told() {
    let (town, blogs) = two_blogs(&rss("ashby", &[]), &rss("brill", &[])).await;
    let asked = blogs.asked_for("a").len();

    let by_address = town.friday(&["fetch", &blogs.url("a")]).await;
    let unknown = town.friday(&["fetch", "nobody"]).await;

    assert_eq!((by_address.code, blogs.asked_for("a").len()), (0, asked + 1));
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("there is no blog \"nobody\" on the list; `friday blogs list` shows their ids"),
        "{}",
        unknown.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_titles_reach_neither_terminal_nor_mail() {
    let hostile = "&lt;script&gt;alert(1)&lt;/script&gt;Bins \u{202e}gnp.exe &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;";
    let (town, _blogs) =
        two_blogs(&rss("ashby", &[("ashby.example/1", hostile, DAY, "words of this post")]), &rss("brill", &[])).await;

    let show = town.friday(&["edition", "show"]).await;
    let html = town.friday(&["edition", "preview", "--part", "html"]).await;

    assert!(show.out.contains("1. Bins gnp.exe bold"), "{}", show.out);
    assert!(!html.out.contains("alert(1)") && !html.out.contains('\u{202e}'), "{}", html.out);
}
