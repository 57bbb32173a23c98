//! All that is remembered: one SQLite file, and the only SQL. Methods are sentences of the domain, one transaction each.

mod address_changes;
mod aliases;
mod archive;
mod audit;
mod backups;
mod blogs;
mod bulletins;
mod claims;
mod columns;
mod connections;
mod consent;
mod corrections;
mod draft_revisions;
mod drafts;
mod editions;
mod entries;
mod erasing;
mod error;
mod exporting;
mod held_back;
mod history;
mod import;
mod instance;
mod ledger;
mod list;
mod manners;
mod notices;
mod numbers;
mod opt_outs;
mod outcomes;
mod published;
mod recipients;
mod recovering;
mod refreshes;
mod reminders;
mod requests;
mod returned;
mod river;
mod sessions;
mod sign_ins;
mod sign_ups;
mod stars;
mod stories;
mod subscribers;
mod suggestions;
mod told;

pub use backups::{copy, settle};
pub use bulletins::Closing;
pub use claims::Claimed;
pub use draft_revisions::{DraftRevision, DraftSave};
pub use editions::Approval;
pub use error::StoreError;
pub use history::EntryFact;
pub use import::MarkedRow;
pub use instance::Adoption;
pub use opt_outs::WITHHELD;
pub use recovering::Recovered;
pub use sessions::NewSession;
pub use sign_ins::NewLink;

use connections::Connections;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The store of one installation. Cheap to clone; every clone shares the one writing connection.
#[derive(Clone, Debug)]
pub struct Store {
    connections: Connections,
    path: PathBuf,
    /// Filled once the file was looked over.
    sound: Arc<OnceCell<Result<(), StoreError>>>,
}

impl Store {
    /// Opens the file, making or migrating it as needed. A newer schema than ours is refused untouched.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let connections = Connections::open(path).await?;
        Ok(Self { connections, path: path.to_owned(), sound: Arc::default() })
    }

    /// The database file; locks and the key stand beside it.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
