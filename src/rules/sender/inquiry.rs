//! Questions and the answers so far: rules ask, a job finds out, rules ask again. So the decisions stay pure.

use crate::model::dns::{Answer, Question, RecordKind};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

/// What is known of the names, and what is not yet.
#[derive(Debug, Default)]
pub struct Inquiry {
    known: HashMap<Question, Answer>,
    open: RefCell<BTreeSet<Question>>,
}

impl Inquiry {
    /// The answer; none when it has to be found out first.
    pub fn ask(&self, kind: RecordKind, name: &str) -> Option<&Answer> {
        let question = Question::new(kind, name);
        let answer = self.known.get(&question);
        if answer.is_none() {
            self.open.borrow_mut().insert(question);
        }
        answer
    }

    /// All addresses of a name; `Err` tells why nobody could say. Both kinds are asked for at once.
    pub fn addresses(&self, name: &str) -> Option<Result<Vec<IpAddr>, String>> {
        let (v4, v6) = (self.ask(RecordKind::Ipv4, name), self.ask(RecordKind::Ipv6, name));
        let (v4, v6) = (v4?, v6?);
        let found = [v4.addresses(), v6.addresses()].concat();
        Some(match (found.is_empty(), v4, v6) {
            (true, Answer::Failed(why), _) | (true, _, Answer::Failed(why)) => Err(why.clone()),
            _ => Ok(found),
        })
    }

    /// The questions that were asked in vain since the last time.
    pub fn take_open(&self) -> Vec<Question> {
        std::mem::take(&mut *self.open.borrow_mut()).into_iter().collect()
    }

    /// Writes an answer down.
    pub fn learn(&mut self, question: Question, answer: Answer) {
        self.known.insert(question, answer);
    }
}
