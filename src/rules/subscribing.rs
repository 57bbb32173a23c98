//! The words of the sign-up, which are part of the evidence, and what of the numbers is shown.

use crate::model::address::AddressError;
use crate::model::consent::Wording;
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::composing::title;
use crate::rules::leaving;

/// The number of the text below: it goes up whenever a word of it changes.
const VERSION: &str = "sign-up 1";

/// Below this many readers the number would rather put people off.
const WORTH_SHOWING: u64 = 50;

/// Whether people can subscribe here: they must be able to reach the page that confirms, and later the one to leave.
pub fn is_open(settings: &Settings) -> bool {
    leaving::ways(settings).is_ok_and(|ways| ways.page.is_some())
}

/// Where a subscriber's own page is.
pub fn page_link(site: &url::Url, token: &str) -> String {
    format!("{site}manage/{token}")
}

/// What a choice is called on pages.
pub fn label(choice: Choice, settings: &Settings) -> String {
    match choice {
        Choice::Picks if settings.edition.size == 1 => "One pick".to_owned(),
        Choice::Picks => format!("{} picks", title::number(settings.edition.size)),
        Choice::Everything => "Picks and everything else".to_owned(),
        Choice::Daily => "Every post, once a day".to_owned(),
    }
}

/// What a choice means, in a sentence.
pub fn explanation(choice: Choice, settings: &Settings) -> String {
    let day = day_name(settings);
    match choice {
        Choice::Picks => format!("The week's best, each {day}."),
        Choice::Everything => format!("The same, and below it every other post of the week. Each {day}."),
        Choice::Daily => "A plain list of the day's new posts. Days without a post bring no mail.".to_owned(),
    }
}

/// What it is, for somebody who never heard of it.
pub fn lede(settings: &Settings) -> String {
    let picks = match settings.edition.size {
        1 => "the post".to_owned(),
        size => format!("the {} posts", title::number(size).to_lowercase()),
    };
    format!(
        "Council digital teams write about what they build, mostly unread by each other. Each {} you get {picks} most worth your time.",
        day_name(settings)
    )
}

/// What people are told before they subscribe: who sends it, how often, how to leave, what is kept.
pub fn consent(settings: &Settings) -> Vec<String> {
    let sender = settings.mail.organisation.as_ref().unwrap_or(&settings.site.title);
    let day = day_name(settings);
    vec![
        format!("{sender} sends it by e-mail: one mail each {day}, or one a day if you choose every post."),
        "You can leave at any time, with one click in every mail.".to_owned(),
        "We keep your address, your choice and a record that you asked, for this mail alone. We do not track what you open or click.".to_owned(),
    ]
}

/// The same as it is kept with the evidence.
pub fn wording(settings: &Settings) -> Wording {
    Wording { version: VERSION.to_owned(), words: consent(settings).join(" ") }
}

/// How many read it, once that is worth showing; rounded down, so that the number tells nothing of a single person.
pub fn readers(count: u64) -> Option<String> {
    // The page says "more than": fifty readers are not more than fifty.
    let below = count.checked_sub(1).filter(|below| *below >= WORTH_SHOWING)?;
    let step = 10_u64.saturating_pow(below.ilog10().saturating_sub(1));
    let rounded = below - below % step.max(10);
    Some(grouped(rounded))
}

/// What is wrong with an address, for the person who typed it.
pub fn what_is_wrong(error: &AddressError) -> String {
    match error {
        AddressError::Shape => "Enter an e-mail address, like name@example.org.".to_owned(),
        AddressError::TooLong => {
            "That address is too long: there are at most 64 characters before the @ and 254 in all.".to_owned()
        }
        AddressError::Character('@') => "Enter one address with one @, like name@example.org.".to_owned(),
        AddressError::Character(c) if c.is_whitespace() => "Enter the address without spaces.".to_owned(),
        AddressError::Character(c) if c.is_ascii() => {
            format!("{c} cannot stand before the @ of an address that we can write to.")
        }
        AddressError::Character(_) => {
            "We can only write to addresses with plain letters, digits and signs before the @.".to_owned()
        }
        AddressError::Domain(_) => "Check the part after the @: it should look like example.org.".to_owned(),
    }
}

fn day_name(settings: &Settings) -> &'static str {
    match settings.edition.calendar.day {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    }
}

/// 12,300 for 12300.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}
