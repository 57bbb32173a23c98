//! New keys: Ed25519 from the system's chance, RSA from openssl, which every system with certificates has or can have.
//! Finding RSA primes ourselves would cost a quarter of a minute of everybody's build (docs/decisions/0015-dkim.md).

use crate::io::tokens;
use anyhow::{Context, bail};
use data_encoding::BASE64;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 §7).
const ED25519_PREFIX: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Makes a file, readable by its owner alone, with an RSA key of 2048 bits and an Ed25519 key. A file that is there is left
/// alone: keys that are lost cannot be had back.
pub fn new_key_file(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        bail!("{} is there already and is not overwritten; choose another --selector or --file", path.display());
    }
    let pem = format!("{}{}", rsa()?, ed25519()?);
    write_new(path, &pem).with_context(|| format!("while writing the keys to {}", path.display()))
}

fn ed25519() -> anyhow::Result<String> {
    let der = [ED25519_PREFIX.as_slice(), &tokens::secret()?].concat();
    Ok(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(&der)))
}

fn rsa() -> anyhow::Result<String> {
    let asked = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let made = Command::new("openssl").args(asked).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let made = made.context("the RSA key is made by the program openssl, which was not found; install it and try again")?;
    match String::from_utf8(made.stdout) {
        Ok(pem) if made.status.success() && pem.starts_with("-----BEGIN PRIVATE KEY-----") => Ok(pem),
        Ok(_) | Err(_) => bail!("openssl made no RSA key ({}); try `openssl genpkey -algorithm RSA` by hand", made.status),
    }
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
