//! From text to tree: quick-xml finds tags and texts, this decides what goes where. It gives up on nothing but attacks.

use super::spaces::Scopes;
use super::tags::begins_no_tag;
use super::{At, NODE_LIMIT, Repairs, TooMuch, Tree};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;

/// Each of these may cost a look at all that follows, so that many of them would be an attack on time.
const RECOVERIES: usize = 50;

/// Tags, texts and references looked at; a document of 16 MiB in one language of men has half as many.
const EVENT_LIMIT: usize = 2_000_000;

/// Reads the whole text.
pub fn read(text: &str) -> Result<(Tree<'_>, Repairs), TooMuch> {
    let mut builder = Builder::default();
    let mut from = 0;
    while from < text.len() && !builder.is_spent() {
        from += builder.stretch(text.get(from..).unwrap_or_default())?;
    }
    builder.repairs.unclosed += builder.open.len();
    builder.repairs.cut_off |= builder.open.len() > 1;
    Ok((builder.tree, builder.repairs))
}

/// A reader that leaves all judgement to us.
fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

#[derive(Debug, Default)]
pub(super) struct Builder<'t> {
    pub(super) tree: Tree<'t>,
    pub(super) open: Vec<Open<'t>>,
    pub(super) last_root: Option<At>,
    pub(super) scopes: Scopes<'t>,
    pub(super) repairs: Repairs,
    recoveries: usize,
    events: usize,
}

/// An element whose end tag has not come yet.
#[derive(Debug)]
pub(super) struct Open<'t> {
    pub(super) at: At,
    pub(super) name: &'t str,
    pub(super) last: Option<At>,
}

impl<'t> Builder<'t> {
    /// Reads until the end or until something that quick-xml cannot get over; says how many bytes are done with.
    fn stretch(&mut self, text: &'t str) -> Result<usize, TooMuch> {
        let mut reader = reader(text);
        loop {
            let from = position(reader.buffer_position());
            // Asked first: a reader that looks for the end of what is no tag looks at all that follows.
            if begins_no_tag(text.get(from..).unwrap_or_default()) {
                return Ok(self.stray_bracket(from));
            }
            match reader.read_event() {
                Ok(Event::Eof) => return Ok(text.len()),
                Ok(event) => {
                    let raw = text.get(from..position(reader.buffer_position())).unwrap_or_default();
                    if !self.take(event, raw)? {
                        return Ok(self.stray_bracket(from));
                    }
                }
                Err(_) => return self.recover(text, position(reader.error_position())),
            }
            self.events += 1;
            if self.is_spent() {
                return Ok(text.len());
            }
        }
    }

    /// Whether the budgets are used up.
    fn is_spent(&mut self) -> bool {
        let nodes = self.tree.nodes.len().max(self.tree.attributes.len());
        self.repairs.too_long |= nodes >= NODE_LIMIT || self.events >= EVENT_LIMIT;
        self.repairs.too_long
    }

    /// A `<` that is text; says where to go on.
    fn stray_bracket(&mut self, at: usize) -> usize {
        self.repairs.stray_brackets += 1;
        self.events += 1;
        self.text(Cow::Borrowed("<"));
        at + 1
    }

    /// Puts one event into the tree; false when a bracket turns out to begin no tag.
    fn take(&mut self, event: Event<'t>, raw: &'t str) -> Result<bool, TooMuch> {
        match event {
            Event::Start(_) | Event::Empty(_) => return self.start(raw),
            Event::End(_) => self.end(raw.trim_start_matches("</").trim_end_matches('>').trim()),
            Event::Text(text) => self.words(text.into_inner()),
            Event::CData(text) => self.text(text.into_inner()),
            Event::GeneralRef(reference) => self.reference(&reference.into_inner(), raw),
            Event::DocType(declaration) => self.repairs.declared_entities |= declaration.into_inner().contains("<!ENTITY"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(true)
    }

    /// A tag, comment or section that never ends: its beginning is passed over, what follows is read.
    fn recover(&mut self, text: &'t str, at: usize) -> Result<usize, TooMuch> {
        self.recoveries += 1;
        self.repairs.never_ending += 1;
        let rest = text.get(at..).unwrap_or_default();
        let to_bracket = rest.find('>').map_or(rest.len(), |end| end + 1);
        if self.recoveries > RECOVERIES || rest.is_empty() {
            self.repairs.cut_off = true;
            return Ok(text.len());
        }
        self.repairs.cut_off |= !rest.contains('>');
        if let Some(section) = rest.strip_prefix("<![CDATA[") {
            return Ok(at + rest.len() - section.len() + self.unclosed_section(section));
        }
        if rest.starts_with("<!--") {
            return Ok(at + 4);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return Ok(at + to_bracket);
        }
        // A quotation mark that is never closed: the tag ends at its bracket all the same.
        if rest.get(..to_bracket).is_some_and(|tag| tag.ends_with('>')) {
            self.start(rest.get(..to_bracket).unwrap_or_default())?;
        }
        Ok(at + to_bracket)
    }

    /// CDATA that is never closed ends where its element does, else with the document.
    fn unclosed_section(&mut self, section: &'t str) -> usize {
        let end = self.open.last().and_then(|open| section.find(&format!("</{}", open.name)));
        self.repairs.cut_off |= end.is_none();
        let length = end.unwrap_or(section.len());
        self.text(Cow::Borrowed(section.get(..length).unwrap_or_default()));
        length
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
