//! The living list on the web: its table, each blog's page, and the lists that others take with them.

use crate::support::blogs::{Answer, Blogs, OPEN, councils};
use crate::support::reader::MORNING;
use crate::support::running::Running;
use crate::support::town::Town;

/// Three councils, a neighbour, and one that is read no longer; read once.
async fn town() -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    blogs.say("dead/feed", vec![Answer::status(500)]);
    let list = councils(&blogs, 3)
        .replace("name = \"Brill Digital\"\n", "name = \"Brill Digital\"\nvia = \"Ada <Jones>\"\nlisted = false\n")
        + &format!("[[blog]]\nname = \"Dead\"\nretired = \"the team was disbanded\"\nfeed = \"{}\"\n", blogs.url("dead/feed"));
    let town = Town::new(OPEN, &list);
    town.friday_at(MORNING, &["fetch"]).await;
    (town, blogs)
}

/// Where each of these words stands in the page, in the order given.
fn places(page: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| page.find(word).unwrap_or_else(|| panic!("{word} is not in {page}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_sorted_by_a_link_and_found_in_by_a_form() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, MORNING);

    let (status, table) = running.get("/blogs");
    let by_blog = running.get("/blogs?sort=blog").1;
    let found = running.get("/blogs?q=CORBY").1;
    let strange = running.get("/blogs?sort=%ff&page=-1&q=%00&%&=").0;

    let in_order = places(&table, &["Ashby Digital", "Corby Digital", "Neighbours", "Brill Digital", "Read no longer", ">Dead<"]);
    assert!(in_order.is_sorted(), "{table}");
    assert_eq!((status, strange), (200, 200));
    assert_eq!((table.matches("aria-sort=").count(), by_blog.matches("aria-sort=").count()), (1, 1));
    assert!(table.contains("aria-sort=\"ascending\"><a href=") && !table.contains("<script"), "{table}");
    assert!(table.contains("Ada &lt;Jones&gt;") && table.contains("18 November 2026"), "{table}");
    assert!(found.contains("Corby Digital") && !found.contains("Ashby Digital"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blogs_page_tells_its_state_its_posts_and_what_became_of_them() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, MORNING);

    let (status, page) = running.get("/blogs/ashby-digital");
    let retired = running.get("/blogs/dead").1;
    let (lost, words) = running.get("/blogs/no-such-blog");
    let (odd, _) = running.get("/blogs/%ff");

    assert_eq!((status, lost, odd), (200, 404, 404));
    assert!(page.contains("How it is: active") && page.contains("Last read"), "{page}");
    assert!(
        page.contains("Ashby rebuilds its parking form") && page.contains("Waits for the edition of 20 November 2026."),
        "{page}"
    );
    assert!(page.contains("role=\"img\" aria-label=\"Posts a year: 1 in 2026.\""), "{page}");
    assert!(retired.contains("It is read no longer: the team was disbanded."), "{retired}");
    assert!(words.contains("To the list of blogs"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_lists_are_the_same_bytes_until_something_changes() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, MORNING);

    for path in ["/blogs", "/blogs/ashby-digital", "/blogs/share", "/blogs.opml", "/blogroll.html"] {
        let (status, answer) = running.get(path);
        let etag = answer.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_else(|| panic!("{path}: {answer}"));
        let again = running.get(path).1;
        assert_eq!((status, again.contains(etag)), (200, true), "{path}");
        assert!(answer.contains("cache-control: public"), "{path}: {answer}");
    }
    let opml = running.get("/blogs.opml").1;
    assert!(opml.contains("text/x-opml") && opml.contains("<outline text=\"Ashby Digital\"") && !opml.contains("Dead"), "{opml}");
}
