use super::{
    change::{Field, Item, Kind},
    written::Written,
};
use crate::{
    pack::Pack,
    vocabulary::{Family, Vocabulary},
    words::Words,
};

/// The pack's own facts.
pub(super) fn facts(pack: &Pack) -> Vec<Item> {
    let shared = Vocabulary::shared();
    let own = pack.vocabulary().all(Family::Fact).iter();
    let own = own.filter(|fact| shared.get(Family::Fact, &fact.name).is_none());
    own.map(|fact| {
        let values = fact.values.iter();
        let values: Vec<&str> = values.map(|value| value.name.as_str()).collect();
        Item {
            kind: Kind::Fact,
            name: fact.name.clone(),
            fields: vec![
                Field::bilingual("called", &fact.zh, &fact.en),
                Field::optional("type", fact.value_type),
                Field::optional(
                    "unit",
                    fact.unit.as_ref().map(|(zh, en)| format!("{zh}, {en}")),
                ),
                Field::plain("values", values.join(", ")),
            ],
        }
    })
    .collect()
}

/// The articles of the text. White space counts for nothing.
pub(super) fn articles(pack: &Pack) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    for (name, text) in pack.articles() {
        found.push(Item {
            kind: Kind::Article,
            name,
            fields: vec![Field::plain("text", text)],
        });
    }
    found
}

/// Named conditions.
pub(super) fn conditions(pack: &Pack) -> Vec<Item> {
    let (words, written) = (Words::of(pack), Written::of(pack));
    let conditions = pack.conditions.iter();
    conditions
        .map(|(name, condition)| Item {
            kind: Kind::Condition,
            name: name.clone(),
            fields: vec![
                Field::plain("by", by(pack.conditions_by.get(name))),
                Field::said(
                    "title",
                    pack.condition_titles
                        .get(name)
                        .cloned()
                        .into_iter()
                        .collect(),
                    "",
                ),
                Field::said(
                    "when",
                    vec![words.condition(condition).into_text()],
                    format!("{condition:?}"),
                )
                .written_as(written.condition(name)),
            ],
        })
        .collect()
}

/// Derived values.
pub(super) fn derived(pack: &Pack) -> Vec<Item> {
    let (words, written) = (Words::of(pack), Written::of(pack));
    let derived = pack.derived.iter();
    derived
        .map(|derived| Item {
            kind: Kind::Derived,
            name: derived.name.to_string(),
            fields: vec![
                Field::plain("by", by(Some(&derived.by))),
                Field::said(
                    "rules",
                    words.derived(derived),
                    format!("{:?}", derived.rules),
                )
                .written_as(written.derived(&derived.name)),
            ],
        })
        .collect()
}

fn by(ids: Option<&Vec<String>>) -> String {
    ids.map(|ids| ids.join(", ")).unwrap_or_default()
}
