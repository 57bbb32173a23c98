//! Who wrote it, in all the ways that feeds say so.

use crate::support::feeds::{entry, item, read, rss};
use friday::model::entry::{Media, Person};

fn person(name: &str, email: &str, url: &str) -> Person {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Person { name: filled(name), email: filled(email), url: filled(url) }
}

/// The one author of an RSS item.
fn check(words: &str, expected: Person) {
    assert_eq!(item(words).authors, [expected], "{words}");
}

#[test]
fn a_text_holds_a_name_an_address_or_both() {
    check("<author>ada@example.org (Ada Jones)</author>", person("Ada Jones", "ada@example.org", ""));
    check("<author>Ada Jones &lt;ada@example.org&gt;</author>", person("Ada Jones", "ada@example.org", ""));
    check("<author>\"Ada Jones\" &lt;ada@example.org&gt;</author>", person("Ada Jones", "ada@example.org", ""));
    check("<author>ada@example.org</author>", person("", "ada@example.org", ""));
    check("<dc:creator>Ada Jones</dc:creator>", person("Ada Jones", "", ""));
    check("<dc:creator><![CDATA[ Ada &amp; Bo ]]></dc:creator>", person("Ada & Bo", "", ""));
    check("<author>Ada Jones (Ashby council)</author>", person("Ada Jones (Ashby council)", "", ""));
}

#[test]
fn an_element_has_parts_for_them() {
    let ada = person("Ada Jones", "ada@example.org", "https://ada.example/");

    for page in ["uri", "url", "href"] {
        let words = format!(
            "<author><name>Ada Jones</name><email>mailto:ada@example.org</email><{page}>https://ada.example/</{page}></author>"
        );
        check(&words, ada.clone());
        assert_eq!(entry(&words).authors.first().and_then(|author| author.name.as_deref()), Some("Ada Jones"));
    }
    check("<author><name>ada@example.org (Ada Jones)</name></author>", person("Ada Jones", "ada@example.org", ""));
    check("<itunes:author>Ada Jones</itunes:author>", person("Ada Jones", "", ""));
}

#[test]
fn an_authors_page_is_resolved_like_any_link() {
    let found = entry("<author xml:base='https://ada.example/a/'><name>Ada</name><uri>me</uri></author>");
    let plain = entry("<author><name>Ada</name><uri>/ada</uri></author>");

    assert_eq!(found.authors, [person("Ada", "", "https://ada.example/a/me")]);
    assert_eq!(plain.authors, [person("Ada", "", "https://ashby.example/ada")]);
    assert_eq!(entry("<author><name>Ada</name><uri>javascript:x()</uri></author>").authors, [person("Ada", "", "")]);
}

#[test]
fn several_authors_are_kept_in_order() {
    let names: Vec<_> = item("<dc:creator>Ada</dc:creator><dc:creator>Bo</dc:creator>").authors;

    assert_eq!(names, [person("Ada", "", ""), person("Bo", "", "")]);
}

#[test]
fn a_bare_address_gets_its_name_from_the_next_element_that_has_one() {
    check("<dc:creator>Ada Jones</dc:creator><author>ada@example.org</author>", person("Ada Jones", "ada@example.org", ""));
}

#[test]
fn an_empty_author_is_nobody() {
    assert_eq!(item("<author/><dc:creator> </dc:creator>").authors, []);
    assert_eq!(entry("<author><name/><uri/></author>").authors, []);
}

#[test]
fn a_podcasts_owner_speaks_for_the_feed() {
    let feed =
        read(&rss("<itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@example.org</itunes:email></itunes:owner>"));

    assert_eq!(feed.feed.authors, [person("Ada", "ada@example.org", "")]);
}

#[test]
fn pictures_and_sounds_are_kept_once_each_enclosures_first() {
    let media = |url: &str, kind: &str, length| Media {
        url: url.to_owned(),
        media_type: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
        length,
    };

    let found = item(
        "<media:group><media:content url='/in-group.mp4'/></media:group><media:content url='/a.png' fileSize='9' type='image/png'/>\
         <media:content url='/a.mp3'/><enclosure url='/a.mp3' type='audio/mpeg' length='7 MB'/>\
         <atom:link rel='enclosure' href='/b.mp3' length='8'/>",
    );

    assert_eq!(
        found.media,
        [
            media("https://ashby.example/a.mp3", "audio/mpeg", None),
            media("https://ashby.example/b.mp3", "", Some(8)),
            media("https://ashby.example/a.png", "image/png", Some(9)),
            media("https://ashby.example/in-group.mp4", "", None),
        ]
    );
}
