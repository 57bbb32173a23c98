//! From nothing to a connection that takes mail: TCP, greeting, EHLO, STARTTLS, login. Each failure is a sentence that
//! goes on after the server's name.

use super::commands::Command;
use super::connection::{Lost, Wire};
use super::dialogue::{Answer, Dialogue};
use super::extensions::Extensions;
use super::timeouts::Timeouts;
use super::{login, reply::Lines};
use crate::model::delivery::{Obstacle, Phase, Reply};
use crate::model::settings::{SmtpSettings, SmtpTls};

/// Opens a connection as the settings ask, or not at all: TLS that was asked for is never left out.
pub async fn open(settings: &SmtpSettings, hello_name: &str, limits: Timeouts) -> Result<Dialogue, Obstacle> {
    let mut wire = Wire::connect(&settings.host, settings.port, limits.connect).await.map_err(unreachable)?;
    if settings.tls == SmtpTls::Implicit {
        wire = wire.secure(&settings.host, limits.connect).await.map_err(insecure)?;
    }
    let mut dialogue = Dialogue::new(wire, limits);
    greeting(&mut dialogue).await?;
    hello(&mut dialogue, hello_name).await?;
    if settings.tls == SmtpTls::StartTls {
        dialogue = start_tls(dialogue, &settings.host).await?;
        hello(&mut dialogue, hello_name).await?;
    }
    if let Some((user, password)) = &settings.login {
        login::log_in(&mut dialogue, user, password).await?;
    }
    Ok(dialogue)
}

async fn greeting(dialogue: &mut Dialogue) -> Result<(), Obstacle> {
    let nothing = Command::new(Phase::Greeting, "", 2, dialogue.limits.greeting);
    agreed(dialogue.hear(&nothing).await, "does not greet us").map(drop)
}

/// EHLO, or HELO for a server that does not know it (RFC 5321 §3.2).
async fn hello(dialogue: &mut Dialogue, hello_name: &str) -> Result<(), Obstacle> {
    let lines = dialogue.lines(&format!("EHLO {hello_name}\r\n")).await.map_err(|lost| unheard(&lost))?;
    dialogue.extensions = Extensions::read(&lines.words);
    match lines {
        Lines { code: 200..300, .. } => Ok(()),
        Lines { code: 500..600, .. } => {
            dialogue.extensions = Extensions::default();
            let helo = Command::new(Phase::Greeting, &format!("HELO {hello_name}"), 2, dialogue.limits.command);
            agreed(dialogue.ask(&helo).await, "does not take our name").map(drop)
        }
        lines => {
            let reply = Reply::new(Phase::Greeting, lines.code, &lines.in_one_line());
            Err(Obstacle { why: format!("does not take our name ({reply})"), reply: Some(reply) })
        }
    }
}

/// RFC 3207. Words that came in clear behind the server's yes were put there by somebody in between.
async fn start_tls(mut dialogue: Dialogue, host: &str) -> Result<Dialogue, Obstacle> {
    if !dialogue.extensions.starttls {
        return Err(insecure_because("it offers none", None));
    }
    let command = Command::new(Phase::Greeting, "STARTTLS", 2, dialogue.limits.command);
    match dialogue.ask(&command).await {
        Answer::Yes(_) if dialogue.wire.has_unread() => Err(insecure_because("something was put into the conversation", None)),
        Answer::Yes(_) => {
            let limits = dialogue.limits;
            Ok(Dialogue::new(dialogue.wire.secure(host, limits.connect).await.map_err(insecure)?, limits))
        }
        Answer::Later(reply) | Answer::Never(reply) | Answer::Lost(reply) => {
            Err(insecure_because(&reply.to_string(), Some(reply.clone())))
        }
    }
}

fn agreed(answer: Answer, refusal: &str) -> Result<Reply, Obstacle> {
    match answer {
        Answer::Yes(reply) => Ok(reply),
        Answer::Later(reply) | Answer::Never(reply) | Answer::Lost(reply) => {
            Err(Obstacle { why: format!("{refusal} ({reply}); check [mail] smtp"), reply: Some(reply) })
        }
    }
}

fn unreachable(lost: Lost) -> Obstacle {
    Obstacle { why: format!("cannot be reached ({lost}); check [mail] smtp, and that it runs"), reply: None }
}

fn unheard(lost: &Lost) -> Obstacle {
    Obstacle { why: format!("does not answer EHLO ({lost}); check [mail] smtp"), reply: None }
}

fn insecure(lost: Lost) -> Obstacle {
    insecure_because(&lost.to_string(), None)
}

fn insecure_because(why: &str, reply: Option<Reply>) -> Obstacle {
    Obstacle { why: format!("does not offer a secure connection ({why}); nothing is sent in clear"), reply }
}
