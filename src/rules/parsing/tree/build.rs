//! From text to tree: quick-xml finds tags and texts, this decides what goes where. It gives up on nothing but attacks.

use super::entities::{self, Meaning};
use super::markup::VOID;
use super::spaces::Scopes;
use super::{ATTRIBUTE_LIMIT, At, Attribute, DEPTH_LIMIT, Kind, NAME_LIMIT, NODE_LIMIT, Node, Repairs, Space, TooMuch, Tree};
use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
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
struct Builder<'t> {
    tree: Tree<'t>,
    open: Vec<Open<'t>>,
    last_root: Option<At>,
    scopes: Scopes<'t>,
    repairs: Repairs,
    recoveries: usize,
    events: usize,
}

/// An element whose end tag has not come yet.
#[derive(Debug)]
struct Open<'t> {
    at: At,
    name: &'t str,
    last: Option<At>,
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

    fn start(&mut self, raw: &'t str) -> Result<bool, TooMuch> {
        let inside = raw.strip_prefix('<').unwrap_or(raw);
        let inside = inside.strip_suffix('>').unwrap_or(inside);
        let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let name = inside.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if name.len() > NAME_LIMIT {
            return Err(TooMuch::Attributes);
        }
        if !is_name(name) {
            return Ok(false);
        }
        self.close_unfinished_post(name);
        if self.open.len() >= DEPTH_LIMIT {
            return Err(TooMuch::Depth);
        }
        let attributes = self.attributes(inside, name)?;
        let space = self.scopes.resolve(name);
        let at = self.push(Kind::Element { name, space, first: None, attributes });
        if is_empty || is_void(name) {
            self.scopes.leave(self.open.len());
        } else {
            self.open.push(Open { at, name, last: None });
        }
        Ok(true)
    }

    /// No post stands inside another: the earlier one lacks its end tag.
    fn close_unfinished_post(&mut self, name: &str) {
        let is_post = ["item", "entry"].iter().any(|post| name.eq_ignore_ascii_case(post));
        let unfinished = self.open.iter().position(|open| is_post && open.name.eq_ignore_ascii_case(name));
        if let Some(place) = unfinished {
            self.repairs.unclosed += self.open.len() - place;
            self.close_from(place);
        }
    }

    fn attributes(&mut self, inside: &'t str, name: &str) -> Result<(At, At), TooMuch> {
        let depth = self.open.len() + 1;
        let from = self.tree.attributes.len();
        let mut list = Attributes::html(inside, name.len());
        for (number, attribute) in list.with_checks(false).filter_map(Result::ok).enumerate() {
            let (key, value) = (attribute.key.into_inner(), attribute.value);
            if number >= ATTRIBUTE_LIMIT || key.len() > NAME_LIMIT {
                return Err(TooMuch::Attributes);
            }
            let value = match value {
                Cow::Borrowed(value) => entities::in_value(value),
                Cow::Owned(value) => Cow::Owned(entities::in_value(&value).into_owned()),
            };
            match key.strip_prefix("xmlns") {
                // RSS has no namespace, whatever its root claims.
                Some("") if name.eq_ignore_ascii_case("rss") => self.scopes.declare(depth, "", "")?,
                Some("") => self.scopes.declare(depth, "", &value)?,
                Some(prefix) if prefix.starts_with(':') => self.scopes.declare(depth, prefix.trim_start_matches(':'), &value)?,
                Some(_) | None => self.tree.attributes.push(Attribute { name: key, space: Space::Own, value }),
            }
        }
        for attribute in self.tree.attributes.iter_mut().skip(from).filter(|attribute| attribute.name.contains(':')) {
            attribute.space = self.scopes.resolve(attribute.name);
        }
        Ok((place(from), place(self.tree.attributes.len())))
    }

    fn end(&mut self, name: &str) {
        match self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name)) {
            Some(place) => {
                self.repairs.unclosed += self.open.len() - 1 - place;
                self.close_from(place);
            }
            None if is_void(name) => {}
            None => self.repairs.stray_ends += 1,
        }
    }

    fn close_from(&mut self, place: usize) {
        self.open.truncate(place);
        self.scopes.leave(place);
    }

    /// Text between tags: quick-xml leaves a bare ampersand in it.
    fn words(&mut self, text: Cow<'t, str>) {
        if text.starts_with('&') {
            self.repairs.bare_ampersands += 1;
        }
        self.text(text);
    }

    fn reference(&mut self, reference: &str, raw: &'t str) {
        match entities::resolve(reference) {
            Meaning::Characters(first, second) => self.text(Cow::Owned([Some(first), second].into_iter().flatten().collect())),
            Meaning::Forbidden => self.repairs.forbidden_characters += 1,
            Meaning::Unknown => {
                let is_word = !reference.is_empty() && reference.chars().all(|c| c.is_alphanumeric() || c == '_');
                self.repairs.unknown_entities += usize::from(is_word);
                self.repairs.bare_ampersands += usize::from(!is_word);
                self.text(Cow::Borrowed(raw));
            }
        }
    }

    /// Adds to the text that stands last, or begins one.
    fn text(&mut self, text: Cow<'t, str>) {
        let Some(open) = self.open.last() else {
            self.repairs.text_before |= self.last_root.is_none() && !text.trim().is_empty();
            return;
        };
        let last = open.last.and_then(|at| self.tree.nodes.get_mut(usize::try_from(at).ok()?));
        match last {
            Some(Node { kind: Kind::Text(before), .. }) => before.to_mut().push_str(&text),
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => {
                self.push(Kind::Text(text));
            }
        }
    }

    /// Hangs a node in after its elder sibling.
    fn push(&mut self, kind: Kind<'t>) -> At {
        let at = place(self.tree.nodes.len());
        let parent = self.open.last().map(|open| open.at);
        self.tree.nodes.push(Node { parent, next: None, kind });
        let elder = match self.open.last_mut() {
            Some(open) => open.last.replace(at),
            None => self.last_root.replace(at),
        };
        let before = elder.or(parent).and_then(|before| self.tree.nodes.get_mut(usize::try_from(before).ok()?));
        match (elder, before) {
            (Some(_), Some(before)) => before.next = Some(at),
            (None, Some(Node { kind: Kind::Element { first, .. }, .. })) => *first = Some(at),
            (_, Some(_) | None) => {}
        }
        at
    }
}

/// `1 < 2`, `<<b>`, `<3`: a bracket that no name, end, comment or instruction follows.
fn begins_no_tag(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('<').filter(|rest| !rest.starts_with(['/', '!', '?'])) else { return false };
    let near = rest.get(..rest.floor_char_boundary(NAME_LIMIT)).unwrap_or(rest);
    // A name ends at another bracket too: what stands before it is no tag then, and is not looked at again.
    let end = near.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<'));
    let name = near.get(..end.unwrap_or(near.len())).unwrap_or(near);
    !is_name(name) || end.is_some_and(|end| near.get(end..).is_some_and(|after| after.starts_with('<')))
}

/// `a`, `atom:link`, `_x`: what may follow a bracket in XML 1.0 §2.3, near enough to tell a tag from "1 < 2".
fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':');
    begins && !name.contains(['<', '&', '"', '\'', ',', ';', '('])
}

/// Markup that was not escaped: `<br>` is never closed in HTML. `link` and `source` are words of feeds, and are.
fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| !matches!(*void, "link" | "source") && name.eq_ignore_ascii_case(void))
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Never more than `NODE_LIMIT` times `ATTRIBUTE_LIMIT`, which fits.
fn place(index: usize) -> At {
    At::try_from(index).unwrap_or(At::MAX)
}
