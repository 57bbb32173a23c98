//! `FRIDAY_SECTION__KEY` wins over the file; `FRIDAY_SECTION__KEY_FILE` reads a secret from a file.

/// One setting from the environment: section, key, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The variable's name, for messages.
    pub variable: String,
    /// Lower case.
    pub section: String,
    /// Lower case.
    pub key: String,
    /// The value, or the path of the file that holds it.
    pub value: Source,
}

/// Where an override's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the variable.
    Inline(String),
    /// In a file that the variable names.
    File(String),
}

/// Every override that is set, in the order of their names.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn overrides() -> Vec<Override> {
    let mut found: Vec<Override> = std::env::vars().filter_map(|(name, value)| parse(&name, value)).collect();
    found.sort_by(|a, b| a.variable.cmp(&b.variable));
    found
}

/// Keys that name a file themselves: their `_FILE` belongs to the name.
const FILE_KEYS: [&str; 1] = ["key_file"];

fn parse(name: &str, value: String) -> Option<Override> {
    let (section, key) = name.strip_prefix("FRIDAY_")?.split_once("__")?;
    let (section, key) = (section.to_lowercase(), key.to_lowercase());
    let from_file = key.strip_suffix("_file").filter(|_| !FILE_KEYS.contains(&key.as_str())).map(str::to_owned);
    Some(match from_file {
        Some(key) => Override { variable: name.to_owned(), section, key, value: Source::File(value) },
        None => Override { variable: name.to_owned(), section, key, value: Source::Inline(value) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<(&str, &str, Source)>) {
        let found = parse(name, "x".to_owned()).map(|o| (o.section, o.key, o.value));

        assert_eq!(found, expected.map(|(section, key, value)| (section.to_owned(), key.to_owned(), value)));
    }

    #[test]
    fn a_variable_names_section_and_key() {
        check("FRIDAY_MAIL__SMTP", Some(("mail", "smtp", Source::Inline("x".to_owned()))));
    }

    #[test]
    fn a_secret_may_come_from_a_file() {
        check("FRIDAY_MAIL__SMTP_FILE", Some(("mail", "smtp", Source::File("x".to_owned()))));
    }

    #[test]
    fn a_key_that_names_a_file_is_itself() {
        check("FRIDAY_SITE__KEY_FILE", Some(("site", "key_file", Source::Inline("x".to_owned()))));
    }

    #[test]
    fn other_programs_variables_are_left_alone() {
        check("FRIDAY", None);
        check("PATH", None);
        check("FRIDAY_DEBUG", None);
    }
}
