//! `friday backup FILE` and `friday restore FILE`.

use super::Exit;
use super::args::Global;
use super::output::Output;
use super::workplace::{clock, key_file, settings};
use crate::jobs::backup;
use crate::jobs::instance::quarantine;
use crate::store::Store;
use std::path::Path;

/// A whole copy, made while friday goes on.
pub async fn backup(global: &Global, file: &Path, output: &Output) -> anyhow::Result<Exit> {
    let settings = settings(global)?;
    let store = Store::open(&settings.store.path).await?;
    let key = key_file(&settings);
    backup::back_up(&store, &key, file, clock(global).now()).await?;
    let beside = backup::key_beside(file);
    output.document(&serde_json::json!({ "backup": file, "key": key.exists().then_some(&beside) }));
    output.aside(format!("{} is written and was read back", file.display()));
    if key.exists() {
        output.aside(format!("{} holds the key: keep both, and let nobody read them", beside.display()));
    }
    Ok(Exit::Done)
}

/// A backup takes the place of the database; nothing is sent from it until it is adopted.
pub async fn restore(global: &Global, file: &Path, output: &Output) -> anyhow::Result<Exit> {
    let settings = settings(global)?;
    let (database, key) = (&settings.store.path, key_file(&settings));
    let restored = backup::restore(database, &key, file, clock(global).now()).await?;
    // Brings an older backup to this version, and says at once what is still wrong with it.
    let store = Store::open(database).await?;
    super::workplace::keys(&settings, &store).await?;
    output.document(&serde_json::json!({ "restored": database, "kept": restored.kept, "new_key": restored.has_new_key }));
    output.line(format!("{} is in the place of {}", file.display(), database.display()));
    if let Some(kept) = &restored.kept {
        output.line(format!(
            "what was there before is kept as {}; it holds people's addresses, so delete it in time",
            kept.display()
        ));
    }
    if restored.has_new_key {
        output.line(format!("its key is in {}", key.display()));
    }
    if quarantine(&store).await?.is_some() {
        output.line("nothing is sent from it yet: `friday adopt` shows what would be, and takes it over");
    }
    Ok(Exit::Done)
}
