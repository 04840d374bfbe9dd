use super::{
    Claims, FindingClaim, GateClaim, NotOwed, ObligationClaim,
    read::{period, provision_id},
};
use crate::{
    assessment::{Flag, Status},
    pack::Pack,
    source::{Fields, Node, Problems, boolean},
    vocabulary::{Family, read_value},
};

pub(super) fn claims(node: &Node, pack: &Pack, problems: &Problems) -> Option<Claims> {
    let keys = [
        "obligations",
        "not_obligations",
        "gates",
        "findings",
        "not_findings",
        "derived",
    ];
    let fields = Fields::of(node, "`expect`", &keys, problems)?;
    let mut claims = Claims::default();
    for node in fields.list("obligations") {
        claims.obligations.extend(obligation(node, pack, problems));
    }
    for node in fields.list("not_obligations") {
        claims
            .not_obligations
            .extend(not_owed(node, pack, problems));
    }
    for node in fields.list("gates") {
        claims.gates.extend(gate(node, pack, problems));
    }
    for node in fields.list("findings") {
        claims.findings.extend(finding(node, pack, problems));
    }
    for node in fields.list("not_findings") {
        claims.not_findings.extend(finding(node, pack, problems));
    }
    let derived = fields.get("derived").map(|node| node.mapping());
    if matches!(derived, Some(None)) {
        problems.at(node, "`derived` must be a map of derived values");
    }
    for (key, value) in derived.flatten().unwrap_or_default() {
        let name = key.scalar().unwrap_or_default();
        let vocabulary = pack.vocabulary();
        let Some(of) = vocabulary.get(Family::Derived, name) else {
            problems.unknown(
                key,
                "derived value",
                name,
                vocabulary.names(Family::Derived),
            );
            continue;
        };
        let read = if value.is_null() {
            None
        } else {
            Some(read_value(value, of, problems)?)
        };
        claims.derived.insert(name.to_owned(), read);
    }
    Some(claims)
}

fn obligation(node: &Node, pack: &Pack, problems: &Problems) -> Option<ObligationClaim> {
    let keys = [
        "provision",
        "occurrence",
        "period",
        "due",
        "earliest",
        "latest",
        "status",
        "error",
        "flags",
        "needs",
    ];
    let fields = Fields::of(node, "a claim", &keys, problems)?;
    let status = fields.get("status").and_then(|node| {
        let word = node.scalar().unwrap_or_default();
        let status = Status::parse(word);
        if status.is_none() {
            problems.unknown(node, "status", word, Status::ALL.map(Status::as_str));
        }
        status
    });
    let flags = fields
        .words("flags")
        .into_iter()
        .filter_map(|(node, word)| {
            let flag = Flag::ALL.into_iter().find(|flag| flag.as_str() == word);
            if flag.is_none() {
                problems.unknown(node, "flag", word, Flag::ALL.map(Flag::as_str));
            }
            flag
        });
    Some(ObligationClaim {
        provision: provision_id(fields.need("provision")?, pack, problems)?,
        occurrence: fields.text("occurrence"),
        period: fields.get("period").and_then(|node| period(node, problems)),
        due: fields.date("due"),
        earliest: fields.date("earliest"),
        latest: fields.date("latest"),
        status,
        error: fields.text("error"),
        flags: fields.has("flags").then(|| flags.collect()),
        needs: facts(fields, pack),
    })
}

fn not_owed(node: &Node, pack: &Pack, problems: &Problems) -> Option<NotOwed> {
    if node.mapping().is_none() {
        return Some(NotOwed {
            provision: provision_id(node, pack, problems)?,
            period: None,
        });
    }
    let fields = Fields::of(node, "a claim", &["provision", "period"], problems)?;
    Some(NotOwed {
        provision: provision_id(fields.need("provision")?, pack, problems)?,
        period: fields.get("period").and_then(|node| period(node, problems)),
    })
}

fn finding(node: &Node, pack: &Pack, problems: &Problems) -> Option<FindingClaim> {
    let fields = Fields::of(node, "a finding", &["provision", "code"], problems)?;
    let provision = provision_id(fields.need("provision")?, pack, problems)?;
    let code = fields.need("code")?;
    let rules = pack
        .provision(&provision)
        .map_or(&[][..], |p| p.findings.as_slice());
    let known = || {
        rules
            .iter()
            .map(|rule| rule.code.as_str())
            .chain(["breached"])
    };
    let word = code.scalar().unwrap_or_default();
    if !known().any(|code| code == word) {
        problems.unknown(code, "finding of the provision", word, known());
        return None;
    }
    Some(FindingClaim {
        provision,
        code: word.to_owned(),
    })
}

fn gate(node: &Node, pack: &Pack, problems: &Problems) -> Option<GateClaim> {
    let keys = [
        "gate",
        "open",
        "blocked_by",
        "not_blocked_by",
        "needs",
        "opened_by_exception",
    ];
    let fields = Fields::of(node, "a gate", &keys, problems)?;
    let name = fields.need("gate")?;
    let vocabulary = pack.vocabulary();
    let Some(of) = vocabulary.get(Family::Gate, name.scalar().unwrap_or_default()) else {
        let known = vocabulary.names(Family::Gate);
        problems.unknown(name, "gate", name.scalar().unwrap_or_default(), known);
        return None;
    };
    let provisions = |key| {
        let words = fields.words(key).into_iter();
        words
            .filter_map(|(node, _)| provision_id(node, pack, problems))
            .collect()
    };
    Some(GateClaim {
        gate: of.name.clone(),
        open: fields
            .get("open")
            .and_then(|node| boolean(node, "open", problems)),
        blocked_by: provisions("blocked_by"),
        not_blocked_by: provisions("not_blocked_by"),
        needs: facts(fields, pack),
        opened_by_exception: provisions("opened_by_exception"),
    })
}

/// Facts, or kinds of record (`contract_copy`, `contract_copy.on`) that are needed.
fn facts(fields: Fields<'_>, pack: &Pack) -> Vec<String> {
    let vocabulary = pack.vocabulary();
    let families = [
        Family::Fact,
        Family::Event,
        Family::Document,
        Family::Report,
    ];
    let known = |word: &str| {
        let kind = word.split('.').next().unwrap_or(word);
        families
            .iter()
            .any(|family| vocabulary.get(*family, kind).is_some())
    };
    let words = fields.words("needs").into_iter();
    words
        .filter_map(|(node, word)| {
            if known(word) {
                return Some(word.to_owned());
            }
            let names = families.iter().flat_map(|family| vocabulary.names(*family));
            fields.problems.unknown(node, "fact", word, names);
            None
        })
        .collect()
}
