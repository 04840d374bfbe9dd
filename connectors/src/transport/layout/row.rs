use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::file::{Column, StreamLayout};
use crate::contract::RowMisfit;

/// A part of a record. Its objects are sorted, so that the same row is the same text, byte for
/// byte, wherever it is read.
#[derive(Serialize)]
#[serde(untagged)]
enum Part {
    Text(String),
    List(Vec<BTreeMap<String, String>>),
}

/// What stands between the parts of an element: the sign, and the one that is typed for it.
const BETWEEN: [char; 2] = ['|', '｜'];

/// The text of a record in the system's own JSON, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) misfit: Option<RowMisfit>,
}

impl StreamLayout {
    /// Makes the system's own JSON of a row: `texts` by column, and what stands under headings
    /// that the layout does not know. Blank is left out, and all the rest stays text.
    pub(crate) fn body(
        &self,
        texts: impl IntoIterator<Item = Option<String>>,
        unknown: impl IntoIterator<Item = (String, String)>,
    ) -> Body {
        let mut record: BTreeMap<String, Part> = BTreeMap::new();
        let mut misfit = None;
        for (heading, text) in unknown {
            record.insert(heading, Part::Text(text));
        }
        for (column, text) in self.columns.iter().zip(texts) {
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let part = if column.each.is_empty() {
                Part::Text(text)
            } else {
                let list: Result<Vec<_>, _> =
                    lines(&text).map(|line| element(column, line)).collect();
                match list {
                    Ok(list) => Part::List(list),
                    Err(wrong) => {
                        misfit.get_or_insert(wrong);
                        Part::Text(text)
                    }
                }
            };
            record.insert(column.field(), part);
        }
        let text = serde_json::to_string(&record).expect("texts always serialise");
        Body { text, misfit }
    }

    /// The texts of a record by column, as a file or table holds them.
    pub(crate) fn texts(&self, record: &Value) -> Vec<Option<String>> {
        let text = |column: &Column| match record.pointer(&column.path)? {
            Value::Array(list) => {
                let lines = list.iter().map(|one| {
                    let parts = column
                        .each
                        .iter()
                        .map(|part| plain_text(&one[part.as_str()]));
                    parts.collect::<Vec<_>>().join("|")
                });
                Some(lines.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
            }
            other => Some(plain_text(other)).filter(|text| !text.is_empty()),
        };
        self.columns.iter().map(text).collect()
    }
}

impl Column {
    /// The name of its field.
    pub(crate) fn field(&self) -> String {
        let field = self.path.strip_prefix('/').unwrap_or(&self.path);
        field.replace("~1", "/").replace("~0", "~")
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn element(column: &Column, line: &str) -> Result<BTreeMap<String, String>, RowMisfit> {
    let parts: Vec<&str> = line.split(BETWEEN).map(str::trim).collect();
    if parts.len() != column.each.len() {
        return Err(RowMisfit::Parts {
            heading: column.heading.clone(),
            line: line.to_owned(),
            expected: column.each.clone(),
        });
    }
    let named = column.each.iter().zip(parts);
    let named = named.filter(|(_, part)| !part.is_empty());
    Ok(named
        .map(|(name, part)| (name.clone(), part.to_owned()))
        .collect())
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
