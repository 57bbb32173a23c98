//! One file a command. Arguments become a checked value, the command does its work, the result becomes an exit code.

mod adopt;
pub mod args;
mod backup;
mod blogs;
mod blogs_add;
mod blogs_check;
mod blogs_list;
mod blogs_opml;
mod blogs_wishes;
mod bulletin;
mod demo;
mod demo_files;
mod demo_site;
mod desk;
mod desk_login;
mod dkim;
mod doctor;
mod edition;
mod edition_preview;
mod edition_show;
mod edition_write;
mod export;
mod fetch;
mod mail_in;
mod output;
mod parse;
mod printable;
mod run;
mod signals;
mod subscribers;
mod subscribers_export;
mod why;
mod workplace;

use crate::config::ConfigErrors;
use crate::jobs::Stop;
use crate::store::StoreError;
use args::{Cli, Command};
use clap::Parser;
use output::Output;
use std::process::ExitCode;

/// Exit codes, as scripts rely on them (sysexits.h where it has one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0
    Done,
    /// 1
    Failed,
    /// 2
    Usage,
    /// 65
    NotAFeed,
    /// 75
    Later,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::NotAFeed => 65,
            Exit::Later => 75,
        })
    }
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error; that the pipe is gone is none either.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let output = Output::new(&cli.global);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output.error(&format!("the system gives no threads ({error}); try again later"));
            return Exit::Failed.into();
        }
    };
    let result = runtime.block_on(dispatch(&cli, &output));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = exit_of(&error);
            let is_held = matches!(error.downcast_ref(), Some(Stop::Held(_)));
            if !(is_held && output.is_quiet_about_locks()) {
                output.error(&format!("{error:#}"));
            }
            exit.into()
        }
    }
}

async fn dispatch(cli: &Cli, output: &Output) -> anyhow::Result<Exit> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo(args) => demo::demo(global, args, output).await,
        Command::Run(args) => run::run(global, args, output).await,
        Command::Fetch(args) => fetch::fetch(global, args, output).await,
        Command::Edition(command) => edition::edition(global, command, output).await,
        Command::Bulletin(command) => bulletin::bulletin(global, command, output).await,
        Command::Blogs(command) => blogs::blogs(global, command, output).await,
        Command::Subscribers(command) => subscribers::subscribers(global, command, output).await,
        Command::Dkim(command) => dkim::dkim(global, command, output),
        Command::Desk(command) => desk_login::desk(global, command, output).await,
        Command::Doctor => doctor::doctor(global, output).await,
        Command::Parse(args) => parse::parse(args, output),
        Command::Adopt(args) => adopt::adopt(global, args, output).await,
        Command::Backup { file } => backup::backup(global, file, output).await,
        Command::Restore { file } => backup::restore(global, file, output).await,
        Command::Export { folder } => export::export(global, folder, output).await,
        Command::Why { url } => why::why(global, url, output).await,
        Command::MailIn(args) => mail_in::mail_in(global, args, output).await,
    }
}

fn exit_of(error: &anyhow::Error) -> Exit {
    if error.downcast_ref::<ConfigErrors>().is_some() {
        return Exit::Usage;
    }
    match error.downcast_ref::<Stop>() {
        Some(Stop::Settings(_)) => return Exit::Usage,
        Some(Stop::Held(_) | Stop::Later(_)) => return Exit::Later,
        Some(Stop::Failed(_)) | None => {}
    }
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Busy) => Exit::Later,
        Some(StoreError::Newer { .. } | StoreError::Unreadable { .. } | StoreError::CannotOpen { .. }) => Exit::Usage,
        Some(StoreError::Damaged(_) | StoreError::DiskFull | StoreError::Disk(_) | StoreError::Refused(_)) | None => Exit::Failed,
    }
}
