use std::collections::BTreeSet;

use super::{
    file::{Column, LayoutFile, StreamLayout},
    name::{begins, is_identifier},
};
use crate::{contract::Stream, import::plain, mapping::Mapping, strict::nearest};

/// What every staging table has besides the columns of its layout.
const CONTROL: [&str; 6] = [
    "batch_no",
    "seq",
    "flag",
    "error_text",
    "receipt",
    "taken_at",
];

/// What is wrong first, with a text to find its line by.
type Trouble = Option<(String, String)>;

/// Holds a layout against itself and the mapping.
pub(super) struct Check<'a> {
    mapping: &'a Mapping,
    trouble: Trouble,
}

impl<'a> Check<'a> {
    pub(super) fn of(file: &'a LayoutFile, mapping: &'a Mapping) -> Trouble {
        let mut check = Self {
            mapping,
            trouble: None,
        };
        let tables = file.streams.values().map(|stream| &stream.table);
        let tables = tables.chain([&file.batches]).chain(&file.outbox);
        check.different("table", tables.chain(&file.papers));
        if file.streams.is_empty() {
            check.complain("streams", "a layout needs at least one stream".to_owned());
        }
        for (name, stream) in &file.streams {
            let before = check.trouble.take();
            check.stream(&Stream::new(name.clone()), stream);
            check.trouble = before.or(check
                .trouble
                .map(|(needle, message)| (needle, format!("streams.{name}: {message}"))));
        }
        check.apart(file);
        check.trouble
    }

    fn stream(&mut self, name: &Stream, stream: &StreamLayout) {
        if self.mapping.stream(name).is_none() {
            let known: Vec<&str> = self.mapping.streams().collect();
            let message = format!(
                "the mapping has no such stream; it has {}",
                known.join(", ")
            );
            return self.complain(name.as_str(), message);
        }
        self.different("column", stream.columns.iter().map(|one| &one.column));
        let headings: Vec<String> = stream.columns.iter().map(|c| plain(&c.heading)).collect();
        let mut seen = BTreeSet::new();
        for (column, plain) in stream.columns.iter().zip(&headings) {
            self.column(name, column);
            if plain.is_empty() || !seen.insert(plain) {
                let heading = &column.heading;
                self.complain(heading, format!("heading {heading:?} is empty or repeated"));
            }
        }
        let mut paths = BTreeSet::new();
        for column in &stream.columns {
            if !paths.insert(&column.path) {
                let message = format!("{} has two columns", column.path);
                self.complain(&column.path, message);
            }
        }
        self.covers(name, stream);
    }

    fn column(&mut self, stream: &Stream, column: &Column) {
        let (name, path) = (&column.column, &column.path);
        if CONTROL.contains(&name.as_str()) {
            self.complain(name, format!("column {name} is one of the hub's own"));
        }
        let field = path.strip_prefix('/');
        let Some(field) = field.filter(|field| !field.is_empty() && !field.contains('/')) else {
            let message = format!("{path:?} is no pointer to a field; write it as \"/field\"");
            return self.complain(path, message);
        };
        let field = field.replace("~1", "/").replace("~0", "~");
        let known = self.mapping.known_fields(stream);
        let left_out = self.mapping.stream(stream);
        let left_out = left_out.is_some_and(|rule| rule.unmapped.contains(&field));
        if !known.contains(&field) && !left_out {
            let hint = nearest(&field, known.iter().map(String::as_str));
            let hint = hint.map_or_else(String::new, |near| format!("; did you mean \"/{near}\"?"));
            let message =
                format!("the mapping neither reads {path} nor lists it under unmapped{hint}");
            self.complain(path, message);
        }
    }

    /// Every field that the mapping needs has a column that is always there.
    fn covers(&mut self, name: &Stream, stream: &StreamLayout) {
        let needed = self.mapping.needed(name);
        let of = |path: &str| stream.columns.iter().find(|column| column.path == path);
        let table = &stream.table;
        for path in &needed.paths {
            match of(path) {
                None => {
                    let message = format!("the mapping needs {path}, which has no column");
                    self.complain(table, message);
                }
                Some(column) if column.optional => {
                    let message = format!(
                        "the mapping needs {path}, so its column {} must not be optional",
                        column.column
                    );
                    self.complain(path, message);
                }
                Some(_) => {}
            }
        }
        for (path, other) in &needed.with {
            if of(path).is_some() && of(other).is_none() {
                let message = format!("{path} has a column, and its unit {other} has none");
                self.complain(path, message);
            }
        }
        for column in &stream.columns {
            let wanted = needed.lists.get(&column.path);
            let has = |part: &String| {
                let field = part.strip_prefix('/').unwrap_or(part);
                column.each.iter().any(|one| one == field)
            };
            let missing = wanted.and_then(|wanted| wanted.iter().find(|part| !has(part)));
            if let Some(part) = missing {
                let message = format!("{} is a list; its `each` lacks {part}", column.path);
                self.complain(&column.path, message);
            }
            if wanted.is_none() && !column.each.is_empty() {
                let message = format!("{} is no list, so it has no `each`", column.path);
                self.complain(&column.path, message);
            }
        }
    }

    fn different<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !is_identifier(name) {
                let message = format!(
                    "{name:?} is no name of a {what}: letters of ASCII, digits and _, up to 63"
                );
                self.complain(name, message);
            }
            if !seen.insert(name.to_ascii_lowercase()) {
                self.complain(name, format!("two are called {what} {name}"));
            }
        }
    }

    /// A file belongs to one stream, whatever it is called.
    fn apart(&mut self, file: &LayoutFile) {
        let mut patterns: Vec<(&str, &str)> = Vec::new();
        for (name, stream) in &file.streams {
            for pattern in stream.full.iter().chain(&stream.increments) {
                let mine = begins(pattern);
                let other = patterns.iter().find(|(other, theirs)| {
                    other != name && (theirs.starts_with(mine) || mine.starts_with(theirs))
                });
                if let Some((other, _)) = other {
                    let message = format!(
                        "a file may fit {pattern:?} of {name} and a pattern of {other}: let their \
                         names begin differently"
                    );
                    self.complain(pattern, message);
                }
            }
            let own = stream.full.iter().chain(&stream.increments);
            patterns.extend(own.map(|pattern| (name.as_str(), begins(pattern))));
        }
    }

    fn complain(&mut self, needle: &str, message: String) {
        self.trouble.get_or_insert((needle.to_owned(), message));
    }
}
