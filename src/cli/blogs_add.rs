//! `friday blogs add URL`: finds the feed, shows the row and three posts as friday sees them, and writes the row.

use super::Exit;
use super::args::{AddArgs, Global};
use super::fetch::counted;
use super::output::Output;
use super::workplace;
use crate::config::edit::{append, stanza};
use crate::config::feeds::web_address;
use crate::io::fetcher::Fetcher;
use crate::jobs::Stop;
use crate::jobs::add_blog::{Addition, prepare, refusal};
use crate::jobs::find_feed::{Candidate, Found, Search};
use crate::jobs::list_file::ListFile;
use crate::model::blog::Blog;
use crate::model::entry::ParsedEntry;
use crate::model::feed::ParsedFeed;
use crate::rules::listing::new_row::Wish;
use serde_json::json;
use url::Url;

/// Posts shown of a new blog.
const SAMPLES: usize = 3;

/// Exit 2 when there are several feeds and none was chosen; 1 when there is none, or it is on the list already.
pub async fn add(global: &Global, args: &AddArgs, output: &Output) -> anyhow::Result<Exit> {
    let url = address(&args.url)?;
    let settings = workplace::settings(global)?;
    let list = ListFile::open_or_begin(&global.feeds)?;
    let fetcher = Fetcher::new(&settings.fetch, &settings.site)?;
    workplace::remind(&fetcher, &settings, workplace::clock(global).now()).await?;
    let wish = Wish { name: args.name.clone(), council: args.council.clone(), about: args.about.clone() };
    let search = Search::new(&fetcher, workplace::clock(global).now());
    match prepare(search, &list.blogs, &url, &wish).await {
        Addition::Row { blog, document } => {
            let text = append(&list.text, std::slice::from_ref(&*blog)).map_err(Stop::Failed)?;
            if !args.dry_run {
                list.replace(&text)?;
            }
            show(&blog, &document, !args.dry_run, output);
            let file = global.feeds.display();
            output.notice(if args.dry_run { format!("{file} was left as it is") } else { format!("added to {file}") });
            Ok(Exit::Done)
        }
        Addition::Choices(found) => Ok(choices(&found, output)),
        Addition::Refused(why) => Err(refusal(&url, &why).into()),
    }
}

/// As people type it: without a scheme it means https.
fn address(text: &str) -> Result<Url, Stop> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    web_address(&whole).map_err(|why| Stop::Settings(format!("{why}; write it as https://example.org/blog/")))
}

fn show(blog: &Blog, document: &ParsedFeed, is_added: bool, output: &Output) {
    let samples: Vec<_> = document.entries.iter().take(SAMPLES).collect();
    let sample = |post: &&ParsedEntry| json!({ "title": post.title, "link": post.link, "dated_at": post.dated_at(), "excerpt": post.excerpt });
    output.document(&json!({
        "added": is_added,
        "row": blog,
        "stanza": stanza(blog),
        "posts": document.entries.len(),
        "samples": samples.iter().map(sample).collect::<Vec<_>>(),
        "problems": document.problems,
    }));
    output.line(stanza(blog));
    output.line(format!(
        "{} in the feed{}",
        counted(document.entries.len(), "post"),
        if samples.is_empty() { "" } else { ", as friday shows them:" }
    ));
    samples.iter().for_each(|post| output.line(card(post, blog)));
    document.problems.iter().for_each(|problem| output.line(format!("Note: {problem}")));
}

fn card(post: &ParsedEntry, blog: &Blog) -> String {
    let date = post.dated_at().map(|at| format!(", {}", at.format("%-d %B %Y"))).unwrap_or_default();
    let title = post.title.as_deref().unwrap_or("Untitled post");
    let options = textwrap::Options::new(76).initial_indent("  ").subsequent_indent("  ").break_words(false);
    let excerpt = post.excerpt.as_deref().map(|excerpt| format!("\n{}", textwrap::fill(excerpt, &options))).unwrap_or_default();
    format!("\n  {title}\n  {}{date}{excerpt}\n  {}", blog.credit(), post.link.as_deref().unwrap_or("(without an address)"))
}

/// Several feeds, or none that is plainly the blog's: what they are, and how to choose.
fn choices(found: &Found, output: &Output) -> Exit {
    let line = |at: usize, candidate: &Candidate| {
        let (feed, posts) = (&candidate.feed, candidate.feed.entries.len());
        let newest = feed.entries.iter().filter_map(ParsedEntry::dated_at).max();
        let newest = newest.map(|at| format!(", the newest of {}", at.format("%-d %B %Y"))).unwrap_or_default();
        let title = feed.feed.title.as_deref().unwrap_or("without a title");
        format!("{}. {}\n   {title}: {}{newest}", at + 1, candidate.url, counted(posts, "post"))
    };
    let newest = |feed: &ParsedFeed| feed.entries.iter().filter_map(ParsedEntry::dated_at).max();
    let read = found.feeds.iter().map(|one| {
        json!({ "feed": one.url, "kind": one.kind, "title": one.feed.feed.title, "posts": one.feed.entries.len(), "newest_post_at": newest(&one.feed) })
    });
    let unread = found.set_aside.iter().map(|link| json!({ "feed": link.url, "kind": link.kind }));
    output.document(&json!({ "added": false, "choices": read.chain(unread).collect::<Vec<_>>() }));
    found.feeds.iter().enumerate().for_each(|(at, candidate)| output.line(line(at, candidate)));
    for (at, link) in found.set_aside.iter().enumerate() {
        output.line(format!("{}. {}\n   {}", found.feeds.len() + at + 1, link.url, link.kind.words()));
    }
    let what = if found.feeds.is_empty() { "none of these is plainly the blog's" } else { "the page has several feeds" };
    output.notice(format!("{what}; choose one: friday blogs add ADDRESS-OF-THE-FEED"));
    Exit::Usage
}
