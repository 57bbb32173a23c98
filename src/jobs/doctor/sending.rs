//! What waits for a person in the ledger: mailings that were paused, and mails of which nobody knows whether they arrived.

use crate::model::delivery::DeliveryState;
use crate::model::edition::{Edition, EditionState};
use crate::model::finding::Finding;
use crate::store::{Store, StoreError};

/// Mailings looked back at.
const RECENT: usize = 8;

/// Nothing is said where nothing waits.
pub async fn waiting(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let mailings = store.editions().await?.into_iter().chain(store.bulletins().await?);
    let begun = |mailing: &Edition| mailing.state == EditionState::Paused || mailing.recipients_taken_at.is_some();
    for mailing in mailings.filter(begun).take(RECENT) {
        findings.extend(paused(&mailing));
        findings.extend(uncertain(store, &mailing).await?);
    }
    Ok(findings)
}

fn paused(mailing: &Edition) -> Option<Finding> {
    let (kind, date) = (mailing.kind.word(), mailing.period.date);
    let why = mailing.paused_because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
    let mend = format!("`friday {kind} resume {date}` goes on with it");
    (mailing.state == EditionState::Paused)
        .then(|| Finding::look("sending", format!("the {kind} of {date} is paused{why}"), mend))
}

async fn uncertain(store: &Store, mailing: &Edition) -> Result<Option<Finding>, StoreError> {
    let count = store.ledger(mailing.id).await?.of(DeliveryState::Uncertain);
    let (kind, date) = (mailing.kind.word(), mailing.period.date);
    let mend =
        format!("`friday {kind} show {date}` names them; whoever asks can be sent a copy: `friday edition test ADDRESS {date}`");
    Ok((count > 0).then(|| Finding::look("sending", format!("{count} mails of {date} may have arrived or not"), mend)))
}
