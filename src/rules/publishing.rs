//! What leaves the house for machines: feeds, the API's answers, the map of the site, and which files a static site has.

pub mod api;
pub mod atom;
pub mod conditional;
pub mod editions;
pub mod ids;
pub mod json_feed;
pub mod plain;
pub mod sitemap;
pub mod static_site;
pub mod stories;
pub mod weeks;
