pub mod config;
pub mod model;
pub mod rules;
pub mod io;
pub mod store;
