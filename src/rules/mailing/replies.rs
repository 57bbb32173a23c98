//! What a mail server's reply means for a row of the ledger, for the reader's address and for the whole mailing.

use super::retries;
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::{DeliveryState, Ending, Obstacle, Phase, Reply, SendOutcome};

/// What one ended hand-over says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The server took responsibility.
    Accepted,
    /// It asks for patience.
    Later,
    /// This mailbox asks for patience, which says nothing about its neighbours (4.2.x).
    LaterForMailbox,
    /// It asks for patience because of who we are or how much we send (x.7.x).
    LaterForPolicy,
    /// The mailbox does not exist or is closed for good: nothing is mailed to it any more.
    NoSuchAddress,
    /// It does not want this mail from us (x.7.x); the reader has done nothing.
    Unwanted,
    /// Refused for another reason, or for none that it tells; the address stays.
    Refused,
    /// It refuses us as senders: every further mail would be refused alike, so the mailing stops.
    AboutUs,
    /// Nobody can know whether it arrived.
    Uncertain,
    /// Nothing could be offered just now: the sending stops and is tried again by itself.
    Blocked,
}

/// Judges an outcome.
pub fn meaning(outcome: &SendOutcome) -> Meaning {
    match outcome {
        SendOutcome::Accepted(_) => Meaning::Accepted,
        SendOutcome::Uncertain(_) => Meaning::Uncertain,
        SendOutcome::Deferred(reply) => match reply.enhanced {
            Some((_, 7, _)) => Meaning::LaterForPolicy,
            Some((_, 2, _)) => Meaning::LaterForMailbox,
            Some(_) | None => Meaning::Later,
        },
        SendOutcome::Refused(reply) => refusal(reply),
        SendOutcome::Blocked(obstacle) if is_refusal_of_us(obstacle) => Meaning::AboutUs,
        SendOutcome::Blocked(_) => Meaning::Blocked,
    }
}

fn refusal(reply: &Reply) -> Meaning {
    match reply.enhanced {
        // RFC 7372: SPF, DKIM, reverse DNS and alignment (Gmail says 26); Microsoft says 515 for the same.
        Some((5, 7, 20..=26 | 515)) => Meaning::AboutUs,
        Some((5, 7, _)) => Meaning::Unwanted,
        // RFC 3463 §3.2: 7 and 8 speak of the sender's address, not of the reader's.
        Some((5, 1, 7 | 8)) => Meaning::Unwanted,
        Some((5, 1, _) | (5, 2, 1)) => Meaning::NoSuchAddress,
        // Servers without enhanced codes: a login is wanted, or no relaying (RFC 4954 §6, RFC 5321 §4.2.3).
        None if matches!(reply.code, 530 | 535 | 538 | 554) => Meaning::Unwanted,
        Some(_) | None => Meaning::Refused,
    }
}

/// A lasting "no" to AUTH or MAIL FROM; a passing one, or no connection at all, is waited out.
fn is_refusal_of_us(obstacle: &Obstacle) -> bool {
    let is_lasting = |reply: &Reply| matches!(reply.phase, Phase::Login | Phase::Mail) && (500..600).contains(&reply.code);
    obstacle.reply.as_ref().is_some_and(is_lasting)
}

/// The same, knowing more: when others have had this mail accepted, and the row has paused the mailing once before, its server
/// refuses us alone; it need not pause it again.
pub fn meaning_for(outcome: &SendOutcome, endings: u32, others_accepted: bool) -> Meaning {
    match meaning(outcome) {
        Meaning::AboutUs if others_accepted && endings > 0 && matches!(outcome, SendOutcome::Refused(_)) => Meaning::Unwanted,
        plain => plain,
    }
}

/// The outcome without the address that its words may quote. Done before anybody else sees it: they go to logs and tables.
pub fn masked(outcome: SendOutcome, to: &EmailAddress) -> SendOutcome {
    let mask = |reply: Reply| Reply { text: without_address(&reply.text, to), ..reply };
    match outcome {
        SendOutcome::Accepted(reply) => SendOutcome::Accepted(mask(reply)),
        SendOutcome::Deferred(reply) => SendOutcome::Deferred(mask(reply)),
        SendOutcome::Refused(reply) => SendOutcome::Refused(mask(reply)),
        SendOutcome::Uncertain(reply) => SendOutcome::Uncertain(mask(reply)),
        SendOutcome::Blocked(Obstacle { why, reply }) => {
            SendOutcome::Blocked(Obstacle { why: without_address(&why, to), reply: reply.map(mask) })
        }
    }
}

/// Words with "…" for every spelling of the address.
pub fn without_address(words: &str, to: &EmailAddress) -> String {
    // Lower case in ASCII alone keeps every byte in its place.
    let (plain, address) = (words.to_ascii_lowercase(), to.canonical());
    let mut masked = String::new();
    let mut from = 0;
    for (at, found) in plain.match_indices(&address) {
        masked.push_str(words.get(from..at).unwrap_or_default());
        masked.push('…');
        from = at + found.len();
    }
    masked.push_str(words.get(from..).unwrap_or_default());
    masked
}

/// What the ledger writes down; `endings` is how many hand-overs of this row ended before.
pub fn ending(outcome: &SendOutcome, meaning: Meaning, endings: u32, now: Instant) -> Ending {
    let (state, reply) = match (outcome, meaning) {
        (SendOutcome::Accepted(reply), _) => (DeliveryState::Accepted, reply.to_string()),
        (SendOutcome::Deferred(reply), _) => (DeliveryState::Deferred, reply.to_string()),
        // It comes back behind all others: should it be about its own server alone, they do not wait for it.
        (SendOutcome::Refused(reply), Meaning::AboutUs) => (DeliveryState::Deferred, reply.to_string()),
        (SendOutcome::Refused(reply), _) => (DeliveryState::Refused, reply.to_string()),
        (SendOutcome::Uncertain(reply), _) => (DeliveryState::Uncertain, reply.to_string()),
        (SendOutcome::Blocked(obstacle), _) => (DeliveryState::Queued, obstacle.why.clone()),
    };
    let next_at = match state {
        // An uncertain one waits too: the server may still be finishing what the lost connection began.
        DeliveryState::Deferred | DeliveryState::Uncertain => retries::next_attempt(endings + 1, now),
        _ => now,
    };
    let status = said(outcome).map(Reply::status).unwrap_or_default();
    Ending { state, reply, status, next_at, address_is_gone: meaning == Meaning::NoSuchAddress }
}

fn said(outcome: &SendOutcome) -> Option<&Reply> {
    match outcome {
        SendOutcome::Accepted(reply)
        | SendOutcome::Deferred(reply)
        | SendOutcome::Refused(reply)
        | SendOutcome::Uncertain(reply) => Some(reply),
        SendOutcome::Blocked(obstacle) => obstacle.reply.as_ref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_rcpt(code: u16, words: &str) -> Meaning {
        let reply = Reply::new(Phase::Rcpt, code, words);
        meaning(&if code < 500 { SendOutcome::Deferred(reply) } else { SendOutcome::Refused(reply) })
    }

    #[test]
    fn an_address_is_gone_only_where_the_server_says_so() {
        for words in ["5.1.1 no such user", "5.1.2 no such host", "5.1.6 moved", "5.1.10 null MX", "5.2.1 disabled"] {
            assert_eq!(at_rcpt(550, words), Meaning::NoSuchAddress, "{words}");
        }
        for words in ["5.2.2 mailbox full", "5.4.1 no route", "5.0.0 no", "no such user", "5.3.4 too big"] {
            assert_eq!(at_rcpt(550, words), Meaning::Refused, "{words}");
        }
    }

    #[test]
    fn a_policy_against_us_is_not_held_against_the_reader() {
        for words in ["5.7.1 relaying denied", "5.7.606 blocked", "5.1.8 bad sender domain", "5.1.7 bad sender syntax"] {
            assert_eq!(at_rcpt(550, words), Meaning::Unwanted, "{words}");
        }
        assert_eq!(at_rcpt(421, "4.7.0 unusual rate"), Meaning::LaterForPolicy);
        assert_eq!(at_rcpt(452, "4.2.2 full"), Meaning::LaterForMailbox);
        assert_eq!(at_rcpt(450, "4.3.2 busy"), Meaning::Later);
    }

    #[test]
    fn a_failed_authentication_of_our_mail_is_about_us() {
        for detail in 20..=26 {
            assert_eq!(at_rcpt(550, &format!("5.7.{detail} unauthenticated")), Meaning::AboutUs);
        }
        assert_eq!(at_rcpt(550, "5.7.515 access denied"), Meaning::AboutUs);
        for detail in [19, 27, 514, 516] {
            assert_eq!(at_rcpt(550, &format!("5.7.{detail} no")), Meaning::Unwanted);
        }
    }

    #[test]
    fn a_refused_login_or_sender_is_about_us_and_a_lost_connection_is_not() {
        let blocked = |reply: Option<Reply>| meaning(&SendOutcome::Blocked(Obstacle { why: "no".to_owned(), reply }));

        for phase in [Phase::Login, Phase::Mail] {
            assert_eq!(blocked(Some(Reply::new(phase, 535, "5.7.8 wrong password"))), Meaning::AboutUs);
            assert_eq!(blocked(Some(Reply::new(phase, 454, "4.7.0 try later"))), Meaning::Blocked);
        }
        assert_eq!(blocked(Some(Reply::new(Phase::Greeting, 554, "go away"))), Meaning::Blocked);
        assert_eq!(blocked(None), Meaning::Blocked);
    }

    #[test]
    fn a_row_that_says_something_about_us_comes_back_behind_all_others() {
        let now: Instant = "2026-11-20T12:00:00Z".parse().unwrap();
        let refused = SendOutcome::Refused(Reply::new(Phase::Dot, 550, "5.7.26 unauthenticated"));

        let ending = ending(&refused, meaning(&refused), 0, now);

        assert_eq!((ending.state, ending.address_is_gone), (DeliveryState::Deferred, false));
        assert_eq!(ending.next_at, now + retries::pause(1));
    }

    #[test]
    fn one_server_that_refuses_us_again_when_others_accept_speaks_for_itself() {
        let refused = SendOutcome::Refused(Reply::new(Phase::Rcpt, 550, "5.7.23 SPF fails"));

        assert_eq!(meaning_for(&refused, 0, true), Meaning::AboutUs, "the first time it may be about us");
        assert_eq!(meaning_for(&refused, 1, false), Meaning::AboutUs, "nobody has accepted yet");
        assert_eq!(meaning_for(&refused, 1, true), Meaning::Unwanted);
    }

    #[test]
    fn words_never_hold_the_address_however_the_server_spells_it() {
        let ada = EmailAddress::parse("Ada@example.org").unwrap();
        let check = |words: &str, expected: &str| {
            let reply = Reply::new(Phase::Rcpt, 550, words);
            let outcome = masked(SendOutcome::Refused(reply), &ada);
            assert_eq!(said(&outcome).unwrap().to_string(), expected);
        };

        check("5.1.1 <Ada@example.org>: no such user", "550 5.1.1 <…>: no such user");
        check("ADA@EXAMPLE.ORG, ada@example.org", "550 …, …");
        check("é ada@example.org é", "550 é … é");
        check("bo@example.org is another", "550 bo@example.org is another");
        let blocked = masked(SendOutcome::Blocked(Obstacle { why: "not ada@example.org".to_owned(), reply: None }), &ada);
        assert_eq!(blocked, SendOutcome::Blocked(Obstacle { why: "not …".to_owned(), reply: None }));
    }
}
