//! The conversation with a mail server (RFC 5321): our own, so that every step has its limit and its certain outcome.
//!
//! Up to the reply to DATA nothing has been given away. From the first byte of the message to the reply after the final dot
//! the server may own it (RFC 1047); a reply of 4yz or 5yz, or a connection lost before the dot left us, makes it certain
//! again that it does not. docs/decisions/0014-smtp-dialogue.md says why it is not a library's.

mod body;
mod commands;
mod connection;
mod dialogue;
mod extensions;
mod giving;
mod login;
mod opening;
mod reply;
mod timeouts;

pub use timeouts::Timeouts;

use super::Letter;
use crate::model::delivery::{Obstacle, Phase, Reply, SendOutcome};
use crate::model::settings::SmtpSettings;
use commands::Command;
use dialogue::{Answer, Dialogue};
use std::time::Duration;
use tokio::time::Instant;

/// The server announces that it hangs up (RFC 5321 §3.8).
const HANGS_UP: u16 = 421;

/// Messages over one connection, and its age, before it is renewed.
const PER_CONNECTION: u32 = 100;
const LONGEST: Duration = Duration::from_secs(300);

/// A server that mail is given to, over one connection after another.
#[derive(Debug)]
pub struct SmtpSession {
    settings: SmtpSettings,
    hello_name: String,
    dialogue: Dialogue,
    opened: Instant,
    sent: u32,
}

impl SmtpSession {
    /// Connects, greets, secures and logs in; the obstacle names the server and the next step.
    pub async fn open(settings: &SmtpSettings, hello_name: &str, limits: Timeouts) -> Result<Self, Obstacle> {
        let dialogue = open(settings, hello_name, limits).await?;
        Ok(Self { settings: settings.clone(), hello_name: hello_name.to_owned(), dialogue, opened: Instant::now(), sent: 0 })
    }

    /// Whether the connection has to be given up.
    pub fn is_broken(&self) -> bool {
        self.dialogue.is_broken || self.sent >= PER_CONNECTION || self.opened.elapsed() >= LONGEST
    }

    /// Whether addresses beyond ASCII can be sent to (RFC 6531).
    pub fn offers_smtputf8(&self) -> bool {
        self.dialogue.extensions.smtputf8
    }

    /// MAIL, RCPT, DATA; then the mark; then the message.
    pub async fn send<F>(&mut self, letter: &Letter, mark: impl FnOnce() -> F) -> anyhow::Result<Option<SendOutcome>>
    where
        F: Future<Output = anyhow::Result<bool>>,
    {
        let Some(wire) = body::on_the_wire(&letter.bytes) else { anyhow::bail!("a mail with a line end that is not CRLF") };
        if let Err(outcome) = self.envelope(letter).await {
            return Ok(Some(outcome));
        }
        // A mark that is not given closes the connection before a byte of the message goes: that takes DATA back.
        let is_marked = mark().await;
        if !matches!(is_marked, Ok(true)) {
            self.dialogue.is_broken = true;
            return is_marked.map(|_| None);
        }
        self.sent += 1;
        Ok(Some(giving::give(&mut self.dialogue, &wire, &place(&self.settings)).await))
    }

    /// Everything before the message; where it goes no further, nothing has been delivered.
    async fn envelope(&mut self, letter: &Letter) -> Result<(), SendOutcome> {
        // Between two messages a server may hang up as it likes; that is no reader's fault.
        if self.sent > 0 && !self.dialogue.wire.is_quiet() {
            self.renew().await?;
        }
        let mut answer = self.ask_envelope(letter).await?;
        if self.sent > 0 && hung_up_at_mail(&answer) {
            self.renew().await?;
            answer = self.ask_envelope(letter).await?;
        }
        let outcome = match answer {
            Answer::Yes(_) => return Ok(()),
            Answer::Never(reply) | Answer::Lost(reply) if reply.phase == Phase::Mail => self.refused_sender(reply),
            // A passing "no" to MAIL concerns this mail; whether it is about all of them, the next ones will show.
            Answer::Later(reply) if reply.phase == Phase::Mail && reply.code == HANGS_UP => self.refused_sender(reply),
            Answer::Later(reply) | Answer::Lost(reply) => SendOutcome::Deferred(reply),
            Answer::Never(reply) => SendOutcome::Refused(reply),
        };
        self.start_over().await;
        Err(outcome)
    }

    async fn ask_envelope(&mut self, letter: &Letter) -> Result<Answer, SendOutcome> {
        let (from, to) = (letter.from.expose(), letter.to.expose());
        let offered = &self.dialogue.extensions;
        let unsayable = || SendOutcome::Refused(Reply::missing(Phase::Rcpt, "the mail server takes no such address"));
        let commands = commands::envelope(from, to, letter.bytes.len(), offered, &self.dialogue.limits).ok_or_else(unsayable)?;
        Ok(self.dialogue.ask_all(&commands).await)
    }

    async fn renew(&mut self) -> Result<(), SendOutcome> {
        self.dialogue = open(&self.settings, &self.hello_name, self.dialogue.limits).await.map_err(SendOutcome::Blocked)?;
        (self.opened, self.sent) = (Instant::now(), 0);
        Ok(())
    }

    fn refused_sender(&mut self, reply: Reply) -> SendOutcome {
        self.dialogue.is_broken = true;
        let next = if reply.code >= 500 { "check [mail] from and the login" } else { "it is tried again" };
        let why = format!("{} does not take mail from us: {reply}; {next}", place(&self.settings));
        SendOutcome::Blocked(Obstacle { why, reply: Some(reply) })
    }

    /// RSET, so that one refused recipient does not cost the connection.
    async fn start_over(&mut self) {
        if !self.dialogue.is_broken {
            let reset = Command::new(Phase::Rcpt, "RSET", 2, self.dialogue.limits.command);
            self.dialogue.is_broken |= !matches!(self.dialogue.ask(&reset).await, Answer::Yes(_));
        }
    }

    /// QUIT, without insisting on an answer: the mails are accepted already.
    pub async fn close(mut self) {
        if !self.dialogue.is_broken {
            let quit = Command::new(Phase::Dot, "QUIT", 2, self.dialogue.limits.goodbye);
            let _ = self.dialogue.ask(&quit).await;
        }
    }
}

async fn open(settings: &SmtpSettings, hello_name: &str, limits: Timeouts) -> Result<Dialogue, Obstacle> {
    let named = |Obstacle { why, reply }| Obstacle { why: format!("the mail server {} {why}", place(settings)), reply };
    opening::open(settings, hello_name, limits).await.map_err(named)
}

fn place(settings: &SmtpSettings) -> String {
    format!("{}:{}", settings.host, settings.port)
}

fn hung_up_at_mail(answer: &Answer) -> bool {
    match answer {
        Answer::Yes(_) | Answer::Never(_) => false,
        Answer::Later(reply) => reply.phase == Phase::Mail && reply.code == HANGS_UP,
        Answer::Lost(reply) => reply.phase == Phase::Mail,
    }
}
