//! Which stories are worth a pick: a sum of named parts, each with the fact behind it. Same input, same order.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::edition::{Score, ScorePart};
use crate::model::settings::RankingSettings;
use crate::model::story::Story;
use crate::rules::matching::fingerprint;
use std::collections::{HashMap, HashSet};

/// Words at which a post counts as substantial in full.
const FULL_LENGTH: f64 = 600.0;

/// Days of silence after which a blog's next post is welcome.
const SILENCE_DAYS: i64 = 60;

/// Links from other blogs that count.
const MOST_LINKS: usize = 3;

/// Editors whose stars count.
const MOST_STARS: usize = 3;

/// What a score depends on besides the story.
#[derive(Clone, Copy, Debug)]
pub struct Ranking<'a> {
    /// The weights.
    pub weights: &'a RankingSettings,
    /// The list, for councils.
    pub blogs: &'a HashMap<BlogId, Blog>,
    /// Blogs with a pick in the last editions.
    pub lately_picked: &'a HashSet<BlogId>,
    /// How many editors starred a story.
    pub stars: &'a HashMap<i64, usize>,
    /// The window: from here.
    pub opens_at: Instant,
    /// To here.
    pub closes_at: Instant,
}

/// A story with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The story.
    pub story: Story,
    /// Its score.
    pub score: Score,
}

/// All stories, best first; ties go to the newer, then by link: the order of arrival plays no part.
pub fn rank(stories: Vec<Story>, ranking: Ranking<'_>) -> Vec<Ranked> {
    let score_one = |story: Story| Ranked { score: score(&story, ranking), story };
    let mut ranked: Vec<Ranked> = stories.into_iter().map(score_one).collect();
    ranked.sort_by(|a, b| {
        b.score
            .total
            .total_cmp(&a.score.total)
            .then_with(|| b.story.eligible_at.cmp(&a.story.eligible_at))
            .then_with(|| a.story.lead.link.cmp(&b.story.lead.link))
            .then_with(|| a.story.id.cmp(&b.story.id))
    });
    ranked
}

fn score(story: &Story, ranking: Ranking<'_>) -> Score {
    let found = [
        freshness(story, ranking),
        substance(story, ranking.weights.substance),
        silence(story, ranking.weights.silence),
        linked(story, ranking),
        topic(story, ranking.weights),
        variety(story, ranking),
        starred(story, ranking),
    ];
    let parts: Vec<ScorePart> = found.into_iter().flatten().filter(|part| part.value != 0.0).collect();
    Score { total: rounded(parts.iter().fold(0.0, |sum, part| sum + part.value)), parts }
}

fn part(name: &str, value: f64, because: String) -> Option<ScorePart> {
    Some(ScorePart { name: name.to_owned(), value: rounded(value), because })
}

/// Two decimals: what is shown is what is added.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn freshness(story: &Story, ranking: Ranking<'_>) -> Option<ScorePart> {
    let dated = story.lead.dated_at.unwrap_or(story.eligible_at).min(ranking.closes_at);
    let window = seconds(ranking.closes_at - ranking.opens_at).max(1.0);
    let age = seconds(ranking.closes_at - dated);
    let share = (1.0 - age / window).clamp(0.0, 1.0);
    let days = (ranking.closes_at - dated).num_days();
    let because = match days {
        0 => "published less than a day ago".to_owned(),
        1 => "published a day ago".to_owned(),
        days => format!("published {days} days ago"),
    };
    part("freshness", ranking.weights.freshness * share, because)
}

fn seconds(delta: chrono::TimeDelta) -> f64 {
    delta.as_seconds_f64()
}

fn substance(story: &Story, weight: f64) -> Option<ScorePart> {
    let words = story.lead.words;
    part("substance", weight * (f64::from(words) / FULL_LENGTH).min(1.0), format!("{words} words"))
}

fn silence(story: &Story, weight: f64) -> Option<ScorePart> {
    let days = story.lead.silence_days.filter(|days| *days >= SILENCE_DAYS)?;
    part("silence", weight, format!("first post in {days} days"))
}

fn linked(story: &Story, ranking: Ranking<'_>) -> Option<ScorePart> {
    let names: Vec<&str> =
        story.linked_by.iter().filter_map(|id| ranking.blogs.get(id)).map(|blog| blog.name.as_str()).take(MOST_LINKS).collect();
    let count = u32::try_from(names.len()).unwrap_or(0);
    part("linked", ranking.weights.linked * f64::from(count), format!("linked by {}", names.join(", ")))
}

fn topic(story: &Story, weights: &RankingSettings) -> Option<ScorePart> {
    let lead = &story.lead;
    let text = format!(" {} {} {} ", lead.title, lead.excerpt, lead.categories.join(" ")).to_lowercase();
    let words = |text: &str| format!(" {} ", fingerprint::words(text).join(" "));
    let text = words(&text);
    let is_touched = |topic: &&String| !topic.trim().is_empty() && text.contains(&words(topic));
    let topic = weights.topics.iter().find(is_touched)?;
    part("topic", weights.topic, format!("about {topic}"))
}

fn variety(story: &Story, ranking: Ranking<'_>) -> Option<ScorePart> {
    let group_of = |id: &BlogId| ranking.blogs.get(id).map_or_else(|| id.to_string(), Blog::group);
    let group = group_of(&story.lead.blog);
    let picked_lately = ranking.lately_picked.iter().any(|id| group_of(id) == group);
    if picked_lately {
        return None;
    }
    part("variety", ranking.weights.variety, format!("no recent pick from {group}"))
}

/// Whose stars they are stays at the desk: the reasons are kept with the edition.
fn starred(story: &Story, ranking: Ranking<'_>) -> Option<ScorePart> {
    let count = *ranking.stars.get(&story.id).filter(|count| **count > 0)?;
    let because = if count == 1 { "starred by an editor".to_owned() } else { format!("starred by {count} editors") };
    let counted = u32::try_from(count.min(MOST_STARS)).unwrap_or(0);
    part("starred", ranking.weights.starred * f64::from(counted), because)
}
