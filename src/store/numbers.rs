//! What words become that are kept and never shown: numbers where they are compared, packed where they are read again.

use crate::model::hashing::{short_hash, stable_hash};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Result};
use std::io::Write;

/// The number of a page, or of what a post links to, by its canonical link.
pub(super) fn number_of(canonical_link: &str) -> i64 {
    stable_hash(canonical_link).cast_signed()
}

/// Hashes of words, two bytes each.
pub(super) fn opening_to_blob(opening: &[u16]) -> Vec<u8> {
    opening.iter().map(|word| word.to_le_bytes()).collect::<Vec<_>>().into_flattened()
}

/// The hashes that `opening_to_blob` wrote.
pub(super) fn opening_from_blob(blob: &[u8]) -> Vec<u16> {
    blob.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect()
}

/// Level 2 of 9: the next ones take a fifth more time for a twentieth less bytes, the first one half as many bytes more.
const LEVEL: u32 = 2;

/// Text as a zlib stream (RFC 1950).
pub(super) fn packed(text: &str) -> Result<Vec<u8>> {
    let mut stream = ZlibEncoder::new(Vec::with_capacity(text.len() / 2), Compression::new(LEVEL));
    let packed = stream.write_all(text.as_bytes()).and_then(|()| stream.finish());
    packed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Step 15 of the schema turns words that are kept into their numbers: what it calls.
pub(super) fn teach(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("number_of", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.as_deref().map(number_of))
    })?;
    connection.create_scalar_function("packed", 1, flags, |context| packed(&context.get::<String>(0)?))?;
    connection.create_scalar_function("opening_of", 1, flags, |context| {
        let words = context.get::<String>(0)?;
        let hashes = words.split(' ').filter(|word| !word.is_empty()).map(|word| short_hash(stable_hash(word)));
        Ok(opening_to_blob(&hashes.collect::<Vec<_>>()))
    })
}
