//! What each address answers at an instant, and what was asked when.

use super::feeds::{DAY, Feed, Form, HOUR, Move, Rhythm, Style, Trouble, Wish};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

/// The first second of the month: Sunday, 1 November 2026, GMT.
pub const START: i64 = 1_793_491_200;

/// An answer, as it goes over the wire and as the judge sees it.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub status: u16,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
    /// The body is cut off before its end.
    pub is_cut: bool,
    /// A 200 with a whole feed in it.
    pub is_document: bool,
    pub etag: Option<Vec<u8>>,
    pub date: Option<Vec<u8>>,
    /// Fingerprint of the document.
    pub version: i64,
    pub fresh_for: Option<i64>,
    pub retry_after: Option<i64>,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Record {
    pub run: usize,
    /// Seconds since the start.
    pub at: i64,
    pub place: usize,
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub feed: Option<usize>,
    /// Others that were being answered by this host at the time.
    pub beside: usize,
    pub given: Given,
}

impl Record {
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice())
    }
}

/// Everything the server's tasks share.
pub struct World {
    pub feeds: Vec<Feed>,
    /// Base addresses of the listeners.
    pub bases: Vec<String>,
    pub now: AtomicI64,
    pub run: AtomicUsize,
    pub log: Mutex<Vec<Record>>,
    pub tls: AtomicUsize,
    pub in_flight: Vec<AtomicUsize>,
}

impl World {
    pub fn new(feeds: Vec<Feed>, bases: Vec<String>) -> Self {
        let in_flight = bases.iter().map(|_| AtomicUsize::new(0)).collect();
        let (now, run, tls) = (AtomicI64::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { feeds, bases, now, run, log: Mutex::default(), tls, in_flight }
    }

    /// The feed behind an address, and whether it is the address it moved to.
    pub fn find(&self, place: usize, target: &str) -> Option<(&Feed, bool)> {
        self.feeds.iter().find_map(|feed| match (feed.place == place && feed.path == target, &feed.moves) {
            (true, _) => Some((feed, false)),
            (false, Some(_)) => (feed.target_place == place && feed.target_path() == target).then_some((feed, true)),
            (false, None) => None,
        })
    }

    pub fn answer(&self, place: usize, target: &str, request: &[(String, Vec<u8>)]) -> Given {
        let second = self.now.load(Ordering::SeqCst);
        let mut given = match self.find(place, target) {
            Some((feed, is_target)) => self.of_feed(feed, is_target, second, request),
            None => Given { status: 404, ..Given::default() },
        };
        given.headers.push(("date".to_owned(), date(second)));
        given
    }

    fn of_feed(&self, feed: &Feed, is_target: bool, second: i64, request: &[(String, Vec<u8>)]) -> Given {
        if let Some((moved, form)) = feed.moves.filter(|_| !is_target)
            && let Some(given) = self.redirect(feed, moved, form, second)
        {
            return given;
        }
        if let Some(trouble) = feed.trouble(second) {
            return troubled(feed, trouble, second);
        }
        let is_strange = is_target && matches!(feed.moves, Some((Move::Strange { .. }, _)));
        document(feed, is_strange, second, request)
    }

    fn redirect(&self, feed: &Feed, moved: Move, form: Form, second: i64) -> Option<Given> {
        let status = match moved {
            Move::Lasting { from, status } => (second >= from).then_some(status)?,
            Move::Flapping => ((second / (3 * DAY)) % 2 == 1).then_some(301)?,
            Move::Passing(status) => status,
            Move::Strange { from } => (second >= from).then_some(301)?,
            Move::Vanishing { from, until, .. } if (from..until).contains(&second) => 301,
            Move::Vanishing { until, status, .. } if second >= until => return Some(Given { status, ..Given::default() }),
            Move::Vanishing { .. } => return None,
        };
        let address = format!("{}{}", self.bases[feed.target_place], feed.target_path());
        let location = match form {
            Form::Absolute => address,
            Form::ProtocolRelative => address.trim_start_matches("http:").to_owned(),
        };
        let headers = vec![("location".to_owned(), location.into_bytes())];
        Some(Given { status, headers, ..Given::default() })
    }
}

fn date(second: i64) -> Vec<u8> {
    let since_epoch = Duration::from_secs((START + second).cast_unsigned());
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since_epoch).into_bytes()
}

fn troubled(feed: &Feed, trouble: Trouble, second: i64) -> Given {
    let page = b"<!DOCTYPE html><html><head><title>Please log in</title></head><body>Log in</body></html>".to_vec();
    let with = |status: u16, header: Option<(&str, Vec<u8>)>, retry_after: Option<i64>| Given {
        status,
        headers: header.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        retry_after,
        ..Given::default()
    };
    let seconds = |asked: Option<i64>| asked.map(|asked| ("retry-after", asked.to_string().into_bytes()));
    let mut given = match trouble {
        Trouble::Busy(asked) => with(429, seconds(asked), asked),
        Trouble::BusyUntil(asked) => with(429, Some(("retry-after", date(second + asked))), Some(asked)),
        Trouble::Unavailable(asked) => with(503, seconds(asked), asked),
        Trouble::ServerError => with(500, None, None),
        Trouble::Missing => with(404, None, None),
        Trouble::Gone => with(410, None, None),
        Trouble::Forbidden => with(403, None, None),
        Trouble::Challenge => with(403, Some(("cf-mitigated", b"challenge".to_vec())), None),
        Trouble::WebPage => Given { status: 200, body: page, ..Given::default() },
        Trouble::Empty => Given { status: 200, ..Given::default() },
        Trouble::CutOff => Given { status: 200, body: body(feed, false, second), is_cut: true, ..Given::default() },
        Trouble::Garbled => {
            let headers = vec![("content-encoding".to_owned(), b"gzip".to_vec())];
            Given { status: 200, headers, body: b"this is not gzip".to_vec(), ..Given::default() }
        }
    };
    // Validators of an error page are bait: they are nobody's.
    given.headers.push(("etag".to_owned(), b"\"bait\"".to_vec()));
    given.headers.push(("last-modified".to_owned(), b"Thu, 01 Jan 1970 00:00:00 GMT".to_vec()));
    given
}

fn document(feed: &Feed, is_strange: bool, second: i64, request: &[(String, Vec<u8>)]) -> Given {
    let asked = |name: &str| request.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice());
    let (etag, changed) = (etag(feed, second), modified(feed, second));
    let matches = match (asked("if-none-match"), asked("if-modified-since")) {
        (Some(_), _) | (_, Some(_)) if feed.stuck_at_304 => true,
        (Some(sent), _) => Some(sent) == etag.as_deref(),
        (None, Some(sent)) => Some(sent) == changed.as_deref(),
        (None, None) => false,
    };
    let mut given = Given { version: feed.posts(second).0, ..Given::default() };
    if matches && !feed.ignores_validators {
        given.status = 304;
        wish(feed, &mut given, second, true);
        if feed.fresh_on_304 || feed.stuck_at_304 {
            (given.etag, given.date) = (etag, changed);
        }
    } else {
        (given.status, given.is_document) = (200, true);
        (given.etag, given.date) = (etag, changed);
        wish(feed, &mut given, second, false);
        given.body = encoded(feed.coding, &body(feed, is_strange, second));
        if !feed.coding.is_empty() {
            given.headers.push(("content-encoding".to_owned(), feed.coding.into()));
        }
    }
    for (name, value) in [("etag", given.etag.clone()), ("last-modified", given.date.clone())] {
        given.headers.extend(value.map(|value| (name.to_owned(), value)));
    }
    if feed.cookies {
        given.headers.push(("set-cookie".to_owned(), b"session=1; Path=/".to_vec()));
    }
    given
}

/// The ETag carries how often it has changed.
fn etag(feed: &Feed, second: i64) -> Option<Vec<u8>> {
    let has_gone = feed.tokens.etag_comes_and_goes && (second / DAY) % 3 == 2;
    if !feed.tokens.etag || has_gone {
        return None;
    }
    let moves = if feed.tokens.etag_moves { feed.touches(second) } else { 0 };
    let n = feed.posts(second).0 + moves;
    Some(match feed.style {
        Style::Strong => format!("\"{n}\"").into_bytes(),
        Style::Weak => format!("W/\"{n}-x\"").into_bytes(),
        Style::Gzip => format!("\"{n}-gzip\"").into_bytes(),
        Style::Quotes => format!("\"a\\\"{n}\\\"b\"").into_bytes(),
        Style::Bare => format!("v{n}").into_bytes(),
        Style::Latin => [b"\"caf\xe9-".as_slice(), n.to_string().as_bytes(), b"\""].concat(),
    })
}

fn modified(feed: &Feed, second: i64) -> Option<Vec<u8>> {
    let newest = feed.posts(second).1;
    let touched = if feed.tokens.date_moves { feed.touches(second) * feed.touch } else { newest };
    let mut text = String::from_utf8(date(newest.max(touched))).unwrap();
    if feed.id.is_multiple_of(5) {
        text = text.replace("GMT", "+0000");
    }
    feed.tokens.date.then(|| text.into_bytes())
}

fn wish(feed: &Feed, given: &mut Given, second: i64, is_304: bool) {
    let mut say = |name: &str, value: Vec<u8>| given.headers.push((name.to_owned(), value));
    given.fresh_for = match feed.wish {
        Wish::None => None,
        Wish::MaxAge { on_304: false, .. } if is_304 => None,
        Wish::MaxAge { seconds, age, .. } => {
            say("cache-control", format!("public, max-age={seconds}").into_bytes());
            say("age", age.to_string().into_bytes());
            Some((seconds - age).max(0))
        }
        Wish::Expires(seconds) => {
            say("expires", date(second + seconds));
            Some(seconds)
        }
        Wish::Past => {
            say("expires", b"0".to_vec());
            Some(0)
        }
        Wish::NoStore => {
            say("cache-control", b"no-store".to_vec());
            Some(0)
        }
    };
}

fn body(feed: &Feed, is_strange: bool, second: i64) -> Vec<u8> {
    let (count, newest) = feed.posts(second);
    let site = if is_strange { "hotel" } else { "council" };
    let items: String = (0..4.min(count + 1))
        .map(|back| {
            let (n, at) = (count - back, newest - back * feed.gap);
            let when = chrono::DateTime::from_timestamp(START + at, 0).unwrap().to_rfc2822();
            let link = format!("https://{site}{}.example/{n}", feed.id);
            format!(
                "<item><guid>{link}</guid><link>{link}</link><title>{site} {} post {n}</title><pubDate>{when}</pubDate></item>",
                feed.id
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel>\
         <title>{site} {}</title><link>https://{site}{}.example/</link>{}{items}</channel></rss>",
        feed.id,
        feed.id,
        rhythm(&feed.rhythm)
    )
    .into_bytes()
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn rhythm(rhythm: &Rhythm) -> String {
    let hours = |hours: &[i64]| -> String {
        let hours: String = hours.iter().map(|hour| format!("<hour>{hour}</hour>")).collect();
        format!("<skipHours>{hours}</skipHours>")
    };
    match rhythm {
        Rhythm::None => String::new(),
        Rhythm::Ttl(minutes) => format!("<ttl>{minutes}</ttl>"),
        Rhythm::Sy(seconds) => {
            let (period, frequency) = match *seconds {
                HOUR => ("hourly", 1),
                DAY => ("daily", 1),
                seconds if seconds < DAY => ("daily", DAY / seconds),
                _ => ("weekly", 1),
            };
            format!("<sy:updatePeriod>{period}</sy:updatePeriod><sy:updateFrequency>{frequency}</sy:updateFrequency>")
        }
        Rhythm::SkipHours(skipped) => hours(skipped),
        Rhythm::SkipDays(days) => {
            let days: String = days.iter().map(|day| format!("<day>{}</day>", DAYS[usize::try_from(*day).unwrap()])).collect();
            format!("<skipDays>{days}</skipDays>")
        }
        Rhythm::SyWithSkip(skipped) => format!("<sy:updatePeriod>hourly</sy:updatePeriod>{}", hours(skipped)),
        Rhythm::AllHours => hours(&(0..24).collect::<Vec<_>>()),
    }
}

fn encoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    match coding {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "br" => brotli(bytes),
        "zstd" => ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest),
        _ => bytes.to_vec(),
    }
}

/// One stored meta-block and an empty last one (RFC 7932 §9.1 and §9.2): a header of 1 + 1 + 2 + 16 + 1 bits, padded.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    assert!((1..=1 << 16).contains(&bytes.len()));
    // WBITS = 16: 0. ISLAST: 0. MNIBBLES: 00, four. MLEN - 1: 16 bits. ISUNCOMPRESSED: 1.
    let header = ((bytes.len() as u64 - 1) << 4) | 1 << 20;
    let mut out = header.to_le_bytes()[..3].to_vec();
    out.extend_from_slice(bytes);
    out.push(3);
    out
}
