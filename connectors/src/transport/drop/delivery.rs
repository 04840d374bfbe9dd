use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
};

use chrono::{DateTime, Utc};
use shuniu_policy::pack::Bilingual;

use super::{
    config::{DropConfig, Proof},
    content::{Content, Grid, Text},
    folder::Unread,
    heading::{Found, Headings, SEARCHED, find},
    proof::Manifest,
    rows::{By, Part, ReadText, Rows},
};
use crate::{
    contract::bears_star,
    import::{
        plain,
        sheet::{Cell, Row, Sheet},
    },
    mapping::StreamRule,
    transport::{
        layout::StreamLayout,
        page::{Conflicts, Placed},
    },
};

/// What the last row may begin with, to say in its second cell how many rows there are above it.
const COUNTED: [&str; 2] = ["#rows", "#行数"];

/// A delivered file that was looked through and is sound as a whole.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) name: String,
    pub(super) digest: String,
    /// Headings that the layout does not know.
    pub(super) unknown: BTreeSet<String>,
    /// Everything that changed until then is in it, as far as it tells.
    pub(super) as_of: Option<DateTime<Utc>>,
    rows: Rows,
    /// Where another row stands that says something else, by the number of a row.
    conflicts: BTreeMap<usize, Bilingual>,
}

impl Delivery {
    /// How many rows it has below the headings.
    pub(super) fn count(&self) -> usize {
        self.rows.count()
    }
}

/// What the rows of a file tell together.
struct Told {
    /// The last change that they tell of. Times still to come are no news of anything.
    latest: Option<DateTime<Utc>>,
    /// Where another row stands that says something else, by the number of a row.
    conflicts: BTreeMap<usize, Bilingual>,
}

/// What a file is read by.
pub(super) struct Reading<'a> {
    /// The system and stream, for errors.
    pub(super) what: &'a str,
    pub(super) config: &'a DropConfig,
    pub(super) layout: &'a StreamLayout,
    pub(super) rule: &'a StreamRule,
    pub(super) now: DateTime<Utc>,
}

impl Reading<'_> {
    /// Looks through a file as a whole.
    pub(super) fn delivery(
        &self,
        name: &str,
        content: &Content,
        manifest: &Manifest,
    ) -> Result<Delivery, Unread> {
        if bears_star(name) {
            return Err(Unread::Refused(SECRET.to_owned()));
        }
        let (rows, last) = match content.grid(self.what, self.config)? {
            Grid::Sheets(sheets) => self.held(sheets)?,
            Grid::Text(text) => self.text(text)?,
        };
        let stated = match (manifest.rows, last) {
            (Some(stated), Some(last)) if stated != last => {
                let wrong = "the last row and the manifest state other numbers of rows";
                return Err(Unread::Refused(wrong.to_owned()));
            }
            (stated, last) => stated.or(last),
        };
        match stated {
            Some(stated) if stated != rows.count() as u64 => {
                return Err(Unread::Refused(format!(
                    "it holds {} rows, and {stated} are stated; deliver it again as a whole",
                    rows.count()
                )));
            }
            None if self.config.row_count == Proof::Required => {
                return Err(Unread::Refused(format!(
                    "`drop.row_count` is required, and neither {name}.manifest.json nor a last row \
                     #rows states it"
                )));
            }
            _ => {}
        }
        let unknown = match &rows {
            Rows::Held(parts) => parts.iter().flat_map(strangers).collect(),
            Rows::Text(text) => strangers(&text.part).collect(),
        };
        let told = self.told(&self.by(name), &rows)?;
        Ok(Delivery {
            name: name.to_owned(),
            digest: content.sums.sha256.clone(),
            unknown,
            as_of: manifest
                .observed()
                .map(|at| at.min(self.now))
                .or(told.latest),
            rows,
            conflicts: told.conflicts,
        })
    }

    /// Rows of a delivery, by their numbers from zero.
    pub(super) fn rows(
        &self,
        delivery: &Delivery,
        range: Range<usize>,
    ) -> Result<Vec<Placed>, Unread> {
        let mut rows = Vec::new();
        let by = self.by(&delivery.name);
        delivery.rows.each(&by, range, |at, mut row| {
            if let Some(other) = delivery.conflicts.get(&at) {
                row.conflicts_with(other.clone());
            }
            rows.push(row);
        })?;
        Ok(rows)
    }

    fn by<'a>(&'a self, file: &'a str) -> By<'a> {
        By {
            what: self.what,
            file,
            config: self.config,
            layout: self.layout,
            rule: self.rule,
        }
    }

    fn told(&self, by: &By<'_>, rows: &Rows) -> Result<Told, Unread> {
        // No more than a number is held of each row: few files have two with one id and time.
        let mut latest = None;
        let mut marks = Vec::with_capacity(rows.count());
        rows.each(by, 0..rows.count(), |_, row| {
            marks.push(mark(&row));
            let time = row.record.ok().map(|record| record.source_time);
            latest = latest.max(time.filter(|time| *time <= self.now));
        })?;
        marks.sort_unstable();
        let twice = marks.windows(2).filter(|two| two[0] == two[1]);
        let twice: HashSet<u64> = twice.filter_map(|two| two[0]).collect();
        let mut conflicts = Conflicts::default();
        if !twice.is_empty() {
            rows.each(by, 0..rows.count(), |at, row| {
                if mark(&row).is_some_and(|mark| twice.contains(&mark)) {
                    conflicts.note(at, &row);
                }
            })?;
        }
        Ok(Told {
            latest,
            conflicts: conflicts.into_others(),
        })
    }

    /// The sheets that have the headings, and how many rows the last row says that there are.
    fn held(&self, sheets: Vec<Sheet>) -> Result<(Rows, Option<u64>), Unread> {
        let mut parts = Vec::new();
        let mut stated: Option<u64> = None;
        for sheet in sheets {
            let Some(headings) = self.headings(&sheet)? else {
                continue;
            };
            if let Some(merged) = sheet.merged.iter().find(|one| one.rows.1 > headings.row) {
                let wrong = format!(
                    "cells of row {} are joined into one; part them",
                    merged.rows.1
                );
                return Err(within(&sheet, &wrong));
            }
            let below = sheet.rows.iter();
            let below = below.filter(|row| row.number > headings.row);
            let last = below.clone().next_back();
            let said = last.and_then(stating).transpose();
            let said = said.map_err(|wrong| within(&sheet, wrong))?;
            let count = below.count() - usize::from(said.is_some());
            if let Some(said) = said {
                if stated.is_some_and(|stated| stated != said) {
                    let wrong = "its last row states another number of rows than one before it";
                    return Err(within(&sheet, wrong));
                }
                stated = Some(said);
            }
            parts.push(Part {
                sheet,
                headings,
                count,
            });
        }
        if parts.is_empty() {
            return Err(self.without_headings());
        }
        Ok((Rows::Held(parts), stated))
    }

    /// A text that was read to its end, and how many rows its last row says that there are.
    fn text(&self, text: Text) -> Result<(Rows, Option<u64>), Unread> {
        let rows = text.rows(self.what, self.config)?;
        let mut rows = rows.map(|row| row.map_err(|stopped| text.stopped(self.what, stopped)));
        let head: Result<Vec<Row>, Unread> = rows.by_ref().take(SEARCHED).collect();
        let sheet = Sheet {
            rows: head?,
            ..Sheet::default()
        };
        let headings = self.headings(&sheet)?;
        let headings = headings.ok_or_else(|| self.without_headings())?;
        let mut below = sheet.rows.iter().filter(|row| row.number > headings.row);
        let (mut count, mut last) = (below.clone().count(), below.next_back().cloned());
        for row in rows {
            last = Some(row?);
            count += 1;
        }
        text.stands(self.what)?;
        let stated = last.as_ref().and_then(stating).transpose();
        let stated = stated.map_err(|wrong| within(&sheet, wrong))?;
        let part = Part {
            sheet,
            headings,
            count: count - usize::from(stated.is_some()),
        };
        Ok((Rows::Text(Box::new(ReadText::new(part, text))), stated))
    }

    /// The headings of a sheet; nothing of one that is about something else.
    fn headings(&self, sheet: &Sheet) -> Result<Option<Headings>, Unread> {
        let headings = match find(self.layout, sheet) {
            Found::Nothing => return Ok(None),
            Found::Wrong(wrong) => return Err(within(sheet, &wrong)),
            Found::Headings(headings) => headings,
        };
        if sheet.concealed {
            return Err(within(sheet, "the sheet is hidden; show it or take it out"));
        }
        let above = sheet.rows.iter().filter(|row| row.number < headings.row);
        let mut above = above.flat_map(|row| &row.cells).map(Cell::printed);
        let marked = bears_star(&sheet.name) || sheet.margins.iter().any(|text| bears_star(text));
        if marked || above.any(|text| bears_star(&text)) {
            return Err(Unread::Refused(SECRET.to_owned()));
        }
        Ok(Some(headings))
    }

    fn without_headings(&self) -> Unread {
        let columns = self.layout.columns.iter().take(3);
        let columns: Vec<&str> = columns.map(|column| column.heading.as_str()).collect();
        Unread::Refused(format!(
            "no sheet has the headings of the layout, such as {}",
            columns.join(", ")
        ))
    }
}

/// What a row says of the number of rows above it, if it is one that does.
fn stating(row: &Row) -> Option<Result<u64, &'static str>> {
    let first = row.cells.first()?;
    if !COUNTED.contains(&plain(&first.printed()).as_str()) {
        return None;
    }
    let stated = row.cells.get(1).map(|cell| plain(&cell.printed()));
    let stated = stated.and_then(|text| text.parse().ok());
    Some(stated.ok_or("the last row does not say how many rows there are"))
}

/// A number that two rows with one id and time have in common; nothing of a row without them.
fn mark(row: &Placed) -> Option<u64> {
    let record = row.record.as_ref().ok()?;
    let mut hasher = DefaultHasher::new();
    (&record.external_id, record.source_time).hash(&mut hasher);
    Some(hasher.finish())
}

/// Headings of a sheet that the layout does not know.
fn strangers(part: &Part) -> impl Iterator<Item = String> + '_ {
    part.headings.unknown.iter().map(|(_, text)| text.clone())
}

/// Said of a file that bears the mark of a state secret; nothing of it is repeated.
const SECRET: &str = "it bears the mark of a state secret (国家秘密标志); take it out of this network, \
                      and do not deliver it here";

fn within(sheet: &Sheet, wrong: &str) -> Unread {
    if sheet.name.is_empty() {
        return Unread::Refused(wrong.to_owned());
    }
    Unread::Refused(format!("sheet {:?}: {wrong}", sheet.name))
}
