//! Who wrote it: RSS puts name and address into one text, in several ways.

use crate::model::entry::Person;

/// Takes feed-rs's person apart: `a@b (Name)`, `Name <a@b>`, an address alone, a name alone.
pub fn person(raw: &feed_rs::model::Person, absolute: impl Fn(&str) -> Option<String>) -> Option<Person> {
    let name = raw.name.as_deref().map(super::text::plain).unwrap_or_default();
    let (name, email) = match raw.email.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
        Some(email) => name_and_email(&format!("{email} ({name})")),
        None => name_and_email(&name),
    };
    let url = raw.uri.as_deref().and_then(absolute);
    (name.is_some() || email.is_some() || url.is_some()).then_some(Person { name, email, url })
}

fn name_and_email(text: &str) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.trim().trim_matches('"').trim().to_owned()).filter(|text| !text.is_empty());
    if let Some((before, rest)) = text.split_once('(').filter(|(before, _)| before.contains('@')) {
        let inner = rest.rsplit_once(')').map_or(rest, |(inner, _)| inner);
        let inner = if inner.trim() == before.trim() { "" } else { inner };
        return (filled(inner), filled(before));
    }
    if let Some((before, rest)) = text.split_once('<').filter(|(_, rest)| rest.contains('@')) {
        return (filled(before), filled(rest.trim_end_matches('>')));
    }
    if text.contains('@') && !text.contains(' ') {
        return (None, filled(text));
    }
    (filled(text), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: Option<&str>, email: Option<&str>) {
        assert_eq!(name_and_email(text), (name.map(str::to_owned), email.map(str::to_owned)));
    }

    #[test]
    fn name_and_address_are_told_apart() {
        check("ada@example.org (Ada Jones)", Some("Ada Jones"), Some("ada@example.org"));
        check("Ada Jones <ada@example.org>", Some("Ada Jones"), Some("ada@example.org"));
        check("ada@example.org", None, Some("ada@example.org"));
        check("Ada Jones", Some("Ada Jones"), None);
        check("ada@example.org ()", None, Some("ada@example.org"));
        check("", None, None);
    }
}
