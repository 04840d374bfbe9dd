use serde_json::{Value, value::RawValue};

use super::PreviewError;

/// Stands before the text of files that some editors write.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Where the list stands in a page, by platform.
const PAGES: [&str; 2] = ["/data/items", "/data/list"];

/// The records of a sample: one, a list, a page as the platform sends it, or one a line.
pub(super) fn bodies(sample: &str) -> Result<Vec<String>, PreviewError> {
    let sample = sample.trim_start_matches(BYTE_ORDER_MARK);
    let texts =
        |items: Vec<Box<RawValue>>| items.iter().map(|item| item.get().to_owned()).collect();
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(sample) {
        return Ok(texts(items));
    }
    match serde_json::from_str::<Value>(sample) {
        Ok(page) => match PAGES.iter().find_map(|list| page.pointer(list)?.as_array()) {
            Some(items) => Ok(items.iter().map(Value::to_string).collect()),
            None => Ok(vec![sample.to_owned()]),
        },
        Err(error) => {
            let lines: Vec<String> = sample
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect();
            let first = lines.first().map(String::as_str).unwrap_or_default();
            match serde_json::from_str::<Value>(first) {
                Ok(_) => Ok(lines),
                Err(_) => Err(PreviewError::Sample(error.to_string())),
            }
        }
    }
}
