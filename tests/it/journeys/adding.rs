//! `friday blogs add`: from a page or a feed to a row of the list.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::town::{Said, Town};

/// A feed of so many posts, whose links carry this word.
fn feed(title: &str, word: &str, posts: usize) -> Answer {
    let ids: Vec<String> = (1..=posts).map(|at| format!("{word}.example/{at}")).collect();
    let posts: Vec<(&str, &str, &str, &str)> = ids
        .iter()
        .map(|id| (id.as_str(), "Bins, again", "Wed, 18 Nov 2026 10:00:00 GMT", "What we learnt about bins."))
        .collect();
    Answer::ok(rss(title, &posts))
}

fn page(head: &str) -> Answer {
    Answer::ok(format!("<!doctype html><html><head><title>A blog</title>{head}</head><body><p>Hello</body></html>"))
}

fn announced(title: &str, path: &str) -> String {
    format!("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"{title}\" href=\"/{path}\">")
}

async fn town() -> (Town, Blogs) {
    (Town::new(OPEN, "# Our list.\n"), Blogs::start().await)
}

async fn add(town: &Town, url: &str, more: &[&str]) -> Said {
    let mut args = vec!["blogs", "add", url];
    args.extend(more);
    town.friday(&args).await
}

fn every_address_was_asked_once(blogs: &Blogs) {
    let mut paths: Vec<String> = blogs.asked().into_iter().map(|asked| asked.path).collect();
    paths.sort();
    let count = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), count, "{paths:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_added_with_its_row_and_three_posts_shown() {
    let (town, blogs) = town().await;
    blogs.say("feed", vec![feed("Ashby Digital", "ashby", 4)]);

    let said = add(&town, &blogs.url("feed"), &["--council", "Ashby", "--about", "Notes \"from\" Ashby"]).await;

    let row = format!(
        "[[blog]]\ncouncil = \"Ashby\"\nname    = \"Ashby Digital\"\nabout   = \"Notes \\\"from\\\" Ashby\"\nfeed    = \"{}\"\n",
        blogs.url("feed")
    );
    assert_eq!((said.code, said.err.as_str()), (0, "added to feeds.toml\n"));
    assert!(said.out.starts_with(&row), "{}", said.out);
    assert_eq!(said.out.matches("  Bins, again\n  Ashby Digital, 18 November 2026\n").count(), 3, "{}", said.out);
    assert!(said.out.contains("4 posts in the feed, as friday shows them:"), "{}", said.out);
    assert_eq!(town.read("feeds.toml"), format!("# Our list.\n\n{row}"));
    assert_eq!(blogs.asked().len(), 1);
    assert!(!town.path("friday.db").exists(), "adding a row needs no database");
    assert_eq!(town.friday(&["fetch", "--strict"]).await.code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_leads_to_the_feed_it_announces_and_not_to_comments_or_authors() {
    let (town, blogs) = town().await;
    let head = announced("Ashby » Comments Feed", "comments/feed")
        + &announced("Ashby » Posts by Ada Feed", "author/ada/feed")
        + &announced("Ashby » Feed", "feed");
    blogs.say("blog", vec![page(&head)]);
    blogs.say("feed", vec![feed("Ashby", "ashby", 2)]);

    let said = add(&town, &blogs.url("blog"), &[]).await;

    let list = town.read("feeds.toml");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(list.contains(&format!("feed    = \"{}\"", blogs.url("feed"))), "{list}");
    assert!(list.contains(&format!("site    = \"{}\"", blogs.url("blog"))), "{list}");
    assert_eq!(blogs.asked().len(), 2, "comments and authors are not even asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn rss_and_atom_of_the_same_posts_are_one_feed() {
    let (town, blogs) = town().await;
    blogs.say("blog", vec![page(&(announced("RSS", "feed") + &announced("Again", "feed2")))]);
    blogs.say("feed", vec![feed("Ashby", "ashby", 3)]);
    blogs.say("feed2", vec![feed("Ashby", "ashby", 3)]);

    let said = add(&town, &blogs.url("blog"), &[]).await;

    assert_eq!(said.code, 0, "{}", said.out);
    assert!(town.read("feeds.toml").contains("/feed\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_feeds_are_shown_and_none_is_taken() {
    let (town, blogs) = town().await;
    let head = announced("Blog", "feed") + &announced("Jobs", "jobs") + &announced("Comments Feed", "comments/feed");
    blogs.say("blog", vec![page(&head)]);
    blogs.say("feed", vec![feed("Ashby Digital", "ashby", 2)]);
    blogs.say("jobs", vec![feed("Jobs at Ashby", "jobs", 1)]);

    let said = add(&town, &blogs.url("blog"), &[]).await;
    let json = add(&town, &blogs.url("blog"), &["--json"]).await;

    let expected = format!(
        "1. {}\n   Ashby Digital: 2 posts, the newest of 18 November 2026\n2. {}\n   Jobs at Ashby: 1 post, the newest of 18 November 2026\n\
         3. {}\n   comments\n",
        blogs.url("feed"),
        blogs.url("jobs"),
        blogs.url("comments/feed")
    );
    assert_eq!((said.code, said.out.as_str()), (2, expected.as_str()));
    assert_eq!(said.err, "the page has several feeds; choose one: friday blogs add ADDRESS-OF-THE-FEED\n");
    assert_eq!(town.read("feeds.toml"), "# Our list.\n");
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["choices"][2]["kind"], "comments");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_only_a_feed_of_comments_offers_it_and_takes_nothing() {
    let (town, blogs) = town().await;
    blogs.say("blog", vec![page(&announced("Comments Feed", "comments/feed"))]);

    let said = add(&town, &blogs.url("blog"), &[]).await;

    assert_eq!(said.code, 2);
    assert!(said.err.contains("none of these is plainly the blog's; choose one"), "{}", said.err);
    every_address_was_asked_once(&blogs);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_platform_leads_to_its_feed_when_the_page_says_nothing() {
    for (sign, page_path, feed_path) in [
        ("<meta name=generator content='WordPress 6.4'>", "blog/", "blog/feed/"),
        ("<link rel=stylesheet href='/wp-content/x.css'>", "blog/2026/post.html", "feed/"),
        ("<script src='https://cdn-client.medium.com/x.js'></script>", "story", "feed"),
        ("<meta content='blogger' name='generator'>", "p", "feeds/posts/default"),
        ("<meta name=generator content='Ghost 5'>", "g", "rss/"),
        ("<meta name=generator content='Jekyll v4'>", "j", "feed.xml"),
        ("<meta name=generator content='Jekyll v3'>", "j3", "atom.xml"),
        ("<meta name=generator content='Hugo 0.1'>", "posts/", "posts/index.xml"),
        ("<meta name=generator content='Eleventy v2'>", "e", "feed/feed.xml"),
        ("<!-- This is Squarespace. -->", "news2", "news2"),
        ("<meta name=generator content='Drupal 10'>", "news", "rss.xml"),
        ("<script src='/jadu/x.js'></script>", "blog/digital", "blog/digital/rss"),
        ("<meta name=generator content='Umbraco'>", "wip", "wip/rss"),
        ("<img src='https://assets.tumblr.com/x.png'>", "t", "rss/"),
        ("<img src='https://substackcdn.com/x.png'>", "s", "feed"),
        ("<meta name=generator content='Wix.com Website Builder'>", "w", "blog-feed.xml"),
        ("", "plain", "index.xml"),
    ] {
        let (town, blogs) = town().await;
        blogs.say(feed_path, vec![feed("Ashby", "ashby", 2)]);
        // Squarespace keeps page and feed at one path, told apart by the query alone.
        let answers = if page_path == feed_path { vec![page(sign), feed("Ashby", "ashby", 2)] } else { vec![page(sign)] };
        blogs.say(page_path, answers);

        let said = add(&town, &blogs.url(page_path), &[]).await;

        let list = town.read("feeds.toml");
        assert_eq!(said.code, 0, "{sign}: {}", said.err);
        assert!(list.contains(&format!("feed    = \"{}", blogs.url(feed_path))), "{sign}: {list}");
        if page_path != feed_path {
            every_address_was_asked_once(&blogs);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_that_leads_back_to_the_page_is_not_asked_again() {
    let (town, blogs) = town().await;
    blogs.say("feed/", vec![page("<link rel=alternate type=application/rss+xml href='/feed/'>")]);

    let said = add(&town, &blogs.url("feed/"), &[]).await;

    assert_eq!((said.code, blogs.asked_for("feed/").len()), (1, 1), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comments_of_a_post_are_not_taken_when_a_guess_leads_to_them() {
    let (town, blogs) = town().await;
    blogs.say("post/", vec![page("<meta name=generator content='WordPress 6.4'>")]);
    blogs.say("post/feed/", vec![feed("Comments on: Bins, again", "comments", 2)]);
    blogs.say("feed/", vec![feed("Ashby", "ashby", 2)]);

    let said = add(&town, &blogs.url("post/"), &[]).await;

    assert_eq!(said.code, 0, "{}", said.err);
    assert!(town.read("feeds.toml").contains(&format!("\"{}\"", blogs.url("feed/"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_added_is_told_in_plain_words() {
    let (town, blogs) = town().await;
    blogs.say("login", vec![page("<form><input type=password></form>")]);
    blogs.say("plain", vec![page("")]);
    blogs.say("photo", vec![Answer::ok(vec![0xff, 0xd8, 0xff, 0xe0])]);
    blogs.say("cut", vec![Answer::ok("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>cut o")]);
    blogs.say("gone", vec![Answer::status(410)]);
    blogs.say("secret", vec![Answer::status(403)]);
    blogs.say("comments/feed", vec![feed("Comments for Ashby", "comments", 2)]);
    for (path, words) in [
        ("login", "wants a login, and friday has none"),
        ("plain", "no feed was found from"),
        ("photo", "not a feed"),
        ("cut", "it ends in the middle, before its first post"),
        ("gone", "is gone for good (HTTP 410)"),
        ("secret", "does not let us read this address (HTTP 403)"),
        ("nothing", "(HTTP 404)"),
        ("comments/feed", "is the feed of comments; give the address of the blog itself"),
    ] {
        let said = add(&town, &blogs.url(path), &[]).await;

        assert_eq!(said.code, 1, "{path}: {}", said.out);
        assert!(said.err.contains(words), "{path}: {}", said.err);
    }
    every_address_was_asked_once(&blogs);
    assert_eq!(add(&town, "ftp://a.example/", &[]).await.code, 2);
    assert_eq!(town.read("feeds.toml"), "# Our list.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_not_asked() {
    let (town, blogs) = town().await;
    town.write("friday.toml", "");

    let said = add(&town, &blogs.url("feed"), &[]).await;

    assert_eq!((said.code, blogs.asked().len()), (1, 0));
    assert!(said.err.contains("was not asked"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_that_is_on_the_list_is_refused_with_its_row() {
    let (town, blogs) = town().await;
    let row = format!("[[blog]]\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url("feed/"));
    town.write("feeds.toml", &row);
    blogs.say("blog", vec![page(&announced("Feed", "feed"))]);
    blogs.say("feed", vec![feed("Ashby", "ashby", 2)]);

    let by_feed = add(&town, &blogs.url("feed"), &[]).await;
    let by_page = add(&town, &blogs.url("blog"), &[]).await;

    for said in [by_feed, by_page] {
        assert_eq!(said.code, 1);
        assert!(said.err.contains("it is on the list already: \"Ashby\" in line 1"), "{}", said.err);
    }
    assert_eq!(town.read("feeds.toml"), row);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_writes_nothing_and_a_missing_list_is_begun() {
    let (town, blogs) = town().await;
    blogs.say("feed", vec![feed("Ashby", "ashby", 2)]);
    std::fs::remove_file(town.path("feeds.toml")).unwrap();

    let dry = add(&town, &blogs.url("feed"), &["--dry-run"]).await;
    let is_there = town.path("feeds.toml").exists();
    let real = add(&town, &blogs.url("feed"), &["--json"]).await;

    let document: serde_json::Value = serde_json::from_str(&real.out).unwrap();
    assert_eq!((dry.code, is_there, real.code), (0, false, 0));
    assert_eq!((&document["added"], &document["row"]["name"]), (&true.into(), &"Ashby".into()));
    assert!(town.read("feeds.toml").starts_with("[[blog]]\nname    = \"Ashby\"\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_blogs_of_one_name_get_two_ids() {
    let (town, blogs) = town().await;
    town.write("feeds.toml", "[[blog]]\nname = \"Digital blog\"\n");
    blogs.say("feed", vec![feed("Digital blog", "ashby", 2)]);

    let said = add(&town, &blogs.url("feed"), &["--council", "Ashby"]).await;

    assert_eq!(said.code, 0, "{}", said.err);
    assert!(town.read("feeds.toml").contains("id      = \"ashby-digital-blog\""), "{}", town.read("feeds.toml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_before_the_announcement_hides_no_feed() {
    let (town, blogs) = town().await;
    let script =
        format!("<script>for (var i=0;i<n;i++) {{\n{}}}</script><!-- {} -->", "  a = b;\n".repeat(600), "word ".repeat(600));
    blogs.say("blog", vec![page(&(script + &announced("Ashby", "feed")))]);
    blogs.say("feed", vec![feed("Ashby digital", "ashby", 3)]);

    let said = add(&town, &blogs.url("blog"), &["--dry-run"]).await;

    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(blogs.asked().len(), 2);
}
