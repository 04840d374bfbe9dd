use std::collections::BTreeSet;

use super::{
    Bilingual, FindingRule, GateRule, Machine, Provision, Strength, Subject, read_duty::duty,
};
use crate::{
    condition::{Condition, Names, condition},
    source::{Fields, Node},
    vocabulary::{Family, Name},
};

const KEYS: [&str; 21] = [
    "id",
    "article",
    "kind",
    "lead_quote",
    "quote",
    "en",
    "note",
    "items",
    "rulings",
    "strength",
    "machine",
    "subject",
    "responsible",
    "recipient",
    "evidence",
    "undecided",
    "beyond_scope",
    "applies",
    "duty",
    "gates",
    "findings",
];

/// The kinds of the catalogue.
const KINDS: [&str; 23] = [
    "approval_step",
    "archive",
    "asset_registration",
    "change_control",
    "classification",
    "consequence",
    "data_sharing",
    "deadline",
    "duty",
    "evaluation",
    "exclusion",
    "expert_panel_rule",
    "funding",
    "gate",
    "material_list",
    "operation",
    "prohibition",
    "recurring_duty",
    "scope",
    "security",
    "termination",
    "threshold",
    "warranty",
];

/// The names of a pack's own lists.
pub(super) struct Own<'a> {
    pub(super) roles: &'a BTreeSet<String>,
    pub(super) rulings: &'a BTreeSet<String>,
}

/// Reads one provision. What is wrong inside a part is reported, and the rest is read on.
pub(super) fn provision(
    node: &Node,
    file: &str,
    own: &Own<'_>,
    names: &Names<'_>,
) -> Option<Provision> {
    let fields = Fields::of(node, "a provision", &KEYS, names.problems)?;
    let kind = fields.need_text("kind");
    let known = |kind: &str| KINDS.contains(&kind);
    if let (Some(kind), Some(node)) = (kind.as_deref().filter(|k| !known(k)), fields.get("kind")) {
        names
            .problems
            .unknown(node, "kind of provision", kind, KINDS);
    }
    let strength = fields.need("strength");
    let machine = fields.need("machine");
    let listed = |key: &str, what: &str, known| {
        let words = fields.words(key).into_iter();
        words
            .filter_map(|(node, _)| names.member(node, what, known))
            .collect::<Vec<_>>()
    };
    let gates = fields.list("gates").iter().filter_map(|n| gate(n, names));
    let findings = fields
        .list("findings")
        .iter()
        .filter_map(|n| finding(n, names));
    let applies = fields.get("applies");
    let read = Provision {
        id: fields.need_text("id")?,
        article: fields.need_text("article").unwrap_or_default(),
        kind: kind.unwrap_or_default(),
        lead_quote: fields.text("lead_quote"),
        quote: fields.need_text("quote").unwrap_or_default(),
        en: fields.need_text("en").unwrap_or_default(),
        note: fields
            .get("note")
            .and_then(|node| bilingual(node, "`note`", names)),
        items: fields
            .words("items")
            .into_iter()
            .map(|(_, w)| w.to_owned())
            .collect(),
        rulings: listed("rulings", "ruling", own.rulings),
        strength: strength
            .and_then(|node| names.word(node, "strength", &Strength::WORDS))
            .unwrap_or(Strength::Must),
        machine: machine
            .and_then(|node| names.word(node, "machine", &Machine::WORDS))
            .unwrap_or(Machine::None),
        undecided: fields.text("undecided"),
        beyond_scope: fields.flag("beyond_scope"),
        evidence: fields.text("evidence"),
        subject: match fields.get("subject") {
            Some(node) => names.word(node, "subject", &Subject::WORDS)?,
            None => Subject::Project,
        },
        responsible: listed("responsible", "role", own.roles),
        recipient: listed("recipient", "role", own.roles),
        in_force_from: None,
        applies: applies
            .and_then(|node| condition(node, names))
            .unwrap_or(Condition::Always),
        duty: fields.get("duty").and_then(|node| duty(node, names)),
        gates: gates.collect(),
        findings: findings.collect(),
        place: (file.to_owned(), node.line),
    };
    if read.machine == Machine::Partial && read.evidence.is_none() {
        names.problems.at(
            node,
            "a partial provision says in `evidence` what a person supplies",
        );
    }
    Some(read)
}

fn gate(node: &Node, names: &Names<'_>) -> Option<GateRule> {
    let fields = Fields::of(node, "a gate", &["close", "when", "unless"], names.problems)?;
    let part = |key| match fields.get(key) {
        Some(node) => condition(node, names).map(Some),
        None => Some(None),
    };
    let close: Vec<Name> = fields
        .words("close")
        .into_iter()
        .filter_map(|(node, _)| names.defined(Family::Gate, node))
        .map(|(name, _)| name)
        .collect();
    if close.is_empty() {
        names
            .problems
            .at(node, "`close` must name at least one gate");
    }
    Some(GateRule {
        close,
        when: part("when")?,
        unless: part("unless")?,
    })
}

fn finding(node: &Node, names: &Names<'_>) -> Option<FindingRule> {
    let fields = Fields::of(
        node,
        "a finding",
        &["code", "when", "zh", "en"],
        names.problems,
    )?;
    Some(FindingRule {
        code: fields.need_text("code")?,
        when: condition(fields.need("when")?, names)?,
        text: Bilingual {
            zh: fields.need_text("zh")?,
            en: fields.need_text("en")?,
        },
    })
}

pub(super) fn bilingual(node: &Node, what: &str, names: &Names<'_>) -> Option<Bilingual> {
    let fields = Fields::of(node, what, &["zh", "en"], names.problems)?;
    Some(Bilingual {
        zh: fields.need_text("zh")?,
        en: fields.need_text("en")?,
    })
}
