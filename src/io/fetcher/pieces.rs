//! Bytes as they arrive, in small pieces: one large buffer that grows and goes leaves holes that the process never gives back.

use super::limits::KIB;
use std::io::Read;

/// Bytes of one piece.
const PIECE: usize = 64 * KIB;

/// A body as sent.
#[derive(Debug, Default)]
pub struct Pieces {
    pieces: Vec<Vec<u8>>,
    length: usize,
}

impl Pieces {
    /// Adds what has arrived.
    pub fn push(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len();
        while !bytes.is_empty() {
            match self.pieces.last_mut() {
                Some(last) if last.len() < PIECE => {
                    let (fits, rest) = bytes.split_at(bytes.len().min(PIECE - last.len()));
                    last.extend_from_slice(fits);
                    bytes = rest;
                }
                Some(_) | None => self.pieces.push(Vec::with_capacity(PIECE)),
            }
        }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.length
    }

    /// The first byte.
    pub fn first(&self) -> Option<u8> {
        self.pieces.first()?.first().copied()
    }

    /// Reads them from the start.
    pub fn reader(&self) -> impl Read {
        Reader { rest: &self.pieces, at: 0 }
    }
}

struct Reader<'a> {
    rest: &'a [Vec<u8>],
    at: usize,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let [piece, rest @ ..] = self.rest {
            let read = piece.get(self.at..).unwrap_or_default().read(buffer)?;
            if read > 0 || buffer.is_empty() {
                self.at += read;
                return Ok(read);
            }
            (self.rest, self.at) = (rest, 0);
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_order() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        let mut pieces = Pieces::default();
        for chunk in bytes.chunks(7001) {
            pieces.push(chunk);
        }

        let mut read = Vec::new();
        pieces.reader().read_to_end(&mut read).expect("memory can be read");

        assert_eq!((pieces.len(), read == bytes, pieces.first()), (200_000, true, Some(0)));
    }
}
