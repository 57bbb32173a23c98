//! 434 pieces of markup that would run code, through a feed into what friday stores and mails: read again, nothing runs.

use crate::support::blogs::{Answer, Blogs, OPEN};
use crate::support::hostile_html::{feed, payloads};
use crate::support::town::Town;
use html5ever::tokenizer::{BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// Elements that neither a body nor a mail of ours holds.
const FORBIDDEN: [&str; 26] = [
    "script",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
    "form",
    "input",
    "button",
    "textarea",
    "base",
    "link",
    "template",
    "noscript",
    "audio",
    "video",
    "source",
    "details",
    "marquee",
    "xmp",
    "listing",
    "image",
    "plaintext",
    "animate",
];

#[derive(Default)]
struct Suspicions(RefCell<Vec<String>>);

impl TokenSink for Suspicions {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.look_at(&tag);
        }
        TokenSinkResult::Continue
    }
}

impl Suspicions {
    fn look_at(&self, tag: &Tag) {
        let name: &str = &tag.name;
        if FORBIDDEN.contains(&name) {
            self.0.borrow_mut().push(format!("<{name}>"));
        }
        for attribute in &tag.attrs {
            let (key, value) = (attribute.name.local.to_lowercase(), attribute.value.trim().to_lowercase());
            let is_address =
                matches!(&*key, "href" | "src" | "cite" | "action" | "background" | "formaction" | "srcset" | "data");
            let is_safe = ["http://", "https://", "mailto:", "#"].iter().any(|start| value.starts_with(start));
            if key.starts_with("on") || key == "srcdoc" || (is_address && !is_safe) || (key == "http-equiv" && value == "refresh")
            {
                self.0.borrow_mut().push(format!("<{name} {key}={value:?}>"));
            }
        }
    }
}

/// What is wrong with a piece of HTML, as a browser's tokenizer sees it.
fn suspicions(html: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(Suspicions::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

fn texts(entry: &serde_json::Value) -> Vec<&str> {
    ["summary", "content"].iter().filter_map(|key| entry[*key].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_markup_of_a_feed_runs_in_what_is_stored_or_mailed() {
    let payloads = payloads();
    let blogs = Blogs::start().await;
    blogs.say("feed", vec![Answer::ok(feed(&payloads))]);
    let town =
        Town::new(&format!("{OPEN}flood = 1000\n"), &format!("[[blog]]\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url("feed")));
    town.write("feed.xml", &feed(&payloads));

    let parsed = town.friday(&["parse", "feed.xml"]).await;
    town.friday(&["fetch"]).await;
    let mail = town.friday(&["edition", "preview", "--part", "html"]).await;

    let document: serde_json::Value = serde_json::from_str(&parsed.out).unwrap();
    let entries = document["entries"].as_array().unwrap();
    assert!(payloads.len() >= 300 && entries.len() == payloads.len(), "{} of {}", entries.len(), payloads.len());
    for entry in entries {
        for html in texts(entry) {
            assert_eq!(suspicions(html), [""; 0], "{html}");
        }
        let addresses = entry["media"].as_array().unwrap().iter().map(|media| &media["url"]).chain([&entry["link"]]);
        let odd: Vec<_> = addresses.filter_map(|url| url.as_str()).filter(|url| !url.starts_with("http")).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
    assert_eq!(mail.code, 0, "{}", mail.err);
    assert!(mail.out.contains("&lt;"), "a title about markup keeps its words");
    assert_eq!(suspicions(&mail.out), [""; 0]);
    assert_eq!(suspicions("<p onclick=x><script>").len(), 2, "suspicions are found where there are some");
}
