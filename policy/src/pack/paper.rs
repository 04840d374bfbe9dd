use std::collections::BTreeMap;

use super::{Duty, Performance};
use crate::{
    condition::Pattern,
    facts::{Source, Value},
};

/// A paper that a duty asks for.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    pattern: &'a Pattern,
    /// The choice that the text leaves, where it is one of several ways.
    pub alternative: Option<Alternative>,
}

/// Of which choice a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Tells the choices of one duty apart.
    pub choice: usize,
    /// Whether every way is a paper, and none an event, a report or an attribute.
    pub of_papers: bool,
}

impl<'a> Paper<'a> {
    pub(super) fn all(duty: &'a Duty) -> Vec<Self> {
        let mut papers = Vec::new();
        for (choice, performance) in duty.performed_by.iter().enumerate() {
            let ways = ways(performance);
            let of_papers = ways.iter().all(Option::is_some);
            let alternative = (ways.len() > 1).then_some(Alternative { choice, of_papers });
            papers.extend(ways.into_iter().flatten().map(|pattern| Self {
                pattern,
                alternative,
            }));
        }
        papers
    }

    /// Its kind, a name of the vocabulary.
    #[must_use]
    pub fn kind(&self) -> &'a str {
        &self.pattern.kind
    }

    /// Attributes that it must have, each with the values of which one suffices.
    #[must_use]
    pub fn attributes(&self) -> &'a [(String, Vec<Value>)] {
        &self.pattern.attributes
    }

    /// What papers of the kind must hold together; empty where any one is enough.
    #[must_use]
    pub fn parts(&self) -> &'a [String] {
        &self.pattern.parts
    }

    /// Whether a paper of the kind with these attributes is one, its day and its parts aside.
    #[must_use]
    pub fn is_such(&self, attributes: &BTreeMap<String, Value>) -> bool {
        self.pattern.wants(attributes)
    }
}

/// The ways in which something is performed: a paper, or nothing where it is something else.
fn ways(performance: &Performance) -> Vec<Option<&Pattern>> {
    match performance {
        Performance::Record(pattern) if pattern.source == Source::Document => vec![Some(pattern)],
        Performance::Record(_) | Performance::Report(_) | Performance::Fact(_) => vec![None],
        Performance::Any(parts) => parts.iter().flat_map(ways).collect(),
    }
}
