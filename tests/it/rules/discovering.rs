//! Where a page's feed is: announced, linked to, or guessed from what the page is made with.

use friday::rules::listing::feed_kind::{FeedKind, looks_like_a_feed};
use friday::rules::listing::platform::{Platform, guesses};
use friday::rules::parsing::discover::{feed_links, read_page};
use url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn check(html: &str, expected: &[&str]) {
    let found: Vec<String> = feed_links(html, &url("https://blog.example/about/")).iter().map(Url::to_string).collect();

    assert_eq!(found, expected);
}

#[test]
fn announced_feeds_are_found_and_made_absolute() {
    check(
        "<head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"../feed/\"><link rel=stylesheet href=x></head>",
        &["https://blog.example/feed/"],
    );
    check("<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF=' /a.xml#x '>", &["https://blog.example/a.xml"]);
}

#[test]
fn a_base_element_moves_what_follows() {
    check(
        "<base href='/x/'><link rel=alternate type=application/feed+json href=feed.json>",
        &["https://blog.example/x/feed.json"],
    );
}

#[test]
fn pages_without_a_feed_and_links_that_are_no_web_addresses_give_nothing() {
    check("<p>Hello", &[]);
    check("<link rel=alternate type=application/rss+xml href='javascript:x'>", &[]);
}

#[test]
fn feeds_of_comments_authors_subjects_and_searches_are_never_taken_for_the_blog() {
    let link = |title: &str, href: &str| format!("<link rel=alternate type=application/rss+xml title='{title}' href='{href}'>");
    for (title, href, kind) in [
        ("Ashby » Comments Feed", "/other/", FeedKind::Comments),
        ("Ashby » Bins Comments Feed", "/2026/11/bins/feed/", FeedKind::Comments),
        ("", "/comments/feed/", FeedKind::Comments),
        ("", "/feeds/comments/default", FeedKind::Comments),
        ("", "/?feed=comments-rss2", FeedKind::Comments),
        ("Blog » Sylwadau", "/x/", FeedKind::Comments),
        ("Ashby » Posts by Ada Feed", "/author/ada/feed/", FeedKind::Author),
        ("", "/author/ada/feed/", FeedKind::Author),
        ("Ashby » Bins Category Feed", "/c/bins/feed/", FeedKind::Subject),
        ("", "/tag/bins/feed/", FeedKind::Subject),
        ("", "/feeds/posts/default/-/bins", FeedKind::Subject),
        ("", "/search/bins/feed/rss2/", FeedKind::Search),
        ("", "/?s=bins&feed=rss2", FeedKind::Search),
    ] {
        let page = read_page(&link(title, href), &url("https://blog.example/"));

        assert_eq!(page.announced[0].kind, kind, "{title} {href}");
        check(&link(title, href), &[]);
    }
}

#[test]
fn a_page_about_one_author_or_subject_announces_what_was_asked_for() {
    let page = url("https://blog.example/category/digital/");

    assert_eq!(FeedKind::of_link(&url("https://blog.example/category/digital/feed/"), "", &page), FeedKind::Posts);
    assert_eq!(FeedKind::of_link(&url("https://blog.example/topics/feed/"), "", &url("https://blog.example/")), FeedKind::Posts);
    assert_eq!(FeedKind::of_link(&url("https://blog.example/comments/feed/"), "", &page), FeedKind::Comments);
}

#[test]
fn the_feed_of_posts_comes_first_whatever_the_page_names_first() {
    let html = "<link rel=alternate type=application/rss+xml title='Comments Feed' href=/comments/feed/>\
                <link rel=alternate type=application/atom+xml href=/feed/><link rel=alternate type=application/rss+xml href=/feed/>";

    let found = read_page(html, &url("https://blog.example/")).announced;

    let paths: Vec<&str> = found.iter().map(|link| link.url.path()).collect();
    assert_eq!(paths, ["/feed/", "/comments/feed/"]);
}

#[test]
fn links_in_the_body_count_when_they_look_like_feeds_of_the_same_domain() {
    let html = "<a href='/news/rss.xml'>RSS</a><a href='/about'>About</a><a href='https://other.example/feed/'>Friends</a>\
                <a href='https://www.blog.example/atom'>Atom</a>";

    let found = read_page(html, &url("https://blog.example/")).linked;

    let found: Vec<&str> = found.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(found, ["https://blog.example/news/rss.xml", "https://www.blog.example/atom"]);
}

#[test]
fn addresses_that_look_like_feeds() {
    for yes in [
        "/feed",
        "/feed/",
        "/x/rss",
        "/x.rss",
        "/atom.xml",
        "/feed.weeknotes.xml",
        "/index.xml",
        "/news?format=rss",
        "/?feed=rss2",
    ] {
        assert!(looks_like_a_feed(&url(&format!("https://a.example{yes}"))), "{yes}");
    }
    for no in ["/", "/feedback", "/sitemap.xml", "/rss-explained", "/photo.jpg", "/?format=pdf", "/brass"] {
        assert!(!looks_like_a_feed(&url(&format!("https://a.example{no}"))), "{no}");
    }
}

#[test]
fn a_platform_shows_in_host_generator_or_markup() {
    for (page, html, platform) in [
        ("https://ashby.blog.gov.uk/", "", Some(Platform::WordPress)),
        ("https://luton.localgov.blog/", "", Some(Platform::WordPress)),
        ("https://medium.com/@ada", "", Some(Platform::Medium)),
        ("https://notmedium.com/", "", None),
        ("https://ada.blogspot.com/", "", Some(Platform::Blogger)),
        ("https://a.example/", "<meta name=Generator content='WordPress 6.4'>", Some(Platform::WordPress)),
        ("https://a.example/", "<meta name=generator content='Ghost 5.2'>", Some(Platform::Ghost)),
        ("https://a.example/", "<meta name=generator content='Drupal 10 (https://www.drupal.org)'>", Some(Platform::Drupal)),
        ("https://a.example/", "<meta name=generator content='Hugo 0.120'>", Some(Platform::Hugo)),
        ("https://a.example/", "<img src='https://STATIC1.squarespace.com/x.png'>", Some(Platform::Squarespace)),
        ("https://a.example/", "<script src='/jadu/js/x.js'>", Some(Platform::Jadu)),
        ("https://a.example/", "<link href='/wp-content/themes/x.css'>", Some(Platform::WordPress)),
        ("https://a.example/", "<!-- Begin Jekyll SEO tag v2.8 -->", Some(Platform::Jekyll)),
        ("https://a.example/", "<p>Hello", None),
    ] {
        assert_eq!(read_page(html, &url(page)).platform, platform, "{page} {html}");
    }
}

#[test]
fn every_platform_keeps_its_feed_where_it_is_known_to() {
    for (platform, page, first) in [
        (Platform::WordPress, "https://a.example/blog", "https://a.example/blog/feed/"),
        (Platform::WordPress, "https://a.example/index.php", "https://a.example/feed/"),
        (Platform::Medium, "https://medium.com/@ada", "https://medium.com/feed/@ada"),
        (Platform::Medium, "https://medium.com/awc-digital-design/a-post-1", "https://medium.com/feed/awc-digital-design"),
        (Platform::Medium, "https://ada.medium.com/", "https://ada.medium.com/feed"),
        (Platform::Medium, "https://own.example/", "https://own.example/feed"),
        (Platform::Blogger, "https://a.blogspot.com/", "https://a.blogspot.com/feeds/posts/default"),
        (Platform::Ghost, "https://a.example/", "https://a.example/rss/"),
        (Platform::Jekyll, "https://a.example/", "https://a.example/feed.xml"),
        (Platform::Hugo, "https://a.example/posts/", "https://a.example/posts/index.xml"),
        (Platform::Eleventy, "https://a.example/", "https://a.example/feed.xml"),
        (Platform::Squarespace, "https://a.example/news2", "https://a.example/news2?format=rss"),
        (Platform::Squarespace, "https://a.example/", "https://a.example/?format=rss"),
        (Platform::Drupal, "https://a.example/", "https://a.example/rss.xml"),
        (Platform::Jadu, "https://a.example/blog/digital", "https://a.example/blog/digital/rss"),
        (Platform::Umbraco, "https://a.example/projectwip/", "https://a.example/projectwip/rss"),
        (Platform::Tumblr, "https://a.tumblr.com/", "https://a.tumblr.com/rss/"),
        (Platform::Substack, "https://a.substack.com/", "https://a.substack.com/feed"),
        (Platform::Wix, "https://a.example/", "https://a.example/blog-feed.xml"),
    ] {
        assert_eq!(guesses(Some(platform), &url(page))[0].as_str(), first, "{platform:?}");
    }
}

#[test]
fn guesses_are_few_and_each_is_made_once() {
    for page in ["https://a.example/", "https://a.example/blog/x.html?y=1#z"] {
        let found = guesses(None, &url(page));

        let distinct: std::collections::HashSet<&Url> = found.iter().collect();
        assert!(found.len() <= 12 && distinct.len() == found.len(), "{found:?}");
    }
}
