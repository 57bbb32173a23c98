//! Letters a second: unsigned, with an Ed25519 signature, with an RSA signature, with both; one reader's copy of 30 kB.
//!
//! `cargo bench --bench mailing`; beside it `openssl speed -seconds 3 rsa2048` says what this machine's RSA costs.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use friday::io::mailer::dkim::Signer;
use friday::io::mailer::{Fill, Letterhead, Plate};
use friday::model::address::EmailAddress;
use friday::model::edition::LEAVE_SLOT;
use friday::model::email::Heading;
use std::hint::black_box;

/// Both keys, as `friday dkim new` writes them; for tests alone.
const PEM: &str = include_str!("../tests/it/io/dkim_keys.pem");

/// Bytes of one letter on the wire, about what a full edition has.
const SIZE: usize = 30_000;

fn heading() -> Option<Heading> {
    Some(Heading {
        to: EmailAddress::parse("ada@example.org").ok()?,
        return_path: EmailAddress::parse("bounces+1-1-x@example.org").ok()?,
        subject: "Five for Friday (20/11/2026)".to_owned(),
        date: "2026-11-20T12:00:00Z".parse().ok()?,
        message_id: "<2026-11-20.abcdefghijklmnopqrstuvwxyz@example.org>".to_owned(),
        boundary: "abcdefghijklmnopqrstuvwxyz".to_owned(),
        headers: vec![
            ("List-Id", "Five for Friday <five.example.org>".to_owned()),
            ("List-Unsubscribe", "<https://five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz>".to_owned()),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ],
    })
}

fn plate() -> Plate {
    let line = "<p style=\"margin: 0\">A post from a council's blog, with a few words about it &amp; a link.</p>\n";
    let html = format!("{}<a href=\"{LEAVE_SLOT}\">leave</a>\n", line.repeat(SIZE * 3 / 4 / line.len()));
    let words = "A post from a council's blog, with a few words about it and a link.\n";
    Plate::cut(&format!("{}{LEAVE_SLOT}\n", words.repeat(SIZE / 5 / words.len())), &html, &[LEAVE_SLOT])
}

fn letters(criterion: &mut Criterion) {
    let (Ok(settings), Some(heading)) = (friday::config::load_settings(None), heading()) else { return };
    let split = PEM.rfind("-----BEGIN").unwrap_or_default();
    let keys = [("unsigned", ""), ("ed25519", &PEM[split..]), ("rsa2048", &PEM[..split]), ("both", PEM)];
    let link = "https://five.example.org/leave/12-abcdefghijklmnopqrstuvwxyz".to_owned();
    let fills = [Fill { text: link.clone(), html: link }];
    let plate = plate();
    let mut group = criterion.benchmark_group("letters");
    group.throughput(Throughput::Elements(1));
    for (name, pem) in keys {
        let signer = Signer::from_pem(pem.as_bytes(), "example.org", "five").ok();
        let letterhead = Letterhead::new(&settings.mail, signer);
        group.bench_function(name, |bencher| {
            bencher.iter(|| letterhead.copy(black_box(&heading), &plate, &fills).map(|one| one.bytes.len()).ok())
        });
    }
    group.bench_function("cutting a plate", |bencher| bencher.iter(|| black_box(crate::plate())));
    group.finish();
}

criterion_group!(benches, letters);
criterion_main!(benches);
