//! Takes content codings off (RFC 9110 §8.4) with a limit on what comes out: a bomb is cut, not inflated.

use super::pieces::Pieces;
use std::io::Read;

/// Decoded bytes kept.
pub const DECODED_LIMIT: usize = 16 * 1024 * 1024;

/// Past the first MiB, more than this many decoded bytes for one encoded byte is an attack.
const RATIO_LIMIT: usize = 100;

/// The largest window a zstd stream may ask for (RFC 9659 §3): it is memory taken before a byte comes out.
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;

/// The document behind one content coding; several layers are refused.
pub fn decode(sent: &Pieces, coding: Option<&str>) -> Result<Vec<u8>, String> {
    let coding = coding.map(|coding| coding.trim().to_ascii_lowercase()).unwrap_or_default();
    match coding.as_str() {
        "" | "identity" => limited(sent, || Ok(sent.reader())),
        "gzip" | "x-gzip" => limited(sent, || Ok(flate2::read::MultiGzDecoder::new(sent.reader()))),
        // "deflate" means zlib (RFC 9110 §8.4.1.2), yet some servers send the bare stream.
        "deflate" => limited(sent, || Ok(flate2::read::ZlibDecoder::new(sent.reader())))
            .or_else(|_| limited(sent, || Ok(flate2::read::DeflateDecoder::new(sent.reader())))),
        "br" if wants_large_window(sent) => Err("the answer asks for more memory to unpack it than br allows".to_owned()),
        "br" => limited(sent, || Ok(brotli_decompressor::Decompressor::new(sent.reader(), 4096))),
        "zstd" => limited(sent, || {
            ruzstd::decoding::StreamingDecoder::new_with_max_window_size(sent.reader(), ZSTD_WINDOW)
                .map_err(|_| "the answer says it is zstd and is not, or asks for more memory than is allowed".to_owned())
        }),
        other => Err(format!("the answer is encoded as {other:?}, which we did not ask for")),
    }
}

/// The seven bits that RFC 7932 §9.1 declares invalid start a "large window" stream, which may ask for a GiB.
fn wants_large_window(sent: &Pieces) -> bool {
    sent.first().is_some_and(|first| first & 0x7f == 0x11)
}

/// The most bytes that an answer may have once its coding is taken off.
pub fn at_most(sent: &Pieces, coding: Option<&str>) -> usize {
    if is_plain(coding) { sent.len() } else { limit(sent) }
}

/// Whether the bytes are the document itself.
pub fn is_plain(coding: Option<&str>) -> bool {
    coding.is_none_or(|coding| matches!(coding.trim().to_ascii_lowercase().as_str(), "" | "identity"))
}

fn limit(sent: &Pieces) -> usize {
    DECODED_LIMIT.min((sent.len().saturating_mul(RATIO_LIMIT)).max(1024 * 1024))
}

/// Unpacks twice: the first time only to count, so that a bomb takes time for the limit's worth of bytes, and no memory for them.
fn limited<D: Read>(sent: &Pieces, decoder: impl Fn() -> Result<D, String>) -> Result<Vec<u8>, String> {
    let limit = limit(sent);
    let damaged = |error: std::io::Error| format!("the answer is cut off or damaged ({error})");
    let mut counted = decoder()?.take(limit as u64 + 1);
    let size = std::io::copy(&mut counted, &mut std::io::sink()).map_err(damaged)?;
    drop(counted);
    if size > limit as u64 {
        return Err(format!("the answer grows beyond {} MiB when it is unpacked", limit / 1024 / 1024));
    }
    let mut decoded = Vec::with_capacity(usize::try_from(size).unwrap_or(limit));
    decoder()?.take(size).read_to_end(&mut decoded).map_err(damaged)?;
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn decode(bytes: Vec<u8>, coding: Option<&str>) -> Result<Vec<u8>, String> {
        let mut sent = Pieces::default();
        sent.push(&bytes);
        super::decode(&sent, coding)
    }

    const TEXT: &[u8] = b"<rss version=\"2.0\"><channel><title>Saltmarsh</title></channel></rss>";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("a Vec takes every byte");
        encoder.finish().expect("a Vec takes every byte")
    }

    #[test]
    fn gzip_and_both_kinds_of_deflate_are_read() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(TEXT).expect("a Vec takes every byte");
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        raw.write_all(TEXT).expect("a Vec takes every byte");

        assert_eq!(decode(gzip(TEXT), Some("gzip")).as_deref(), Ok(TEXT));
        assert_eq!(decode(zlib.finish().expect("a Vec"), Some("deflate")).as_deref(), Ok(TEXT));
        assert_eq!(decode(raw.finish().expect("a Vec"), Some("Deflate")).as_deref(), Ok(TEXT));
    }

    #[test]
    fn zstd_is_read() {
        let encoded = ruzstd::encoding::compress_to_vec(TEXT, ruzstd::encoding::CompressionLevel::Fastest);

        assert_eq!(decode(encoded, Some("zstd")).as_deref(), Ok(TEXT));
    }

    #[test]
    fn brotli_is_read() {
        // A stored (uncompressed) meta-block: RFC 7932 §9.2.
        let encoded = [0x0b, 0x02, 0x80, b'h', b'e', b'l', b'l', b'o', 0x03];

        assert_eq!(decode(encoded.to_vec(), Some("br")).as_deref(), Ok(b"hello".as_slice()));
    }

    #[test]
    fn a_stream_that_asks_for_much_memory_first_is_refused() {
        // RFC 8878 §3.1.1.1.2: exponent 14 is a window of 16 MiB. "Large window" brotli: 30 bits, a GiB.
        let zstd = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 14 << 3, 0x01, 0x00, 0x00];

        assert!(decode(zstd.to_vec(), Some("zstd")).is_err());
        assert!(decode([0x11, 0x1e, 0x02, 0x80, b'h', b'i', 0x03].to_vec(), Some("br")).is_err_and(|why| why.contains("memory")));
    }

    #[test]
    fn a_bomb_is_cut() {
        let bomb = gzip(&vec![0; 64 * 1024 * 1024]);

        assert_eq!(decode(bomb, Some("gzip")), Err("the answer grows beyond 6 MiB when it is unpacked".to_owned()));
    }

    #[test]
    fn a_cut_off_answer_is_an_error_and_not_half_a_feed() {
        let mut half = gzip(TEXT);
        half.truncate(half.len() / 2);

        assert!(decode(half, Some("gzip")).is_err());
    }

    #[test]
    fn layers_and_unknown_codings_are_refused() {
        assert!(decode(TEXT.to_vec(), Some("gzip, gzip")).is_err());
        assert!(decode(TEXT.to_vec(), Some("compress")).is_err());
    }
}
