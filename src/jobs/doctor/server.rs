//! The mail server: does it answer, under TLS, with a certificate that holds, and does it take the login?

use crate::io::mailer::Session;
use crate::model::finding::Finding;
use crate::model::settings::{Settings, SmtpTls, Transport};
use crate::rules::leaving::is_loopback_host;
use crate::rules::mailing;
use std::time::Duration;

const WHAT: &str = "server";

/// For the whole greeting, TLS and the login.
const LIMIT: Duration = Duration::from_secs(10);

/// Opens a connection as sending would, and closes it.
pub async fn look(settings: &Settings) -> Option<Finding> {
    let Transport::Smtp(smtp) = &settings.mail.transport else { return None };
    let server = format!("{}:{}", smtp.host, smtp.port);
    let hello = mailing::hello_name(settings);
    let open = Session::open(&settings.mail.transport, &hello);
    Some(match tokio::time::timeout(LIMIT, open).await {
        Ok(Ok(session)) => {
            session.close().await;
            answers(&server, smtp.tls, is_loopback_host(&smtp.host))
        }
        Ok(Err(why)) => {
            Finding::wrong(WHAT, why.to_string(), "nothing can be sent until that is mended; nobody is lost meanwhile")
        }
        Err(_) => {
            let because = format!("the mail server {server} did not open a conversation within {} seconds", LIMIT.as_secs());
            Finding::wrong(WHAT, because, "check [mail] smtp, and that a firewall lets its port through")
        }
    })
}

fn answers(server: &str, tls: SmtpTls, is_here: bool) -> Finding {
    match tls {
        SmtpTls::Implicit | SmtpTls::StartTls => {
            Finding::well(WHAT, format!("{server} answers under TLS with a valid certificate"))
        }
        SmtpTls::None if is_here => Finding::well(WHAT, format!("{server}, on this machine, answers")),
        SmtpTls::None => {
            let because = format!("{server} is spoken to in clear: every address passes the network readable");
            Finding::look(WHAT, because, "take tls=none out of [mail] smtp")
        }
    }
}
