//! Lists of other readers: whatever calls itself OPML comes in, and what goes out comes back the same.

use friday::config::feeds::parse;
use friday::model::blog::Blog;
use friday::rules::listing::opml::{OpmlError, Outline, new_rows, read, write};
use proptest::prelude::*;
use std::path::Path;

fn feeds(document: &str) -> Vec<Outline> {
    read(document.as_bytes()).unwrap().feeds
}

fn addresses(document: &str) -> Vec<String> {
    feeds(document).iter().map(|outline| outline.feed.to_string()).collect()
}

#[test]
fn no_feed_of_another_list_gets_an_id_that_would_hide_a_page_of_ours() {
    let found = feeds("<opml><outline text='Share' xmlUrl='https://a.example/feed'/></opml>");

    assert_eq!(new_rows(&found, &[]).0[0].id.as_str(), "blog-share");
}

#[test]
fn a_list_is_read_with_titles_sites_descriptions_and_folders() {
    let found = feeds(
        "<?xml version='1.0'?><opml version='2.0'><head><title>x</title></head><body><outline text='Councils'><outline text='England'>\
         <outline type='rss' text='short' title='Ashby &amp; Brill' xmlUrl='https://a.example/feed' htmlUrl='https://a.example/' \
         description='Notes' language='cy' category='/bins,waste'/></outline></outline></body></opml>",
    );

    let outline = &found[0];
    assert_eq!(outline.title.as_deref(), Some("Ashby & Brill"));
    assert_eq!(outline.site.as_ref().map(url::Url::as_str), Some("https://a.example/"));
    assert_eq!((outline.about.as_deref(), outline.language.as_deref()), (Some("Notes"), Some("cy")));
    assert_eq!(outline.topics, ["Councils", "England", "bins", "waste"]);
}

#[test]
fn what_is_not_well_formed_is_mended() {
    for (what, document) in [
        ("bare ampersands", "<opml><body><outline text='A & B' xmlUrl='https://a.example/?x=1&y=2'/></body></opml>"),
        ("case of names", "<OPML><BODY><Outline TEXT='A' xmlurl='https://a.example/?x=1&amp;y=2'/></BODY></OPML>"),
        ("unclosed tags", "<opml><body><outline text=A xmlUrl='https://a.example/?x=1&amp;y=2'><outline text='B'>"),
        ("no root", "<outline XMLURL=\"https://a.example/?x=1&amp;y=2\"/>"),
        ("url with a type", "<opml><outline type='RSS' url=' https://a.example/?x=1&amp;y=2 '/></opml>"),
        ("a byte order mark", "\u{feff}<opml><outline xmlUrl='feed://a.example/?x=1&amp;y=2'/></opml>"),
    ] {
        assert_eq!(addresses(document), ["https://a.example/?x=1&y=2"], "{what}");
    }
}

#[test]
fn any_encoding_is_read() {
    let text =
        "<?xml version='1.0' encoding='ENC'?><opml><outline text='Caf\u{e9} d\u{2019}Ashby' xmlUrl='https://a.example/'/></opml>";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.replace("ENC", "utf-16").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);

    for bytes in [utf16, latin.replace_first(b"ENC", b"iso-8859-1")] {
        assert_eq!(read(&bytes).unwrap().feeds[0].title.as_deref(), Some("Caf\u{e9} d\u{2019}Ashby"));
    }
}

trait Replace {
    fn replace_first(&self, from: &[u8], to: &[u8]) -> Vec<u8>;
}

impl Replace for [u8] {
    fn replace_first(&self, from: &[u8], to: &[u8]) -> Vec<u8> {
        let at = self.windows(from.len()).position(|part| part == from).unwrap();
        [&self[..at], to, &self[at + from.len()..]].concat()
    }
}

#[test]
fn links_to_pages_and_addresses_that_are_none_are_no_feeds() {
    let found = read(
        b"<opml><outline type='link' url='https://a.example/'/><outline type='include' url='https://a.example/b.opml'/>\
          <outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='not an address'/><outline text='A folder'/></opml>",
    )
    .unwrap();

    assert_eq!(found.feeds, []);
    assert_eq!(found.unusable, ["file:///etc/passwd", "not an address"]);
}

#[test]
fn what_is_no_opml_or_too_much_of_it_is_refused() {
    let nested = |depth: usize| format!("<opml>{}", "<outline text='x'>".repeat(depth));
    let many = |count: usize| format!("<opml>{}</opml>", "<outline text='x'/>".repeat(count));

    assert_eq!(read(b"<rss><channel/></rss>"), Err(OpmlError::NotOpml));
    assert_eq!(read(b""), Err(OpmlError::NotOpml));
    assert_eq!(read(&vec![b' '; 8 * 1024 * 1024 + 1]), Err(OpmlError::TooLarge));
    assert!(read(nested(64).as_bytes()).is_ok());
    assert_eq!(read(nested(65).as_bytes()), Err(OpmlError::TooDeep));
    assert_eq!(read(nested(100_000).as_bytes()), Err(OpmlError::TooDeep));
    assert!(read(many(10_000).as_bytes()).is_ok());
    assert_eq!(read(many(10_001).as_bytes()), Err(OpmlError::TooMany));
}

#[test]
fn doubles_within_the_file_and_against_the_list_are_left_out() {
    let rows = parse("feeds.toml", "[[blog]]\nname = \"Ashby\"\nfeed = \"https://ashby.example/feed/\"\n").unwrap();
    let outlines = feeds(
        "<opml><outline text='Ashby' xmlUrl='http://www.ashby.example/feed'/><outline text='Brill' xmlUrl='https://brill.example/feed'/>\
         <outline text='Brill' xmlUrl='https://brill.example/feed/#x'/><outline text='ASHBY!' xmlUrl='https://other.example/feed'/></opml>",
    );

    let (new, known) = new_rows(&outlines, &rows);

    let ids: Vec<&str> = new.iter().map(|blog| blog.id.as_str()).collect();
    assert_eq!((ids, known), (vec!["brill", "blog-ashby"], 2));
}

#[test]
fn the_shipped_list_survives_the_way_out_and_in() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/feeds.toml")).unwrap();
    let rows: Vec<Blog> = parse("feeds.toml", &text).unwrap();
    let exported: Vec<&Blog> = rows.iter().filter(|row| row.feed.is_some() && row.retired.is_none()).collect();

    let document = write("Five & <Friday>", &rows);
    let (back, _) = new_rows(&feeds(&document), &[]);

    let told = |row: &Blog| (row.name.clone(), row.feed.clone(), row.site.clone(), row.about.clone(), row.topics.clone());
    assert_eq!(back.iter().map(told).collect::<Vec<_>>(), exported.iter().map(|row| told(row)).collect::<Vec<_>>());
    assert!(document.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>Five &amp; &lt;Friday&gt;<"
    ));
    assert_eq!(write("x", &rows), write("x", &rows));
}

/// Says it past the capture of test output, so that the figure is seen in every run.
fn tell(words: &str) {
    std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{words}\n")).unwrap();
}

#[test]
fn every_list_of_the_corpus_comes_in_or_is_refused_in_words() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/corpus");
    let Ok(index) = std::fs::read_to_string(corpus.join("INDEX.tsv")) else {
        tell("skipped: ../shared/data/corpus is not here");
        return;
    };
    let files: Vec<&str> =
        index.lines().filter(|line| line.split('\t').nth(4) == Some("opml")).filter_map(|line| line.split('\t').next()).collect();
    let (mut feeds, mut refused) = (0, Vec::new());
    for file in &files {
        match read(&std::fs::read(corpus.join(file)).unwrap()) {
            Ok(found) => feeds += new_rows(&found.feeds, &[]).0.len(),
            Err(why) => refused.push(format!("{file}: {why}")),
        }
    }
    let taken = files.len() - refused.len();
    tell(&format!("corpus: {taken} of {} OPML lists come in, with {feeds} feeds; refused: {refused:?}", files.len()));
    assert!(taken * 100 >= files.len() * 95, "{refused:#?}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_name_survives_the_way_out_and_in(name in "[A-Za-z]([ -~]{0,30}[a-z])?") {
        let mut row = parse("feeds.toml", "[[blog]]\nname = \"x\"\nfeed = \"https://a.example/\"").unwrap().remove(0);
        row.about = Some(name.split_whitespace().collect::<Vec<_>>().join(" "));

        let back = feeds(&write("x", std::slice::from_ref(&row)));

        prop_assert_eq!(&back[0].about, &row.about);
    }
}
