//! Programs of other people that judge a mail. Each is looked for, first where `.ci/run` puts it; a test without one says
//! that it skips.

use friday::io::mailer::dkim::DnsRecord;
use std::io::Write;
use std::process::{Command, Stdio};

/// A program that reads mails and DNS records as JSON from standard input and prints a list of judgements.
pub struct Verifier {
    pub name: &'static str,
    program: fn() -> Command,
    script: &'static str,
    flag: &'static str,
}

const DKIMPY: &str = r"
import sys, json, dkim
asked = json.load(sys.stdin)
look = lambda name, timeout=5: asked['records'].get(name.decode().rstrip('.'), '').encode()
print(json.dumps([bool(dkim.verify(mail.encode(), dnsfunc=look)) for mail in asked['mails']]))
";

const MAILAUTH: &str = r"
const { dkimVerify } = require('mailauth/lib/dkim/verify');
const { mails, records } = JSON.parse(require('fs').readFileSync(0));
const resolver = async (name, type) => {
  if (type === 'TXT' && records[name]) return [[records[name]]];
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
};
(async () => {
  const judged = [];
  for (const mail of mails) {
    const { results } = await dkimVerify(Buffer.from(mail), { resolver });
    judged.push(results.length > 0 && results.every((one) => one.status.result === 'pass'));
  }
  console.log(JSON.stringify(judged));
})();
";

/// Where `.ci/run` installs what only tests need.
const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/verifiers");

/// The Python that has dkimpy, or the system's.
pub fn python() -> Command {
    let own = format!("{PLACE}/bin/python");
    Command::new(if std::path::Path::new(&own).exists() { own } else { "python3".to_owned() })
}

/// Node, which finds the packages there.
pub fn node() -> Command {
    let mut command = Command::new("node");
    command.env("NODE_PATH", format!("{PLACE}/node_modules"));
    command
}

/// dkimpy with PyNaCl.
pub fn dkimpy() -> Option<Verifier> {
    found(Verifier { name: "dkimpy", program: python, script: DKIMPY, flag: "-c" }, "import dkim, nacl.signing, dns.resolver")
}

/// mailauth of npm.
pub fn mailauth() -> Option<Verifier> {
    found(Verifier { name: "mailauth", program: node, script: MAILAUTH, flag: "-e" }, "require('mailauth')")
}

fn found(verifier: Verifier, attempt: &str) -> Option<Verifier> {
    let tried = (verifier.program)().args([verifier.flag, attempt]).stderr(Stdio::null()).stdout(Stdio::null()).status();
    if tried.is_ok_and(|status| status.success()) {
        return Some(verifier);
    }
    // Whether anybody reads it changes nothing.
    let _ = writeln!(std::io::stderr(), "skipped: {} is not here to judge the signatures", verifier.name);
    None
}

impl Verifier {
    /// Of each mail whether all its signatures hold.
    pub fn judge(&self, mails: &[String], records: &[DnsRecord]) -> Vec<bool> {
        let records: serde_json::Map<_, _> =
            records.iter().map(|record| (record.name.clone(), record.value.clone().into())).collect();
        let question = serde_json::json!({ "mails": mails, "records": records }).to_string();
        let mut command = (self.program)();
        let mut child = command.args([self.flag, self.script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(question.as_bytes()).unwrap();
        let said = child.wait_with_output().unwrap();
        serde_json::from_slice(&said.stdout).unwrap()
    }
}
