//! What the reader of cells does not tell of a workbook: hidden rows, and what pages are printed with.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

type Problem = Box<dyn std::error::Error + Send + Sync>;

/// What is not told of a sheet.
#[derive(Debug, Default)]
pub(super) struct Untold {
    /// The numbers of the rows that are hidden.
    pub(super) hidden: BTreeSet<u32>,
    /// What is printed above and below each page.
    pub(super) margins: Vec<String>,
}

/// What is not told, by the names of the sheets.
pub(super) fn untold<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
) -> Result<BTreeMap<String, Untold>, Problem> {
    let mut targets = BTreeMap::new();
    each(archive, "xl/_rels/workbook.xml.rels", |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            return;
        };
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = target.trim_start_matches('/');
            let inside = if path.starts_with("xl/") { "" } else { "xl/" };
            targets.insert(id, format!("{inside}{path}"));
        }
    })?;
    let mut sheets = Vec::new();
    each(archive, "xl/workbook.xml", |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            return;
        };
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "r:id"))
            && let Some(path) = targets.get(&id)
        {
            sheets.push((name, path.clone()));
        }
    })?;
    let mut all = BTreeMap::new();
    for (name, path) in sheets {
        let mut untold = Untold::default();
        let mut within = false;
        each(archive, &path, |event| match event {
            Event::Start(element) | Event::Empty(element) => {
                within = is_margin(element.local_name().as_ref());
                if element.local_name().as_ref() == "row"
                    && matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"))
                    && let Some(number) = attribute(element, "r").and_then(|text| text.parse().ok())
                {
                    untold.hidden.insert(number);
                }
            }
            Event::Text(text) if within => untold.margins.push(text.xml10_content().into_owned()),
            Event::End(_) => within = false,
            _ => {}
        })?;
        all.insert(name, untold);
    }
    Ok(all)
}

/// `oddHeader`, `firstFooter` and the others.
fn is_margin(element: &str) -> bool {
    ["odd", "even", "first"]
        .iter()
        .filter_map(|pages| element.strip_prefix(pages))
        .any(|place| matches!(place, "Header" | "Footer"))
}

/// Shows everything in a part; a part that is not there has nothing.
fn each<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    path: &str,
    mut see: impl FnMut(&Event<'_>),
) -> Result<(), Problem> {
    let Ok(part) = archive.by_name(path) else {
        return Ok(());
    };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(()),
            event => see(&event),
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
