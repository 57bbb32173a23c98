//! What FTS5 is asked (its own query syntax): made of quoted strings alone, so that nothing a person types is an operator.

use crate::model::blog::BlogId;
use crate::model::river::{RiverQuery, Sought};

/// The expression for the words, blogs and topic of a query; none where it has none of them.
pub fn expression(query: &RiverQuery) -> Option<String> {
    let mut parts: Vec<String> = query.words.iter().map(sought).collect();
    parts.extend(query.blogs.as_deref().map(|blogs| told_by(blogs).unwrap_or_else(|| NOTHING.to_owned())));
    parts.extend(query.topic.as_ref().map(|topic| {
        let category = format!("categories : {}", quoted(&topic.words));
        told_by(&topic.blogs).map_or_else(|| category.clone(), |blogs| format!("({category} OR {blogs})"))
    }));
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// No blog has this mark.
const NOTHING: &str = "blogs : \"nobody\"";

fn sought(sought: &Sought) -> String {
    let words = format!("{{title excerpt authors categories}} : {}", quoted(&sought.words));
    told_by(&sought.blogs).map_or_else(|| words.clone(), |blogs| format!("({words} OR {blogs})"))
}

/// Stories of these blogs; none where there are none. The marks are those of migration 12.
fn told_by(blogs: &[BlogId]) -> Option<String> {
    let mark = |blog: &BlogId| {
        let hex: String = blog.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("\"b{hex}0\"")
    };
    let marks: Vec<String> = blogs.iter().map(mark).collect();
    (!marks.is_empty()).then(|| format!("blogs : ({})", marks.join(" OR ")))
}

/// A string of FTS5. Control characters separate words like every other mark, and NUL would end the expression.
fn quoted(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect();
    format!("\"{plain}\"")
}
