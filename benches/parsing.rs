//! How fast real feed documents become entries, on one core: `cargo bench --bench parsing`. The documents lie in ../shared.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use friday::rules::parsing::{Document, parse, parse_as_sent};
use std::hint::black_box;
use std::io::Write;
use std::path::Path;

/// The saved real feeds that the corpus's index names, at most 4 MB each.
fn real_documents() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/corpus");
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap_or_default();
    let mut lines = index.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|found| *found == name).unwrap_or(0);
    let (path, real, kind) = (column("path"), column("real_world"), column("kind"));
    let is_feed =
        |row: &&Vec<&str>| row.get(real) == Some(&"real") && !matches!(row.get(kind), Some(&"opml" | &"html" | &"other") | None);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let files = rows.iter().filter(is_feed).filter_map(|row| row.get(path));
    files.filter_map(|file| std::fs::read(corpus.join(file)).ok()).filter(|bytes| bytes.len() < 4_000_000).collect()
}

fn parsing(criterion: &mut Criterion) {
    let documents = real_documents();
    if documents.is_empty() {
        // Nothing can be done about a terminal that takes no words.
        let _ = writeln!(std::io::stderr(), "skipped: ../shared/data/corpus is not here");
        return;
    }
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let mut group = criterion.benchmark_group("real feeds");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function("whole: repair, sanitising, excerpts", |bencher| {
        bencher.iter(|| documents.iter().filter(|bytes| parse(document(bytes)).is_ok()).count());
    });
    group.bench_function("without sanitising", |bencher| {
        bencher.iter(|| documents.iter().filter(|bytes| parse_as_sent(document(bytes)).is_ok()).count());
    });
    group.bench_function("feed-rs alone, for comparison", |bencher| {
        bencher.iter(|| documents.iter().filter(|bytes| feed_rs::parser::parse(black_box(bytes.as_slice())).is_ok()).count());
    });
    group.finish();
}

fn document(bytes: &[u8]) -> Document<'_> {
    Document { bytes: black_box(bytes), content_type: None, base_url: Some("https://blog.example/feed/") }
}

criterion_group!(benches, parsing);
criterion_main!(benches);
