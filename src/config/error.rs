//! Mistakes in settings and list, told with file, line, key and an accepted value.

use std::fmt;
use std::ops::Range;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// As the person named it.
    pub file: String,
    /// From 1; none when it is about the file as a whole or about the environment.
    pub line: Option<usize>,
    /// Names the key and an accepted value.
    pub message: String,
}

/// All mistakes found in one go, so that they can be mended in one go.
#[derive(Debug, thiserror::Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl ConfigErrors {
    /// Just one.
    pub fn one(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{error}")?;
        }
        Ok(())
    }
}

/// Where the lines of a text begin, for a text of many rows.
#[derive(Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Looks through the text once.
    pub fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line, from 1, in which a byte stands.
    pub fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }
}

/// The line, from 1, in which a byte of `text` stands.
pub fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// Turns the TOML reader's complaint into one of ours: first line of its message, and the key of the line it points at.
pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    let key = error.span().and_then(|span| key_at(text, span));
    ConfigError {
        file: file.to_owned(),
        line: error.span().map(|span| line_of(text, span.start)),
        message: match key {
            Some(key) if !message.contains(&format!("`{key}`")) => format!("{key}: {message}"),
            Some(_) | None => message,
        },
    }
}

fn key_at(text: &str, span: Range<usize>) -> Option<String> {
    let before = text.get(..span.start)?;
    let line = text.get(before.rfind('\n').map_or(0, |at| at + 1)..)?.lines().next()?;
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    plain.then(|| key.to_owned())
}
