//! Where in a sheet the headings stand, and which column says what.

use super::form::{Form, Target};
use super::heading::{Heading, unit_of_sheet};
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, letters};
use super::text::clean;
use crate::contract::AmountUnit;

/// How far down a sheet its headings are looked for.
const SEARCHED: usize = 30;

/// A column of a sheet that is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its place, from zero.
    pub column: u32,
    /// Its heading with its unit, as it stands in the raw rows.
    pub heading: String,
    /// The template's heading for the same.
    pub known_as: String,
    /// The field it fills.
    pub field: String,
}

/// A column of a sheet that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its place, from zero.
    pub column: u32,
    /// Its heading.
    pub heading: String,
    /// The known heading that is most like it.
    pub nearest: Option<String>,
}

/// How a sheet is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The number of the last row of the headings.
    pub headings_end: u32,
    /// The columns that are taken in.
    pub used: Vec<Used>,
    /// The columns that are left out because nobody knows their headings.
    pub left_out: Vec<LeftOut>,
}

impl Layout {
    /// Finds the headings: one row, or two of which the upper spans the lower.
    pub(super) fn find(form: &Form, sheet: &Sheet) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        for (at, row) in sheet.rows.iter().take(SEARCHED).enumerate() {
            let above = &sheet.rows[..at];
            let unit = above.iter().rev().find_map(|row| {
                let printed = row.cells.iter().map(Cell::printed);
                printed.filter_map(|text| unit_of_sheet(&text)).next()
            });
            let next = sheet
                .rows
                .get(at + 1)
                .filter(|next| next.number == row.number + 1);
            let single = Self::of(form, row.number, singles(row), unit);
            let double =
                next.map(|next| Self::of(form, next.number, doubles(form, sheet, row, next), unit));
            for (known, layout) in [Some(single), double].into_iter().flatten() {
                if known >= 2 && best.as_ref().is_none_or(|(most, _)| known > *most) {
                    best = Some((known, layout));
                }
            }
        }
        best.map(|(_, layout)| layout)
    }

    fn of(
        form: &Form,
        headings_end: u32,
        headings: Vec<(u32, String)>,
        unit: Option<AmountUnit>,
    ) -> (usize, Self) {
        let mut layout = Self {
            headings_end,
            used: Vec::new(),
            left_out: Vec::new(),
        };
        let mut known = 0;
        for (column, heading) in headings {
            let found = Heading::of(&heading);
            match form.column(&found) {
                Some(one) if one.target == Target::Nothing => known += 1,
                Some(one) => {
                    known += 1;
                    let stated = found.unit.is_some() || one.unit.is_none();
                    let heading = match unit.filter(|_| !stated) {
                        Some(unit) => format!("{heading}（{}）", unit.as_chinese()),
                        None => heading,
                    };
                    layout.used.push(Used {
                        column,
                        heading,
                        known_as: one.heading.clone(),
                        field: one.field.clone(),
                    });
                }
                None => layout.left_out.push(LeftOut {
                    column,
                    nearest: form.nearest(&found).map(str::to_owned),
                    heading,
                }),
            }
        }
        (known, layout)
    }

    /// Refuses a sheet that cannot be a ledger of the kind.
    pub(super) fn check(&self, form: &Form) -> Result<(), FileProblem> {
        let has = |field: &str| self.used.iter().any(|one| one.field == field);
        let shown = |field: &str| {
            let column = form.field(field);
            column.map_or_else(|| field.to_owned(), |one| one.heading.clone())
        };
        let mut missing: Vec<String> = form
            .columns
            .iter()
            .filter(|column| column.required && !has(&column.field))
            .map(|column| column.heading.clone())
            .collect();
        let met = |list: &Vec<String>| list.iter().all(|field| has(field));
        if !form.needs.is_empty() && !form.needs.iter().any(met) {
            let lists = form.needs.iter().filter_map(|list| list.first());
            missing.push(
                lists
                    .map(|field| shown(field))
                    .collect::<Vec<_>>()
                    .join("或"),
            );
        }
        if !missing.is_empty() {
            let missing = missing.join("、");
            let unknown: Vec<String> = self.left_out.iter().map(LeftOut::hint).collect();
            let unknown = if unknown.is_empty() {
                "-".to_owned()
            } else {
                unknown.join("、")
            };
            return Err(FileProblem::new(
                "missing_columns",
                format!(
                    "{}缺少列：{missing}；未识别的列：{unknown}。请改列标题，或下载模板填写",
                    form.title.zh
                ),
                format!(
                    "the columns {missing} of {} are missing; not recognised: {unknown}; rename them or fill in the template",
                    form.kind
                ),
            ));
        }
        for (at, one) in self.used.iter().enumerate() {
            let earlier = &self.used[..at];
            if let Some(same) = earlier.iter().find(|other| other.heading == one.heading) {
                let (a, b) = (letters(same.column), letters(one.column));
                return Err(FileProblem::new(
                    "same_heading",
                    format!(
                        "{a} 列与 {b} 列的标题都是“{}”；请删去一列或改名",
                        one.heading
                    ),
                    format!(
                        "columns {a} and {b} have the same heading {:?}; rename one",
                        one.heading
                    ),
                ));
            }
        }
        Ok(())
    }
}

impl LeftOut {
    /// The heading with its place, and what it may have been meant to be.
    #[must_use]
    pub fn hint(&self) -> String {
        let place = letters(self.column);
        match &self.nearest {
            Some(near) => format!("{place} 列“{}”（是否为“{near}”？）", self.heading),
            None => format!("{place} 列“{}”", self.heading),
        }
    }
}

fn singles(row: &Row) -> Vec<(u32, String)> {
    let cells = row.cells.iter();
    let printed = cells.map(|cell| (cell.column, clean(&cell.printed()).0));
    printed.filter(|(_, text)| !text.is_empty()).collect()
}

/// Two rows of headings. The upper of a column is that of the joined cells it lies under, or in a
/// text file the nearest to its left. The lower counts by itself where it is known, else after
/// the upper; where there is none, the upper counts.
fn doubles(form: &Form, sheet: &Sheet, upper: &Row, lower: &Row) -> Vec<(u32, String)> {
    let known = |text: &str| form.column(&Heading::of(text)).is_some();
    let text = |row: &Row, column| row.cell(column).map(|cell| clean(&cell.printed()).0);
    let last = upper
        .cells
        .iter()
        .chain(&lower.cells)
        .map(|cell| cell.column)
        .max();
    let mut headings = Vec::new();
    let mut left = None;
    for column in 0..=last.unwrap_or_default() {
        let own = text(upper, column);
        let joined = sheet.merged_into(upper.number, column);
        let above = match (&own, joined) {
            (Some(own), _) => Some(own.clone()),
            (None, Some(joined)) => text(upper, joined.columns.0),
            (None, None) if sheet.name.is_empty() => left.clone(),
            (None, None) => None,
        };
        if own.is_some() {
            left.clone_from(&own);
        }
        let heading = match (above, text(lower, column)) {
            (Some(above), Some(below)) if !known(&below) => {
                let both = format!("{above}{below}");
                if known(&both) { both } else { below }
            }
            (_, Some(below)) => below,
            (Some(above), None) if own.is_some() => above,
            (_, None) => continue,
        };
        headings.push((column, heading));
    }
    headings
}
