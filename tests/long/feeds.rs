//! Two hundred feeds, each with habits, wishes and misfortunes of its own.

use super::chance::Chance;

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

/// How an ETag is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Strong,
    Weak,
    Gzip,
    Quotes,
    Bare,
    Latin,
}

/// Which validators a server gives, and whether each also changes without the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub etag: bool,
    pub date: bool,
    pub etag_moves: bool,
    pub date_moves: bool,
    /// The ETag is missing on every third day.
    pub etag_comes_and_goes: bool,
}

/// What the server says about coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    None,
    MaxAge { seconds: i64, age: i64, on_304: bool },
    Expires(i64),
    Past,
    NoStore,
}

/// What the document says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rhythm {
    None,
    Ttl(i64),
    Sy(i64),
    SkipHours(Vec<i64>),
    SkipDays(Vec<i64>),
    SyWithSkip(Vec<i64>),
    AllHours,
}

/// What an answer is instead of the document, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Busy(Option<i64>),
    BusyUntil(i64),
    Unavailable(Option<i64>),
    ServerError,
    Missing,
    Gone,
    Forbidden,
    Challenge,
    WebPage,
    Empty,
    CutOff,
    Garbled,
}

/// How a moved feed's address answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// 301 or 308 from that second on, for good.
    Lasting { from: i64, status: u16 },
    /// 301 for three days, itself for three days.
    Flapping,
    /// 302, 303 or 307, always.
    Passing(u16),
    /// 301 to posts that are not its own.
    Strange { from: i64 },
    /// 301 for a while, then 404 or 410.
    Vanishing { from: i64, until: i64, status: u16 },
}

/// How Location is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Absolute,
    ProtocolRelative,
}

#[derive(Clone, Debug)]
pub struct Feed {
    pub id: usize,
    /// Which listener serves it, and which one serves where it moved.
    pub place: usize,
    pub target_place: usize,
    pub path: String,
    pub gap: i64,
    /// The first post was so long before the start.
    pub age: i64,
    pub tokens: Tokens,
    pub style: Style,
    pub touch: i64,
    pub fresh_on_304: bool,
    pub wish: Wish,
    pub rhythm: Rhythm,
    pub coding: &'static str,
    pub cookies: bool,
    pub ignores_validators: bool,
    pub stuck_at_304: bool,
    /// (from, until, what), in seconds since the start.
    pub troubles: Vec<(i64, i64, Trouble)>,
    pub moves: Option<(Move, Form)>,
}

impl Feed {
    /// Where a redirect leads.
    pub fn target_path(&self) -> String {
        format!("/moved/{}/feed", self.id)
    }

    /// Posts published until `second`, and when the newest was.
    pub fn posts(&self, second: i64) -> (i64, i64) {
        let count = (second + self.age).div_euclid(self.gap);
        (count, count * self.gap - self.age)
    }

    /// Changes of the document's surroundings.
    pub fn touches(&self, second: i64) -> i64 {
        second.div_euclid(self.touch)
    }

    pub fn trouble(&self, second: i64) -> Option<Trouble> {
        self.troubles.iter().find(|(from, until, _)| (*from..*until).contains(&second)).map(|(_, _, trouble)| *trouble)
    }
}

/// Listeners: the first ones are ordinary, then [::1], then two whose feeds answer 429 now and then.
pub const ORDINARY: usize = 9;
pub const IPV6: usize = 9;
pub const BUSY: [usize; 2] = [10, 11];
pub const PLACES: usize = 12;

pub fn draw(count: usize, chance: &mut Chance) -> Vec<Feed> {
    (0..count).map(|id| feed(id, chance)).collect()
}

fn feed(id: usize, chance: &mut Chance) -> Feed {
    let place = match id % 20 {
        0 | 7 => IPV6,
        1 => BUSY[0],
        2 => BUSY[1],
        _ => usize::try_from(chance.below(ORDINARY as u64)).unwrap(),
    };
    let forms =
        ["/f{}/feed.xml", "/f{}/feed/?format=rss&n=%20x", "/f{}/a%20b.rss", "/f{}/?feed=rss2", "/f{}/feed?", "/f{}/Fe~ed;v=1"];
    let gaps = [11 * HOUR, DAY, 2 * DAY, 3 * DAY, 3 * DAY, 4 * DAY, 5 * DAY, 6 * DAY, 8 * DAY, 8 * DAY, 14 * DAY];
    let (gap, age) = match chance.below(10) {
        0 => (20 * DAY, chance.pick(&[70, 85, 95, 200]) * DAY),
        1 => (40 * DAY, chance.pick(&[340, 380, 900]) * DAY),
        _ => (chance.pick(&gaps), 0),
    };
    // A silent blog stays silent: its next post lies beyond the month.
    let (gap, age) = if age > 0 { (age + 31 * DAY, age) } else { (gap, chance.between(0, gap)) };
    let mut feed = Feed {
        id,
        place,
        target_place: (place + 1) % ORDINARY,
        path: chance.pick(&forms).replace("{}", &id.to_string()),
        gap,
        age: gap * 12 + age,
        tokens: tokens(chance),
        style: chance.pick(&[Style::Strong, Style::Weak, Style::Gzip, Style::Quotes, Style::Bare, Style::Latin]),
        touch: chance.pick(&[20 * HOUR, 3 * DAY, 400 * DAY, 400 * DAY]),
        fresh_on_304: chance.percent(40),
        wish: wish(chance),
        rhythm: rhythm(chance),
        coding: chance.pick(&["", "", "gzip", "deflate", "br", "zstd"]),
        cookies: chance.percent(30),
        ignores_validators: false,
        stuck_at_304: false,
        troubles: Vec::new(),
        moves: None,
    };
    temper(&mut feed, chance);
    feed
}

fn tokens(chance: &mut Chance) -> Tokens {
    let (etag, date) = chance.pick(&[(true, true), (true, true), (true, true), (true, false), (false, true), (false, false)]);
    let (etag_moves, date_moves) = chance.pick(&[(true, true), (true, false), (false, true)]);
    Tokens { etag, date, etag_moves, date_moves, etag_comes_and_goes: date && chance.percent(10) }
}

fn wish(chance: &mut Chance) -> Wish {
    let seconds = chance.pick(&[60, HOUR, 3 * HOUR, 7 * HOUR, 2 * DAY, 20 * DAY]);
    match chance.below(10) {
        0 | 1 => Wish::MaxAge { seconds, age: 0, on_304: chance.percent(50) },
        2 => Wish::MaxAge { seconds, age: chance.pick(&[10, 1800, 5 * HOUR]), on_304: true },
        3 => Wish::Expires(seconds),
        4 => Wish::Past,
        5 => Wish::NoStore,
        _ => Wish::None,
    }
}

fn rhythm(chance: &mut Chance) -> Rhythm {
    let start = chance.between(0, 24);
    let some: Vec<i64> = (0..chance.between(1, 12)).map(|n| (start + n) % 24).collect();
    match chance.below(14) {
        0 => Rhythm::Ttl(chance.pick(&[5, 90, 300, 60 * 24 * 3, 60 * 24 * 365])),
        1 => Rhythm::Sy(chance.pick(&[HOUR, 6 * HOUR, DAY, 7 * DAY])),
        2 | 3 => Rhythm::SkipHours(some),
        4 => Rhythm::SkipDays(vec![chance.between(0, 7), 6]),
        5 => Rhythm::SyWithSkip(some),
        6 => Rhythm::AllHours,
        _ => Rhythm::None,
    }
}

/// The one thing that is odd about a feed, if any.
fn temper(feed: &mut Feed, chance: &mut Chance) {
    let from = chance.between(DAY, 12 * DAY);
    if BUSY.contains(&feed.place) {
        let patience = chance.pick(&[Some(600), Some(3 * HOUR), Some(DAY), Some(4 * DAY)]);
        let busy = match (feed.place, chance.percent(30)) {
            (place, _) if place == BUSY[1] => Trouble::Busy(None),
            (_, true) => Trouble::BusyUntil(2 * DAY),
            (_, false) => Trouble::Busy(patience),
        };
        // The others of the host are well, so that it shows whether they are spared.
        feed.troubles = if chance.percent(60) { vec![(from, from + 30 * HOUR, busy)] } else { Vec::new() };
        return;
    }
    match chance.below(20) {
        0 => (feed.ignores_validators, feed.gap, feed.age) = (true, 62 * DAY, 12 * 62 * DAY + 30 * DAY),
        1 => feed.stuck_at_304 = true,
        2..=4 => moved(feed, from, chance),
        5..=13 => troubles(feed, from, chance),
        _ => {}
    }
}

fn moved(feed: &mut Feed, from: i64, chance: &mut Chance) {
    let from = chance.pick(&[0, from]);
    let moved = match chance.below(6) {
        0 | 1 => Move::Lasting { from, status: chance.pick(&[301, 308]) },
        2 => Move::Flapping,
        3 => Move::Passing(chance.pick(&[302, 303, 307])),
        4 => Move::Strange { from: from.max(3 * DAY) },
        _ => Move::Vanishing { from, until: from + chance.between(2, 6) * DAY, status: chance.pick(&[404, 410]) },
    };
    // What is judged here is the address, so everything else is plain, and the pace is quick.
    (feed.gap, feed.age, feed.wish, feed.rhythm) = (12 * HOUR, 6 * DAY, Wish::None, Rhythm::None);
    feed.moves = Some((moved, chance.pick(&[Form::Absolute, Form::ProtocolRelative])));
}

fn troubles(feed: &mut Feed, mut from: i64, chance: &mut Chance) {
    let kinds = [
        Trouble::Unavailable(None),
        Trouble::Unavailable(Some(5 * HOUR)),
        Trouble::Unavailable(Some(3 * DAY)),
        Trouble::ServerError,
        Trouble::Missing,
        Trouble::Forbidden,
        Trouble::Challenge,
        Trouble::WebPage,
        Trouble::Empty,
        Trouble::CutOff,
        Trouble::Garbled,
    ];
    for _ in 0..chance.between(1, 4) {
        let until = from + chance.pick(&[2 * HOUR, 10 * HOUR, 40 * HOUR, 9 * DAY]);
        feed.troubles.push((from, until, chance.pick(&kinds)));
        from = until + chance.between(DAY, 4 * DAY);
    }
    if chance.percent(15) {
        feed.troubles.push((from, 99 * DAY, Trouble::Gone));
    }
}
