//! friday.toml, feeds.toml and FRIDAY_* become checked values once, at the start; nothing else reads the environment.

pub mod edit;
mod environment;
mod error;
pub mod feeds;
mod mailbox;
mod raw;
mod settings;
mod values;

pub use environment::name_server;
pub use error::{ConfigError, ConfigErrors};

use crate::model::settings::Settings;
use std::path::Path;

/// Reads the settings. A named file has to exist; `None` means ./friday.toml if it is there, else the defaults.
pub fn load_settings(file: Option<&Path>) -> Result<Settings, ConfigErrors> {
    let (name, text) = match file {
        Some(path) => (path.display().to_string(), read(path, "name the settings file with --config FILE")?),
        None if Path::new("friday.toml").exists() => {
            ("friday.toml".to_owned(), read(Path::new("friday.toml"), "make it readable, or move it away to use the defaults")?)
        }
        None => ("friday.toml".to_owned(), String::new()),
    };
    settings::parse(&name, &text, &environment::overrides())
}

/// Reads the living list from `file`.
pub fn load_feeds(file: &Path) -> Result<Vec<crate::model::blog::Blog>, ConfigErrors> {
    read_feeds(file).map(|(_, blogs)| blogs)
}

/// The living list as text, for those who edit it, and as rows.
pub fn read_feeds(file: &Path) -> Result<(String, Vec<crate::model::blog::Blog>), ConfigErrors> {
    let text = read(file, "name the list with --feeds FILE, or start from the feeds.toml that comes with friday")?;
    let blogs = feeds::parse(&file.display().to_string(), &text)?;
    Ok((text, blogs))
}

fn read(path: &Path, next_step: &str) -> Result<String, ConfigErrors> {
    std::fs::read_to_string(path).map_err(|error| {
        ConfigErrors::one(ConfigError {
            file: path.display().to_string(),
            line: None,
            message: format!("cannot be read ({error}); {next_step}"),
        })
    })
}
