//! What several tests need: a town with its own folder, a blog server and a mail server that do as they are told.

pub mod blogs;
pub mod canary;
pub mod certificates;
pub mod corpus;
pub mod editor;
pub mod feeds;
pub mod hostile_html;
pub mod mail;
pub mod names;
pub mod postfix;
pub mod private_addresses;
pub mod reader;
pub mod returned;
pub mod running;
pub mod schema;
pub mod script;
pub mod sender;
pub mod site_map;
pub mod static_site;
pub mod tolerant;
pub mod town;
pub mod verifiers;
pub mod wire;
