//! The signing keys: read from a file, shown to nobody.

use crate::model::settings::DkimSettings;
use anyhow::{Context, anyhow, bail};
use data_encoding::BASE64;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use std::sync::Arc;

/// Follows the selector of an Ed25519 key: the two keys need two records.
const ED25519_SUFFIX: &str = "-ed25519";

/// `AlgorithmIdentifier` of an RSA key: rsaEncryption, NULL (RFC 3279 §2.3.1).
const RSA_IDENTIFIER: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// Signs in the name of one domain with each of its keys. `Debug` shows no key.
#[derive(Clone)]
pub struct Signer {
    domain: String,
    keys: Arc<Vec<Key>>,
}

/// One key and the name under which the DNS has its public half.
pub struct Key {
    selector: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// A TXT record that publishes a key (RFC 6376 §3.6.1).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DnsRecord {
    /// `SELECTOR._domainkey.DOMAIN`.
    pub name: String,
    /// `v=DKIM1; …`, unsplit.
    pub value: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({}, {} keys)", self.domain, self.keys.len())
    }
}

impl Signer {
    /// Reads the key file that the settings name: one or two PKCS #8 keys in PEM.
    pub fn open(settings: &DkimSettings) -> anyhow::Result<Self> {
        let path = settings.key_file.display();
        let pem = std::fs::read(&settings.key_file)
            .with_context(|| format!("[dkim] key_file: {path} cannot be read; make keys with `friday dkim new`"))?;
        Self::from_pem(&pem, &settings.domain, &settings.selector)
            .with_context(|| format!("[dkim] key_file: {path} does not hold keys that friday can sign with"))
    }

    /// The same from the file's text.
    pub fn from_pem(pem: &[u8], domain: &str, selector: &str) -> anyhow::Result<Self> {
        let mut keys: Vec<Key> = Vec::new();
        for der in PrivatePkcs8KeyDer::pem_slice_iter(pem) {
            let der = der.map_err(|error| anyhow!("it is no PEM file ({error})"))?;
            let key = Key::read(der.secret_pkcs8_der(), selector)?;
            if keys.iter().any(|known| known.selector == key.selector) {
                bail!("it holds two {} keys; one record of the DNS cannot publish both", key.algorithm());
            }
            keys.push(key);
        }
        if keys.is_empty() {
            bail!("it holds no \"PRIVATE KEY\"; friday reads PKCS #8 in PEM, without a passphrase");
        }
        Ok(Self { domain: domain.to_owned(), keys: Arc::new(keys) })
    }

    /// The records that have to stand in the DNS.
    pub fn records(&self) -> Vec<DnsRecord> {
        let name = |key: &Key| format!("{}._domainkey.{}", key.selector, self.domain);
        self.keys.iter().map(|key| DnsRecord { name: name(key), value: key.record() }).collect()
    }

    /// Whether a signature takes a millisecond rather than a few of its hundredths: RSA.
    pub fn is_slow(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.pair, Pair::Rsa(_)))
    }

    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }
}

impl Key {
    fn read(pkcs8: &[u8], selector: &str) -> anyhow::Result<Self> {
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8) {
            return Ok(Self { selector: format!("{selector}{ED25519_SUFFIX}"), pair: Pair::Ed25519(pair) });
        }
        // RFC 8301 §3.2: no less than 1024 bits may be signed with, and ring takes none below 2048.
        let pair = RsaKeyPair::from_pkcs8(pkcs8)
            .map_err(|why| anyhow!("a key is neither Ed25519 nor RSA with 2048 to 4096 bits ({why})"))?;
        Ok(Self { selector: selector.to_owned(), pair: Pair::Rsa(Box::new(pair)) })
    }

    /// Its name in the DNS.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// The `a=` tag.
    pub fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The signature of `text`; the same text always has the same one.
    pub fn sign(&self, text: &[u8]) -> anyhow::Result<Vec<u8>> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let blinding = crate::io::tokens::system_chance();
                pair.sign(&RSA_PKCS1_SHA256, &blinding, text, &mut signature).map_err(|_| anyhow!("RSA signing failed"))?;
                Ok(signature)
            }
            // RFC 8463 §3: what Ed25519 signs is the hash.
            Pair::Ed25519(pair) => Ok(pair.sign(ring::digest::digest(&ring::digest::SHA256, text).as_ref()).as_ref().to_vec()),
        }
    }

    fn record(&self) -> String {
        match &self.pair {
            Pair::Rsa(pair) => format!("v=DKIM1; k=rsa; p={}", BASE64.encode(&public_key_info(pair.public_key().as_ref()))),
            Pair::Ed25519(pair) => format!("v=DKIM1; k=ed25519; p={}", BASE64.encode(pair.public_key().as_ref())),
        }
    }
}

/// `SubjectPublicKeyInfo` of an RSA key (RFC 5280 §4.1), the form that every verifier reads.
fn public_key_info(rsa_public_key: &[u8]) -> Vec<u8> {
    let mut bits = vec![0];
    bits.extend_from_slice(rsa_public_key);
    der(0x30, &[RSA_IDENTIFIER.as_slice(), &der(0x03, &bits)].concat())
}

/// Tag, length, content (X.690 §8.1.3).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut out = vec![tag];
    match (length.as_slice(), u8::try_from(length.len())) {
        ([short], _) if *short < 0x80 => out.push(*short),
        (long, count) => {
            out.push(0x80 | count.unwrap_or_default());
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}
