//! No page escapes its judges.

use crate::support::site_map::ROUTES;
use std::collections::BTreeSet;
use std::path::Path;

/// Every path that the code gives to a router.
fn routes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            routes_in(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let written = text.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
        found.extend(written.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
}

#[test]
fn every_route_has_its_judgement() {
    let mut written = BTreeSet::new();
    routes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut written);

    let judged: BTreeSet<String> = ROUTES.iter().map(|(route, _)| (*route).to_owned()).collect();

    assert!(written.contains("/"), "the routes are found in the code: {written:?}");
    let forgotten: Vec<_> = written.difference(&judged).collect();
    let gone: Vec<_> = judged.difference(&written).collect();
    assert!(forgotten.is_empty(), "say in tests/it/support/site_map.rs how these are judged: {forgotten:?}");
    assert!(gone.is_empty(), "these stand in tests/it/support/site_map.rs and nowhere in src/web: {gone:?}");
}
