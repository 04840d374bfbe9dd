use std::fmt::Debug;

use super::{
    change::{Field, Item, Kind},
    written::Written,
};
use crate::{
    pack::{Bilingual, Pack, Provision},
    words::Words,
};

/// Provisions, field by field; the typed rules in words.
pub(super) fn provisions(pack: &Pack) -> Vec<Item> {
    let written = Written::of(pack);
    let provisions = pack.provisions.iter();
    provisions
        .map(|provision| Item {
            kind: Kind::Provision,
            name: provision.id.clone(),
            fields: fields(pack, provision, &written),
        })
        .collect()
}

fn fields(pack: &Pack, provision: &Provision, written: &Written) -> Vec<Field> {
    let words = Words::of(pack);
    let rules = pack.in_words(provision);
    let roles =
        |keys: &[String]| -> Vec<Bilingual> { keys.iter().map(|key| words.role(key)).collect() };
    let rule = |name, said, typed: &dyn Debug| {
        Field::said(name, said, format!("{typed:?}"))
            .written_as(written.provision(&provision.id, name))
    };
    let note = provision.note.clone().into_iter().collect();
    vec![
        Field::plain("article", &provision.article),
        Field::plain("kind", &provision.kind),
        Field::optional("lead_quote", provision.lead_quote.as_ref()),
        Field::plain("quote", &provision.quote),
        Field::plain("en", &provision.en),
        Field::plain("strength", provision.strength.as_str()),
        Field::plain("machine", provision.machine.as_str()),
        Field::plain("subject", provision.subject.as_str()),
        Field::said(
            "responsible",
            roles(&provision.responsible),
            provision.responsible.join(","),
        ),
        Field::said(
            "recipient",
            roles(&provision.recipient),
            provision.recipient.join(","),
        ),
        Field::plain("rulings", provision.rulings.join(", ")),
        Field::plain("items", provision.items.join("、")),
        Field::optional("evidence", provision.evidence.as_ref()),
        Field::said("note", note, ""),
        Field::optional("undecided", provision.undecided.as_ref()),
        Field::optional("in_force_from", provision.in_force_from),
        Field::said(
            "beyond_scope",
            rules.beyond_scope.into_iter().collect(),
            provision.beyond_scope,
        ),
        rule(
            "applies",
            rules.applies.into_iter().collect(),
            &provision.applies,
        ),
        rule("duty", rules.duty, &provision.duty),
        rule("gates", rules.gates, &provision.gates),
        rule("findings", rules.findings, &provision.findings),
    ]
}
