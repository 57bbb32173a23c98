//! `friday why URL`: what became of a post.

use super::Exit;
use super::args::Global;
use super::output::Output;
use super::workplace::Workplace;
use crate::jobs;

/// Exit 1 when the post was never seen.
pub async fn why(global: &Global, url: &str, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let explanations = jobs::why::why(&place.store, &place.settings, &place.blogs, url, place.clock.now()).await?;
    output.document(&explanations);
    if explanations.is_empty() {
        output.line(format!(
            "{url} was never seen. Perhaps its blog is not on the list, was not read yet, or the post is no longer in its feed \
             (`friday blogs list` tells)."
        ));
        return Ok(Exit::Failed);
    }
    for explanation in &explanations {
        output.line(format!("{}\n{}", explanation.title, explanation.link));
        for sentence in &explanation.because {
            output.line(format!("  {sentence}"));
        }
    }
    Ok(Exit::Done)
}
