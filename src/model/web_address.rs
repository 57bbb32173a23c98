//! Where a blog or its feed is on the web.

use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use url::Url;

/// An address as the WHATWG URL standard writes it, kept as that text alone: a parsed [`Url`] takes six times the room beside its text,
/// and a long list holds two for each of its rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct WebAddress(Box<str>);

impl WebAddress {
    /// As it is shown, stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With its parts. What a `Url` wrote is one again (URL standard, "URL serializing"): none would be a fault of the library.
    pub fn url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }
}

impl From<Url> for WebAddress {
    fn from(url: Url) -> Self {
        Self(String::from(url).into_boxed_str())
    }
}

impl FromStr for WebAddress {
    type Err = url::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Url::parse(text).map(Self::from)
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
