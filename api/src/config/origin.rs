//! Where each value was written, for messages.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// Where each key was set, by its full name such as `connectors.instances[0].id`. It is no part of
/// the settings: two that differ in it alone are equal.
#[derive(Clone, Debug, Default)]
pub struct Origin(BTreeMap<String, String>);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Origin {
    /// Notes that a key was set there.
    pub fn note(&mut self, key: impl Into<String>, place: impl Into<String>) {
        self.0.insert(key.into(), place.into());
    }

    /// The place of a key, or of the table it would stand in; empty for a default.
    #[must_use]
    pub fn of(&self, key: &str) -> &str {
        let mut key = key;
        loop {
            if let Some(place) = self.0.get(key) {
                return place;
            }
            match key.rfind(['.', '[']) {
                Some(end) => key = &key[..end],
                None => return "",
            }
        }
    }
}

/// The keys of one file in the order they stand in.
pub(super) struct Places(Vec<Place>);

struct Place {
    key: String,
    line: usize,
    value: Range<usize>,
}

impl Places {
    pub(super) fn of(text: &str, table: &DeTable<'_>) -> Self {
        let mut places = Self(Vec::new());
        places.table(text, "", table);
        places
    }

    fn table(&mut self, text: &str, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = match prefix {
                "" => key.get_ref().to_string(),
                _ => format!("{prefix}.{}", key.get_ref()),
            };
            self.push(text, &name, key.span().start, value.span());
            match value.get_ref() {
                DeValue::Table(table) => self.table(text, &name, table),
                DeValue::Array(list) => {
                    for (index, item) in list.iter().enumerate() {
                        if let DeValue::Table(table) = item.get_ref() {
                            let name = format!("{name}[{index}]");
                            self.push(text, &name, item.span().start, item.span());
                            self.table(text, &name, table);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str, key: &str, start: usize, value: Range<usize>) {
        self.0.push(Place {
            key: key.to_owned(),
            line: line(text, start),
            value,
        });
    }

    /// The key whose value stands at an offset; the innermost of them.
    pub(super) fn key_at(&self, offset: usize) -> Option<&str> {
        let around = self
            .0
            .iter()
            .rev()
            .filter(|place| place.value.contains(&offset));
        let innermost = around.min_by_key(|place| place.value.len());
        innermost.map(|place| place.key.as_str())
    }

    /// Every key with its place in the file of that name.
    pub(super) fn origin(&self, file: &str) -> Origin {
        let noted = |place: &Place| (place.key.clone(), format!("{file}:{}: ", place.line));
        Origin(self.0.iter().map(noted).collect())
    }
}

/// Counts the lines up to a byte offset, from one.
pub(super) fn line(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}
