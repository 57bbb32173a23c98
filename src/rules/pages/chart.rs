//! Posts a year as bars: the numbers of an SVG, and the words for who cannot see it.

use serde::Serialize;

/// Years shown at most; what lies before is summed up in words.
pub const YEARS: usize = 12;

/// Height of the tallest bar, in the drawing's own units.
const TALL: u64 = 60;

/// Room for one bar, and how much of it the bar takes.
const STEP: usize = 36;
const BAR: usize = 26;

/// Space above a bar for its number, and below for its year.
const ABOVE: u64 = 14;
const BELOW: u64 = 16;

/// A bar chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// Of the whole drawing.
    pub width: usize,
    /// Of the whole drawing.
    pub height: u64,
    /// Where the years stand.
    pub foot: u64,
    /// Oldest year first, without gaps.
    pub bars: Vec<Bar>,
    /// "Posts a year, 2019 to 2026: 4, 0, 12."
    pub words: String,
    /// Posts of years before the first bar.
    pub earlier: u64,
}

/// One year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Which.
    pub year: i32,
    /// How many posts.
    pub posts: u64,
    /// Left edge.
    pub x: usize,
    /// The middle, for the texts.
    pub middle: usize,
    /// Upper edge.
    pub y: u64,
    /// Of the bar; at least one unit where there was a post.
    pub height: u64,
    /// Of the bar.
    pub width: usize,
}

/// The chart of these counts, up to `this_year`; none where there are no posts.
pub fn chart(counts: &[(i32, u64)], this_year: i32) -> Option<Chart> {
    let first = counts.first()?.0;
    let last = this_year.max(counts.last()?.0);
    let shown = i32::try_from(YEARS).unwrap_or(i32::MAX);
    let from = first.max(last.saturating_sub(shown - 1));
    let of_year = |year: i32| counts.iter().find(|(known, _)| *known == year).map_or(0, |(_, posts)| *posts);
    let most = (from..=last).map(of_year).max().unwrap_or(0).max(1);
    let bar = |(at, year): (usize, i32)| {
        let posts = of_year(year);
        let height = (posts * TALL / most).max(u64::from(posts > 0));
        Bar {
            year,
            posts,
            x: at * STEP + (STEP - BAR) / 2,
            middle: at * STEP + STEP / 2,
            y: ABOVE + TALL - height,
            height,
            width: BAR,
        }
    };
    let bars: Vec<Bar> = (from..=last).enumerate().map(bar).collect();
    let numbers: Vec<String> = bars.iter().map(|bar| format!("{} in {}", bar.posts, bar.year)).collect();
    Some(Chart {
        width: bars.len() * STEP,
        height: ABOVE + TALL + BELOW,
        foot: ABOVE + TALL + BELOW - 3,
        words: format!("Posts a year: {}.", numbers.join(", ")),
        earlier: counts.iter().filter(|(year, _)| *year < from).map(|(_, posts)| posts).sum(),
        bars,
    })
}
