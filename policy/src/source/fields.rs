use chrono::NaiveDate;

use super::{Node, Problems};

/// The entries of a map whose keys are a closed list.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) node: &'a Node,
    entries: &'a [(Node, Node)],
    pub(crate) problems: &'a Problems,
}

impl<'a> Fields<'a> {
    /// Opens a map and reports every key that is not among `allowed`.
    pub(crate) fn of(
        node: &'a Node,
        what: &str,
        allowed: &[&str],
        problems: &'a Problems,
    ) -> Option<Self> {
        let Some(entries) = node.mapping() else {
            problems.at(
                node,
                format!("{what} must be a map with the keys {}", allowed.join(", ")),
            );
            return None;
        };
        for (key, _) in entries {
            let name = key.scalar().unwrap_or_default();
            if !allowed.contains(&name) {
                problems.unknown(
                    key,
                    &format!("key of {what}"),
                    name,
                    allowed.iter().copied(),
                );
            }
        }
        Some(Self {
            node,
            entries,
            problems,
        })
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        let found = self.entries.iter().find(|(k, _)| k.scalar() == Some(key));
        found
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str) -> Option<&'a Node> {
        let found = self.get(key);
        if found.is_none() {
            self.problems.at(self.node, format!("`{key}` is missing"));
        }
        found
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key)
            .and_then(|node| text(node, key, self.problems))
    }

    pub(crate) fn need_text(&self, key: &str) -> Option<String> {
        self.need(key)
            .and_then(|node| text(node, key, self.problems))
    }

    pub(crate) fn date(&self, key: &str) -> Option<NaiveDate> {
        self.get(key)
            .and_then(|node| date(node, key, self.problems))
    }

    /// A boolean; absent is false.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key)
            .and_then(|node| boolean(node, key, self.problems))
            == Some(true)
    }

    /// A list of nodes; absent is empty.
    pub(crate) fn list(&self, key: &str) -> &'a [Node] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        node.sequence().unwrap_or_else(|| {
            self.problems.at(node, format!("`{key}` must be a list"));
            &[]
        })
    }

    /// A list of words; absent is empty.
    pub(crate) fn words(&self, key: &str) -> Vec<(&'a Node, &'a str)> {
        let items = self.list(key).iter();
        items
            .filter_map(|item| {
                let word = item.scalar();
                if word.is_none() {
                    self.problems
                        .at(item, format!("`{key}` must be a list of names"));
                }
                word.map(|word| (item, word))
            })
            .collect()
    }
}

pub(crate) fn text(node: &Node, key: &str, problems: &Problems) -> Option<String> {
    let text = node.scalar().map(str::trim).filter(|text| !text.is_empty());
    if text.is_none() {
        problems.at(node, format!("`{key}` must be a text"));
    }
    text.map(str::to_owned)
}

pub(crate) fn date(node: &Node, key: &str, problems: &Problems) -> Option<NaiveDate> {
    let date = node.plain().and_then(iso_date);
    if date.is_none() {
        problems.at(node, format!("`{key}` must be a date such as 2026-03-02"));
    }
    date
}

pub(crate) fn boolean(node: &Node, key: &str, problems: &Problems) -> Option<bool> {
    match node.plain() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            problems.at(node, format!("`{key}` must be true or false"));
            None
        }
    }
}

/// Exactly `YYYY-MM-DD`; chrono alone would also take `2026-3-2`.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10).then_some(date)
}
