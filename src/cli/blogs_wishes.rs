//! `friday blogs suggestions`, `accept`, `decline` and `forget`: what readers and bloggers wish about the list, for who has no desk.

use super::Exit;
use super::args::{AcceptArgs, ForgetArgs, Global};
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::io::fetcher::Fetcher;
use crate::jobs::Stop;
use crate::jobs::add_blog::{Addition, refusal};
use crate::jobs::list_desk::{Accepted, ListDesk, TypedRow};
use crate::jobs::suggest::look;
use crate::model::wishes::{OptOut, Suggestion, WishState};
use crate::rules::listing::new_row::Wish;
use serde_json::json;

fn desk<'a>(place: &'a Workplace, global: &'a Global) -> ListDesk<'a> {
    ListDesk {
        store: &place.store,
        feeds: &global.feeds,
        site: place.settings.site.url.as_str(),
        by: "operator",
        now: place.clock.now(),
    }
}

/// What waits for an editor.
pub async fn suggestions(global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let (suggestions, opt_outs) = (place.store.open_suggestions().await?, place.store.open_opt_outs().await?);
    let one = |found: &Suggestion| {
        let what = &found.what;
        json!({ "number": found.id, "address": what.address, "feed": what.feed, "name": what.name, "council": what.council,
                "via": what.via, "note": what.note, "made_at": found.made_at })
    };
    let other = |found: &OptOut| {
        let what = &found.what;
        json!({ "number": found.id, "blog": what.blog, "who": what.who, "proof": what.proof, "note": what.note, "made_at": found.made_at })
    };
    output.document(&json!({
        "suggestions": suggestions.iter().map(one).collect::<Vec<_>>(),
        "opt_outs": opt_outs.iter().map(other).collect::<Vec<_>>(),
    }));
    suggestions.iter().for_each(|found| output.line(card(found)));
    for found in &opt_outs {
        let what = &found.what;
        output.line(format!("{} asks not to be read\n    {}; to be recognised by: {}", what.blog, what.who, what.proof));
        output.line(format!("    `friday blogs forget {}` does it", what.blog));
    }
    output.aside(format!("{}, {} not to be read", counted(suggestions.len(), "suggestion"), counted(opt_outs.len(), "request")));
    Ok(Exit::Done)
}

fn card(found: &Suggestion) -> String {
    let what = &found.what;
    let council = what.council.as_ref().map(|council| format!(" ({council})")).unwrap_or_default();
    let name = what.name.as_deref().unwrap_or("A blog");
    let via = what.via.as_ref().map(|via| format!("\n    suggested by {via}")).unwrap_or_default();
    let note = what.note.as_ref().map(|note| format!("\n    {note}")).unwrap_or_default();
    format!("{}. {name}{council}\n    {}{via}{note}", found.id, what.address)
}

/// Looks at the suggested blog once more, and writes its row.
pub async fn accept(global: &Global, args: &AcceptArgs, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let found = place.store.suggestion(args.number).await?.filter(|found| found.state == WishState::Open);
    let Some(found) = found else { return Err(none_open(args.number).into()) };
    let typed = row_of(&place, &found, args).await?;
    match desk(&place, global).accept(args.number, &typed).await? {
        Accepted::Added(blog) => {
            output.document(&json!({ "added": true, "row": blog }));
            output.line(format!("{} added to {}", blog.name, global.feeds.display()));
        }
        Accepted::Listed(blog) => {
            output.document(&json!({ "added": false, "row": blog }));
            output.line(format!("{} was on the list already", blog.name));
        }
        Accepted::Settled => return Err(none_open(args.number).into()),
    }
    Ok(Exit::Done)
}

/// What the feed says of itself, under what was typed.
async fn row_of(place: &Workplace, found: &Suggestion, args: &AcceptArgs) -> anyhow::Result<TypedRow> {
    let what = &found.what;
    let address = crate::config::feeds::web_address(what.feed.as_ref().unwrap_or(&what.address)).map_err(Stop::Failed)?;
    let fetcher = Fetcher::new(&place.settings.fetch, &place.settings.site)?;
    let name = args.name.clone().or_else(|| what.name.clone());
    let wish = Wish { name, council: args.council.clone().or_else(|| what.council.clone()), about: args.about.clone() };
    let row = match look(&fetcher, &place.blogs, &address, &wish, place.clock.now()).await {
        Some(Addition::Row { blog, .. }) => *blog,
        Some(Addition::Choices(_)) => {
            let why = format!(
                "{address} names several feeds; add the right one with `friday blogs add FEED`, then decline this number"
            );
            return Err(Stop::Failed(why).into());
        }
        Some(Addition::Refused(why)) => return Err(refusal(&address, &why).into()),
        None => return Err(Stop::Later(format!("{address} took too long to answer; try it again later")).into()),
    };
    let text = |value: Option<String>| value.unwrap_or_default();
    Ok(TypedRow {
        name: row.name,
        council: text(row.council),
        about: text(row.about),
        via: text(what.via.clone()),
        topics: args.topics.join(","),
        site: text(row.site.map(|address| address.to_string())),
        feed: text(row.feed.map(|address| address.to_string())),
        listed: true,
    })
}

/// Declines a suggestion.
pub async fn decline(global: &Global, number: i64, because: Option<&str>, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    if !desk(&place, global).decline(number, because.unwrap_or_default()).await? {
        return Err(none_open(number).into());
    }
    output.document(&json!({ "declined": number }));
    output.line(format!("suggestion {number} is declined"));
    Ok(Exit::Done)
}

fn none_open(number: i64) -> Stop {
    Stop::Settings(format!("there is no open suggestion {number}; `friday blogs suggestions` shows their numbers"))
}

/// Lays a blog to rest, or takes its tombstone away.
pub async fn forget(global: &Global, args: &ForgetArgs, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let blog = place.blog(&args.blog)?;
    if args.undo {
        let was_there = desk(&place, global).lift(&blog.id).await?;
        output.document(&json!({ "blog": blog.id, "lifted": was_there }));
        output.line(if was_there {
            format!(
                "{} may be read again, once the line retired = \"…\" is gone from its row; its old posts stay deleted",
                blog.name
            )
        } else {
            format!("{} has no tombstone", blog.name)
        });
        return Ok(Exit::Done);
    }
    let posts = desk(&place, global).forget(blog, args.because.as_deref()).await?;
    output.document(&json!({ "blog": blog.id, "posts": posts }));
    output.line(format!("{} is read no longer; the words of {} are deleted", blog.name, counted(posts, "post")));
    Ok(Exit::Done)
}
