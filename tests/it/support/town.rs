//! One installation in a folder of its own, and the real binary run in it.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The sample Friday, half an hour before noon.
pub const FRIDAY: &str = "2026-11-20T11:30:00Z";

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
    pub bytes: Vec<u8>,
}

/// A folder with settings, list and database.
pub struct Town {
    pub folder: TempDir,
}

impl Town {
    /// An empty folder with these settings and this list.
    pub fn new(settings: &str, feeds: &str) -> Self {
        let town = Self { folder: tempfile::tempdir().unwrap() };
        town.write("friday.toml", settings);
        town.write("feeds.toml", feeds);
        town
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs friday on the sample Friday.
    pub async fn friday(&self, args: &[&str]) -> Said {
        self.friday_at(FRIDAY, args).await
    }

    /// Runs friday at an instant, away from the async threads.
    pub async fn friday_at(&self, now: &str, args: &[&str]) -> Said {
        let mut command = self.command(args);
        command.args(["--now", now]);
        tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap()
    }

    /// The command, not yet run, without anything of the tester's own environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_friday"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null()).env_clear();
        command
    }

    /// Starts it and leaves it running.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Looks into the database from outside.
    pub fn count(&self, sql: &str) -> i64 {
        let database = rusqlite::Connection::open(self.path("friday.db")).unwrap();
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// Spoils the root of a table that neither sending nor pages read: only a look over the whole file finds it.
pub fn damage(town: &Town) {
    town.count("PRAGMA wal_checkpoint(TRUNCATE)");
    let path = town.path("friday.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let page = usize::try_from(town.count("SELECT rootpage FROM sqlite_schema WHERE name = 'host_pause'")).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
}

/// Runs a command to its end.
pub fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        bytes: output.stdout,
    }
}

/// Three readers, one of whom wants the picks alone.
pub const READERS: &str = "email,choice,wording\nada@example.org,,yes\nbo@example.org,picks,yes\ncy@example.net,everything,yes\n";
