//! What had to be mended while a document was read, by the name of the malformation.

/// How often each malformation was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Elements whose end tag is missing, or stands too late.
    pub unclosed: usize,
    /// End tags of elements that are not open.
    pub stray_ends: usize,
    /// `<` that begins no tag.
    pub stray_brackets: usize,
    /// `&` that begins no reference.
    pub bare_ampersands: usize,
    /// `&name;` that HTML does not know.
    pub unknown_entities: usize,
    /// `&#…;` of a character that no document may hold.
    pub forbidden_characters: usize,
    /// `<!ENTITY …>`: never expanded.
    pub declared_entities: bool,
    /// Tags, comments or CDATA sections without an end.
    pub never_ending: usize,
    /// The document ends in the middle of something.
    pub cut_off: bool,
    /// Text before the first element.
    pub text_before: bool,
    /// More nodes than are read.
    pub too_long: bool,
}

impl Repairs {
    /// One sentence a malformation.
    pub fn in_words(&self) -> Vec<String> {
        let counted = [
            (self.unclosed, "elements are not closed where they should be: closed for them"),
            (self.stray_ends, "end tags close nothing: ignored"),
            (self.stray_brackets, "“<” begin no tag: taken as text"),
            (self.bare_ampersands, "“&” are not written as “&amp;”: taken as text"),
            (self.unknown_entities, "entities have names that HTML does not know: left as they are"),
            (self.never_ending, "tags, comments or sections never end: what follows them is read all the same"),
            (self.forbidden_characters, "references stand for characters that XML forbids: left out"),
        ];
        let flagged = [
            (self.declared_entities, "it declares entities of its own, which are never expanded"),
            (self.cut_off, "it ends in the middle: what came before is read"),
            (self.text_before, "there is text before its first element: ignored"),
            (self.too_long, "it is longer than friday reads: the rest is left out"),
        ];
        let counted = counted.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
        let flagged = flagged.into_iter().filter(|(met, _)| *met).map(|(_, what)| what.to_owned());
        counted.chain(flagged).collect()
    }
}
