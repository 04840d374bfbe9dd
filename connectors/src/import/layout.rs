//! Where in a sheet the headings stand, and which column says what.

use super::annotate::BESIDE;
use super::form::{Form, Target};
use super::heading::{Heading, Unit, name, unit_of_sheet};
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, letters};
use super::text::{clean, plain};
use crate::contract::AmountUnit;

/// How far down a sheet its headings are looked for.
pub(super) const SEARCHED: usize = 30;

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
    /// The number of the first.
    headings_start: u32,
    /// The columns that are taken in.
    pub used: Vec<Used>,
    /// The columns that are left out because nobody knows their headings.
    pub left_out: Vec<LeftOut>,
    /// The columns that an earlier answer wrote beside the rows.
    verdicts: Vec<u32>,
    /// Whether a heading that spans others states the unit of one of them.
    unit_above: bool,
}

impl Layout {
    /// Finds the headings: one row, or two of which the upper spans the lower. Where both know as
    /// many columns, a line above the headings is none of them unless it names more columns.
    pub(super) fn find(form: &Form, sheet: &Sheet) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        for (at, row) in sheet.rows.iter().take(SEARCHED).enumerate() {
            let next = sheet
                .rows
                .get(at + 1)
                .filter(|next| next.number == row.number + 1);
            let own = (row.number, row.number);
            let headings = singles(row);
            let single = Self::of(form, own, headings, unit_in(&sheet.rows[..at]));
            let double = next.map(|next| {
                let both = (row.number, next.number);
                let (headings, unit_above) = doubles(form, sheet, row, next);
                // The upper one may be a line such as 单位：万元.
                let (known, layout) = Self::of(form, both, headings, unit_in(&sheet.rows[..=at]));
                let layout = Self {
                    unit_above,
                    ..layout
                };
                (known, layout)
            });
            for (known, layout) in [Some(single), double].into_iter().flatten() {
                let better = |(most, other): &(usize, Self)| {
                    known > *most || (known == *most && layout.is_plainer(other))
                };
                if known >= 2 && best.as_ref().is_none_or(better) {
                    best = Some((known, layout));
                }
            }
        }
        best.map(|(_, layout)| layout)
    }

    /// Whether it is the lower row of the other alone and leaves out none of its columns and units.
    fn is_plainer(&self, other: &Self) -> bool {
        let columns = |one: &Self| one.used.len() + one.left_out.len();
        (self.headings_start, self.headings_end) == (other.headings_end, other.headings_end)
            && !other.unit_above
            && columns(self) >= columns(other)
    }

    /// Whether an earlier answer wrote the column beside the rows.
    pub(super) fn is_verdict(&self, column: u32) -> bool {
        self.verdicts.contains(&column)
    }

    /// Whether the column is taken in.
    pub(super) fn reads(&self, column: u32) -> bool {
        self.used.iter().any(|one| one.column == column)
    }

    /// Whether a text is the heading of a column, once more.
    pub(super) fn heads(&self, column: u32, text: &str) -> bool {
        let mut used = self.used.iter().filter(|one| one.column == column);
        used.any(|one| plain(&one.heading).starts_with(&plain(text)))
    }

    /// Whether a row stands above the headings: a title, or who filled the ledger in.
    pub(super) fn is_above(&self, row: &Row) -> bool {
        row.number < self.headings_start || (row.number < self.headings_end && row.cells.len() == 1)
    }

    fn of(
        form: &Form,
        (headings_start, headings_end): (u32, u32),
        headings: Vec<(u32, String)>,
        unit: Option<AmountUnit>,
    ) -> (usize, Self) {
        let mut layout = Self {
            headings_end,
            headings_start,
            used: Vec::new(),
            left_out: Vec::new(),
            verdicts: Vec::new(),
            unit_above: false,
        };
        let mut known = 0;
        for (column, heading) in headings {
            let found = Heading::of(&heading);
            known += usize::from(form.known(&found).is_some());
            match form.column(&found) {
                Some(one) if one.target == Target::Nothing => {
                    if BESIDE.map(name).iter().any(|own| found.names.contains(own)) {
                        layout.verdicts.push(column);
                    }
                }
                Some(one) => {
                    let stated = found.unit != Unit::Unsaid || one.unit.is_none();
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

/// The unit that the nearest of the rows states for the whole sheet.
fn unit_in(rows: &[Row]) -> Option<AmountUnit> {
    let stated = |row: &Row| {
        let mut printed = row.cells.iter().map(Cell::printed);
        printed.find_map(|text| unit_of_sheet(&text))
    };
    rows.iter().rev().find_map(stated)
}

/// Two rows of headings. The upper of a column is that of the joined cells it lies under, or in a
/// text file the nearest to its left. The lower counts by itself where it is known, else after
/// the upper; where there is none, the upper counts. What stands under a mark of secrecy, such as
/// 等级 under 涉密, is one; but a title spans the headings and names none of them. An amount that
/// says no unit itself is in the unit of the upper. Also tells whether one is.
fn doubles(form: &Form, sheet: &Sheet, upper: &Row, lower: &Row) -> (Vec<(u32, String)>, bool) {
    let known = |text: &str| form.known(&Heading::of(text)).is_some();
    let secret = |text: &str| upper.cells.len() > 1 && form.column(&Heading::of(text)).is_some();
    let text = |row: &Row, column| row.cell(column).map(|cell| clean(&cell.printed()).0);
    let last = upper
        .cells
        .iter()
        .chain(&lower.cells)
        .map(|cell| cell.column)
        .max();
    let mut headings = Vec::new();
    let mut left = None;
    let mut unit_above = false;
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
        // A line such as 单位：万元 is no heading.
        let spanning = above
            .as_deref()
            .filter(|line| unit_of_sheet(line).is_none());
        let spanning = spanning.map(Heading::of);
        let heading = match (above, text(lower, column)) {
            (Some(above), Some(below)) if !known(&below) => {
                let both = format!("{above}{below}");
                if known(&both) || secret(&both) {
                    both
                } else {
                    below
                }
            }
            (_, Some(below)) => below,
            (Some(above), None) if own.is_some() => above,
            (_, None) => continue,
        };
        let unit = spanning.filter(|above| takes_unit_of(form, above, &heading));
        unit_above |= unit.is_some();
        let heading = match unit {
            Some(above) => format!("{heading}（{}）", above.unit_words),
            None => heading,
        };
        headings.push((column, heading));
    }
    (headings, unit_above)
}

/// Whether a heading is of an amount and says no unit, where the one above it does.
fn takes_unit_of(form: &Form, above: &Heading, heading: &str) -> bool {
    let own = Heading::of(heading);
    let amount = form.column(&own).is_some_and(|one| one.unit.is_some());
    amount && own.unit == Unit::Unsaid && above.unit != Unit::Unsaid
}
