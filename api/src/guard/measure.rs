//! Measures selections, each fragment once.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{Refusal, page::Pages, scan::refuse, tally::Tally};

/// How far fragments may spread one another. async-graphql refuses deeper chains; ours must be
/// refused before its visitors recurse through them.
const CHAIN: usize = 32;

/// Walks one document, remembering the size of each fragment.
pub(super) struct Measure<'a> {
    document: &'a ExecutableDocument,
    pages: Pages<'a>,
    known: HashMap<&'a str, Tally>,
    open: Vec<&'a str>,
}

impl<'a> Measure<'a> {
    pub(super) fn new(document: &'a ExecutableDocument, pages: Pages<'a>) -> Self {
        Self {
            document,
            pages,
            known: HashMap::new(),
            open: Vec::new(),
        }
    }

    /// Measures a selection.
    pub(super) fn selection(&mut self, set: &'a SelectionSet) -> Result<Tally, Refusal> {
        let mut sum = Tally::default();
        for item in &set.items {
            let mut tally = match &item.node {
                Selection::Field(field) => {
                    let below = self.selection(&field.node.selection_set.node)?;
                    let mut tally = match field.node.name.node.as_str() {
                        "__schema" | "__type" => below.below_introspection(),
                        _ => below.below_field(self.pages.size(&field.node)),
                    };
                    tally.aliases = tally
                        .aliases
                        .saturating_add(usize::from(field.node.alias.is_some()));
                    tally
                }
                Selection::InlineFragment(inline) => {
                    self.selection(&inline.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())?
                }
            };
            tally.directives = tally
                .directives
                .saturating_add(item.node.directives().len());
            sum.add(tally);
        }
        Ok(sum)
    }

    /// Measures a fragment, or recalls it. One that is not defined counts as empty: validation
    /// reports it.
    pub(super) fn fragment(&mut self, name: &'a str) -> Result<Tally, Refusal> {
        if let Some(tally) = self.known.get(name) {
            return Ok(*tally);
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Tally::default());
        };
        if self.open.contains(&name) {
            return Err(Refusal::Cycle {
                fragment: name.to_owned(),
            });
        }
        if self.open.len() >= CHAIN {
            return Err(refuse(
                "depth",
                "fragments within fragments or more",
                CHAIN + 1,
                CHAIN,
            ));
        }
        self.open.push(name);
        let mut tally = self.selection(&fragment.node.selection_set.node)?;
        tally.directives = tally
            .directives
            .saturating_add(fragment.node.directives.len());
        self.open.pop();
        self.known.insert(name, tally);
        Ok(tally)
    }
}
