//! Parameters of a question to the API. Whatever cannot be used is told with its name and a value that could be.

use super::Problem;
use crate::model::blog::BlogId;
use crate::model::river::{RiverPlace, Turn};
use crate::rules::pages::asked::Asked;
use chrono::NaiveDate;
use url::form_urlencoded;

/// Items in a part, where nobody asks for fewer or more.
const USUAL: usize = 50;

/// Items in a part at most.
const MOST: usize = 200;

/// Characters of a search at most.
const LONGEST: usize = 200;

/// The parameters of one question, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    given: Vec<(String, String)>,
}

impl Parameters {
    /// Reads the query of an address; a name that is not in `known` is an error, as it would otherwise be a silent one.
    pub fn read(query: &str, known: &[&str]) -> Result<Self, Problem> {
        let mut given: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            let accepted = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            if !known.contains(&name.as_str()) {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                return Err(Problem::parameter(&shown, format!("There is no parameter {shown:?} here."), &accepted));
            }
            if given.iter().any(|(other, _)| *other == name) {
                return Err(Problem::parameter(&name, format!("{name} is given twice; give it once."), "one value"));
            }
            given.push((name, value.trim().to_owned()));
        }
        Ok(Self { given })
    }

    /// The words of a parameter; none where it is empty.
    pub fn words(&self, name: &str) -> Result<Option<String>, Problem> {
        let found = self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone());
        match found.filter(|value| !value.is_empty()) {
            Some(value) if value.chars().count() > LONGEST => {
                Err(Problem::parameter(name, format!("{name} has more than {LONGEST} characters."), "housing"))
            }
            words => Ok(words),
        }
    }

    /// A date.
    pub fn date(&self, name: &str) -> Result<Option<NaiveDate>, Problem> {
        let wrong = |_| Problem::parameter(name, format!("{name} is no date; write year, month and day."), "2026-11-20");
        self.words(name)?.map(|value| value.parse().map_err(wrong)).transpose()
    }

    /// How many items.
    pub fn limit(&self) -> Result<usize, Problem> {
        let wrong = || Problem::parameter("limit", format!("limit is no whole number from 1 to {MOST}."), "50");
        let Some(value) = self.words("limit")? else { return Ok(USUAL) };
        value.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(wrong)
    }

    /// Where to go on in the river.
    pub fn place(&self) -> Result<Option<RiverPlace>, Problem> {
        let wrong = || {
            let detail = "cursor is none of ours; leave it out to begin with the newest, and follow `next` from there.";
            Problem::parameter("cursor", detail.to_owned(), "1795000000-123")
        };
        self.words("cursor")?.map(|value| RiverPlace::parse(&value).ok_or_else(wrong)).transpose()
    }

    /// A search of the river.
    pub fn search(&self) -> Result<Asked, Problem> {
        let words = |name| Ok(self.words(name)?.unwrap_or_default());
        let day = |name| Ok(self.date(name)?.map(|date| date.to_string()).unwrap_or_default());
        let turn = self.place()?.map_or(Turn::Newest, Turn::OlderThan);
        Ok(Asked {
            words: words("q")?,
            council: words("council")?,
            topic: words("topic")?,
            from: day("from")?,
            to: day("to")?,
            turn,
        })
    }

    /// After which blog to go on.
    pub fn blog(&self) -> Result<Option<BlogId>, Problem> {
        let wrong = || Problem::parameter("cursor", "cursor is no blog's id.".to_owned(), "croydon-digital");
        self.words("cursor")?.map(|value| BlogId::parse(&value).ok_or_else(wrong)).transpose()
    }

    /// The query of the next part: the same question from another place.
    pub fn next(&self, place: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.given.iter().filter(|(name, value)| name != "cursor" && !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.append_pair("cursor", place).finish()
    }
}
