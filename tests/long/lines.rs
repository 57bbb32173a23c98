//! The score: one line a criterion.

/// Criterion, and what it asks for.
const LINES: [(&str, &str); 36] = [
    ("F1", "one unconditional request per new feed"),
    ("F2", "If-Modified-Since verbatim"),
    ("F3", "If-None-Match verbatim"),
    ("F4", "no invented validators, none on first contact"),
    ("F5", "one validator changed alone, both sent right"),
    ("F6", "changed without the document, new ones sent"),
    ("F7", "never an older validator after a newer one"),
    ("F8", "not forgotten over half a day and restarts"),
    ("F9", "304 handled, its headers kept"),
    ("F10", "an hour between requests, over restarts too"),
    ("F11", "a day where the server gives no validators"),
    ("F12", "max-age, Expires, ttl and sy honoured"),
    ("F13", "Retry-After honoured, for the whole host"),
    ("F14", "a bare 429 slows down"),
    ("F15", "errors leave the validators alone"),
    ("F16", "slow for feeds that rarely change"),
    ("F17", "no cookies sent back"),
    ("F18", "no Referer"),
    ("F19", "addresses as written"),
    ("F20", "one GET a poll and nothing beside it"),
    ("F21", "User-Agent with version and page"),
    ("F22", "a move is believed in time, and no other"),
    ("F23", "stop on 410"),
    ("F24", "plain http stays plain http"),
    ("F25", "Accept-Encoding with gzip"),
    ("F26", "one poller a feed with two at work"),
    ("F27", "IPv6"),
    ("O1", "max-age honoured"),
    ("O2", "one request a host at a time, spaced"),
    ("O3", "User-Agent with a contact"),
    ("O4", "Accept names feed types"),
    ("E1", "max-age and Expires honoured"),
    ("E2", "conditional requests"),
    ("E3", "compressed answers are read"),
    ("E4", "skipHours and skipDays honoured"),
    ("E5", "429 and 503 with Retry-After honoured"),
];

/// What was looked at and what was wrong.
pub struct Score {
    checked: Vec<usize>,
    faults: Vec<Vec<String>>,
}

impl Score {
    pub fn new() -> Self {
        Self { checked: vec![0; LINES.len()], faults: vec![Vec::new(); LINES.len()] }
    }

    /// One more look at a criterion; `what` is asked only when it was a fault.
    pub fn check(&mut self, line: &str, is_right: bool, what: impl FnOnce() -> String) {
        let at = LINES.iter().position(|(id, _)| *id == line).unwrap();
        self.checked[at] += 1;
        if !is_right {
            self.faults[at].push(what());
        }
    }

    /// Faults, and criteria that were never put to the test: those prove nothing.
    pub fn faults(&self) -> usize {
        self.faults.iter().map(Vec::len).sum::<usize>() + self.checked.iter().filter(|checked| **checked == 0).count()
    }

    pub fn print(&self, days: i64) {
        for (at, (id, what)) in LINES.iter().enumerate() {
            let (checked, faults) = (self.checked[at], self.faults[at].len());
            let verdict = if checked == 0 {
                "NOT TESTED"
            } else if faults == 0 {
                "ok"
            } else {
                "FAULTS"
            };
            println!("{id:<4} {what:<46} {checked:>7} checked, {faults:>3} faults  {verdict}");
            self.faults[at].iter().take(5).for_each(|fault| println!("       {fault}"));
        }
        let right = |letter: &str| {
            let all = || (0..LINES.len()).filter(|at| LINES[*at].0.starts_with(letter));
            (all().filter(|at| self.checked[*at] > 0 && self.faults[*at].is_empty()).count(), all().count())
        };
        let ((f, all_f), (o, all_o), (e, all_e)) = (right("F"), right("O"), right("E"));
        println!("O {o}/{all_o}, E {e}/{all_e}");
        println!("manners {f}/{all_f}, {days} virtual days, {} faults", self.faults());
    }
}
