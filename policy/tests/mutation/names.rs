use shuniu_policy::{Vocabulary, vocabulary::Family};

use crate::{
    block::{keys, word},
    mutant::Adding,
};

/// Every event, document and report, replaced by one that nothing in the cases is about: the last
/// of the vocabulary that fits the attributes.
pub(crate) fn change(adding: &mut Adding<'_>) {
    let vocabulary = Vocabulary::shared();
    let line = adding.line;
    for (key, family, kind) in [
        ("event: ", Family::Event, "event"),
        ("document: ", Family::Document, "document"),
        ("report: ", Family::Report, "report"),
    ] {
        for at in keys(line, key) {
            let place = word(line, at);
            let Some(of) = vocabulary.get(family, &line[place.clone()]) else {
                continue;
            };
            let same = vocabulary.all(family).iter().rev().find(|other| {
                let has_attributes = of.attributes.iter().all(|a| {
                    let same = other.attribute(&a.name);
                    same.is_some_and(|b| a.values.iter().all(|v| b.values.contains(v)))
                });
                other.name != of.name && other.period == of.period && has_attributes
            });
            if let Some(other) = same {
                adding.replaced(kind, place, &other.name);
            }
        }
    }
}
