//! The sender's domain, over name servers: rules say what they have to know, this finds it out, until they can decide.

use crate::io::address_guard::is_public;
use crate::io::mailer::dkim::Signer;
use crate::io::resolver::{self, Resolver};
use crate::model::dns::Answer;
use crate::model::finding::Finding;
use crate::model::settings::{Settings, Transport};
use crate::rules::leaving::is_loopback_host;
use crate::rules::sender::dkim::ExpectedKey;
use crate::rules::sender::{Inquiry, Outlet, Sender, examine};
use futures_util::{StreamExt, stream};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Everything together; a question costs at most five seconds of it.
const LIMIT: Duration = Duration::from_secs(15);

/// Questions on their way at once, and in all: a record may lead to others without end.
const AT_ONCE: usize = 32;
const IN_ALL: usize = 400;

/// Whose domain is to be looked at; none when mail goes into a folder.
pub fn subject(settings: &Settings) -> Option<Sender> {
    let Transport::Smtp(smtp) = &settings.mail.transport else { return None };
    let from = settings.mail.from.address.domain().to_owned();
    let return_path = settings.mail.bounces.as_ref().map_or(from.as_str(), |path| path.domain()).to_owned();
    let outlet = if is_loopback_host(&smtp.host) {
        Outlet::Here(resolver::outgoing_address().filter(|address| is_public(*address)))
    } else {
        Outlet::Relay(smtp.host.clone())
    };
    Some(Sender { from, return_path, outlet, keys: keys(settings) })
}

/// The keys that sign our mails; a key file that cannot be read is told with the settings of the mail server.
fn keys(settings: &Settings) -> Vec<ExpectedKey> {
    let Some(Ok(signer)) = settings.dkim.as_ref().map(Signer::open) else { return Vec::new() };
    signer.records().iter().filter_map(|record| ExpectedKey::of_record(&record.name, &record.value)).collect()
}

/// What the name servers say about it.
pub async fn look(sender: &Sender, server: Option<SocketAddr>) -> Vec<Finding> {
    let resolver = Resolver::new(server);
    let until = Instant::now() + LIMIT;
    let mut inquiry = Inquiry::default();
    let mut asked = 0;
    loop {
        if let Some(findings) = examine(sender, &inquiry) {
            return findings;
        }
        let open = inquiry.take_open();
        asked += open.len();
        let is_over = asked > IN_ALL;
        let ask = |question| async {
            let late = || Answer::Failed("there was no time left to ask".to_owned());
            let answer =
                if is_over { late() } else { timeout_at(until, resolver.ask(&question)).await.unwrap_or_else(|_| late()) };
            (question, answer)
        };
        let answers: Vec<_> = stream::iter(open).map(ask).buffer_unordered(AT_ONCE).collect().await;
        answers.into_iter().for_each(|(question, answer)| inquiry.learn(question, answer));
    }
}
