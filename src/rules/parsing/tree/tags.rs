//! Start and end tags: names, attributes, namespaces, and which element an end closes.

use super::build::{Builder, Open};
use super::hang::place;
use super::markup::VOID;
use super::{ATTRIBUTE_LIMIT, At, Attribute, DEPTH_LIMIT, Kind, NAME_LIMIT, Space, TooMuch, entities};
use quick_xml::events::attributes::Attributes;
use std::borrow::Cow;

impl<'t> Builder<'t> {
    pub(super) fn start(&mut self, raw: &'t str) -> Result<bool, TooMuch> {
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
        self.tree.spaces.add(space);
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

    pub(super) fn end(&mut self, name: &str) {
        match self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name)) {
            Some(place) => {
                self.repairs.unclosed += self.open.len() - 1 - place;
                self.close_from(place);
            }
            None if is_void(name) => {}
            None => self.repairs.stray_ends += 1,
        }
    }

    pub(super) fn close_from(&mut self, place: usize) {
        self.open.truncate(place);
        self.scopes.leave(place);
    }
}

/// `1 < 2`, `<<b>`, `<3`: a bracket that no name, end, comment or instruction follows.
pub(super) fn begins_no_tag(text: &str) -> bool {
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
