use super::{
    Adding,
    block::{Block, closing, elements, keys},
};

/// What stands for what: kind, the words, and what takes their place.
const SWAPS: [(&str, &str, &str); 46] = [
    ("comparison", "gte: ", "gt: "),
    ("comparison", "gt: ", "gte: "),
    ("comparison", "lte: ", "lt: "),
    ("comparison", "lt: ", "lte: "),
    ("comparison", "contains_any: ", "contains_all: "),
    ("comparison", "contains_all: ", "contains_any: "),
    ("unit", "unit: workdays", "unit: days"),
    ("unit", "unit: months", "unit: days"),
    ("unit", "unit: years", "unit: months"),
    ("negation", "eq: true", "eq: false"),
    ("negation", "eq: false", "eq: true"),
    ("negation", "value: true", "value: false"),
    ("negation", "value: false", "value: true"),
    ("panel", "external: true", "external: false"),
    ("panel", "external: false", "external: true"),
    ("panel", "odd: true", "odd: false"),
    ("latest", "latest: true", "latest: false"),
    ("year", "in_year: previous", "in_year: current"),
    ("year", "in_year: current", "in_year: previous"),
    ("order", "before: ", "not_after: "),
    ("order", "not_after: ", "before: "),
    ("order", "not_after: ", "not_before: "),
    ("order", "after: ", "not_before: "),
    ("order", "not_before: ", "after: "),
    ("order", "not_before: ", "not_after: "),
    ("occurrence", "occurrence: each", "occurrence: latest"),
    ("earlier", "counts_earlier: true", "counts_earlier: false"),
    ("scope", "beyond_scope: true", "beyond_scope: false"),
    ("run", "adds_up: true", "adds_up: false"),
    ("schedule", "reported: true", "reported: false"),
    ("schedule", "due: end", "due: 20"),
    ("schedule", "every: month", "every: quarter"),
    ("schedule", "every: quarter", "every: year"),
    ("schedule", "every: year", "every: quarter"),
    ("schedule", "due_from: ", "containing: "),
    ("schedule", "due_before: ", "containing: "),
    ("clock", "first_of: ", "latest_of: "),
    ("clock", "latest_of: ", "first_of: "),
    ("state", "duty: fulfilled", "duty: triggered"),
    ("state", "duty: long_enough", "duty: triggered"),
    ("state", "duty: past_earliest", "duty: long_enough"),
    ("state", "duty: overdue", "duty: triggered"),
    ("state", "duty: breached", "duty: overdue"),
    ("all or any", "all:", "any:"),
    ("all or any", "any:", "all:"),
    ("gate", "unless: ", "when: "),
];

/// Words that decide, replaced by their like or their opposite.
pub(crate) fn change(adding: &mut Adding<'_>, block: &Block<'_>) {
    let line = adding.line;
    for (kind, from, to) in SWAPS {
        for end in keys(line, from) {
            let start = end - from.len();
            // A line with both would have `when` twice; and of one limb all are any.
            let twice = from == "unless: " && line.contains("when: ");
            if !twice && !goes_on(line, from, end) && !holds_one(line, from, end) {
                adding.replaced(kind, start..end, to);
            }
        }
    }
    anchors(adding);
    negations(adding);
    strength(adding, block);
    subject(adding, block);
}

/// Whether the word that ends at `end` is longer: `month` is no part of `months`.
fn goes_on(line: &str, from: &str, end: usize) -> bool {
    let longer = |c: char| c.is_ascii_lowercase() || c == '_';
    from.ends_with(longer) && line[end..].starts_with(longer)
}

fn holds_one(line: &str, from: &str, end: usize) -> bool {
    let listed = matches!(from, "all:" | "any:") && line[end..].starts_with(" [");
    listed && elements(line, end + 1).len() == 1
}

/// The period that contains an event, and the one that is due from or before it.
fn anchors(adding: &mut Adding<'_>) {
    let line = adding.line;
    for (key, to) in [("first: {", "due_from: "), ("last: {", "due_before: ")] {
        let containing = format!("{key}containing: ");
        for end in keys(line, &containing) {
            let start = end - "containing: ".len();
            adding.replaced("schedule", start..end, to);
        }
    }
}

/// `not` away, and put before what is named.
fn negations(adding: &mut Adding<'_>) {
    let line = adding.line;
    for at in keys(line, "not: ") {
        if let Some(end) = closing(line, at).filter(|_| line[at..].starts_with('{')) {
            let inner = format!("all: [{}]", &line[at..end]);
            adding.replaced("negation", at - "not: ".len()..end, &inner);
        }
    }
    for (at, _) in line.match_indices("{named: ") {
        if let Some(end) = closing(line, at) {
            let inner = format!("{{not: {}}}", &line[at..end]);
            adding.replaced("negation", at..end, &inner);
        }
    }
}

/// An exception opens what is in principle, and only that.
fn strength(adding: &mut Adding<'_>, block: &Block<'_>) {
    let line = adding.line;
    let closes = block
        .provision()
        .iter()
        .any(|line| line.contains("close: ["));
    let swapped = match line.trim() {
        "strength: must" => "in_principle",
        "strength: in_principle" => "must",
        _ => return,
    };
    if closes {
        let start = line.len() - line.trim_start().trim_start_matches("strength: ").len();
        adding.replaced("strength", start..line.len(), swapped);
    }
}

/// Whose clock a duty runs: each contract's, lot's or request's, or the project's alone.
fn subject(adding: &mut Adding<'_>, block: &Block<'_>) {
    let line = adding.line;
    let of_each = [
        "contract",
        "lot",
        "asset",
        "sharing_request",
        "catalog_entry",
    ];
    let Some(word) = line.trim().strip_prefix("subject: ") else {
        return;
    };
    let duty = block.provision().iter().any(|line| line.trim() == "duty:");
    if duty && of_each.contains(&word) {
        adding.replaced("subject", line.len() - word.len()..line.len(), "project");
    }
}
