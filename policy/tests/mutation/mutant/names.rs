use shuniu_policy::{Vocabulary, vocabulary::Family};

use super::{
    Adding,
    block::{keys, word},
};

/// Every event, document and report, replaced by one that nothing in the cases is about: the last
/// of the vocabulary that fits the attributes. Every fact, replaced by the next of its type: the
/// budget by the investment (R1).
pub(crate) fn change(adding: &mut Adding<'_>) {
    records(adding);
    facts(adding);
}

fn facts(adding: &mut Adding<'_>) {
    let all = Vocabulary::shared().all(Family::Fact);
    let line = adding.line;
    for at in keys(line, "fact: ") {
        let place = word(line, at);
        let index = all.iter().position(|of| of.name == line[place.clone()]);
        let Some(of) = index.map(|index| &all[index]) else {
            continue;
        };
        let mut round = all
            .iter()
            .cycle()
            .skip(index.unwrap_or_default() + 1)
            .take(all.len());
        let other = round.find(|other| {
            let same = (other.value_type, &other.values) == (of.value_type, &of.values);
            same && other.name != of.name
        });
        if let Some(other) = other {
            adding.replaced("fact", place, &other.name);
        }
    }
}

fn records(adding: &mut Adding<'_>) {
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
