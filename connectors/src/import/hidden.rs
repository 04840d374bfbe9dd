//! What the reader of cells does not tell of a workbook: hidden rows, how cells are shown, from
//! which day days are counted, what is noted on cells, and what pages are printed with.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::limits::Limits;
use super::notes::notes;
use super::shown::Shown;
use super::styles::styles;

pub(super) type Problem = Box<dyn std::error::Error + Send + Sync>;

/// What is not told of a sheet.
#[derive(Debug, Default)]
pub(super) struct Untold {
    /// The numbers of the rows that are hidden.
    pub(super) hidden: BTreeSet<u32>,
    /// What is noted on cells, by row number and column.
    pub(super) notes: BTreeMap<(u32, u32), String>,
    /// What is printed above and below each page.
    pub(super) margins: Vec<String>,
    /// How cells are shown, by row number and column, where that says something else than their
    /// number.
    pub(super) shown: BTreeMap<(u32, u32), Shown>,
    /// Whether days are counted from 1904 on.
    pub(super) from_1904: bool,
}

/// What is not told, by the names of the sheets.
pub(super) fn untold<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    limits: &Limits,
) -> Result<BTreeMap<String, Untold>, Problem> {
    let styles = styles(archive)?;
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
    let mut from_1904 = false;
    each(archive, "xl/workbook.xml", |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            return;
        };
        if element.local_name().as_ref() == "workbookPr" {
            from_1904 |= is_true(attribute(element, "date1904").as_deref());
        }
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "r:id"))
            && let Some(path) = targets.get(&id)
        {
            sheets.push((name, path.clone()));
        }
    })?;
    let mut all = BTreeMap::new();
    for (name, path) in sheets {
        let mut untold = Untold {
            from_1904,
            notes: notes(archive, &path)?,
            ..Untold::default()
        };
        let mut within = false;
        let mut at = Place::default();
        each(archive, &path, |event| match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.local_name();
                within = is_margin(name.as_ref());
                match name.as_ref() {
                    "row" => {
                        at.row(attribute(element, "r").as_deref());
                        if is_true(attribute(element, "hidden").as_deref()) {
                            untold.hidden.insert(at.row);
                        }
                    }
                    "c" => {
                        at.cell(attribute(element, "r").as_deref());
                        at.style = attribute(element, "s").and_then(|text| text.parse().ok());
                    }
                    // A cell that is only coloured holds nothing, and is not held either.
                    "v" => {
                        let style = at.style.and_then(|style| styles.get(&style));
                        if let Some(shown) = style
                            && at.row <= limits.rows
                            && at.column < limits.columns
                        {
                            untold.shown.insert((at.row, at.column), shown.clone());
                        }
                    }
                    _ => {}
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

/// Where a sheet is being read. Rows and cells may leave out where they stand: then they follow
/// those before them.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
    next: u32,
    style: Option<u32>,
}

impl Place {
    fn row(&mut self, number: Option<&str>) {
        let number = number.and_then(|text| text.parse().ok());
        self.row = number.unwrap_or_else(|| self.row.saturating_add(1));
        self.next = 0;
    }

    fn cell(&mut self, place: Option<&str>) {
        self.column = place.and_then(column).unwrap_or(self.next);
        self.next = self.column.saturating_add(1);
    }
}

/// The column of a place such as AB12, from zero.
pub(super) fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0_u32, |number, letter| {
        number * 26 + u32::from(letter - b'A') + 1
    });
    number.checked_sub(1)
}

fn is_true(text: Option<&str>) -> bool {
    matches!(text, Some("1" | "true"))
}

/// `oddHeader`, `firstFooter` and the others.
fn is_margin(element: &str) -> bool {
    ["odd", "even", "first"]
        .iter()
        .filter_map(|pages| element.strip_prefix(pages))
        .any(|place| matches!(place, "Header" | "Footer"))
}

/// Shows everything in a part; a part that is not there has nothing.
pub(super) fn each<R: Read + Seek>(
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

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
