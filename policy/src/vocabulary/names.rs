use std::{collections::BTreeMap, sync::OnceLock};

use super::{Definition, Name, shared};
use crate::pack::Pack;

/// The families of names. A name is unique within its family only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Project attributes; one that is not recorded is unknown.
    Fact,
    /// Dated events.
    Event,
    /// Evidence on file.
    Document,
    /// Recurring submissions.
    Report,
    /// Steps that can be closed.
    Gate,
    /// Classifications that a pack decides.
    Derived,
}

impl Family {
    /// The word used in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Event => "event",
            Self::Document => "document",
            Self::Report => "report",
            Self::Gate => "gate",
            Self::Derived => "derived value",
        }
    }
}

/// All names with their meaning, in the order in which they are listed.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(super) families: BTreeMap<Family, Vec<Definition>>,
}

impl Vocabulary {
    /// The shared vocabulary, the same for all packs.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Vocabulary> = OnceLock::new();
        SHARED.get_or_init(shared::load)
    }

    /// The shared vocabulary with the own facts of all these packs. Where two packs define a fact
    /// of the same name, the first wins.
    #[must_use]
    pub fn of<'a>(packs: impl IntoIterator<Item = &'a Pack>) -> Self {
        let mut whole = Self::shared().clone();
        for pack in packs {
            for fact in pack.vocabulary().all(Family::Fact) {
                whole.add_fact(fact.clone());
            }
        }
        whole
    }

    /// All definitions of a family.
    #[must_use]
    pub fn all(&self, family: Family) -> &[Definition] {
        self.families.get(&family).map_or(&[], Vec::as_slice)
    }

    /// What a name means.
    #[must_use]
    pub fn get(&self, family: Family, name: &str) -> Option<&Definition> {
        self.all(family).iter().find(|d| d.name == name)
    }

    /// The place of a name in the list of its family.
    pub(crate) fn place(&self, family: Family, name: &str) -> Option<usize> {
        self.all(family).iter().position(|d| d.name == name)
    }

    /// A name of a family, with its place.
    pub(crate) fn name(&self, family: Family, name: &str) -> Option<Name> {
        let place = self.place(family, name)?;
        Some(Name::at(place, name))
    }

    /// The names of a family.
    pub fn names(&self, family: Family) -> impl Iterator<Item = &str> {
        self.all(family).iter().map(|d| d.name.as_str())
    }

    /// Adds a fact of a pack. False when the name is taken.
    pub(crate) fn add_fact(&mut self, fact: Definition) -> bool {
        if self.get(Family::Fact, &fact.name).is_some() {
            return false;
        }
        self.families.entry(Family::Fact).or_default().push(fact);
        true
    }

    /// The Chinese term of a name, or the name itself.
    #[must_use]
    pub fn zh<'a>(&'a self, family: Family, name: &'a str) -> &'a str {
        self.get(family, name).map_or(name, |d| d.zh.as_str())
    }

    /// The English term of a name, or the name itself.
    #[must_use]
    pub fn en<'a>(&'a self, family: Family, name: &'a str) -> &'a str {
        self.get(family, name).map_or(name, |d| d.en.as_str())
    }
}
