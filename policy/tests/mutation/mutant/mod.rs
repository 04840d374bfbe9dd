mod block;
mod lists;
mod names;
mod numbers;
mod rules;
mod values;
mod words;

use std::ops::Range;

use shuniu_policy::PackFiles;

use block::Block;

/// One small change to one place of a pack.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// What is changed, such as `number` or `event`.
    pub(crate) kind: &'static str,
    pub(crate) file: String,
    /// The lines that are replaced.
    pub(crate) lines: Range<usize>,
    /// The provision or name under which they stand.
    pub(crate) under: String,
    /// The first of them.
    pub(crate) before: String,
    /// What takes their place; absent: nothing.
    pub(crate) after: Option<String>,
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
    "title",
    "undecided",
    "machine",
    "responsible",
    "recipient",
    "by",
];

/// Gathers the mutants of one line.
pub(crate) struct Adding<'a> {
    pub(crate) line: &'a str,
    found: Vec<(&'static str, usize, Option<String>)>,
}

impl Adding<'_> {
    /// The line with one stretch replaced.
    pub(crate) fn replaced(&mut self, kind: &'static str, place: Range<usize>, with: &str) {
        let (start, end) = (&self.line[..place.start], &self.line[place.end..]);
        self.found
            .push((kind, 1, Some(format!("{start}{with}{end}"))));
    }

    /// The line and those that hang on it replaced by another.
    pub(crate) fn block(&mut self, kind: &'static str, lines: usize, with: Option<String>) {
        self.found.push((kind, lines, with));
    }
}

/// Every mutant of the deciding lines of a pack.
pub(crate) fn mutants(files: &PackFiles) -> Vec<Mutant> {
    let provisions = files.under("provisions");
    let derived = files.get("derived.yaml").map(|text| ("derived.yaml", text));
    let mut found = Vec::new();
    for (file, text) in provisions.chain(derived) {
        let lines: Vec<&str> = text.lines().collect();
        let mut under = String::new();
        for (index, line) in lines.iter().enumerate() {
            let words = line.trim_start().trim_start_matches("- ");
            let key = words.split(':').next().unwrap_or_default();
            let names_condition = line.starts_with("  ") && !line.starts_with("   ");
            if matches!(key, "id" | "name") || (names_condition && file == "derived.yaml") {
                words
                    .trim_start_matches("id: ")
                    .trim_start_matches("name: ")
                    .trim_end_matches(':')
                    .clone_into(&mut under);
            }
            if PROSE.contains(&key) || words.starts_with('#') {
                continue;
            }
            let block = Block {
                lines: &lines,
                index,
                under: &under,
            };
            let mut adding = Adding {
                line,
                found: Vec::new(),
            };
            numbers::change(&mut adding);
            names::change(&mut adding);
            values::change(&mut adding, &block);
            words::change(&mut adding, &block);
            rules::change(&mut adding, &block);
            lists::change(&mut adding);
            found.extend(adding.found.into_iter().map(|(kind, count, after)| Mutant {
                kind,
                file: file.to_owned(),
                lines: index..index + count,
                under: under.clone(),
                before: line.trim().to_owned(),
                after,
            }));
        }
    }
    found.extend(of_the_manifest(files));
    found
}

/// The settings, the days from which it binds, and its scope.
fn of_the_manifest(files: &PackFiles) -> Vec<Mutant> {
    let text = files.get("pack.toml").unwrap_or_default();
    let mut found = Vec::new();
    let mut table = "";
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            table = line;
        }
        let mut adding = Adding {
            line,
            found: Vec::new(),
        };
        if table == "[settings]" || line.starts_with("in_force_from = 2") {
            numbers::change(&mut adding);
        }
        if line.starts_with("scope = ") {
            adding.block("condition", 1, None);
        }
        found.extend(adding.found.into_iter().map(|(kind, count, after)| Mutant {
            kind,
            file: "pack.toml".to_owned(),
            lines: index..index + count,
            under: files.folder().to_owned(),
            before: line.trim().to_owned(),
            after,
        }));
    }
    found
}

impl Mutant {
    /// The pack with this change.
    pub(crate) fn apply(&self, files: &PackFiles) -> PackFiles {
        let lines: Vec<&str> = files.get(&self.file).unwrap().lines().collect();
        let mut changed = lines[..self.lines.start].to_vec();
        changed.extend(self.after.as_deref());
        changed.extend(&lines[self.lines.end..]);
        let mut files = files.clone();
        files.put(&self.file, changed.join("\n"));
        files
    }

    /// How it is named among what no case notices.
    pub(crate) fn listing(&self) -> String {
        let after = self.after.as_deref().map_or("(left out)", str::trim);
        format!("{} | {} | {after}", self.under, self.before)
    }
}
