//! Values that a person writes as text: a day, an hour, a zone, a duration. Each error shows an accepted one.

use crate::model::network::{Network, NetworkError};
use serde::Deserialize;
use std::time::Duration;

/// "Friday", in any case, at least three letters.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Day(pub chrono::Weekday);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is not a day of the week; write it as \"Friday\""))
    }
}

/// "12:00", 24 hours.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct HourOfDay(pub chrono::NaiveTime);

impl TryFrom<String> for HourOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        chrono::NaiveTime::parse_from_str(&text, "%H:%M")
            .map(Self)
            .map_err(|_| format!("{text:?} is not a time of day; write it as \"12:00\""))
    }
}

/// "Europe/London", from the time zone database.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(pub chrono_tz::Tz);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is not a time zone; write it as \"Europe/London\""))
    }
}

/// "2026-12-25".
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Date(pub chrono::NaiveDate);

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is not a date; write it as \"2026-12-25\""))
    }
}

/// "12h", "90s", "30m", "3d", "500ms".
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(pub Duration);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a duration; write it as \"90s\", \"30m\", \"12h\" or \"3d\"");
        let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, unit) = text.split_at(split);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let milliseconds = match unit.trim() {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        number.checked_mul(milliseconds).map(|total| Self(Duration::from_millis(total))).ok_or_else(wrong)
    }
}

/// "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct NetworkText(pub Network);

impl TryFrom<String> for NetworkText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|error: NetworkError| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<Duration> {
        Span::try_from(text.to_owned()).ok().map(|span| span.0)
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(span("12h"), Some(Duration::from_secs(43_200)));
        assert_eq!(span("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(span("0s"), Some(Duration::ZERO));
        assert_eq!(span("12"), None);
        assert_eq!(span("h"), None);
        assert_eq!(span("99999999999999999999d"), None);
    }

    #[test]
    fn a_wrong_hour_shows_a_right_one() {
        let error = HourOfDay::try_from("25:00".to_owned()).err();

        assert_eq!(error.as_deref(), Some("\"25:00\" is not a time of day; write it as \"12:00\""));
    }

    #[test]
    fn days_may_be_short_or_lower_case() {
        assert_eq!(Day::try_from("friday".to_owned()).map(|day| day.0), Ok(chrono::Weekday::Fri));
        assert_eq!(Day::try_from("Thu".to_owned()).map(|day| day.0), Ok(chrono::Weekday::Thu));
        assert!(Day::try_from("Someday".to_owned()).is_err());
    }
}
