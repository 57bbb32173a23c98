//! Words in any order: RFC 822, asctime, and what people and blog software make of them.

use super::{Clock, Dated, assemble, full_year, names, number, numeric_zone};
use chrono::{FixedOffset, NaiveDate};

/// What has been understood so far.
#[derive(Debug, Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    clock: Option<Clock>,
    is_afternoon: Option<bool>,
    zone: Option<FixedOffset>,
    /// The first word, if it can be a month: "mar" is March, and Tuesday in French and Spanish.
    first_word: Option<u32>,
}

/// Every word has to mean something: a day, month, year, time, zone, or the one weekday.
pub fn parse(text: &str) -> Option<Dated> {
    let text = text.replace(',', " ");
    let mut found = Found::default();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        found.take(word, at)?;
    }
    let clock = found.clock.unwrap_or_default();
    let clock = found.is_afternoon.map_or(clock, |is_afternoon| clock.afternoon(is_afternoon));
    let day = NaiveDate::from_ymd_opt(found.year?, found.month.or(found.first_word)?, found.day?)?;
    assemble(day, clock, found.zone)
}

impl Found {
    fn take(&mut self, word: &str, at: usize) -> Option<()> {
        if word.contains(':') && !word.starts_with(['+', '-']) && !word.starts_with(char::is_alphabetic) {
            return self.time(word);
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.digits(word);
        }
        let is_filler = word.eq_ignore_ascii_case("at") && self.clock.is_none();
        if let Some(zone) = numeric_zone(word).or_else(|| names::zone(word)).filter(|_| !is_filler) {
            // "-0500 (EST)" names its zone twice; the number counts.
            self.zone.get_or_insert(zone);
            return Some(());
        }
        self.word(word, at)
    }

    fn word(&mut self, word: &str, at: usize) -> Option<()> {
        let small = word.trim_end_matches('.').to_lowercase();
        match small.as_str() {
            "am" | "a.m" => self.is_afternoon = Some(false),
            "pm" | "p.m" => self.is_afternoon = Some(true),
            // Korean software writes the time of Seoul.
            "오전" | "오후" => {
                self.is_afternoon = Some(small == "오후");
                self.zone = self.zone.or_else(|| names::zone("kst"));
            }
            "de" | "of" | "del" | "at" | "um" | "à" | "uhr" | "kl" | "o" | "the" => {}
            // A weekday, in any language: it adds nothing to the date.
            _ if at == 0 => self.first_word = names::month(word),
            _ => self.month = Some(names::month(word).filter(|_| self.month.is_none())?),
        }
        Some(())
    }

    /// `10:30:00`, also with the zone or half of the day hung on: `10:30PM`, `10:30:00Z`, `10:30+01:00`.
    fn time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
        let (time, rest) = word.split_at(end);
        self.clock = Some(Clock::parse(time.trim_end_matches('.'))?);
        match rest.to_lowercase().as_str() {
            "" => {}
            "am" => self.is_afternoon = Some(false),
            "pm" => self.is_afternoon = Some(true),
            zone => self.zone = Some(numeric_zone(zone).or_else(|| names::zone(zone))?),
        }
        Some(())
    }

    fn digits(&mut self, word: &str) -> Option<()> {
        let plain = word.trim_end_matches('.');
        let ordinal = ["st", "nd", "rd", "th", "er", "º"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain);
        if plain.contains(['/', '-', '.']) {
            return self.numeric_date(plain);
        }
        match number(ordinal, 1..=2).filter(|day| self.day.is_none() && (1..=31).contains(day)) {
            Some(day) => self.day = Some(day),
            None if self.year.is_none() => self.year = Some(full_year(plain)?),
            None => return None,
        }
        Some(())
    }

    /// `03/07/2026`, `7.2.2026`, `3-Jul-26`, `2026/07/03`.
    fn numeric_date(&mut self, word: &str) -> Option<()> {
        let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let (year, month, day) = match (first.len(), number(second, 1..=2)) {
            (4, Some(month)) => (full_year(first)?, month, number(third, 1..=2)?),
            (_, Some(second)) => {
                let first = number(first, 1..=2)?;
                let (day, month) = if second > 12 { (second, first) } else { (first, second) };
                (full_year(third)?, month, day)
            }
            (_, None) => (full_year(third)?, names::month(second)?, number(first, 1..=2)?),
        };
        let is_first_date = self.day.is_none() && self.month.is_none() && self.year.is_none();
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        is_first_date.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn check(text: &str, expected: &str) {
        let read = parse(text).map(|dated| dated.at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        assert_eq!(read.as_deref(), Some(expected), "{text}");
    }

    fn refused(text: &str) {
        assert_eq!(parse(text), None, "{text}");
    }

    #[test]
    fn the_two_standards_are_read() {
        check("Wed, 18 Nov 2026 10:30:00 +0100", "2026-11-18T09:30:00Z");
        check("2026-11-18T10:30:00.123+01:00", "2026-11-18T09:30:00Z");
        check("Wed, 18 Nov 26 10:30 GMT", "2026-11-18T10:30:00Z");
    }

    #[test]
    fn british_summer_time_is_an_hour_ahead() {
        check("Fri, 3 Jul 2026 09:00:00 BST", "2026-07-03T08:00:00Z");
        check("Fri, 3 Jul 2026 09:00:00 CEST", "2026-07-03T07:00:00Z");
    }

    #[test]
    fn months_are_known_in_welsh_and_other_languages() {
        check("Gwe, 3 Gorffennaf 2026 09:00:00 +0100", "2026-07-03T08:00:00Z");
        check("mer. 16 nov. 2022 00:38:15 +0100", "2022-11-15T23:38:15Z");
        check("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40Z");
        check("Do, 22 Dez 2016 17:36:00 +0000", "2016-12-22T17:36:00Z");
        check("3 de julio de 2023", "2023-07-03T00:00:00Z");
        check("mar, 3 mars 2026 10:00:00 +0100", "2026-03-03T09:00:00Z");
        check("Mar 3 2026", "2026-03-03T00:00:00Z");
    }

    #[test]
    fn a_day_by_numbers_is_read_as_in_britain() {
        check("03/07/2023", "2023-07-03T00:00:00Z");
        check("07.02.2025", "2025-02-07T00:00:00Z");
        check("12/25/2025 08:00", "2025-12-25T08:00:00Z");
        check("2020/1/10 14:33:00", "2020-01-10T14:33:00Z");
    }

    #[test]
    fn twelve_hour_clocks_are_read() {
        check("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16T14:02:33Z");
        check("3 July 2023 12:05am", "2023-07-03T00:05:00Z");
    }

    #[test]
    fn what_is_not_understood_is_no_date() {
        refused("Sun, 16 zzz 2012 11:47:32 GMT");
        refused("yesterday");
        refused("2013-01-28T11:30:00-06:00Textra");
        refused("2003-12-31T25:14:55Z");
        refused("31 February 2026");
        refused("12 34 56 78");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_asked(text in ".{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn every_day_survives_the_standard_format(seconds in 0_i64..4_000_000_000) {
            let at = chrono::DateTime::from_timestamp(seconds, 0).expect("in range");
            proptest::prop_assert_eq!(parse(&at.to_rfc2822()).map(|dated| dated.at), Some(at));
            proptest::prop_assert_eq!(parse(&at.to_rfc3339()).map(|dated| dated.at), Some(at));
        }
    }
}
