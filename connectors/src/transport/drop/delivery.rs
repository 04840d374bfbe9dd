use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use encoding_rs::{GB18030, UTF_8};

use super::{
    config::{DropConfig, Proof, TextEncoding},
    heading::{Found, Headings, find},
    proof::Manifest,
    record::{Context, read_row},
};
use crate::{
    contract::bears_star,
    import::{
        Limits, decoded_as, plain,
        sheet::{Cell, Row, Sheet},
        sheets,
    },
    mapping::StreamRule,
    transport::{
        layout::StreamLayout,
        page::{Placed, disbelieve},
    },
};

/// What the last row may begin with, to say in its second cell how many rows there are above it.
const COUNTED: [&str; 2] = ["#rows", "#行数"];

/// A delivered file that was read and is sound as a whole.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) name: String,
    pub(super) digest: String,
    /// Its rows below the headings, from top to bottom, sheet by sheet.
    pub(super) rows: Vec<Placed>,
    /// Headings that the layout does not know.
    pub(super) unknown: BTreeSet<String>,
    /// Everything that changed until then is in it, as far as it tells.
    pub(super) as_of: Option<DateTime<Utc>>,
}

/// What a file is read by.
pub(super) struct Reading<'a> {
    pub(super) config: &'a DropConfig,
    pub(super) layout: &'a StreamLayout,
    pub(super) rule: &'a StreamRule,
    pub(super) now: DateTime<Utc>,
}

impl Reading<'_> {
    /// Reads a file whole. The text says why it is refused.
    pub(super) fn delivery(
        &self,
        (name, digest): (&str, &str),
        bytes: &[u8],
        manifest: &Manifest,
    ) -> Result<Delivery, String> {
        if bears_star(name) {
            return Err(SECRET.to_owned());
        }
        let limits = self.config.limits();
        let all = self.sheets(bytes, &limits)?;
        let (mut rows, mut unknown) = (Vec::new(), BTreeSet::new());
        let mut stated = manifest.rows;
        let mut fitting = 0;
        for sheet in &all {
            let headings = match find(self.layout, sheet) {
                Found::Nothing => continue,
                Found::Wrong(wrong) => return Err(within(sheet, &wrong)),
                Found::Headings(headings) => headings,
            };
            fitting += 1;
            if sheet.concealed {
                return Err(within(sheet, "the sheet is hidden; show it or take it out"));
            }
            unknown.extend(headings.unknown.iter().map(|(_, text)| text.clone()));
            let (below, count) = self.below(sheet, &headings)?;
            if let Some(count) = count {
                if stated.is_some_and(|stated| stated != count) {
                    return Err(within(
                        sheet,
                        "the last row and the manifest state other numbers of rows",
                    ));
                }
                stated = Some(count);
            }
            let context = Context {
                file: name,
                sheet,
                headings: &headings,
                layout: self.layout,
                rule: self.rule,
                longest: limits.cell_characters,
            };
            rows.extend(below.map(|row| read_row(&context, row)));
        }
        if fitting == 0 {
            let first: Vec<&str> = self
                .layout
                .columns
                .iter()
                .take(3)
                .map(|c| c.heading.as_str())
                .collect();
            return Err(format!(
                "no sheet has the headings of the layout, such as {}",
                first.join(", ")
            ));
        }
        match stated {
            Some(stated) if stated != rows.len() as u64 => {
                return Err(format!(
                    "it holds {} rows, and {stated} are stated; deliver it again as a whole",
                    rows.len()
                ));
            }
            None if self.config.row_count == Proof::Required => {
                return Err(format!(
                    "`drop.row_count` is required, and neither {name}.manifest.json nor a last row \
                     #rows states it"
                ));
            }
            _ => {}
        }
        disbelieve(rows.iter_mut());
        Ok(Delivery {
            name: name.to_owned(),
            digest: digest.to_owned(),
            unknown,
            as_of: manifest
                .observed()
                .map(|at| at.min(self.now))
                .or_else(|| self.latest(&rows)),
            rows,
        })
    }

    fn sheets(&self, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, String> {
        let known = match self.config.encoding {
            TextEncoding::Auto => None,
            TextEncoding::Utf8 => Some(UTF_8),
            TextEncoding::Gb18030 => Some(GB18030),
        };
        let text = match known {
            Some(encoding) if !bytes.starts_with(b"PK\x03\x04") => {
                let text = decoded_as(bytes, encoding);
                let wrong = || {
                    format!(
                        "it is not written in {}, as `drop.encoding` says",
                        encoding.name()
                    )
                };
                Some(text.ok_or_else(wrong)?)
            }
            _ => None,
        };
        let bytes = text.as_ref().map_or(bytes, |text| text.as_bytes());
        sheets(bytes, limits).map_err(|problem| problem.text.en)
    }

    /// The rows below the headings, and how many the last row says that there are.
    fn below<'s>(
        &self,
        sheet: &'s Sheet,
        headings: &Headings,
    ) -> Result<(impl Iterator<Item = &'s Row> + use<'s>, Option<u64>), String> {
        let above = sheet.rows.iter().filter(|row| row.number < headings.row);
        let mut above = above.flat_map(|row| &row.cells).map(Cell::printed);
        let marked = bears_star(&sheet.name) || sheet.margins.iter().any(|text| bears_star(text));
        if marked || above.any(|text| bears_star(&text)) {
            return Err(SECRET.to_owned());
        }
        if let Some(merged) = sheet.merged.iter().find(|one| one.rows.1 > headings.row) {
            let wrong = format!(
                "cells of row {} are joined into one; part them",
                merged.rows.1
            );
            return Err(within(sheet, &wrong));
        }
        let first = headings.row;
        let mut end = u32::MAX;
        let mut count = None;
        if let Some(last) = sheet.rows.last().filter(|row| row.number > first)
            && let Some(cell) = last.cells.first()
            && COUNTED.contains(&plain(&cell.printed()).as_str())
        {
            let stated = last.cells.get(1).map(|cell| plain(&cell.printed()));
            let stated = stated.and_then(|text| text.parse().ok());
            let wrong = || within(sheet, "the last row does not say how many rows there are");
            count = Some(stated.ok_or_else(wrong)?);
            end = last.number;
        }
        let rows = sheet.rows.iter();
        let rows = rows.filter(move |row| row.number > first && row.number < end);
        Ok((rows, count))
    }

    /// The last change that it tells of. Times still to come are no news of anything.
    fn latest(&self, rows: &[Placed]) -> Option<DateTime<Utc>> {
        let records = rows.iter().filter_map(|row| row.record.as_ref().ok());
        let times = records.map(|record| record.source_time);
        times.filter(|time| *time <= self.now).max()
    }
}

/// Said of a file that bears the mark of a state secret; nothing of it is repeated.
const SECRET: &str = "it bears the mark of a state secret (国家秘密标志); take it out of this network, \
                      and do not deliver it here";

fn within(sheet: &Sheet, wrong: &str) -> String {
    if sheet.name.is_empty() {
        return wrong.to_owned();
    }
    format!("sheet {:?}: {wrong}", sheet.name)
}
