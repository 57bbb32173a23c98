//! `friday blogs …`: the living list and its health.

use super::Exit;
use super::args::{BlogsCommand, Global};
use super::blogs_add::add;
use super::blogs_check::check_list;
use super::blogs_list::list;
use super::blogs_opml::{export, import};
use super::blogs_wishes::{accept, decline, forget, suggestions};
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::model::blog::Blog;

/// Shows the list, changes it, or decides about held posts.
pub async fn blogs(global: &Global, command: &BlogsCommand, output: &Output) -> anyhow::Result<Exit> {
    match command {
        // These work on the file alone, and leave no database behind in the folder of a pull request.
        BlogsCommand::Add(args) => add(global, args, output).await,
        BlogsCommand::Check(args) => check_list(global, args, output).await,
        BlogsCommand::Import { opml, dry_run } => import(global, opml, *dry_run, output),
        BlogsCommand::Export { file } => export(global, file.as_deref(), output),
        BlogsCommand::List => list(&Workplace::open(global).await?, output).await,
        BlogsCommand::Suggestions => suggestions(global, output).await,
        BlogsCommand::Accept(args) => accept(global, args, output).await,
        BlogsCommand::Decline { number, because } => decline(global, *number, because.as_deref(), output).await,
        BlogsCommand::Forget(args) => forget(global, args, output).await,
        BlogsCommand::Release { blog } => {
            let place = Workplace::open(global).await?;
            let blog = place.blog(blog)?;
            let count = place.store.release(blog.id.clone(), place.clock.now()).await?;
            told(output, blog, count, "released: they count as new from now on")
        }
        BlogsCommand::Settle { blog } => {
            let place = Workplace::open(global).await?;
            let blog = place.blog(blog)?;
            let count = place.store.settle(blog.id.clone()).await?;
            told(output, blog, count, "settled as old: no edition will hold them")
        }
    }
}

fn told(output: &Output, blog: &Blog, count: usize, what: &str) -> anyhow::Result<Exit> {
    output.document(&serde_json::json!({ "blog": blog.id, "posts": count }));
    output.line(if count == 0 {
        format!("{} has no held posts", blog.name)
    } else {
        format!("{}: {} {what}", blog.name, counted(count, "held post"))
    });
    Ok(Exit::Done)
}
