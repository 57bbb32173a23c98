//! `friday blogs check`: tests rows, proposes edits, and makes them on request.

use super::Exit;
use super::args::{CheckArgs, Global};
use super::fetch::{counted, progress_bar};
use super::output::Output;
use super::workplace;
use crate::config::{self, edit};
use crate::io::fetcher::Fetcher;
use crate::jobs::Stop;
use crate::jobs::check_list::check;
use crate::jobs::list_file::ListFile;
use crate::model::blog::Blog;
use crate::model::listing::RowEdit;
use crate::rules::listing::check::{Checked, Verdict, changed};
use serde_json::json;

/// Exit 1 when a row that was named, or was changed since the older list, fails; the whole list is a report, not a test.
pub async fn check_list(global: &Global, args: &CheckArgs, output: &Output) -> anyhow::Result<Exit> {
    let settings = workplace::settings(global)?;
    let list = ListFile::open(&global.feeds)?;
    let older = args.changed_since.as_deref().map(config::load_feeds).transpose()?;
    let chosen = match &older {
        Some(older) => changed(&list.blogs, older),
        None => named(&list.blogs, &args.blogs)?,
    };
    let fetcher = Fetcher::new(&settings.fetch, &settings.site)?;
    workplace::remind(&fetcher, &settings, workplace::clock(global).now()).await?;
    let bar = progress_bar(output);
    bar.set_length(chosen.len() as u64);
    let pace = (settings.fetch.concurrency, workplace::clock(global).now());
    let checked = check(&fetcher, &list.blogs, &chosen, pace, |blog| {
        bar.set_message(blog.name.clone());
        bar.inc(1);
    })
    .await;
    bar.finish_and_clear();
    let made = if args.apply { apply(&list, &checked, output)? } else { Vec::new() };
    tell(&list.blogs, &checked, &made, args.apply, output);
    let is_test = older.is_some() || !args.blogs.is_empty();
    let has_failed = checked.iter().any(|row| row.verdict.is_failure());
    Ok(if is_test && has_failed { Exit::Failed } else { Exit::Done })
}

fn named<'a>(rows: &'a [Blog], names: &[String]) -> Result<Vec<&'a Blog>, Stop> {
    if names.is_empty() {
        return Ok(rows.iter().collect());
    }
    let find = |name: &String| {
        workplace::find_blog(rows, name).ok_or_else(|| {
            Stop::Settings(format!(
                "there is no blog {name:?} on the list; `friday blogs add {name} --dry-run` looks at a new one"
            ))
        })
    };
    names.iter().map(find).collect()
}

/// Makes the proposed edits, each by itself: one that would break the list keeps no other from being made.
fn apply(list: &ListFile, checked: &[Checked], output: &Output) -> anyhow::Result<Vec<RowEdit>> {
    let mut text = list.text.clone();
    let mut made = Vec::new();
    for proposed in checked.iter().filter_map(|row| row.edit.as_ref()) {
        match edit::apply(&text, std::slice::from_ref(proposed)) {
            Ok(edited) => {
                text = edited;
                made.push(proposed.clone());
            }
            Err(why) => output.notice(format!("{} was left as it is: {why}", proposed.blog)),
        }
    }
    if text != list.text {
        list.replace(&text)?;
    }
    Ok(made)
}

fn tell(rows: &[Blog], checked: &[Checked], made: &[RowEdit], is_applied: bool, output: &Output) {
    let name = |row: &Checked| {
        rows.iter().find(|blog| blog.id == row.blog).map(|blog| (blog.name.as_str(), blog.line)).unwrap_or_default()
    };
    let document = |row: &Checked| {
        let (name, line) = name(row);
        let is_applied = row.edit.as_ref().is_some_and(|edit| made.contains(edit));
        json!({ "id": row.blog, "name": name, "line": line, "verdict": row.verdict, "because": row.because, "edit": row.edit, "applied": is_applied })
    };
    output.document(&json!({ "blogs": checked.iter().map(document).collect::<Vec<_>>() }));
    for row in checked.iter().filter(|row| !matches!(row.verdict, Verdict::Ok | Verdict::Retired)) {
        let (name, line) = name(row);
        output.line(format!("{} (line {line}): {}", name, row.verdict.words()));
        row.because.iter().for_each(|because| output.line(format!("    {because}")));
        if let Some(edit) = &row.edit {
            let word = if made.contains(edit) { "written" } else { "proposed" };
            output.line(format!("    {word}: {} = {:?}", edit.key.word(), edit.value));
        }
    }
    output.line(summary(checked));
    let proposed = checked.iter().filter(|row| row.edit.is_some()).count();
    if proposed > 0 && !is_applied {
        output.notice(format!("{} proposed; --apply writes them", counted(proposed, "edit")));
    }
}

/// "39 rows: 30 ok, 2 moved, 1 dead"
fn summary(checked: &[Checked]) -> String {
    const ALL: [Verdict; 11] = [
        Verdict::Ok,
        Verdict::Remarks,
        Verdict::Moved,
        Verdict::FeedFound,
        Verdict::NoFeed,
        Verdict::Duplicate,
        Verdict::Dead,
        Verdict::NotAFeed,
        Verdict::Failing,
        Verdict::AddressUnknown,
        Verdict::Retired,
    ];
    let count = |verdict| checked.iter().filter(|row| row.verdict == verdict).count();
    let counts: Vec<String> = ALL
        .into_iter()
        .map(|verdict| (count(verdict), verdict.words()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if counts.is_empty() {
        "no row has changed".to_owned()
    } else {
        format!("{}: {}", counted(checked.len(), "row"), counts.join(", "))
    }
}
