//! How long a command takes and how much memory it takes at most (Linux: VmHWM of its process).

use crate::support::town::Said;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command said and what it took.
#[derive(Debug)]
pub struct Measured {
    pub said: Said,
    /// From start to end.
    pub time: Duration,
    /// Spent by the processor: what is left on a busy machine to compare with a limit.
    pub busy: Duration,
    /// Largest resident size, MiB.
    pub peak: f64,
}

/// Whatever runs longer is ended: its exit code is -1.
const PATIENCE: Duration = Duration::from_secs(45);

/// Runs it to its end, looking at its memory every few milliseconds.
#[expect(clippy::disallowed_methods, reason = "on a thread of its own; memory can only be looked at from time to time")]
pub fn measure(command: &mut Command) -> Measured {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (out, err) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
    let (mut peak, mut busy) = (0.0, Duration::ZERO);
    let status = loop {
        peak = resident(child.id()).unwrap_or(peak);
        busy = processor_time(child.id()).unwrap_or(busy);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(4));
    };
    let (bytes, err) = (out.join().unwrap(), err.join().unwrap());
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = Said { code: status.code().unwrap_or(-1), out: words(&bytes), err: words(&err), bytes };
    Measured { said, time: began.elapsed(), busy, peak }
}

fn drain(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// VmHWM never falls, so the last look before the end is the peak.
fn resident(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

/// User and system time, in hundredths of a second (proc(5), fields 14 and 15 of stat).
fn processor_time(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10)).filter(|busy| !busy.is_zero())
}
