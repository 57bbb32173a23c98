//! Months and zones by name.

use super::offset;
use chrono::FixedOffset;

/// How months begin, in the languages of feeds: English, Welsh, French, German, Dutch, Spanish, Portuguese, Italian, Nordic, Polish,
/// Czech, Hungarian, Turkish, Greek, Russian. Accents are gone, letters are small.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ion", "janv", "ene", "gen", "sty", "led", "oca", "ιαν", "янв"],
    &["feb", "chwe", "fev", "febr", "lut", "unor", "sub", "φεβ", "фев"],
    &["mar", "maw", "mrt", "maerz", "marz", "brez", "μαρ", "μαω", "мар"],
    &["apr", "ebr", "avr", "abr", "kwi", "dub", "nis", "απρ", "апр"],
    &["may", "mai", "mei", "maj", "mag", "kvet", "μαι", "μαϊ", "мая", "май"],
    &["jun", "meh", "juin", "giu", "cze", "cerven", "haz", "ιουν", "ιον", "июн"],
    &["jul", "gor", "juil", "lug", "lip", "cervenec", "tem", "ιουλ", "ιολ", "июл"],
    &["aug", "aws", "aou", "ago", "sie", "srp", "agu", "αυγ", "авг"],
    &["sep", "med", "set", "wrz", "zari", "eyl", "σεπ", "сен", "sze"],
    &["oct", "hyd", "okt", "out", "ott", "paz", "rij", "eki", "οκτ", "окт"],
    &["nov", "tach", "lis", "kas", "νοε", "ноя"],
    &["dec", "rhag", "dez", "dic", "des", "gru", "pros", "ara", "δεκ", "дек"],
];

/// As RFC 822 has them, and nearly every feed.
const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The month, 1 to 12, of a word in any of the languages.
pub fn month(word: &str) -> Option<u32> {
    if let Some(place) = ENGLISH.iter().position(|name| *name == word) {
        return u32::try_from(place + 1).ok();
    }
    let word = folded(word.trim_end_matches('.'));
    if word.chars().count() < 3 {
        return None;
    }
    let longest = |stems: &[&str]| stems.iter().filter(|stem| word.starts_with(**stem)).map(|stem| stem.len()).max();
    let found = MONTHS.iter().zip(1..).filter_map(|(stems, month)| Some((longest(stems)?, month)));
    found.max_by_key(|(length, _)| *length).map(|(_, month)| month)
}

/// Small letters without the accents that month names carry.
fn folded(word: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ä' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ě' => 'e',
        'í' | 'î' => 'i',
        'ó' | 'ô' | 'ö' | 'ő' => 'o',
        'ú' | 'û' | 'ü' | 'ű' | 'ů' => 'u',
        'ç' | 'č' => 'c',
        'ş' | 'ś' => 's',
        'ř' => 'r',
        'ž' | 'ź' => 'z',
        'ñ' => 'n',
        'ı' => 'i',
        'ά' => 'α',
        'έ' => 'ε',
        'ί' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        other => other,
    };
    word.to_lowercase().chars().map(plain).collect()
}

/// Zones that feeds name, in minutes east of Greenwich. RFC 822 §5.1 for the American ones; the two-letter ones are their winter.
/// BST is the British one: these are British blogs.
const ZONES: [(&str, i32); 48] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("bst", 60),
    ("ist", 60),
    ("west", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("sast", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("aet", 600),
    ("aest", 600),
    ("aedt", 660),
    ("awst", 480),
    ("acst", 570),
    ("acdt", 630),
    ("nzst", 720),
    ("nzdt", 780),
    ("jst", 540),
    ("kst", 540),
    ("hkt", 480),
    ("sgt", 480),
    ("at", -240),
    ("ast", -240),
    ("adt", -180),
    ("et", -300),
    ("est", -300),
    ("edt", -240),
    ("ct", -360),
    ("cst", -360),
    ("cdt", -300),
    ("mt", -420),
    ("mst", -420),
    ("mdt", -360),
    ("pt", -480),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
];

/// The offset of a named zone; `GMT+1` and `UTC-05:00` are named and numbered.
pub fn zone(word: &str) -> Option<FixedOffset> {
    let word = word.trim_matches(['(', ')']).to_ascii_lowercase();
    if let Some(number) = word.strip_prefix("gmt").or_else(|| word.strip_prefix("utc")).filter(|rest| !rest.is_empty()) {
        return super::numeric_zone(number);
    }
    let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
    offset(minutes * 60)
}
