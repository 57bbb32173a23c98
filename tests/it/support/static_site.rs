//! A folder of static files, looked at as a web host and a browser would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Every file below a folder, by its path with slashes.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// Makes every file look old, so that each one that is written again shows.
pub fn age(root: &Path) {
    for name in files(root).keys() {
        std::fs::File::options().append(true).open(root.join(name)).unwrap().set_modified(long_ago()).unwrap();
    }
}

/// Files that were written since `age`.
pub fn touched(root: &Path) -> Vec<String> {
    let is_old = |name: &String| std::fs::metadata(root.join(name)).unwrap().modified().unwrap() == long_ago();
    files(root).into_keys().filter(|name| !is_old(name)).collect()
}

/// Links in all files that lead to no file: "from: link". Whole addresses of other sites are left alone; those of `site` count.
pub fn broken_links(root: &Path, site: &str) -> Vec<String> {
    let files = files(root);
    let mut broken = Vec::new();
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for link in links(&text) {
            let plain = link.replace("&#x2f;", "/").replace("&amp;", "&");
            let plain = plain.split(['#', '?']).next().unwrap();
            let target = match plain.strip_prefix(site) {
                Some("") => "index.html".to_owned(),
                Some(path) => path.to_owned(),
                None if plain.contains("://")
                    || plain.starts_with("mailto:")
                    || plain.starts_with("urn:")
                    || plain.is_empty() =>
                {
                    continue;
                }
                None => resolved(name, plain),
            };
            if !files.contains_key(&target) {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    broken
}

/// Values of href, src and action, and addresses in the map of the site.
fn links(text: &str) -> Vec<String> {
    let attributes = [" href=\"", " src=\"", " action=\""]
        .into_iter()
        .flat_map(|start| text.split(start).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect::<Vec<_>>());
    let mapped = text.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap().to_owned());
    attributes.chain(mapped.collect::<Vec<_>>()).collect()
}

/// A relative link as seen from a file; none of ours begins with a slash, which would not work from a folder.
fn resolved(from: &str, link: &str) -> String {
    let mut path = PathBuf::from(from);
    path.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => assert!(path.pop(), "{from}: {link} leads out of the folder"),
            "" => return format!("(from the root) {link}"),
            name => path.push(name),
        }
    }
    path.to_string_lossy().replace('\\', "/")
}
