//! A post is recognised by the words of its body, whether the markup around them was sanitised first or not.

use crate::support::corpus::{corpus, tell};
use crate::support::feeds::FEED_URL;
use friday::model::blog::BlogId;
use friday::rules::matching::sightings;
use friday::rules::parsing::{Document, parse, parse_as_sent};

#[test]
fn sanitised_or_not_a_body_has_the_same_words() {
    let Some(corpus) = corpus() else { return };
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let rows = index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let real = rows.filter(|row| row[8] == "real" && ["atom1", "rss2", "rss1", "rss0.9", "jsonfeed"].contains(&row[4]));
    let (blog, mut same, mut all) = (BlogId::from_name("a blog"), 0, 0);

    for row in real {
        let bytes = std::fs::read(corpus.join(row[0])).unwrap();
        let document = Document { bytes: &bytes, content_type: None, base_url: Some(FEED_URL) };
        let (clean, sent) = (parse(document).unwrap(), parse_as_sent(document).unwrap());
        for (clean, sent) in sightings(&blog, clean.entries).into_iter().zip(sightings(&blog, sent.entries)) {
            all += 1;
            same += usize::from(clean.print == sent.print);
        }
    }

    tell(&format!("words of bodies: {same} of {all} the same without sanitising"));
    // The rest is markup so broken that a tree and a row of tags differ about what is text.
    assert!(all > 1000 && same * 100 >= all * 99, "{same} of {all}");
}
