//! Which rows of a workbook are hidden: the reader of cells does not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

type Problem = Box<dyn std::error::Error + Send + Sync>;

/// The hidden rows, by sheet and number.
pub(super) fn rows<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
) -> Result<BTreeSet<(String, u32)>, Problem> {
    let mut targets = BTreeMap::new();
    each(archive, "xl/_rels/workbook.xml.rels", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = target.trim_start_matches('/');
            let inside = if path.starts_with("xl/") { "" } else { "xl/" };
            targets.insert(id, format!("{inside}{path}"));
        }
    })?;
    let mut sheets = Vec::new();
    each(archive, "xl/workbook.xml", |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "r:id"))
            && let Some(path) = targets.get(&id)
        {
            sheets.push((name, path.clone()));
        }
    })?;
    let mut hidden = BTreeSet::new();
    for (name, path) in sheets {
        each(archive, &path, |element| {
            if element.local_name().as_ref() == "row"
                && matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"))
                && let Some(number) = attribute(element, "r").and_then(|text| text.parse().ok())
            {
                hidden.insert((name.clone(), number));
            }
        })?;
    }
    Ok(hidden)
}

/// Shows every element of a part; a part that is not there has none.
fn each<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    path: &str,
    mut see: impl FnMut(&BytesStart<'_>),
) -> Result<(), Problem> {
    let Ok(part) = archive.by_name(path) else {
        return Ok(());
    };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element) => see(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
