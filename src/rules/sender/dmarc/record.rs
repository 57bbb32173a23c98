//! A DMARC record (RFC 9989 §4.7): tags and values; unknown ones are passed over.

/// The tags of one record, names in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    tags: Vec<(String, String)>,
}

/// Reads a record; none when the text is not one.
pub fn parse(text: &str) -> Option<Policy> {
    let mut pairs = text.split(';').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim()));
    let (name, version) = pairs.next()?;
    if !name.eq_ignore_ascii_case("v") || version != "DMARC1" {
        return None;
    }
    Some(Policy { tags: pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect() })
}

impl Policy {
    /// The value of a tag.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a tag has this value; these words are compared without regard to case (RFC 9989 §4.8, RFC 5234 §2.3).
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.tag(name).is_some_and(|said| said.eq_ignore_ascii_case(value))
    }

    /// What is asked for mail of the record's own name, or of a name below it; a value nobody knows counts as none asked.
    pub fn asked(&self, is_own: bool) -> Option<&'static str> {
        let value = if is_own { self.tag("p") } else { self.tag("sp").or_else(|| self.tag("p")) };
        value.and_then(|value| ["none", "quarantine", "reject"].into_iter().find(|known| value.eq_ignore_ascii_case(known)))
    }

    /// Tags that RFC 9989 has taken away.
    pub fn gone(&self) -> Vec<&'static str> {
        ["pct", "rf", "ri"].into_iter().filter(|name| self.tag(name).is_some()).collect()
    }
}
