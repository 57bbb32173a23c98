//! Is this database where it was? A restored or copied one must not send what its original may have sent already.
//! docs/decisions/0020-one-instance.md says why each combination counts as it does.

use crate::model::instance::{Instance, Remembered};

/// Whether a database is at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was used here before, or nowhere yet.
    Home,
    /// Renamed within its disk, or the disk got another number: the same file all the same. To be remembered.
    Moved,
    /// It was copied, restored or cloned; why, in words that follow the file's name.
    Elsewhere(String),
}

/// Compares what the database remembers with where it is; `noted_epoch` is what stands in the lock file beside it.
pub fn verdict(remembered: &Remembered, here: &Instance, noted_epoch: i64) -> Verdict {
    if let Some(at) = remembered.backed_up_at {
        return elsewhere(format!("is a backup of {}", at.format("%-d %B %Y, %H:%M UTC")));
    }
    let is_older = noted_epoch > remembered.epoch;
    let Some(known) = &remembered.instance else {
        // Made new where another one was, or one that has sent before and does not know where.
        return if is_older && remembered.epoch > 0 { older_copy() } else { Verdict::Moved };
    };
    // Zero: a system that numbers no files.
    let is_same_inode = known.inode == here.inode && here.inode != 0;
    let is_same_path = known.path == here.path;
    if known.machine != here.machine {
        return elsewhere(format!("was last used on another machine, as {}", known.path));
    }
    if is_older {
        return older_copy();
    }
    if known == here {
        return Verdict::Home;
    }
    // A device may be numbered anew when the machine starts; a path with another inode is another file.
    if is_same_inode && (is_same_path || known.device == here.device) {
        return Verdict::Moved;
    }
    if is_same_path {
        return elsewhere("is not the file that was here before: a copy was put in its place".to_owned());
    }
    elsewhere(format!("is a copy of {}", known.path))
}

fn older_copy() -> Verdict {
    elsewhere("is older than what was last sent from here: an earlier copy was put in its place".to_owned())
}

fn elsewhere(why: String) -> Verdict {
    Verdict::Elsewhere(why)
}
