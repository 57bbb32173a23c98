//! The only source of chance, and the keys derived from it: `friday.key` holds one secret a line, the newest first.

use anyhow::{Context, bail};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// What a derived key is for; a token of one purpose is worthless for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Leave links.
    Links,
    /// Message-IDs and MIME boundaries.
    MessageId,
    /// Tags of return paths.
    ReturnPath,
    /// Fingerprints of addresses, for suppression after erasure.
    Suppression,
    /// Tells a database with which key it was used, without telling the key.
    Identity,
    /// Links that confirm a sign-up.
    Confirm,
    /// Links that confirm a new address.
    Change,
    /// Links to a subscriber's own page.
    Manage,
    /// The hour at which a form was shown.
    Form,
    /// Network addresses, in the evidence of consent.
    Visitor,
    /// What a page answers to a link that is nobody's, so that doctor knows whose page it is.
    OwnPage,
    /// Forms of the desk, and links that sign an editor in.
    Desk,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Links => "links",
            Self::MessageId => "message-id",
            Self::ReturnPath => "return-path",
            Self::Suppression => "suppression",
            Self::Identity => "identity",
            Self::Confirm => "confirm",
            Self::Change => "change",
            Self::Manage => "manage",
            Self::Form => "form",
            Self::Visitor => "visitor",
            Self::OwnPage => "own-page",
            Self::Desk => "desk",
        }
    }
}

/// The secrets of one installation; never printed.
#[derive(Clone)]
pub struct Keys {
    secrets: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.secrets.len())
    }
}

impl Keys {
    /// Reads the key file, making it (mode 0600) when there is none.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            create(path).with_context(|| format!("while making the key file {}", path.display()))?;
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("while reading the key file {}", path.display()))?;
        let mut secrets = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match HEXLOWER.decode(line.as_bytes()) {
                Ok(secret) if secret.len() >= 16 => secrets.push(secret),
                Ok(_) | Err(_) => bail!("{} holds a line that is no key; restore it from a backup", path.display()),
            }
        }
        if secrets.is_empty() {
            bail!("{} holds no key; restore it from a backup, or delete it and lose all leave links", path.display());
        }
        Ok(Self { secrets })
    }

    /// Fixed keys, for tests.
    pub fn counted(number: u8) -> Self {
        Self { secrets: vec![vec![number; 32]] }
    }

    /// A short unforgeable mark on `text` (128 bits of HMAC-SHA-256), in small letters and digits.
    pub fn sign(&self, purpose: Purpose, text: &str) -> String {
        self.secrets.first().map(|secret| mark(secret, purpose, text)).unwrap_or_default()
    }

    /// The mark that each key, the present one first, would make: what was marked with an older key is still found.
    pub fn marks(&self, purpose: Purpose, text: &str) -> Vec<String> {
        self.secrets.iter().map(|secret| mark(secret, purpose, text)).collect()
    }

    /// Whether `signature` was made by this or an older key, compared in constant time.
    pub fn verify(&self, purpose: Purpose, text: &str, signature: &str) -> bool {
        let same = |a: &str, b: &str| a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0;
        self.secrets.iter().any(|secret| same(&mark(secret, purpose, text), signature))
    }
}

fn mark(secret: &[u8], purpose: Purpose, text: &str) -> String {
    // HMAC takes a key of any length, so there is nothing that could fail here.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(purpose.word().as_bytes());
    mac.update(b"\0");
    mac.update(text.as_bytes());
    let digest = mac.finalize().into_bytes();
    BASE32_NOPAD.encode(digest.get(..16).unwrap_or_default()).to_lowercase()
}

/// SHA-256.
pub fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// SHA-256, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&digest(bytes))
}

/// 256 bits of the system's randomness, for a new key.
pub fn secret() -> anyhow::Result<[u8; 32]> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("the system gives no randomness ({error})"))?;
    Ok(secret)
}

/// The same as letters and digits, for a cookie.
pub fn secret_text() -> anyhow::Result<String> {
    Ok(BASE32_NOPAD.encode(&secret()?).to_lowercase())
}

/// The end of a link that is nobody's: shaped like one of ours, with chance in the place of the signature.
pub fn nobodys_token() -> anyhow::Result<String> {
    let chance = secret()?;
    Ok(format!("0-{}", BASE32_NOPAD.encode(chance.get(..16).unwrap_or_default()).to_lowercase()))
}

/// The system's randomness for a signature's blinding, which hides how long it took and changes no bit of it.
pub fn system_chance() -> impl ring::rand::SecureRandom {
    ring::rand::SystemRandom::new()
}

/// A number that nobody off the path can guess, for a question to a name server (RFC 5452).
pub fn question_id() -> anyhow::Result<u16> {
    let mut id = [0_u8; 2];
    getrandom::fill(&mut id).map_err(|error| anyhow::anyhow!("the system gives no randomness ({error})"))?;
    Ok(u16::from_be_bytes(id))
}

fn create(path: &Path) -> anyhow::Result<()> {
    let secret = secret()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(
        file,
        "# The keys of this friday: keep them with the backups. Without them, leave links in mails already sent stop working."
    )?;
    writeln!(file, "{}", HEXLOWER.encode(&secret))?;
    file.sync_all()?;
    Ok(())
}
