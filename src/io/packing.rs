//! gzip for what we send.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Level 4 of 9: a page is packed in a millisecond, at a tenth more bytes than the best.
const LEVEL: u32 = 4;

/// The same bytes in a gzip stream (RFC 1952), without name and date: the same input gives the same output.
pub fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(bytes)?;
    encoder.finish()
}
