use std::collections::{BTreeMap, BTreeSet};

use crate::{
    source::{Node, Problems},
    vocabulary::{Definition, Family, Name, Vocabulary},
};

/// A named condition, with its place among those that the pack has.
pub(crate) fn named(conditions: &BTreeSet<String>, name: &str) -> Option<Name> {
    let place = conditions.iter().position(|known| known == name)?;
    Some(Name::at(place, name))
}

/// The names a pack file may use, and where to report one that it may not.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) settings: &'a BTreeMap<String, Option<i64>>,
    /// In the order of the pack's named conditions.
    pub(crate) conditions: &'a BTreeSet<String>,
    pub(crate) provisions: &'a BTreeSet<String>,
    pub(crate) problems: &'a Problems,
}

impl<'a> Names<'a> {
    /// The definition a node names; an unknown name is reported.
    pub(crate) fn definition(&self, family: Family, node: &Node) -> Option<&'a Definition> {
        let name = node.scalar().unwrap_or_default();
        let found = self.vocabulary.get(family, name);
        if found.is_none() {
            let known = self.vocabulary.names(family);
            self.problems.unknown(node, family.as_str(), name, known);
        }
        found
    }

    /// A name of the vocabulary with its definition; an unknown one is reported.
    pub(crate) fn defined(&self, family: Family, node: &Node) -> Option<(Name, &'a Definition)> {
        let of = self.definition(family, node)?;
        Some((self.vocabulary.name(family, &of.name)?, of))
    }

    /// A named condition of the pack; an unknown one is reported.
    pub(crate) fn named(&self, node: &Node) -> Option<Name> {
        let name = self.member(node, "named condition", self.conditions)?;
        named(self.conditions, &name)
    }

    /// A name out of a set; an unknown one is reported.
    pub(crate) fn member(
        &self,
        node: &Node,
        what: &str,
        known: &'a BTreeSet<String>,
    ) -> Option<String> {
        let name = node.scalar().unwrap_or_default();
        if known.contains(name) {
            return Some(name.to_owned());
        }
        let known = known.iter().map(String::as_str);
        self.problems.unknown(node, what, name, known);
        None
    }

    /// One of a closed list of words.
    pub(crate) fn word<T: Copy>(&self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let name = node.scalar().unwrap_or_default();
        let found = words.iter().find(|(word, _)| *word == name);
        if found.is_none() {
            let known = words.iter().map(|(word, _)| *word);
            self.problems.unknown(node, what, name, known);
        }
        found.map(|(_, value)| *value)
    }
}
