//! Ten GiB of zeros in every coding, made without ten GiB: each is a start and a piece that repeats.

use flate2::{Compress, Compression, FlushCompress};

/// Decoded size of every bomb.
const ZEROS: u64 = 10 << 30;

/// A coded body, as a start and a piece that is sent again and again.
#[derive(Clone)]
pub struct Bomb {
    pub name: &'static str,
    pub coding: &'static str,
    pub start: Vec<u8>,
    pub piece: Vec<u8>,
    pub times: u64,
}

/// All of them.
pub fn bombs() -> Vec<Bomb> {
    let mib = flushed(&vec![0; 1 << 20]);
    let (zstd_start, zstd_block) = zstd();
    let member = [gzip_head(), closed(&vec![0; 1 << 20])].concat();
    let inner = [gzip_head(), mib.repeat(512)].concat();
    let bomb =
        |name, coding, start: Vec<u8>, piece: Vec<u8>, decoded: u64| Bomb { name, coding, start, piece, times: ZEROS / decoded };
    vec![
        bomb("gzip", "gzip", gzip_head(), mib.repeat(64), 64 << 20),
        bomb("deflate", "deflate", vec![0x78, 0x9c], mib.repeat(64), 64 << 20),
        bomb("deflate without its wrapper", "deflate", Vec::new(), mib.repeat(64), 64 << 20),
        Bomb { name: "br", coding: "br", start: brotli(640), piece: Vec::new(), times: 0 },
        bomb("zstd", "zstd", zstd_start, zstd_block.repeat(512), 512 * 131_072),
        bomb("gzip of many members", "gzip", Vec::new(), member.repeat(64), 64 << 20),
        bomb("gzip of empty members", "gzip", Vec::new(), [gzip_head(), closed(&[])].concat().repeat(1024), 10 << 20),
        Bomb { name: "gzip in gzip", coding: "gzip", start: [gzip_head(), closed(&inner)].concat(), piece: Vec::new(), times: 0 },
        Bomb {
            name: "gzip, gzip",
            coding: "gzip, gzip",
            start: [gzip_head(), closed(&inner)].concat(),
            piece: Vec::new(),
            times: 0,
        },
    ]
}

fn gzip_head() -> Vec<u8> {
    vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
}

/// Raw deflate that ends on a byte and remembers nothing, so that it can be repeated.
fn flushed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut out, FlushCompress::Full).unwrap();
    out
}

/// Raw deflate to its end, with gzip's trailer: checksum and size.
fn closed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut out, FlushCompress::Finish).unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    out.extend(crc.sum().to_le_bytes());
    out.extend(crc.amount().to_le_bytes());
    out
}

/// RFC 8878 §3.1.1: a frame with a window of 8 MiB, and a block that says "128 KiB of this byte".
fn zstd() -> (Vec<u8>, Vec<u8>) {
    let block: u32 = (131_072 << 3) | (1 << 1);
    (vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 13 << 3], [&block.to_le_bytes()[..3], &[0]].concat())
}

/// RFC 7932 §9.2: meta-blocks of 16 MiB, each one literal whose code has no bits, inserted 2^24 times by one command.
fn brotli(blocks: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut put = |value: u32, count: u32| bits.extend((0..count).map(|at| value >> at & 1 == 1));
    put(0b1111, 4); // a window of 16 MiB
    for _ in 0..blocks {
        put(0, 1); // not the last
        put(2, 2); // the length has six nibbles
        put((1 << 24) - 1, 24);
        put(0, 1); // compressed
        put(0, 3); // one block type each of literals, commands, distances
        put(0, 6); // no postfix, no direct distances
        put(0, 2); // context mode
        put(0, 2); // one tree of literals, one of distances
        put(0b0001, 4); // a code of one literal:
        put(0, 8);
        put(0b0001, 4); // a code of one command: insert code 23, copy code 0
        put(504, 10);
        put(0b0001, 4); // a code of one distance
        put(0, 6);
        put((1 << 24) - 22_594, 24); // the insert length beyond its base
    }
    bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum()).collect()
}
