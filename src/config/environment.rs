//! `FRIDAY_SECTION__KEY` wins over the file; `FRIDAY_SECTION__KEY_FILE` reads a secret from a file.

use super::error::{ConfigError, ConfigErrors};
use std::net::{IpAddr, SocketAddr};

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

/// `FRIDAY_DNS`: the name server that `friday doctor` asks instead of the system's, as `127.0.0.1:5353` or an address alone.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn name_server() -> Result<Option<SocketAddr>, ConfigErrors> {
    std::env::var(NAME_SERVER).ok().filter(|text| !text.is_empty()).map(|text| parse_server(&text)).transpose()
}

const NAME_SERVER: &str = "FRIDAY_DNS";

fn parse_server(text: &str) -> Result<SocketAddr, ConfigErrors> {
    let alone = || text.parse::<IpAddr>().map(|address| SocketAddr::from((address, 53)));
    text.parse().or_else(|_| alone()).map_err(|_| {
        let message = format!("{text:?} is no name server; write its address as \"127.0.0.1:5353\"");
        ConfigErrors::one(ConfigError { file: format!("environment ({NAME_SERVER})"), line: None, message })
    })
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
    fn a_name_server_is_an_address_with_or_without_a_port() {
        let parsed = |text: &str| parse_server(text).map(|server| server.to_string()).ok();

        assert_eq!(parsed("127.0.0.1:5353").as_deref(), Some("127.0.0.1:5353"));
        assert_eq!(parsed("::1").as_deref(), Some("[::1]:53"));
        assert_eq!(parsed("ns.example.org"), None);
    }

    #[test]
    fn other_programs_variables_are_left_alone() {
        check("FRIDAY", None);
        check("PATH", None);
        check("FRIDAY_DEBUG", None);
    }
}
