//! The number formats of a workbook.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::hidden::{Problem, attribute, each};
use super::shown::{Shown, builtin};

/// How cells are shown, by their style, where that says something else than their number.
pub(super) fn styles<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
) -> Result<BTreeMap<u32, Shown>, Problem> {
    let mut own: BTreeMap<u32, Option<Shown>> = BTreeMap::new();
    let mut styles = BTreeMap::new();
    let mut within = false;
    let mut style = 0;
    each(archive, "xl/styles.xml", |event| match event {
        Event::Start(element) | Event::Empty(element) => {
            let id = attribute(element, "numFmtId").and_then(|text| text.parse::<u32>().ok());
            match (element.local_name().as_ref(), id) {
                ("cellXfs", _) => within = true,
                ("numFmt", Some(id)) => {
                    let code = attribute(element, "formatCode");
                    own.insert(id, code.and_then(|code| Shown::by(&code)));
                }
                ("xf", id) if within => {
                    let id = id.unwrap_or_default();
                    let shown = match own.get(&id) {
                        Some(shown) => shown.clone(),
                        None => builtin(id).and_then(Shown::by),
                    };
                    if let Some(shown) = shown {
                        styles.insert(style, shown);
                    }
                    style += 1;
                }
                _ => {}
            }
        }
        Event::End(element) if element.local_name().as_ref() == "cellXfs" => within = false,
        _ => {}
    })?;
    Ok(styles)
}
