//! Rows that may be of a state secret: by their mark, by what else stands in them, or by the line
//! that heads their part of the table.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::form::{Form, Target};
use super::heading::{Heading, Unit};
use super::layout::Layout;
use super::ledger::{LedgerRow, Standing};
use super::map::reader;
use super::sheet::{Cell, Merged, Row, Sheet};
use super::text::plain;
use super::value::{Said, truth};
use crate::contract::bears_star;

/// Stands in the raw row of one that is sealed by what is not read of it, so that whoever maps the
/// row is told as well. Nothing of such a row is kept.
pub(super) const SEAL: &str = "（本行标注涉密）";

/// What the secrecy column says of a project whose content may not be here.
const CLASSIFIED: &str = "classified";

/// What a row says of its own secrecy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marked {
    /// It is a secret.
    Secret,
    /// The mark under this heading may say so.
    Unclear(String),
    /// Something else than its mark says so: under this heading, or somewhere in the row.
    Beside(Option<String>),
    /// It is none, by a mark that can be read.
    Open,
    /// Nothing.
    Unsaid,
}

impl Form {
    /// What a raw row says of its secrecy. Of several marks any that says so counts, and one that
    /// is clear before one that is not; words such as 涉密 in a name count where no mark denies
    /// them, a mark such as 机密★5年 wherever it stands.
    pub(super) fn marked(
        &self,
        body: &Map<String, Json>,
        today: NaiveDate,
        longest: usize,
    ) -> Marked {
        let mut said = Marked::Unsaid;
        let mut beside = None;
        let mut named = None;
        for (heading, text) in body {
            let found = Heading::of(heading);
            let Some(text) = text.as_str() else { continue };
            if heading == SEAL {
                beside = Some(None);
                continue;
            }
            let Some(column) = self.column(&found) else {
                continue;
            };
            if column.target != Target::Secrecy {
                if bears_star(text) {
                    beside = beside.or(Some(Some(heading.clone())));
                }
                let names = column.target == Target::Name || column.field == "contract_name";
                if names && self.secrecy.titles(text) {
                    named = named.or(Some(heading.clone()));
                }
                continue;
            }
            let mut remarks = Vec::new();
            let mut reader = reader(heading, Unit::Unsaid, today, longest, &mut remarks);
            let read = reader.read(column, text);
            // Under 是否非涉密, yes and no may mean either.
            let ambiguous = self.secrecy.inverts(&found) && truth(text).is_ok();
            match read {
                Ok(None) => {}
                Ok(Some(Said::Word(word))) if word == CLASSIFIED && !ambiguous => {
                    return Marked::Secret;
                }
                Ok(Some(_)) if !ambiguous => {
                    if said == Marked::Unsaid {
                        said = Marked::Open;
                    }
                }
                Ok(_) | Err(_) if matches!(said, Marked::Unclear(_)) => {}
                Ok(_) | Err(_) => said = Marked::Unclear(heading.clone()),
            }
        }
        match (said, beside) {
            (said @ Marked::Unclear(_), _) => said,
            (_, Some(heading)) => Marked::Beside(heading),
            (Marked::Unsaid, None) if named.is_some() => Marked::Beside(named),
            (said, None) => said,
        }
    }
}

/// How surely a row is sealed by what is not read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seal {
    /// Words say so; a mark that the row is open denies them.
    Words,
    /// Whatever its mark says.
    Always,
}

/// A part of the table that its first line says is secret.
struct Part {
    /// The number of that line.
    head: u32,
    /// The number of the line that ends the part.
    end: u32,
    /// How the line is numbered.
    rank: Rank,
}

/// How a line is numbered that heads a part of a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Not at all.
    None,
    /// 二、 or 第二部分.
    Upper,
    /// (二), within a part.
    Lower,
}

/// What seals the rows of a sheet from outside of what is read of them.
pub(super) struct Seals<'a> {
    form: &'a Form,
    layout: &'a Layout,
    parts: Vec<Part>,
    /// Cells over several rows that say so.
    joined: Vec<(Merged, Seal)>,
    /// The numbers of the rows on a cell of which it is noted.
    noted: BTreeSet<u32>,
}

impl<'a> Seals<'a> {
    pub(super) fn of(form: &'a Form, sheet: &Sheet, layout: &'a Layout) -> Self {
        let mut seals = Self {
            form,
            layout,
            parts: Vec::new(),
            joined: Vec::new(),
            noted: BTreeSet::new(),
        };
        // What an earlier answer noted speaks of secrecy too, and bears no mark.
        let noted = sheet.notes.iter().filter(|(_, text)| bears_star(text));
        seals.noted = noted.flat_map(|(at, _)| rows_of(sheet, *at)).collect();
        let below = |row: &&Row| row.number > layout.headings_end;
        for row in sheet.rows.iter().filter(below) {
            let Some((secret, rank)) = seals.line(sheet, row) else {
                continue;
            };
            if let Some(part) = seals.parts.last_mut()
                && part.end == u32::MAX
                && (secret || part.ends_with(rank))
            {
                part.end = row.number;
            }
            if secret {
                seals.parts.push(Part {
                    head: row.number,
                    end: u32::MAX,
                    rank: rank.unwrap_or(Rank::None),
                });
            }
        }
        let runs = sheet.merged.iter();
        let runs = runs.filter(|one| one.rows.0 > layout.headings_end && one.rows.1 > one.rows.0);
        for run in runs {
            let row = sheet.rows.iter().find(|row| row.number == run.rows.0);
            let cell = row.and_then(|row| row.cell(run.columns.0));
            if let Some(seal) = cell.and_then(|cell| seals.by(cell.column, &cell.printed())) {
                seals.joined.push((*run, seal));
            }
        }
        seals
    }

    /// Whether a row heads a part of the table that is secret.
    pub(super) fn heads(&self, row: &Row) -> bool {
        self.parts.iter().any(|part| part.head == row.number)
    }

    /// Whether a line that says that something is secret heads no row: it then speaks of rows
    /// elsewhere, as a remark does.
    pub(super) fn heads_nothing(&self, rows: &[LedgerRow]) -> bool {
        let record = |row: &&LedgerRow| !matches!(row.standing, Standing::Total | Standing::Aside);
        let headed = |part: &Part| rows.iter().filter(record).any(|row| part.holds(row.number));
        !self.parts.iter().all(headed)
    }

    /// How surely what is not read of a row seals it.
    pub(super) fn row(&self, row: &Row) -> Option<Seal> {
        let headed = self.parts.iter().any(|part| part.holds(row.number));
        if headed || self.noted.contains(&row.number) {
            return Some(Seal::Always);
        }
        let own = row.cells.iter();
        let own = own.filter_map(|cell| self.by(cell.column, &cell.printed()));
        let joined = self.joined.iter();
        let joined = joined.filter(|(run, _)| (run.rows.0..=run.rows.1).contains(&row.number));
        own.chain(joined.map(|(_, seal)| *seal)).max()
    }

    /// What a cell that is not read says; one that is read is judged with its row.
    fn by(&self, column: u32, text: &str) -> Option<Seal> {
        let secrecy = &self.form.secrecy;
        if self.layout.is_verdict(column) || self.layout.reads(column) {
            return None;
        }
        if bears_star(text) {
            return Some(Seal::Always);
        }
        secrecy.titles(text).then_some(Seal::Words)
    }

    /// Whether a row heads a part of the table, as 二、涉密项目 does: one cell across, or two of
    /// which the first numbers it. A remark is none. Tells whether it says that the part is secret,
    /// and how it is numbered, unless it says that what follows is no secret.
    fn line(&self, sheet: &Sheet, row: &Row) -> Option<(bool, Option<Rank>)> {
        let cells = row.cells.iter();
        let cells = cells.filter(|cell| !self.layout.is_verdict(cell.column));
        if cells.clone().nth(2).is_some() {
            return None;
        }
        let texts: Vec<String> = cells.map(Cell::printed).collect();
        let (text, rank) = match texts.as_slice() {
            [text] => (text, rank(&plain(text))),
            [number, text] if is_numeral(&plain(number)) => (text, rank(&format!("{number}、"))),
            _ => return None,
        };
        let secrecy = &self.form.secrecy;
        let printed = plain(text);
        let remark = rank == Rank::None
            && (printed.starts_with('注') || printed.trim_end_matches(':').contains(':'));
        if remark {
            return None;
        }
        if secrecy.titles(text) && !bears_star(text) {
            return Some((true, Some(rank)));
        }
        if secrecy.opens(text) {
            return Some((false, None));
        }
        let spans = |one: &Merged| one.rows.0 == row.number && one.columns.1 > one.columns.0;
        let heads = rank != Rank::None || sheet.merged.iter().any(spans);
        heads.then_some((false, Some(rank)))
    }
}

impl Part {
    fn holds(&self, row: u32) -> bool {
        row > self.head && row < self.end
    }

    /// Whether a line ends the part. One that heads a part within it does not.
    fn ends_with(&self, line: Option<Rank>) -> bool {
        match (self.rank, line) {
            (_, None) => true,
            (Rank::None, Some(line)) => line != Rank::Lower,
            (own, Some(line)) => line != Rank::None && line <= own,
        }
    }
}

/// The numbers of the rows that a cell is of, which may be the first of several joined ones.
fn rows_of(sheet: &Sheet, (row, column): (u32, u32)) -> std::ops::RangeInclusive<u32> {
    let first = |one: &&Merged| (one.rows.0, one.columns.0) == (row, column);
    let whole = sheet.merged.iter().find(first);
    row..=whole.map_or(row, |whole| whole.rows.1)
}

const NUMERALS: [char; 11] = [
    '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百',
];

/// Whether a text is a number as parts are numbered: 二, (二), 第二部分.
fn is_numeral(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', '、', '.', '第', '部', '分', '类']);
    !text.is_empty() && text.chars().all(|letter| NUMERALS.contains(&letter))
}

/// How a line is numbered.
fn rank(text: &str) -> Rank {
    let behind = text.find(['、', '.', ',', ')', '部']);
    let (number, after) = text.split_at(behind.unwrap_or_default());
    let named = after.starts_with('部') && !text.starts_with('第');
    if !is_numeral(number) || named {
        Rank::None
    } else if text.starts_with('(') {
        Rank::Lower
    } else {
        Rank::Upper
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_in_chinese() {
        for (line, told) in [
            ("二、涉密项目", Rank::Upper),
            ("第二部分涉密项目", Rank::Upper),
            ("十一.其他", Rank::Upper),
            ("（三）运维类", Rank::Lower),
            ("三部门统计平台", Rank::None),
            ("智慧城管", Rank::None),
            ("1、智慧城管", Rank::None),
            ("注：一、二", Rank::None),
        ] {
            assert!(rank(&plain(line)) == told, "{line}");
        }
        assert!(is_numeral("二") && is_numeral("(二)") && !is_numeral("2") && !is_numeral("二期"));
    }
}
