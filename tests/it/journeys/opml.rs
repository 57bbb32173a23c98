//! `friday blogs import` and `export`.

use crate::support::town::Town;

const OPML: &str = "<opml><body><outline text='Councils'><outline text='Ashby & Co' xmlUrl='https://ashby.example/feed'/></outline>\
                    <outline text='Brill' xmlUrl='https://brill.example/feed'/><outline xmlUrl='nowhere'/></body></opml>";

const LIST: &str = "# Ours.\n[[blog]]\nname = 'Brill' # theirs\nfeed = 'https://brill.example/feed/'\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_another_reader_is_added_once_and_nothing_is_asked_for() {
    let town = Town::new("", LIST);
    town.write("subscriptions.opml", OPML);

    let dry = town.friday(&["blogs", "import", "subscriptions.opml", "--dry-run"]).await;
    let untouched = town.read("feeds.toml");
    let first = town.friday(&["blogs", "import", "subscriptions.opml"]).await;
    let list = town.read("feeds.toml");
    let second = town.friday(&["blogs", "import", "subscriptions.opml"]).await;

    let row = "[[blog]]\nname    = \"Ashby & Co\"\nfeed    = \"https://ashby.example/feed\"\ntopics  = [\"Councils\"]\n";
    assert_eq!(untouched, LIST);
    assert_eq!(dry.out, format!("{row}\n1 blog would be added to feeds.toml, 1 known or double\n"));
    assert_eq!(first.out, "1 blog added to feeds.toml, 1 known or double\n");
    assert_eq!(first.err, "left out, for it is no web address: \"nowhere\"\n");
    assert_eq!(list, format!("{LIST}\n{row}"));
    assert_eq!(second.out, "0 blogs added to feeds.toml, 2 known or double\n");
    assert_eq!(town.read("feeds.toml"), list);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_can_be_imported_elsewhere() {
    let town = Town::new("", LIST);
    let other = Town::new("", "");

    let printed = town.friday(&["blogs", "export"]).await;
    town.friday(&["blogs", "export", "ours.opml"]).await;
    other.write("ours.opml", &town.read("ours.opml"));
    other.friday(&["blogs", "import", "ours.opml"]).await;

    assert_eq!(printed.out, town.read("ours.opml"));
    assert_eq!(other.read("feeds.toml"), "[[blog]]\nname    = \"Brill\"\nfeed    = \"https://brill.example/feed/\"\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_list_is_refused_with_its_name() {
    let town = Town::new("", LIST);
    town.write("page.html", "<html><body>Hello</body></html>");

    let wrong = town.friday(&["blogs", "import", "page.html"]).await;
    let missing = town.friday(&["blogs", "import", "none.opml"]).await;

    assert_eq!((wrong.code, missing.code), (1, 1));
    assert!(wrong.err.contains("page.html: it is not OPML; export a list of subscriptions as OPML"), "{}", wrong.err);
    assert!(missing.err.contains("while opening none.opml"), "{}", missing.err);
    assert_eq!(town.read("feeds.toml"), LIST);
}
