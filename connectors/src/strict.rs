//! Strict reading of TOML: an unknown key is an error with its line and the nearest valid key.

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// Why a settings or mapping text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct StrictError {
    /// The file, as the caller names it.
    pub file: String,
    /// The line, counted from one; zero when the text as a whole is meant.
    pub line: usize,
    /// What is wrong, with the nearest valid key where there is one.
    pub message: String,
}

/// Reads a TOML text into a type that denies unknown fields.
///
/// # Errors
///
/// [`StrictError`] for bad TOML, an unknown key, a missing one or a wrong type.
pub fn parse_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, StrictError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        let message = explain(error.message());
        StrictError {
            file: file.to_owned(),
            line,
            message,
        }
    })
}

/// The line of the first place where `needle` stands, for checks made after reading.
pub(crate) fn find_line(text: &str, needle: &str) -> usize {
    text.find(needle).map_or(0, |start| line_of(text, start))
}

/// The line that keys lead to, as far as they lead; an element of a list is named by its number.
pub(crate) fn key_line(text: &str, keys: &[String]) -> usize {
    let Ok(table) = DeTable::parse(text) else {
        return 0;
    };
    let (mut start, mut table) = (0, table.get_ref());
    let mut keys = keys.iter();
    while let Some((found, value)) = keys
        .next()
        .and_then(|key| table.get_key_value(key.as_str()))
    {
        start = found.span().start;
        let value = match value.get_ref() {
            DeValue::Array(list) => {
                let number = keys.next().and_then(|number| number.parse::<usize>().ok());
                let Some(one) = number.and_then(|number| list.get(number)) else {
                    break;
                };
                start = one.span().start;
                one.get_ref()
            }
            one => one,
        };
        match value {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    line_of(text, start)
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// Adds the nearest of the expected names to serde's «unknown field `x`, expected one of …».
#[must_use]
pub fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    match (unknown, quoted.next()) {
        (true, Some(given)) => match nearest(given, quoted) {
            Some(name) => format!("{message}; did you mean `{name}`?"),
            None => message.to_owned(),
        },
        _ => message.to_owned(),
    }
}

/// The most similar of the known names, if it is similar at all.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (distance(given, name), name))
        .filter(|(distance, name)| *distance * 2 <= name.chars().count().max(2))
        .min()
        .map(|(_, name)| name)
}

/// Edit distance, ignoring case.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(l != r);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its name is used")]
        external_id: String,
    }

    #[test]
    fn an_unknown_key_is_named_with_line_and_nearest_key() {
        let error = parse_toml::<Sample>("map.toml", "\n\nexternal_di = \"/id\"\n").unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (3, "map.toml"));
        assert!(
            error.message.contains("did you mean `external_id`?"),
            "{error}"
        );
    }

    #[test]
    fn nothing_is_suggested_for_a_name_unlike_any() {
        assert_eq!(nearest("colour", ["external_id", "path"]), None);
        assert_eq!(nearest("pth", ["external_id", "path"]), Some("path"));
    }
}
