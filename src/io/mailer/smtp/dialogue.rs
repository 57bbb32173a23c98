//! Command and answer: what was asked, in which step, and how the server took it.

use super::commands::Command;
use super::connection::{Lost, Wire};
use super::extensions::Extensions;
use super::reply::Lines;
use super::timeouts::Timeouts;
use crate::model::delivery::{Phase, Reply};

/// The server announces that it hangs up (RFC 5321 §3.8).
const HANGS_UP: u16 = 421;

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What the command hopes for.
    Yes(Reply),
    /// 4yz.
    Later(Reply),
    /// 5yz.
    Never(Reply),
    /// No reply, or one that does not belong here: the connection is of no use any more.
    Lost(Reply),
}

/// One connection to a server, at rest between two commands.
#[derive(Debug)]
pub struct Dialogue {
    pub wire: Wire,
    pub limits: Timeouts,
    /// What the last EHLO offered.
    pub extensions: Extensions,
    /// Whether nothing more can be said on this connection.
    pub is_broken: bool,
}

impl Dialogue {
    pub fn new(wire: Wire, limits: Timeouts) -> Self {
        Self { wire, limits, extensions: Extensions::default(), is_broken: false }
    }

    /// Says one line and reads the reply.
    pub async fn ask(&mut self, command: &Command) -> Answer {
        match self.say(command.line.as_bytes()).await {
            Ok(()) => self.hear(command).await,
            Err(lost) => self.lost(command.phase, &lost),
        }
    }

    /// The same for a reply whose lines matter.
    pub async fn lines(&mut self, line: &str) -> Result<Lines, Lost> {
        self.say(line.as_bytes()).await?;
        self.wire.reply(self.limits.command).await
    }

    async fn say(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        self.wire.write(bytes, self.limits.command).await
    }

    /// Goes through the commands, in one packet where the server allows it (RFC 2920): the first answer that is not yes, or
    /// the last yes. Nothing depends on how they were cut into packets, for each reply is judged by itself.
    pub async fn ask_all(&mut self, commands: &[Command; 3]) -> Answer {
        let at_once = self.extensions.pipelining;
        let [first, rest @ ..] = commands;
        if at_once {
            let all: String = commands.iter().map(|command| command.line.as_str()).collect();
            if let Err(lost) = self.say(all.as_bytes()).await {
                return self.lost(first.phase, &lost);
            }
        }
        let mut answer = self.ask_or_hear(first, at_once).await;
        for command in rest {
            let agreed = matches!(answer, Answer::Yes(_));
            if self.is_broken || !(agreed || at_once) {
                break;
            }
            let next = self.ask_or_hear(command, at_once).await;
            if agreed {
                answer = next;
            } else {
                // A yes to DATA after a no to RCPT opens a message for nobody; hanging up takes it back for certain.
                self.is_broken |= command.phase == Phase::Data && matches!(next, Answer::Yes(_));
            }
        }
        answer
    }

    async fn ask_or_hear(&mut self, command: &Command, is_said: bool) -> Answer {
        if is_said { self.hear(command).await } else { self.ask(command).await }
    }

    /// Reads the reply to a command that was said.
    pub async fn hear(&mut self, command: &Command) -> Answer {
        match self.wire.reply(command.limit).await {
            Ok(lines) => self.judged(command, &lines),
            Err(lost) => self.lost(command.phase, &lost),
        }
    }

    fn judged(&mut self, command: &Command, lines: &Lines) -> Answer {
        let reply = Reply::new(command.phase, lines.code, &lines.in_one_line());
        self.is_broken |= lines.code == HANGS_UP;
        match lines.code / 100 {
            4 => Answer::Later(reply),
            5 => Answer::Never(reply),
            class if class == command.hopes_for => Answer::Yes(reply),
            _ => {
                self.is_broken = true;
                Answer::Lost(Reply::missing(command.phase, &format!("the server answered {reply}, which is no answer here")))
            }
        }
    }

    fn lost(&mut self, phase: Phase, lost: &Lost) -> Answer {
        self.is_broken = true;
        Answer::Lost(Reply::missing(phase, &lost.to_string()))
    }
}
