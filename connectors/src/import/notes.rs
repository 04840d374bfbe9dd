//! What people note on cells, beside what stands in them.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::hidden::{Problem, attribute, column, each};

/// The notes of a sheet, by row number and column. What is discussed beneath a cell is noted on it
/// as well.
pub(super) fn notes<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    sheet: &str,
) -> Result<BTreeMap<(u32, u32), String>, Problem> {
    let (folder, file) = sheet.rsplit_once('/').unwrap_or(("", sheet));
    let mut parts = Vec::new();
    each(archive, &format!("{folder}/_rels/{file}.rels"), |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            return;
        };
        let kind = attribute(element, "Type");
        if kind.is_some_and(|kind| kind.ends_with("/comments")) {
            parts.extend(attribute(element, "Target").map(|target| part(folder, &target)));
        }
    })?;
    let mut notes: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for part in parts {
        let (mut at, mut within) = (None, false);
        each(archive, &part, |event| match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "comment" => at = attribute(element, "ref").as_deref().and_then(place),
                "t" => within = true,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "t" => within = false,
            Event::Text(text) if within => {
                if let Some(at) = at {
                    notes.entry(at).or_default().push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(letter) if within => {
                if let (Some(at), Ok(Some(letter))) = (at, letter.resolve_char_ref()) {
                    notes.entry(at).or_default().push(letter);
                }
            }
            _ => {}
        })?;
    }
    Ok(notes)
}

/// A part that is named from a folder.
fn part(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The row number and column of a place such as AB12.
fn place(text: &str) -> Option<(u32, u32)> {
    let row = text.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    Some((row.parse().ok()?, column(text)?))
}
