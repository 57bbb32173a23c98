//! The conversation with a mail server (RFC 5321), command by command, each with its own time-out.

use super::Letter;
use crate::model::address::EmailAddress;
use crate::model::delivery::{Obstacle, Phase, Reply, SendOutcome};
use crate::model::settings::{SmtpSettings, SmtpTls};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use std::future::Future;
use std::time::Duration;

/// RFC 5321 §4.5.3.2, and 30 seconds for TCP itself.
const CONNECT: Duration = Duration::from_secs(30);
const COMMAND: Duration = Duration::from_secs(5 * 60);
const LOGIN: Duration = Duration::from_secs(60);
const DATA: Duration = Duration::from_secs(2 * 60);
const FINAL_DOT: Duration = Duration::from_secs(10 * 60);

/// Messages over one connection before it is renewed.
const PER_CONNECTION: u32 = 100;

/// One open connection.
pub struct SmtpSession {
    connection: AsyncSmtpConnection,
    server: String,
    sent: u32,
    broken: bool,
}

impl std::fmt::Debug for SmtpSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpSession({}, {} sent)", self.server, self.sent)
    }
}

/// How a command ended, seen from the row of the ledger.
enum Answer {
    Yes(Reply),
    Later(Reply),
    Never(Reply),
    Broken(Reply),
}

impl SmtpSession {
    /// Connects, greets, secures and logs in; the error names the server and the next step.
    pub async fn open(settings: &SmtpSettings, hello_name: &str) -> Result<Self, Obstacle> {
        let server = format!("{}:{}", settings.host, settings.port);
        let connection = open(settings, hello_name)
            .await
            .map_err(|why| Obstacle { why: format!("the mail server {server} {why}"), reply: None })?;
        Ok(Self { connection, server, sent: 0, broken: false })
    }

    /// Whether the connection has to be given up.
    pub fn is_broken(&self) -> bool {
        self.broken || self.sent >= PER_CONNECTION
    }

    /// MAIL, RCPT, DATA; then the mark; then the body.
    pub async fn send<F>(&mut self, letter: &Letter, mark: impl FnOnce() -> F) -> anyhow::Result<Option<SendOutcome>>
    where
        F: Future<Output = anyhow::Result<bool>>,
    {
        if let Some(outcome) = self.envelope(letter).await {
            return Ok(Some(outcome));
        }
        // 354 was read: from here on the body may go. A mark that fails closes the connection before a byte of it does.
        match mark().await {
            Ok(true) => {}
            Ok(false) => {
                self.broken = true;
                return Ok(None);
            }
            Err(error) => {
                self.broken = true;
                return Err(error);
            }
        }
        Ok(Some(self.body(&letter.bytes).await))
    }

    /// Everything before the body: whatever fails here, nothing has been delivered.
    async fn envelope(&mut self, letter: &Letter) -> Option<SendOutcome> {
        let (Some(from), Some(to)) = (lettre_address(&letter.from), lettre_address(&letter.to)) else {
            return Some(SendOutcome::Refused(Reply::missing(Phase::Rcpt, "the mail library does not accept the address")));
        };
        match self.command(Phase::Mail, COMMAND, Mail::new(Some(from), Vec::new())).await {
            Answer::Yes(_) => {}
            Answer::Later(reply) | Answer::Never(reply) | Answer::Broken(reply) => {
                self.broken = true;
                let why = format!("{} does not take mail from us: {reply}; check [mail] from and the login", self.server);
                return Some(SendOutcome::Blocked(Obstacle { why, reply: Some(reply) }));
            }
        }
        match self.command(Phase::Rcpt, COMMAND, Rcpt::new(to, Vec::new())).await {
            Answer::Yes(_) => {}
            Answer::Later(why) => return Some(self.start_over(SendOutcome::Deferred(why)).await),
            Answer::Never(why) => return Some(self.start_over(SendOutcome::Refused(why)).await),
            Answer::Broken(why) => return Some(SendOutcome::Deferred(why)),
        }
        match self.command(Phase::Data, DATA, Data).await {
            Answer::Yes(_) => None,
            Answer::Later(why) => Some(self.start_over(SendOutcome::Deferred(why)).await),
            Answer::Never(why) => Some(self.start_over(SendOutcome::Refused(why)).await),
            Answer::Broken(why) => Some(SendOutcome::Deferred(why)),
        }
    }

    /// From the first byte of the body to the reply after the final dot the server may own the message (RFC 1047).
    async fn body(&mut self, bytes: &[u8]) -> SendOutcome {
        // The library ends the last line itself.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let reply = match tokio::time::timeout(FINAL_DOT, self.connection.message(bytes)).await {
            Ok(answer) => judged(Phase::Dot, answer),
            Err(_) => Answer::Broken(Reply::missing(Phase::Dot, "no reply within 10 minutes")),
        };
        self.sent += 1;
        match reply {
            Answer::Yes(reply) => SendOutcome::Accepted(reply),
            Answer::Later(why) => SendOutcome::Deferred(why),
            Answer::Never(why) => SendOutcome::Refused(why),
            Answer::Broken(why) => {
                self.broken = true;
                let why = format!("{why} after the message was given to {}", self.server);
                SendOutcome::Uncertain(Reply::missing(Phase::Dot, &why))
            }
        }
    }

    /// RSET, so that one refused recipient does not cost the connection.
    async fn start_over(&mut self, outcome: SendOutcome) -> SendOutcome {
        match self.command(Phase::Data, COMMAND, Rset).await {
            Answer::Yes(_) => {}
            Answer::Later(_) | Answer::Never(_) | Answer::Broken(_) => self.broken = true,
        }
        outcome
    }

    async fn command(&mut self, phase: Phase, limit: Duration, command: impl std::fmt::Display) -> Answer {
        let reply = match tokio::time::timeout(limit, self.connection.command(command)).await {
            Ok(answer) => judged(phase, answer),
            Err(_) => Answer::Broken(Reply::missing(phase, &format!("no reply within {} seconds", limit.as_secs()))),
        };
        self.broken |= matches!(reply, Answer::Broken(_));
        reply
    }

    /// QUIT, without insisting on an answer.
    pub async fn close(mut self) {
        if !self.broken {
            // The mails are accepted already: how the goodbye ends changes nothing.
            let _ = tokio::time::timeout(Duration::from_secs(5), self.connection.quit()).await;
        }
    }
}

async fn open(settings: &SmtpSettings, hello_name: &str) -> Result<AsyncSmtpConnection, String> {
    let hello = ClientId::Domain(hello_name.to_owned());
    let tls = || {
        TlsParameters::new(settings.host.clone()).map_err(|error| format!("cannot be spoken to under TLS ({})", plain(&error)))
    };
    let implicit = if settings.tls == SmtpTls::Implicit { Some(tls()?) } else { None };
    let server = (settings.host.as_str(), settings.port);
    let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &hello, implicit, None);
    let mut connection = within(COMMAND, "greet us", connecting)
        .await?
        .map_err(|error| format!("cannot be reached ({}); check [mail] smtp, and that it runs", plain(&error)))?;
    if settings.tls == SmtpTls::StartTls {
        let refused = |error: Error| format!("does not offer a secure connection ({}); nothing is sent in clear", plain(&error));
        within(LOGIN, "answer STARTTLS", connection.starttls(tls()?, &hello)).await?.map_err(refused)?;
    }
    if let Some((user, password)) = &settings.login {
        let credentials = Credentials::new(user.clone(), password.clone());
        let refused = |error: Error| format!("refuses the login ({}); check user and password in [mail] smtp", plain(&error));
        within(LOGIN, "answer the login", connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials))
            .await?
            .map_err(refused)?;
    }
    Ok(connection)
}

/// Each step of the opening has its own limit, and its own words when it is passed.
async fn within<T>(limit: Duration, what: &str, step: impl Future<Output = T>) -> Result<T, String> {
    let late = |_| format!("did not {what} within {} seconds; check [mail] smtp", limit.as_secs());
    tokio::time::timeout(limit, step).await.map_err(late)
}

fn lettre_address(address: &EmailAddress) -> Option<Address> {
    address.expose().parse().ok()
}

fn judged(phase: Phase, answer: Result<Response, Error>) -> Answer {
    match answer {
        Ok(response) => {
            let words = response.message().collect::<Vec<_>>().join(" ");
            Answer::Yes(Reply::new(phase, response.code().into(), &words))
        }
        Err(error) => refused(phase, &error),
    }
}

fn refused(phase: Phase, error: &Error) -> Answer {
    let Some(code) = error.status().map(u16::from) else { return Answer::Broken(Reply::missing(phase, &plain(error))) };
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let reply = Reply::new(phase, code, &words);
    match code {
        // 421 announces that the server hangs up (RFC 5321 §3.8).
        421 => Answer::Broken(reply),
        400..500 => Answer::Later(reply),
        _ => Answer::Never(reply),
    }
}

fn plain(error: &Error) -> String {
    let words = error.to_string();
    let cause = std::error::Error::source(error).map(ToString::to_string).filter(|cause| !words.contains(cause.as_str()));
    let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{words}{cause}").chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
