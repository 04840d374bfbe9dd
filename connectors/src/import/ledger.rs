//! A ledger that was read: its rows as raw records, and what is to be said of the others.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::aside::is_aside;
use super::choose::{Chosen, choose, sheets};
use super::form::{Form, Forms, Type};
use super::kind::Kind;
use super::layout::Layout;
use super::limits::Limits;
use super::named::{digest, disbelieve, name, tell_apart};
use super::problem::FileProblem;
use super::seal::{Marked, SEAL, Seal, Seals};
use super::sheet::{Row, Sheet};
use super::slip::{Remark, Slip};
use super::text::{clean, plain};
use super::xlsx::NO_RESULT;
use crate::contract::RecordError;

/// A file of records as it comes in.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What its rows are.
    pub kind: Kind,
    /// The sheet to be read; without one, that which fits.
    pub sheet: Option<&'a str>,
}

/// What a row of a ledger is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A record of its own; holds its name, which is the same whenever it is imported.
    Record(String),
    /// The same as the row of this number, word for word.
    Repeats(u32),
    /// Names the same record as the row of this number, and says something else.
    Conflicts(u32),
    /// Names no record: too much of it is missing.
    Nameless,
    /// A sum below the records.
    Total,
    /// The headings once more, or a remark below the table.
    Aside,
}

/// A row below the headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Its number as shown.
    pub number: u32,
    /// What it is.
    pub standing: Standing,
    /// The raw record: headings and texts, as a JSON object.
    pub body: String,
    /// Everything in it that was not understood.
    pub errors: Vec<RecordError>,
    /// What was read otherwise than it is typed.
    pub remarks: Vec<Remark>,
    /// Whether it is of a state secret, or may be.
    pub sealed: bool,
    /// The project code that it gives.
    pub(super) code: Option<String>,
    /// The name of the project that it gives.
    pub(super) called: String,
}

/// A ledger that was read. Nothing of it is written yet.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// What its rows are.
    pub kind: Kind,
    /// The sheet it was read from.
    pub sheet: Sheet,
    /// How that is laid out.
    pub layout: Layout,
    /// The rows below the headings, from top to bottom.
    pub rows: Vec<LedgerRow>,
    /// Names of other sheets that look like ledgers of the kind and were left out.
    pub other_sheets: Vec<String>,
    /// All other sheets that hold something.
    pub unread_sheets: Vec<UnreadSheet>,
}

/// A sheet that holds something and was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreadSheet {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
}

impl fmt::Display for UnreadSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        f.write_str(if self.hidden { "（隐藏）" } else { "" })
    }
}

impl Ledger {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`FileProblem`] when it is too large, cannot be read, or is no ledger of the kind.
    pub fn read(
        upload: &Upload<'_>,
        forms: &Forms,
        limits: &Limits,
        today: NaiveDate,
    ) -> Result<Self, FileProblem> {
        let bytes = upload.bytes;
        if bytes.len() > limits.file_bytes {
            return Err(FileProblem::too_large(
                ("字节数", "bytes"),
                limits.file_bytes,
            ));
        }
        let form = forms.form(upload.kind);
        let sheets = sheets(bytes, limits)?;
        let Chosen {
            mut sheet,
            layout,
            alike,
            unread,
        } = choose(forms, form, sheets, upload.sheet)?;
        let days = layout.used.iter().filter(|used| {
            let column = form.field(&used.field);
            column.is_some_and(|one| matches!(one.holds, Type::Day | Type::PastDay))
        });
        let days = days.map(|used| used.column).collect();
        sheet.count_days_from_1900(&days, layout.headings_end);
        let mut ledger = Self {
            kind: upload.kind,
            rows: Vec::new(),
            sheet,
            layout,
            other_sheets: alike,
            unread_sheets: unread,
        };
        let seals = Seals::of(form, &ledger.sheet, &ledger.layout);
        let rows = ledger.read_rows(form, &seals, today, limits.cell_characters);
        let secrecy = &form.secrecy;
        secrecy.check_below(&ledger.sheet, &ledger.layout, &rows)?;
        secrecy.check_parts(&seals, &rows)?;
        ledger.rows = rows;
        Ok(ledger)
    }

    /// The place of a heading, from zero; also of the template's heading for the same field.
    #[must_use]
    pub fn column(&self, heading: &str) -> Option<u32> {
        let used = &self.layout.used;
        let found = used
            .iter()
            .find(|one| one.heading == heading || one.known_as == heading);
        found.map(|one| one.column)
    }

    fn read_rows(
        &self,
        form: &Form,
        seals: &Seals<'_>,
        today: NaiveDate,
        longest: usize,
    ) -> Vec<LedgerRow> {
        let below = |row: &&Row| row.number > self.layout.headings_end;
        let below = self.sheet.rows.iter().filter(below);
        let read = below.filter_map(|row| self.read_row(form, seals, row, today, longest));
        let mut rows: Vec<LedgerRow> = read.collect();
        if self.kind == Kind::Projects {
            tell_apart(&mut rows);
            disbelieve(&mut rows);
        }
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for at in 0..rows.len() {
            let Standing::Record(name) = rows[at].standing.clone() else {
                continue;
            };
            let Some(&earlier) = first.get(&name) else {
                first.insert(name, at);
                continue;
            };
            let (number, other) = (rows[at].number, rows[earlier].number);
            if rows[earlier].body == rows[at].body {
                rows[at].standing = Standing::Repeats(other);
                continue;
            }
            // Neither of the two is believed.
            rows[at].standing = Standing::Conflicts(other);
            if matches!(rows[earlier].standing, Standing::Record(_)) {
                rows[earlier].standing = Standing::Conflicts(number);
            }
        }
        rows
    }

    fn read_row(
        &self,
        form: &Form,
        seals: &Seals<'_>,
        row: &Row,
        today: NaiveDate,
        longest: usize,
    ) -> Option<LedgerRow> {
        if seals.heads(row) {
            let mut line = LedgerRow::beside(row.number, Standing::Aside);
            line.sealed = true;
            return Some(line);
        }
        let mut remarks = Vec::new();
        let mut joined = Vec::new();
        let mut body = Map::new();
        for used in &self.layout.used {
            let mut cell = row.cell(used.column).cloned();
            if cell.is_none()
                && let Some(whole) = self.sheet.merged_into(row.number, used.column)
                && whole.rows.0 > self.layout.headings_end
                && whole.rows.0 < row.number
            {
                let upper = self
                    .sheet
                    .rows
                    .iter()
                    .find(|one| one.number == whole.rows.0);
                cell = upper.and_then(|one| one.cell(whole.columns.0)).cloned();
                let amount = form
                    .field(&used.field)
                    .is_some_and(|one| one.holds == Type::Money);
                if cell.is_some() && amount {
                    joined.push(Slip::Joined.at(&used.heading));
                    continue;
                }
                if cell.is_some() {
                    remarks.push(Remark::new(
                        Some(&used.heading),
                        "joined_cell",
                        "合并单元格，取其首行的内容",
                        "the cell is joined; the text of its first row was taken",
                    ));
                }
            }
            let Some(cell) = cell else { continue };
            let holds = form.field(&used.field).map(|one| one.holds);
            let text = holds.map_or_else(|| cell.printed(), |holds| cell.told(holds));
            if clean(&text).0.is_empty() {
                continue;
            }
            if cell.formula.is_some() && text != NO_RESULT {
                remarks.push(Remark::new(
                    Some(&used.heading),
                    "formula",
                    "公式，取文件保存时的计算结果",
                    "a formula; what it gave when the file was saved was taken",
                ));
            }
            body.insert(used.heading.clone(), Json::from(text));
        }
        if self.sheet.hidden.contains(&row.number) {
            remarks.push(Remark::new(
                None,
                "hidden_row",
                "该行在表中被隐藏，照常处理",
                "the row is hidden; it was read as any other",
            ));
        }
        if body.is_empty() && joined.is_empty() {
            // Nothing under any known heading; what else stands in the row is a remark of its own.
            return is_aside(row).then(|| LedgerRow::beside(row.number, Standing::Aside));
        }
        if let Some(standing) = self.beside(form, row, &body) {
            let mut beside = LedgerRow::beside(row.number, standing);
            // The sum of one secret row is what that row says.
            beside.sealed =
                beside.standing == Standing::Total && seals.row(row) == Some(Seal::Always);
            return Some(beside);
        }
        let open = || form.marked(&body, today, longest) == Marked::Open;
        if seals
            .row(row)
            .is_some_and(|seal| seal == Seal::Always || !open())
        {
            body.insert(SEAL.to_owned(), Json::from(SEAL));
        }
        let mut examined = form.examine(&body, today, longest);
        let classified = examined
            .record
            .as_ref()
            .is_some_and(|record| record.classified);
        let withheld = examined.errors.iter().any(|error| error.withhold);
        if !classified && !withheld {
            examined.errors.extend(joined);
        }
        remarks.extend(examined.remarks);
        let body = Json::Object(body).to_string();
        let name = if classified || withheld {
            Some(format!("row:{}", digest(&body)))
        } else {
            name(form, &examined.said)
        };
        Some(LedgerRow {
            number: row.number,
            standing: name.map_or(Standing::Nameless, Standing::Record),
            body,
            errors: examined.errors,
            remarks,
            sealed: classified || withheld,
            code: examined.said.get("project_code").cloned(),
            called: plain(examined.said.get("name").map_or("", String::as_str)),
        })
    }
}

impl LedgerRow {
    fn beside(number: u32, standing: Standing) -> Self {
        Self {
            number,
            standing,
            body: String::new(),
            errors: Vec::new(),
            remarks: Vec::new(),
            sealed: false,
            code: None,
            called: String::new(),
        }
    }
}
