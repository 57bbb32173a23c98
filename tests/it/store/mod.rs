//! The contract of every public method of the store.

mod approving;
mod blogs;
mod build;
mod bulletins;
mod claiming;
mod connections;
mod consent;
mod drafts;
mod editions;
mod entries;
mod erasing;
mod history;
mod ledger;
mod list;
mod migrating;
mod notices;
mod recipients;
mod recovering;
mod refreshes;
mod requests;
mod returned;
mod river;
mod stories;
mod subscribers;
mod told;
