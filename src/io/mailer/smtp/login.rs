//! AUTH (RFC 4954): PLAIN, or LOGIN where the server knows nothing better.

use super::commands::Command;
use super::dialogue::{Answer, Dialogue};
use crate::model::delivery::{Obstacle, Phase};
use data_encoding::BASE64;

/// Logs in. The password is said under TLS or to this machine alone, whatever the settings ask for.
pub async fn log_in(dialogue: &mut Dialogue, user: &str, password: &str) -> Result<(), Obstacle> {
    if !dialogue.wire.is_private() {
        return Err(ours("would get the password in clear; write ?tls=required in [mail] smtp"));
    }
    let offered = |mechanism: &str| dialogue.extensions.logins.iter().any(|known| known == mechanism);
    let commands = if offered("PLAIN") {
        vec![(format!("AUTH PLAIN {}", BASE64.encode(format!("\0{user}\0{password}").as_bytes())), 2)]
    } else if offered("LOGIN") {
        let (user, password) = (BASE64.encode(user.as_bytes()), BASE64.encode(password.as_bytes()));
        vec![("AUTH LOGIN".to_owned(), 3), (user, 3), (password, 2)]
    } else {
        return Err(ours("offers no login by PLAIN or LOGIN; take user and password out of [mail] smtp, or use its other port"));
    };
    for (line, hopes_for) in commands {
        match dialogue.ask(&Command::new(Phase::Login, &line, hopes_for, dialogue.limits.command)).await {
            Answer::Yes(_) => {}
            Answer::Later(reply) | Answer::Never(reply) | Answer::Lost(reply) => {
                let why = format!("refuses the login ({reply}); check user and password in [mail] smtp");
                return Err(Obstacle { why, reply: Some(reply) });
            }
        }
    }
    Ok(())
}

fn ours(why: &str) -> Obstacle {
    Obstacle { why: why.to_owned(), reply: None }
}
