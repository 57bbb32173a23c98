//! What the buttons of the writing form do to the words.

use super::{Manuscript, name_of};
use crate::model::edition::EditedItem;
use crate::rules::matching::canonical;

/// A button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Command {
    /// Keeps what was typed.
    #[default]
    Save,
    /// One place up.
    Up(String),
    /// One place down.
    Down(String),
    /// To the top.
    First(String),
    /// Out of the picks; words on it are set aside.
    TakeOut(String),
    /// To the page with candidates.
    Swap(String),
    /// A story of the week becomes the last pick.
    Add(i64),
    /// What was set aside comes back as the last item.
    PutBack(String),
    /// What was set aside goes for good.
    Forget(String),
    /// The address in the field `find` becomes a find.
    Find,
    /// On to the check.
    Check,
    /// On to the preview.
    Preview,
}

impl Command {
    /// From the button's value, such as `up:s12`; anything else only saves.
    pub fn read(value: &str) -> Self {
        let (word, of) = value.split_once(':').unwrap_or((value, ""));
        let name = of.to_owned();
        match word {
            "up" => Self::Up(name),
            "down" => Self::Down(name),
            "first" => Self::First(name),
            "out" => Self::TakeOut(name),
            "swap" => Self::Swap(name),
            "add" => of.parse().map_or(Self::Save, Self::Add),
            "back" => Self::PutBack(name),
            "forget" => Self::Forget(name),
            "find" => Self::Find,
            "check" => Self::Check,
            "preview" => Self::Preview,
            _ => Self::Save,
        }
    }
}

impl Manuscript {
    /// Does what the button says; done twice with the same words, it comes to the same.
    pub fn apply(&mut self, command: &Command) {
        match command {
            Command::Up(name) => self.shift(name, |place| place.saturating_sub(1)),
            Command::Down(name) => self.shift(name, |place| place + 1),
            Command::First(name) => self.shift(name, |_| 0),
            Command::TakeOut(name) => {
                self.take_out(name);
            }
            Command::Add(story) => self.add(EditedItem::pick(*story)),
            Command::PutBack(name) => {
                if let Some(at) = self.set_aside.iter().position(|item| name_of(item) == *name) {
                    let item = self.set_aside.remove(at);
                    self.items.retain(|other| name_of(other) != *name);
                    self.items.push(item);
                }
            }
            Command::Forget(name) => self.set_aside.retain(|item| name_of(item) != *name),
            Command::Save | Command::Swap(_) | Command::Find | Command::Check | Command::Preview => {}
        }
    }

    /// Puts a story in an item's place; the answer is whether that item was still there.
    pub fn swap(&mut self, out: &str, story: i64) -> bool {
        let Some(place) = self.take_out(out) else { return false };
        self.items.retain(|item| item.story() != Some(story));
        self.left_out.retain(|left_out| *left_out != story);
        self.items.insert(place.min(self.items.len()), EditedItem::pick(story));
        true
    }

    /// Another item at the end, unless it is among them; words that were set aside come back with it.
    pub fn add(&mut self, item: EditedItem) {
        let name = name_of(&item);
        if self.place(&name).is_some() {
            return;
        }
        self.left_out.retain(|story| Some(*story) != item.story());
        let aside = self.set_aside.iter().position(|known| name_of(known) == name);
        let item = aside.map_or(item, |at| self.set_aside.remove(at));
        self.items.push(item);
    }

    /// Whether an address is among the items.
    pub fn has_link(&self, link: &str) -> bool {
        let same = |other: &str| other == link || canonical::link(other) == canonical::link(link);
        self.items.iter().any(|item| matches!(item, EditedItem::Find { link, .. } if same(link)))
    }

    fn shift(&mut self, name: &str, to: impl Fn(usize) -> usize) {
        if let Some(place) = self.place(name) {
            let item = self.items.remove(place);
            self.items.insert(to(place).min(self.items.len()), item);
        }
    }

    fn take_out(&mut self, name: &str) -> Option<usize> {
        let place = self.place(name)?;
        let item = self.items.remove(place);
        if item.has_words() {
            self.set_aside.retain(|known| name_of(known) != name);
            self.set_aside.push(item);
        }
        Some(place)
    }
}
