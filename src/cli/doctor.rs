//! `friday doctor`: what is wrong, and how to mend it.

use super::Exit;
use super::args::Global;
use super::output::Output;
use super::workplace;
use crate::config;
use crate::io::tokens::Keys;
use crate::jobs::doctor::{Installation, examine};
use crate::model::finding::{Condition, Finding};

/// Exit 1 when something is wrong; what only deserves a look does not count.
pub async fn doctor(global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let settings = workplace::settings(global);
    // Looking makes no key: where there is none, there is nothing to compare with.
    let key_file = settings.as_ref().ok().map(workplace::key_file).filter(|path| path.exists());
    let installation = Installation {
        settings,
        keys: key_file.and_then(|path| Keys::open(&path).ok()),
        list: config::load_feeds(&global.feeds),
        name_server: config::name_server(),
    };
    let findings = examine(&installation, workplace::clock(global).now()).await;
    output.document(&findings);
    findings.iter().for_each(|finding| output.line(line(finding)));
    let is_wrong = findings.iter().any(|finding| finding.state == Condition::Wrong);
    Ok(if is_wrong { Exit::Failed } else { Exit::Done })
}

fn line(finding: &Finding) -> String {
    let word = match finding.state {
        Condition::Well => "well",
        Condition::Look => "look",
        Condition::Wrong => "WRONG",
    };
    let mend = finding.mend.as_ref().map(|mend| format!("\n       {:8}  → {mend}", "")).unwrap_or_default();
    format!("{word:5}  {:8}  {}{mend}", finding.what, finding.because)
}
