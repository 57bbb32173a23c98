//! The mail before it is sent: to look at, and one copy to try.

use crate::io::mailer::Session;
use crate::io::tokens::{Keys, Purpose};
use crate::jobs::Stop;
use crate::jobs::copies::Press;
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::SendOutcome;
use crate::model::edition::{Edition, Frozen};
use crate::model::email::{Email, Heading, WaysToLeave};
use crate::model::settings::{Settings, Transport};
use crate::model::subscriber::Choice;
use crate::rules::{leaving, mailing};
use anyhow::Context;

/// Stands in for a subscriber: no row has this number, so its leave link works for nobody.
const STAND_IN: i64 = 0;

/// A press for looking: it works even where readers could not leave, because it reaches nobody.
pub fn press(settings: &Settings, keys: Keys, edition: &Edition, frozen: Frozen) -> anyhow::Result<Press> {
    let nowhere = || WaysToLeave { page: Some(settings.site.url.clone()), one_click: false, mailto: None };
    let ways = leaving::ways(settings).unwrap_or_else(|_| nowhere());
    Press::new(frozen, edition.id, (edition.kind, edition.period.date), ways, settings.clone(), keys)
}

/// The copy of a reader who stands for all.
pub fn proof(press: &Press) -> anyhow::Result<Email> {
    let reader = EmailAddress::parse("reader@example.org").context("the stand-in reader's address")?;
    Ok(press.email(&reader, STAND_IN, Choice::Everything, &press.message_id(STAND_IN)))
}

/// One copy by the real transport, marked as a test; no row of the ledger. The answer is what the server said.
pub async fn send_test(press: &Press, settings: &Settings, to: &EmailAddress, now: Instant) -> anyhow::Result<String> {
    leaving::ways(settings).map_err(|error| Stop::Settings(error.to_string()))?;
    let signature = press.keys.sign(Purpose::MessageId, &format!("test {} {}", now.timestamp(), to.canonical()));
    let message_id = mailing::message_id(press.date, &signature, settings);
    let email = press.email(to, STAND_IN, Choice::Everything, &message_id);
    let heading = Heading { subject: format!("[Test] {}", email.heading.subject), ..email.heading };
    let letter = press.single(&Email { heading, ..email })?;
    let session = Session::open(&settings.mail.transport, &mailing::hello_name(settings)).await;
    let mut session = session.map_err(|obstacle| Stop::Failed(obstacle.why))?;
    let outcome = session.send(&letter, || async { Ok(true) }).await?;
    session.close().await;
    match outcome {
        Some(SendOutcome::Accepted(reply)) => {
            let way = if matches!(settings.mail.transport, Transport::Folder(_)) { "" } else { "accepted: " };
            Ok(format!("{way}{reply}"))
        }
        Some(SendOutcome::Deferred(why)) => Err(Stop::Later(format!("the server says later: {why}")).into()),
        Some(SendOutcome::Refused(reply) | SendOutcome::Uncertain(reply)) => Err(Stop::Failed(reply.to_string()).into()),
        Some(SendOutcome::Blocked(obstacle)) => Err(Stop::Failed(obstacle.why).into()),
        None => Err(Stop::Failed("the test was not sent".to_owned()).into()),
    }
}
