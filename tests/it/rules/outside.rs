//! Title, author and first words of a page outside the list.

use friday::rules::parsing::outside::{Outside, read};
use proptest::prelude::proptest;

fn check(html: &str, title: &str, author: &str, extract: &str) {
    let (title, author, extract) = (title.to_owned(), author.to_owned(), extract.to_owned());
    assert_eq!(read(html), Outside { title, author, extract });
}

#[test]
fn what_a_page_wrote_for_sharing_counts_first() {
    check(
        "<html><head><title>Bins – Example Council</title><meta property=og:title content='Bins &amp; boxes'>\
         <meta name=description content='For engines.'><meta property='og:description' content='For people.'>\
         <meta name=author content='Ada Jones'></head><body><h1>Bins</h1></body></html>",
        "Bins & boxes",
        "Ada Jones",
        "For people.",
    );
}

#[test]
fn a_plain_page_has_its_title_and_its_first_long_paragraph() {
    let words = "We took nine questions and asked of each what we would do differently if it were left blank.";
    check(
        &format!(
            "<title>\n Nine\n questions </title><p>Skip</p><p>{words}</p><p>Later words that are longer than all the others before.</p>"
        ),
        "Nine questions",
        "",
        words,
    );
}

#[test]
fn a_page_without_a_title_is_called_by_its_heading() {
    check("<body><h1>Forms <em>that</em> work</h1>", "Forms that work", "", "");
}

#[test]
fn scripts_and_styles_are_nobodys_words() {
    check(
        "<script>document.title='<title>x</title>'</script><style>p{}</style><title>T</title><p><script>y()</script>",
        "T",
        "",
        "",
    );
}

#[test]
fn an_author_that_is_an_address_is_none() {
    check("<title>T</title><meta property='article:author' content='https://social.example/ada'>", "T", "", "");
}

#[test]
fn markup_in_a_title_is_text_and_stays_text() {
    check("<title><b>Bold</b> &lt;script&gt;x()&lt;/script&gt;</title>", "<b>Bold</b> <script>x()</script>", "", "");
}

#[test]
fn long_texts_are_cut_at_a_word() {
    let page = read(&format!("<title>{}</title><meta name=description content='{}'>", "word ".repeat(100), "other ".repeat(400)));

    assert!(page.title.ends_with('…') && page.title.chars().count() <= 200, "{}", page.title);
    assert!(page.extract.ends_with('…') && page.extract.chars().count() <= 280, "{}", page.extract);
}

proptest! {
    #[test]
    fn any_text_is_read(html in "\\PC*", tags in "(<[a-z/!]{0,8}( [a-z:]{1,12}=['\"]?[^<>]{0,9}['\"]?)?>?.{0,6}){0,30}") {
        read(&html);
        read(&tags);
    }
}
