//! Hashes that are stored.

/// The hash of a text, as that of its bytes.
pub fn stable_hash(text: &str) -> u64 {
    stable_hash_of(text.as_bytes())
}

/// FNV-1a with a final mix (the 64-bit one of MurmurHash3): the same in every build, because it is stored.
pub fn stable_hash_of(bytes: &[u8]) -> u64 {
    stable_hash_of_all(&[bytes])
}

/// The hash of these one after the other, with nothing between them.
pub fn stable_hash_of_all(pieces: &[&[u8]]) -> u64 {
    let fed = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let fed = pieces.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, piece| piece.iter().fold(hash, fed));
    let hash = (fed ^ (fed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// The upper bits of a hash, for the words of an opening: word for word, two openings of sixty have one in common by accident in one
/// case of a thousand.
pub fn short_hash(hash: u64) -> u16 {
    u16::try_from(hash >> 48).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_same_in_every_build() {
        assert_eq!(stable_hash("friday"), 0x2a2d_e366_8074_9e63);
    }
}
