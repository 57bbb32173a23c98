//! The conversation with a mail server (RFC 5321), command by command, each with its own time-out.

use super::Letter;
use crate::model::address::EmailAddress;
use crate::model::delivery::SendOutcome;
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
enum Reply {
    Yes(Response),
    Later(String),
    Never(String),
    Broken(String),
}

impl SmtpSession {
    /// Connects, greets, secures and logs in; the error names the server and the next step.
    pub async fn open(settings: &SmtpSettings, hello_name: &str) -> Result<Self, String> {
        let server = format!("{}:{}", settings.host, settings.port);
        let connection = open(settings, hello_name).await.map_err(|why| format!("the mail server {server} {why}"))?;
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
            return Some(SendOutcome::Refused("the mail library does not accept the address".to_owned()));
        };
        match self.command(COMMAND, Mail::new(Some(from), Vec::new())).await {
            Reply::Yes(_) => {}
            Reply::Later(why) | Reply::Never(why) | Reply::Broken(why) => {
                self.broken = true;
                return Some(SendOutcome::Blocked(format!(
                    "{} does not take mail from us: {why}; check [mail] from and the login",
                    self.server
                )));
            }
        }
        match self.command(COMMAND, Rcpt::new(to, Vec::new())).await {
            Reply::Yes(_) => {}
            Reply::Later(why) => return Some(self.start_over(SendOutcome::Deferred(why)).await),
            Reply::Never(why) => return Some(self.start_over(SendOutcome::Refused(why)).await),
            Reply::Broken(why) => return Some(SendOutcome::Deferred(why)),
        }
        match self.command(DATA, Data).await {
            Reply::Yes(_) => None,
            Reply::Later(why) => Some(self.start_over(SendOutcome::Deferred(why)).await),
            Reply::Never(why) => Some(self.start_over(SendOutcome::Refused(why)).await),
            Reply::Broken(why) => Some(SendOutcome::Deferred(why)),
        }
    }

    /// From the first byte of the body to the reply after the final dot the server may own the message (RFC 1047).
    async fn body(&mut self, bytes: &[u8]) -> SendOutcome {
        // The library ends the last line itself.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let reply = match tokio::time::timeout(FINAL_DOT, self.connection.message(bytes)).await {
            Ok(answer) => judged(answer),
            Err(_) => Reply::Broken("no reply within 10 minutes".to_owned()),
        };
        self.sent += 1;
        match reply {
            Reply::Yes(response) => SendOutcome::Accepted(in_one_line(&response)),
            Reply::Later(why) => SendOutcome::Deferred(why),
            Reply::Never(why) => SendOutcome::Refused(why),
            Reply::Broken(why) => {
                self.broken = true;
                SendOutcome::Uncertain(format!("{why} after the message was given to {}", self.server))
            }
        }
    }

    /// RSET, so that one refused recipient does not cost the connection.
    async fn start_over(&mut self, outcome: SendOutcome) -> SendOutcome {
        match self.command(COMMAND, Rset).await {
            Reply::Yes(_) => {}
            Reply::Later(_) | Reply::Never(_) | Reply::Broken(_) => self.broken = true,
        }
        outcome
    }

    async fn command(&mut self, limit: Duration, command: impl std::fmt::Display) -> Reply {
        let reply = match tokio::time::timeout(limit, self.connection.command(command)).await {
            Ok(answer) => judged(answer),
            Err(_) => Reply::Broken(format!("no reply within {} seconds", limit.as_secs())),
        };
        self.broken |= matches!(reply, Reply::Broken(_));
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

fn judged(answer: Result<Response, Error>) -> Reply {
    match answer {
        Ok(response) => Reply::Yes(response),
        // 421 announces that the server hangs up (RFC 5321 §3.8).
        Err(error) if error.status().is_some_and(|code| u16::from(code) == 421) => Reply::Broken(plain(&error)),
        Err(error) if error.is_transient() => Reply::Later(plain(&error)),
        Err(error) if error.is_permanent() => Reply::Never(plain(&error)),
        Err(error) => Reply::Broken(plain(&error)),
    }
}

fn in_one_line(response: &Response) -> String {
    let words = response.message().collect::<Vec<_>>().join(" ");
    format!("{} {words}", response.code()).chars().filter(|c| !c.is_control()).take(300).collect()
}

fn plain(error: &Error) -> String {
    let words = error.to_string();
    let cause = std::error::Error::source(error).map(ToString::to_string).filter(|cause| !words.contains(cause.as_str()));
    let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{words}{cause}").chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
