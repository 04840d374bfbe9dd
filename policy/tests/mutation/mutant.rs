use shuniu_policy::{PackFiles, Vocabulary, vocabulary::Family};

/// One small change to one line of a pack.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// What is changed: `number`, `event`, `document`, `negation`, `comparison` or `unit`.
    pub(crate) kind: &'static str,
    pub(crate) file: String,
    pub(crate) line: usize,
    /// The provision or name under which the line stands.
    pub(crate) under: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// Keys whose lines are read by people and decide nothing.
const PROSE: [&str; 17] = [
    "id",
    "article",
    "kind",
    "quote",
    "lead_quote",
    "en",
    "zh",
    "rulings",
    "note",
    "items",
    "evidence",
    "undecided",
    "strength",
    "machine",
    "responsible",
    "recipient",
    "by",
];

/// Every mutant of the deciding lines of a pack.
pub(crate) fn mutants(files: &PackFiles) -> Vec<Mutant> {
    let provisions = files.under("provisions");
    let derived = files.get("derived.yaml").map(|text| ("derived.yaml", text));
    let mut found = Vec::new();
    for (file, text) in provisions.chain(derived) {
        let mut under = String::new();
        for (index, line) in text.lines().enumerate() {
            let words = line.trim_start().trim_start_matches("- ");
            let key = words.split(':').next().unwrap_or_default();
            if matches!(key, "id" | "name")
                || (line.starts_with("  ") && !line.starts_with("   ") && file == "derived.yaml")
            {
                under = words
                    .trim_start_matches("id: ")
                    .trim_start_matches("name: ")
                    .trim_end_matches(':')
                    .to_owned();
            }
            if PROSE.contains(&key) || words.starts_with('#') {
                continue;
            }
            let mut add = |kind, after: String| {
                found.push(Mutant {
                    kind,
                    file: file.to_owned(),
                    line: index,
                    under: under.clone(),
                    before: line.trim().to_owned(),
                    after,
                });
            };
            numbers(line, &mut add);
            names(line, "event: ", Family::Event, "event", &mut add);
            names(line, "document: ", Family::Document, "document", &mut add);
            negations(line, &mut add);
            words_swapped(line, &mut add);
        }
    }
    found
}

impl Mutant {
    /// The pack with this change.
    pub(crate) fn apply(&self, files: &PackFiles) -> PackFiles {
        let text = files.get(&self.file).unwrap();
        let lines = text.lines().enumerate().map(|(index, line)| {
            if index == self.line {
                self.after.as_str()
            } else {
                line
            }
        });
        let mut changed = files.clone();
        changed.put(&self.file, lines.collect::<Vec<_>>().join("\n"));
        changed
    }
}

/// Every whole number, one more and one less.
fn numbers(line: &str, add: &mut impl FnMut(&'static str, String)) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = (at..bytes.len())
            .find(|i| !bytes[*i].is_ascii_digit())
            .unwrap_or(bytes.len());
        let before = at.checked_sub(1).map_or(b' ', |i| bytes[i]);
        let after = bytes.get(end).copied().unwrap_or(b' ');
        let alone = matches!(before, b' ' | b'[') && matches!(after, b' ' | b',' | b'}' | b']');
        // The day of "09-30".
        let day = before == b'-' && after == b'"';
        if alone || day {
            let number: i64 = line[at..end].parse().unwrap();
            for changed in [number + 1, number - 1] {
                add(
                    "number",
                    format!("{}{changed}{}", &line[..at], &line[end..]),
                );
            }
        }
        at = end;
    }
}

/// Every event or document, replaced by one that nothing in the cases is about. One that does
/// not fit its attributes is no pack at all, so several are offered and the first is kept that
/// differs.
fn names(
    line: &str,
    head: &str,
    family: Family,
    kind: &'static str,
    add: &mut impl FnMut(&'static str, String),
) {
    let vocabulary = Vocabulary::shared();
    for (at, _) in line.match_indices(head) {
        let start = at + head.len();
        let rest = &line[start..];
        let end = rest
            .find(|c: char| !c.is_ascii_lowercase() && c != '_')
            .unwrap_or(rest.len());
        let Some(of) = vocabulary.get(family, &rest[..end]) else {
            continue;
        };
        let same = vocabulary.all(family).iter().rev().find(|other| {
            other.name != of.name
                && of.attributes.iter().all(|a| {
                    other
                        .attribute(&a.name)
                        .is_some_and(|b| a.values.iter().all(|v| b.values.contains(v)))
                })
        });
        if let Some(other) = same {
            add(
                kind,
                format!("{}{}{}", &line[..start], other.name, &rest[end..]),
            );
        }
    }
}

/// `not` away, true and false swapped, `unless` and `when` swapped.
fn negations(line: &str, add: &mut impl FnMut(&'static str, String)) {
    for (at, _) in line.match_indices("not: {") {
        let open = at + "not: ".len();
        let mut depth = 0;
        let closed = line[open..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0
        });
        if let Some((length, _)) = closed {
            let (inner, rest) = line[open..].split_at(length + 1);
            add("negation", format!("{}all: [{inner}]{rest}", &line[..at]));
        }
    }
    for (from, to) in [
        ("eq: true", "eq: false"),
        ("eq: false", "eq: true"),
        ("unless: ", "when: "),
        ("value: true", "value: false"),
        ("value: false", "value: true"),
        ("external: true", "external: false"),
    ] {
        let both = from == "unless: " && line.contains("when: ");
        if line.contains(from) && !both {
            add("negation", line.replacen(from, to, 1));
        }
    }
}

fn words_swapped(line: &str, add: &mut impl FnMut(&'static str, String)) {
    for (from, to) in [
        ("gte: ", "gt: "),
        ("gt: ", "gte: "),
        ("lte: ", "lt: "),
        ("lt: ", "lte: "),
    ] {
        if let Some(at) = line
            .find(from)
            .filter(|at| line[..*at].ends_with([' ', '{']))
        {
            add(
                "comparison",
                format!("{}{to}{}", &line[..at], &line[at + from.len()..]),
            );
        }
    }
    for (from, to) in [
        ("workdays", "days"),
        ("months", "days"),
        ("years", "months"),
    ] {
        let from = format!("unit: {from}");
        if line.contains(&from) {
            add("unit", line.replace(&from, &format!("unit: {to}")));
        }
    }
}
