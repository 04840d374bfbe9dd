use super::{
    Condition, DutyState, Names, pattern,
    read_test::{TESTS, comparison, number, test},
};
use crate::{
    source::{Fields, Node},
    vocabulary::Family,
};

const HEADS: [&str; 15] = [
    "all",
    "any",
    "not",
    "named",
    "known",
    "fact",
    "derived",
    "event",
    "document",
    "report",
    "panel",
    "changes",
    "exception",
    "duty",
    "always",
];

/// Reads a condition; everything that is wrong with it is reported.
pub(crate) fn condition(node: &Node, names: &Names<'_>) -> Option<Condition> {
    let entries = node.mapping().unwrap_or_default();
    let keys = || entries.iter().filter_map(|(key, _)| key.scalar());
    let heads: Vec<&str> = keys().filter(|key| HEADS.contains(key)).collect();
    let [head] = heads[..] else {
        let stranger = keys().find(|key| !HEADS.contains(key));
        match (stranger, heads.is_empty()) {
            (Some(key), true) => names.problems.unknown(node, "condition", key, HEADS),
            _ => {
                let message = format!("a condition has exactly one of {}", HEADS.join(", "));
                names.problems.at(node, message);
            }
        }
        return None;
    };
    if matches!(head, "event" | "document") {
        return pattern(node, names).map(|found| Condition::Record(Box::new(found)));
    }
    let mut allowed = vec![head];
    match head {
        "fact" | "derived" => allowed.extend(TESTS),
        "panel" => allowed.extend(["at_least", "odd", "external"]),
        "duty" => allowed.push("of"),
        _ => {}
    }
    let fields = Fields::of(node, &format!("`{head}`"), &allowed, names.problems)?;
    let value = fields.need(head)?;
    match head {
        "all" => list(value, names).map(Condition::All),
        "any" => list(value, names).map(Condition::Any),
        "not" => condition(value, names).map(|part| Condition::Not(Box::new(part))),
        "named" => {
            let name = names.named(value)?;
            Some(Condition::Named(name))
        }
        "known" => {
            let (name, _) = names.defined(Family::Fact, value)?;
            Some(Condition::Known(name))
        }
        "fact" | "derived" => compared(head, value, fields, names),
        "report" => {
            let of = names.definition(Family::Report, value)?;
            Some(Condition::Report(of.name.clone()))
        }
        "panel" => panel(value, fields, names),
        "changes" => comparison(value, names).map(|(c, n)| Condition::Changes(c, n)),
        "exception" => {
            let provision = names.member(value, "provision", names.provisions)?;
            Some(Condition::Exception(provision))
        }
        "duty" => Some(Condition::Duty {
            state: names.word(value, "state of a duty", &DutyState::WORDS)?,
            of: match fields.get("of") {
                Some(node) => Some(names.member(node, "provision", names.provisions)?),
                None => None,
            },
        }),
        _ => Some(Condition::Always),
    }
}

fn list(node: &Node, names: &Names<'_>) -> Option<Vec<Condition>> {
    let Some(items) = node.sequence().filter(|items| !items.is_empty()) else {
        names.problems.at(node, "a list of conditions is needed");
        return None;
    };
    let read: Vec<Condition> = items.iter().filter_map(|n| condition(n, names)).collect();
    (read.len() == items.len()).then_some(read)
}

fn compared(head: &str, value: &Node, fields: Fields<'_>, names: &Names<'_>) -> Option<Condition> {
    let family = if head == "fact" {
        Family::Fact
    } else {
        Family::Derived
    };
    let (name, of) = names.defined(family, value)?;
    let test = test(fields, of, names)?;
    Some(match family {
        Family::Fact => Condition::Fact { name, test },
        _ => Condition::Derived { name, test },
    })
}

fn panel(value: &Node, fields: Fields<'_>, names: &Names<'_>) -> Option<Condition> {
    let (kind, of) = names.defined(Family::Event, value)?;
    if of.attribute("panel_size").is_none() {
        names
            .problems
            .at(value, format!("`{}` forms no panel", of.name));
        return None;
    }
    let external = fields.has("external").then(|| fields.flag("external"));
    if external.is_some() && of.attribute("external").is_none() {
        names
            .problems
            .at(value, format!("`{}` does not say `external`", of.name));
        return None;
    }
    Some(Condition::Panel {
        kind,
        at_least: number(fields.need("at_least")?, names)?,
        odd: fields.flag("odd"),
        external,
    })
}
