//! "Five for Friday (20/11/2026)": a number in words, the site's title, the date as the British write it.

use chrono::{Datelike, NaiveDate};

const NUMBERS: [&str; 21] = [
    "None",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
    "Twenty",
];

/// A number as a word, where a title would have one.
pub fn number(count: usize) -> String {
    NUMBERS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The edition's title. Where the site's title begins with the number of a full edition, the true number takes its place.
pub fn of_edition(site_title: &str, size: usize, items: usize, date: NaiveDate) -> String {
    let full = number(size);
    let name = match site_title.strip_prefix(full.as_str()) {
        Some(rest) if items != size && rest.starts_with(' ') => format!("{}{rest}", number(items)),
        Some(_) | None => site_title.to_owned(),
    };
    format!("{name} ({})", short_date(date))
}

/// "20/11/2026", without leading zeros.
pub fn short_date(date: NaiveDate) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

/// "Friday 20 November 2026".
pub fn long_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// "12 March 2026".
pub fn plain_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(site: &str, size: usize, items: usize, expected: &str) {
        let date = NaiveDate::from_ymd_opt(2026, 7, 3).expect("a literal date");

        assert_eq!(of_edition(site, size, items, date), expected);
    }

    #[test]
    fn the_title_says_how_many_there_are() {
        check("Five for Friday", 5, 5, "Five for Friday (3/7/2026)");
        check("Five for Friday", 5, 4, "Four for Friday (3/7/2026)");
        check("Five for Friday", 5, 1, "One for Friday (3/7/2026)");
        check("Five for Friday", 5, 7, "Seven for Friday (3/7/2026)");
    }

    #[test]
    fn a_title_without_a_number_is_left_alone() {
        check("Fivefold", 5, 4, "Fivefold (3/7/2026)");
        check("Digital weekly", 5, 4, "Digital weekly (3/7/2026)");
    }
}
