//! `friday export`: the public site as static files.

use super::by_hand::{ready, with_remark};
use crate::support::blogs::Blogs;
use crate::support::mail::MailServer;
use crate::support::static_site::{age, broken_links, files, touched};
use crate::support::town::{Said, Town};

const AFTER: &str = "2026-11-20T13:00:00Z";

/// A council's town with an address, whose posts are read; the edition is not out yet.
async fn town() -> (Town, Blogs, MailServer) {
    let (town, blogs, mail) = ready(7).await;
    let settings = town.read("friday.toml");
    town.write("friday.toml", &format!("[site]\nurl = \"https://five.example/digest/\"\n{settings}"));
    (town, blogs, mail)
}

async fn publish(town: &Town) {
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Ada on *forms*."));
    town.friday(&["edition", "approve"]).await;
    assert_eq!(town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await.code, 0);
}

async fn export(town: &Town) -> Said {
    town.friday_at(AFTER, &["export", "site"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_site_is_written_and_every_link_in_it_leads_somewhere() {
    let (town, _blogs, _mail) = town().await;
    publish(&town).await;

    let said = export(&town).await;
    let site = files(&town.path("site"));

    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert_eq!(said.out, format!("{} files written, 0 unchanged, 0 removed: site\n", site.len() - 1));
    for name in [
        "index.html",
        "editions.html",
        "editions/2026-11-20.html",
        "editions/year/2026.html",
        "editions.atom",
        "editions.json",
        "stories.html",
        "stories/2026-11-16.html",
        "stories.atom",
        "stories.json",
        "blogs.html",
        "blogs/ashby-digital.html",
        "blogs.opml",
        "blogroll.html",
        "feeds.html",
        "accessibility.html",
        "what-we-keep.html",
        "about-our-fetcher.html",
        "style.css",
        "404.html",
        "robots.txt",
        "sitemap.xml",
    ] {
        assert!(site.contains_key(name), "{name}: {:?}", site.keys());
    }
    assert_eq!(broken_links(&town.path("site"), "https://five.example/digest/"), Vec::<String>::new());
    let pages = site.iter().filter(|(name, _)| name.ends_with(".html") && *name != "blogroll.html");
    for (name, page) in pages.map(|(name, bytes)| (name, String::from_utf8(bytes.clone()).unwrap())) {
        assert!(page.contains("<!DOCTYPE html>") && page.contains("style.css"), "{name}");
        assert!(!page.contains("<form") && !page.contains("<script"), "{name}: nobody answers here");
    }
    let edition = String::from_utf8(site["editions/2026-11-20.html"].clone()).unwrap();
    assert!(edition.contains("Ada on <em>forms</em>"), "{edition}");
    let lost = String::from_utf8(site["404.html"].clone()).unwrap();
    assert!(lost.contains("five.example") && !lost.contains("href=\"style.css\""), "it is shown at any depth: {lost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_export_writes_nothing_and_a_week_later_only_what_changed() {
    let (town, _blogs, _mail) = town().await;
    let first = export(&town).await;
    age(&town.path("site"));

    let second = export(&town).await;
    let untouched = touched(&town.path("site"));
    publish(&town).await;
    let third = export(&town).await;
    let changed = touched(&town.path("site"));

    assert_eq!((first.code, second.code, third.code), (0, 0, 0), "{}{}{}", first.err, second.err, third.err);
    assert_eq!(untouched, Vec::<String>::new(), "{}", second.out);
    assert!(second.out.starts_with("0 files written, "), "{}", second.out);
    for name in
        ["index.html", "editions.html", "editions/2026-11-20.html", "editions/year/2026.html", "editions.atom", "sitemap.xml"]
    {
        assert!(changed.contains(&name.to_owned()), "{name}: {changed:?}");
    }
    for name in
        ["style.css", "blogs.opml", "blogroll.html", "feeds.html", "404.html", "robots.txt", "what-we-keep.html", "stories.atom"]
    {
        assert!(!changed.contains(&name.to_owned()), "{name}: {changed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ours_is_never_touched_and_what_is_no_longer_part_goes() {
    let (town, _blogs, _mail) = town().await;
    export(&town).await;
    let site = town.path("site");
    std::fs::write(site.join("CNAME"), "five.example\n").unwrap();
    std::fs::remove_file(site.join("robots.txt")).unwrap();
    std::fs::create_dir_all(site.join("blogs/pictures")).unwrap();
    std::fs::write(site.join("blogs/pictures/a.png"), "picture").unwrap();
    let list = town.read("feeds.toml");
    let rest = list.split_once("[[blog]]\n").unwrap().1.split_once("[[blog]]").unwrap().1;
    town.write("feeds.toml", &format!("[[blog]]{rest}"));

    let said = town.friday_at(AFTER, &["export", "site", "--json"]).await;
    let done: serde_json::Value = serde_json::from_str(&said.out).unwrap();

    assert!(!site.join("blogs/ashby-digital.html").exists() && site.join("blogs/brill-digital.html").exists());
    assert_eq!((done["removed"].as_u64(), &done["foreign"]), (Some(1), &serde_json::json!([])), "{done}");
    assert!(site.join("robots.txt").exists(), "ours again, for the manifest names it");
    assert_eq!(std::fs::read_to_string(site.join("CNAME")).unwrap(), "five.example\n");
    assert_eq!(std::fs::read_to_string(site.join("blogs/pictures/a.png")).unwrap(), "picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_somebody_else_in_the_place_of_ours_stays_and_is_named() {
    let (town, _blogs, _mail) = town().await;
    export(&town).await;
    std::fs::create_dir_all(town.path("site/editions")).unwrap();
    town.write("site/editions/2026-11-20.html", "mine");
    publish(&town).await;

    let said = export(&town).await;

    assert_eq!(said.code, 0);
    assert_eq!(said.err, "site/editions/2026-11-20.html is not ours and was left alone\n");
    assert_eq!(town.read("site/editions/2026-11-20.html"), "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_clone_that_holds_hidden_files_alone_is_written_into() {
    let (town, _blogs, _mail) = town().await;
    std::fs::create_dir_all(town.path("site/.git")).unwrap();
    town.write("site/.git/HEAD", "ref: refs/heads/pages");

    let said = export(&town).await;

    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(town.read("site/.git/HEAD"), "ref: refs/heads/pages");
    assert!(town.path("site/index.html").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_ours_is_refused_untouched() {
    let (town, _blogs, _mail) = town().await;
    std::fs::create_dir_all(town.path("site")).unwrap();
    town.write("site/thesis.txt", "years of work");
    std::fs::create_dir_all(town.path("forged")).unwrap();
    town.write("forged/.friday-export.json", "{\"files\":[\"index.html\",\"../feeds.toml\"]}");

    let (taken, forged) = (export(&town).await, town.friday_at(AFTER, &["export", "forged"]).await);

    assert_eq!((taken.code, forged.code), (2, 2));
    let words =
        "friday: site is not empty, and friday did not make what is in it; name a folder that is empty, or not there yet\n";
    assert_eq!(taken.err, words);
    assert!(forged.err.contains("\"../feeds.toml\", which is not in this folder"), "{}", forged.err);
    assert_eq!(files(&town.path("site")).len(), 1);
    assert!(town.path("feeds.toml").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_https_address_search_engines_are_told_nothing() {
    let (town, _blogs, _mail) = ready(2).await;

    export(&town).await;
    let site = files(&town.path("site"));

    assert!(!site.contains_key("robots.txt") && !site.contains_key("sitemap.xml"));
    assert_eq!(broken_links(&town.path("site"), "http://127.0.0.1:8025/"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_anything_yet_is_whole_too() {
    let town = Town::new("", "");

    let said = export(&town).await;

    assert_eq!(said.code, 0, "{}", said.err);
    assert!(files(&town.path("site")).contains_key("index.html"));
    assert_eq!(broken_links(&town.path("site"), "http://127.0.0.1:8025/"), Vec::<String>::new());
}
