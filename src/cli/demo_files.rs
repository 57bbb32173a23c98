//! The demo's sample files: invented councils, their posts, an editor's remarks, and the folder they are written to.

use crate::jobs::Stop;
use crate::model::Instant;
use anyhow::Context;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;

/// The editor of the demo.
pub const EDITOR: &str = "editor@five.example";

/// Marks a folder as ours to make anew.
const MARK: &str = ".friday-demo";

/// One document of the sample site.
#[derive(Debug)]
pub struct Document {
    pub path: &'static str,
    pub media_type: &'static str,
    pub body: &'static str,
}

/// Everything that is embedded.
#[derive(Debug)]
pub struct Samples {
    pub documents: Vec<Document>,
    pub subscribers: &'static str,
    feeds: &'static str,
    remarks: &'static str,
    next_week: &'static str,
}

/// Where the demo's servers listen.
#[derive(Debug)]
pub struct Addresses {
    pub blogs: String,
    pub mail: SocketAddr,
    pub pages: SocketAddr,
}

/// What the sample editor writes.
#[derive(Debug, Deserialize)]
struct Remarks {
    opener: String,
    outro: String,
    remark: Vec<Remark>,
    find: Find,
}

#[derive(Debug, Deserialize)]
struct Remark {
    link: String,
    words: String,
}

#[derive(Debug, Deserialize)]
struct Find {
    title: String,
    link: String,
    words: String,
}

/// A post of the week after.
#[derive(Clone, Debug, Deserialize)]
pub struct LaterPost {
    /// Which document it comes into.
    pub feed: String,
    link: String,
    date: Instant,
    title: String,
    words: String,
}

#[derive(Debug, Default, Deserialize)]
struct NextWeek {
    post: Vec<LaterPost>,
}

impl LaterPost {
    /// The RSS or Atom document with this post before its others.
    pub fn put_into(&self, document: &str) -> String {
        let Self { link, title, words, .. } = self;
        if document.contains("<entry>") {
            let date = self.date.to_rfc3339();
            let entry = format!(
                "<entry><id>{link}</id><link href=\"{link}\"/><title>{title}</title><published>{date}</published>\
                 <updated>{date}</updated><content type=\"text\">{words}</content></entry>\n  <entry>"
            );
            return document.replacen("<entry>", &entry, 1);
        }
        let date = self.date.to_rfc2822();
        let item = format!(
            "<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>\
             <description>{words}</description></item>\n\t<item>"
        );
        document.replacen("<item>", &item, 1)
    }
}

impl Samples {
    /// The posts of the week after.
    pub fn later(&self) -> Vec<LaterPost> {
        // Part of the program and tested, like the remarks.
        toml::from_str::<NextWeek>(self.next_week).unwrap_or_default().post
    }

    /// The files of samples/.
    pub fn embedded() -> Self {
        const RSS: &str = "application/rss+xml; charset=utf-8";
        const ATOM: &str = "application/atom+xml";
        let document = |path, media_type, body| Document { path, media_type, body };
        Self {
            documents: vec![
                document("brambleford/feed", RSS, include_str!("../../samples/brambleford.rss")),
                document("saltmarsh/feed", ATOM, include_str!("../../samples/saltmarsh.atom")),
                document("kestrelton/feed", "application/rdf+xml", include_str!("../../samples/kestrelton.rdf")),
                document("thornwick/feed", "application/feed+json", include_str!("../../samples/thornwick.json")),
                document("cwmglas/feed", RSS, include_str!("../../samples/cwmglas.rss")),
                document("otterby/feed", ATOM, include_str!("../../samples/otterby.atom")),
                document("harrowmere/feed", "text/xml", include_str!("../../samples/harrowmere.rss")),
                document("partnership/feed", RSS, include_str!("../../samples/partnership.rss")),
                document("fennwick/", "text/html; charset=utf-8", include_str!("../../samples/fennwick.html")),
                document("fennwick/feed", ATOM, include_str!("../../samples/fennwick.atom")),
            ],
            subscribers: include_str!("../../samples/subscribers.csv"),
            feeds: include_str!("../../samples/feeds.toml"),
            remarks: include_str!("../../samples/remarks.toml"),
            next_week: include_str!("../../samples/next-week.toml"),
        }
    }

    /// Does to the draft's file what an editor would: opener, remarks, outro, and the last pick gives way to a find.
    pub fn write_remarks(&self, file: &str) -> String {
        // The file is part of the program and tested; were it broken, the demo would show an edition without remarks.
        let Ok(remarks) = toml::from_str::<Remarks>(self.remarks) else { return file.to_owned() };
        let (head, rest) = file.split_once("# Picks\n").unwrap_or((file, ""));
        let (picks, others) = rest.split_once("\n# Everything else\n").unwrap_or((rest, ""));
        let (others, _outro) = others.split_once("\n# Outro\n").unwrap_or((others, ""));
        let (front, _opener) = head.split_once("# Opener\n").unwrap_or((head, ""));
        let mut blocks: Vec<&str> = picks.split("\n## ").skip(1).collect();
        let moved = if blocks.len() >= 5 { blocks.pop() } else { None };
        let moved =
            moved.and_then(|block| block.lines().next()).and_then(|heading| heading.split_once(". ")).map(|(_, link)| link);
        let mut written: String = blocks.iter().map(|block| remarks.under(block)).collect();
        let Find { title, link, words } = &remarks.find;
        written.push_str(&format!("\n## [{title}]({link})\n\n{}\n", words.trim()));
        let moved = moved.map(|link| format!("\n- {link}\n")).unwrap_or_default();
        let (opener, outro) = (remarks.opener.trim(), remarks.outro.trim());
        format!("{front}# Opener\n\n{opener}\n\n# Picks\n{written}\n# Everything else\n{moved}{others}\n# Outro\n\n{outro}\n")
    }
}

impl Remarks {
    fn under(&self, block: &str) -> String {
        let words =
            self.remark.iter().find(|remark| block.contains(&format!("]({})", remark.link))).map(|remark| remark.words.trim());
        match words {
            Some(words) => format!("\n## {}\n\n{words}\n", block.trim_end()),
            None => format!("\n## {}\n", block.trim_end()),
        }
    }
}

/// Makes the folder anew; a folder that is not the demo's is left alone.
pub fn prepare_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        if !folder.join(MARK).exists() && std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()) {
            return Err(Stop::Settings(format!(
                "{} holds files that are not the demo's; name another one with --folder",
                folder.display()
            ))
            .into());
        }
        std::fs::remove_dir_all(folder).with_context(|| format!("while clearing {}", folder.display()))?;
    }
    crate::io::files::write_atomically(&folder.join(MARK), b"Made by `friday demo`, which clears this folder each time.\n")
}

/// Writes list and settings; only the addresses are the demo's own.
pub fn write(folder: &Path, samples: &Samples, addresses: &Addresses) -> anyhow::Result<()> {
    let feeds = samples.feeds.replace("{{base}}", &addresses.blogs);
    crate::io::files::write_atomically(&folder.join("feeds.toml"), feeds.as_bytes())?;
    let settings = format!(
        "[site]\nurl = \"http://{}/\"\ncontact = \"editor@five.example\"\n\n[fetch]\nallow_private = true\nhost_delay = \"0s\"\nper_host = 8\n\n\
         [ranking]\ntopics = [\"accessibility\", \"planning\"]\n\n\
         [editors]\naddresses = [\"{EDITOR}\"]\n\n[bulletin]\nunseen = true\n\n\
         [mail]\ntransport = \"smtp\"\nsmtp = \"smtp://{}\"\nfrom = \"Five for Friday <friday@five.example>\"\nreply_to = \"editor@five.example\"\n\
         organisation = \"The Brambleford Digital Partnership\"\naddress = \"Town Hall, Market Square, Brambleford\"\n",
        addresses.pages, addresses.mail
    );
    crate::io::files::write_atomically(&folder.join("friday.toml"), settings.as_bytes())
}
