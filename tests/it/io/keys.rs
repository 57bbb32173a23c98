//! The keys behind leave links: made once, kept private, old ones still good.

use friday::io::tokens::{Keys, Purpose};
use std::path::PathBuf;

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.key");
    (folder, path)
}

#[test]
fn a_key_file_is_made_once_and_then_read() {
    let (_folder, path) = file();

    let first = Keys::open(&path).unwrap().sign(Purpose::Links, "leave 1");
    let second = Keys::open(&path).unwrap().sign(Purpose::Links, "leave 1");

    assert_eq!(first, second);
    assert_eq!(first.len(), 26);
}

#[test]
fn two_installations_have_two_keys() {
    let ((_one, a), (_two, b)) = (file(), file());

    assert_ne!(Keys::open(&a).unwrap().sign(Purpose::Links, "leave 1"), Keys::open(&b).unwrap().sign(Purpose::Links, "leave 1"));
}

#[test]
fn a_link_made_with_an_older_key_still_works() {
    let (_folder, path) = file();
    let old = Keys::open(&path).unwrap().sign(Purpose::Links, "leave 1");
    let older_line = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{}\n{older_line}", "ab".repeat(32))).unwrap();

    let keys = Keys::open(&path).unwrap();

    assert!(keys.verify(Purpose::Links, "leave 1", &old));
    assert_ne!(keys.sign(Purpose::Links, "leave 1"), old);
}

#[test]
fn a_signature_is_good_for_one_text_and_one_purpose() {
    let keys = Keys::counted(7);
    let signature = keys.sign(Purpose::Links, "leave 1");

    assert!(keys.verify(Purpose::Links, "leave 1", &signature));
    assert!(!keys.verify(Purpose::Links, "leave 2", &signature));
    assert!(!keys.verify(Purpose::MessageId, "leave 1", &signature));
    assert!(!keys.verify(Purpose::Links, "leave 1", ""));
}

#[test]
fn every_changed_letter_breaks_a_signature() {
    let keys = Keys::counted(7);
    let signature = keys.sign(Purpose::Links, "leave 1");

    for at in 0..signature.len() {
        let other = if &signature[at..=at] == "a" { "b" } else { "a" };
        let forged = format!("{}{other}{}", &signature[..at], &signature[at + 1..]);
        assert!(!keys.verify(Purpose::Links, "leave 1", &forged), "{forged}");
    }
}

#[test]
fn keys_are_never_printed() {
    assert_eq!(format!("{:?}", Keys::counted(7)), "Keys(1)");
}

#[test]
fn a_file_without_a_key_is_not_replaced() {
    let (_folder, path) = file();
    std::fs::write(&path, "# only a comment\n").unwrap();

    let error = Keys::open(&path).unwrap_err().to_string();

    assert!(error.contains("holds no key; restore it from a backup"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# only a comment\n");
}
