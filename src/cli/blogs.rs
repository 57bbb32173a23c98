//! `friday blogs …`: the living list and its health.

use super::Exit;
use super::args::{BlogsCommand, Global};
use super::blogs_list::list;
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::model::blog::Blog;

/// Shows the list, or decides about held posts.
pub async fn blogs(global: &Global, command: &BlogsCommand, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    match command {
        BlogsCommand::List => list(&place, output).await,
        BlogsCommand::Release { blog } => {
            let blog = place.blog(blog)?;
            let count = place.store.release(blog.id.clone(), place.clock.now()).await?;
            told(output, blog, count, "released: they count as new from now on")
        }
        BlogsCommand::Settle { blog } => {
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
