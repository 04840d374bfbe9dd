//! A copy of a ledger with what became of each row beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Workbook, Worksheet, XlsxError};

use super::ledger::Ledger;
use super::sheet::{Cell, Row, Value};

/// How a row went, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is in.
    Good,
    /// It waits for a person.
    Waiting,
    /// It has to be mended.
    Bad,
    /// There is nothing to do about it.
    Quiet,
}

impl Tone {
    const fn colour(self) -> Option<u32> {
        match self {
            Self::Good => Some(0x00E2_EFDA),
            Self::Waiting => Some(0x00FF_F2CC),
            Self::Bad => Some(0x00F8_CBAD),
            Self::Quiet => None,
        }
    }
}

/// What is written beside a row.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its number as shown.
    pub row: u32,
    /// How it went.
    pub tone: Tone,
    /// What became of it.
    pub verdict: String,
    /// What is to be said of it as a whole.
    pub words: String,
    /// What is to be said of its cells, by column.
    pub cells: Vec<(u32, String)>,
    /// Whether its cells are left out: its project turned out to be a state secret.
    pub withheld: bool,
}

/// The headings of what is written beside.
pub(super) const BESIDE: [&str; 2] = ["导入结果", "问题"];
/// The sheet of a copy that says what was not read.
pub(super) const NOT_READ: &str = "未读取的内容";
const PINK: u32 = 0x00FF_C7CE;

impl Ledger {
    /// Writes the copy: every cell as it was, formulas included, and two columns more. The cells of
    /// a row whose project is, or may be, a state secret are left out. What a text file held is
    /// written as text, so that nothing in it comes to life as a formula. Headings that nobody
    /// knows are marked, and a second sheet lists them with the sheets that were not read.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn annotated(&self, marks: &[Mark]) -> Result<Vec<u8>, XlsxError> {
        let sealed = self.rows.iter().filter(|row| row.sealed);
        let withheld = marks.iter().filter(|mark| mark.withheld);
        let withheld = withheld.map(|mark| mark.row);
        let sealed: BTreeSet<u32> = sealed.map(|row| row.number).chain(withheld).collect();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        if !self.sheet.name.is_empty() {
            sheet.set_name(&self.sheet.name)?;
        }
        for one in &self.sheet.merged {
            if sealed.contains(&one.rows.0) || one.rows.0 == 0 {
                continue;
            }
            let (first, last) = (one.rows.0 - 1, one.rows.1 - 1);
            let (left, right) = (narrow(one.columns.0), narrow(one.columns.1));
            sheet.merge_range(first, left, last, right, "", &Format::new())?;
        }
        let beside = narrow(self.answers());
        let heading = self.layout.headings_end.saturating_sub(1);
        let bold = Format::new().set_bold();
        for (column, text) in (beside..).zip(BESIDE) {
            sheet.write_string_with_format(heading, column, text, &bold)?;
        }
        let unknown = self.unknown_headings();
        let marks: BTreeMap<u32, &Mark> = marks.iter().map(|mark| (mark.row, mark)).collect();
        for row in &self.sheet.rows {
            let mark = marks.get(&row.number).copied();
            let notes = match mark {
                Some(mark) => Some(&mark.cells),
                None => unknown.get(&row.number),
            };
            if !sealed.contains(&row.number) {
                let notes = notes.map_or(&[][..], Vec::as_slice);
                // What a copy said before is no cell of the ledger; above its headings it said nothing.
                let said = match row.number {
                    above if above < self.layout.headings_end => 0..0,
                    _ => u32::from(beside)..u32::from(beside) + 2,
                };
                cells(sheet, row, (&said, notes))?;
            }
            if let Some(mark) = mark {
                judge(sheet, row.number - 1, beside, mark)?;
            }
        }
        for number in &self.sheet.hidden {
            sheet.set_row_hidden(number - 1)?;
        }
        sheet.set_freeze_panes(self.layout.headings_end, 0)?;
        sheet.set_column_width(beside, 22)?;
        sheet.set_column_width(beside + 1, 60)?;
        let lines = self.not_read();
        if !lines.is_empty() {
            let sheet = book.add_worksheet().set_name(NOT_READ)?;
            for (row, line) in (0_u32..).zip(lines) {
                sheet.write_string(row, 0, line)?;
            }
            sheet.set_column_width(0, 80)?;
        }
        book.save_to_buffer()
    }

    /// What is to be said of headings that nobody knows, by row.
    fn unknown_headings(&self) -> BTreeMap<u32, Vec<(u32, String)>> {
        let mut notes: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
        for one in &self.layout.left_out {
            let mut rows = self.sheet.rows.iter().rev();
            let row = rows.find(|row| {
                row.number <= self.layout.headings_end && row.cell(one.column).is_some()
            });
            let words = match &one.nearest {
                Some(near) => format!("未识别，本列未导入（是否为“{near}”？）"),
                None => "未识别，本列未导入".to_owned(),
            };
            if let Some(row) = row {
                notes
                    .entry(row.number)
                    .or_default()
                    .push((one.column, words));
            }
        }
        notes
    }

    /// The columns and sheets that were not read, a line each.
    fn not_read(&self) -> Vec<String> {
        let columns = self.layout.left_out.iter();
        let columns = columns.map(|one| format!("{}：未识别，本列未导入", one.hint()));
        let sheets = self.unread_sheets.iter();
        let sheets = sheets.map(|one| {
            let (name, mend) = (&one.name, "请指定该工作表，或另存为单独的文件");
            if one.hidden {
                format!("隐藏的工作表“{name}”：未读取；如需导入，请先取消隐藏，{mend}")
            } else {
                format!("工作表“{name}”：未读取；如需导入，{mend}")
            }
        });
        columns.chain(sheets).collect()
    }

    /// Where what became of the rows stands: a copy that comes in again has a place for it.
    fn answers(&self) -> u32 {
        let mut rows = self.sheet.rows.iter();
        let headings = rows.find(|row| row.number == self.layout.headings_end);
        let is = |cell: &Cell, heading: &str| cell.printed() == heading;
        let place = headings.and_then(|row| {
            let mut cells = row.cells.iter();
            cells.find(|cell| {
                let next = row.cell(cell.column + 1);
                is(cell, BESIDE[0]) && next.is_some_and(|next| is(next, BESIDE[1]))
            })
        });
        place.map_or_else(|| self.width(), |cell| cell.column)
    }

    /// How many columns it has.
    fn width(&self) -> u32 {
        let cells = self.sheet.rows.iter().flat_map(|row| &row.cells);
        cells.map(|cell| cell.column + 1).max().unwrap_or_default()
    }
}

/// Columns are bounded far below what a workbook holds.
fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn cells(
    sheet: &mut Worksheet,
    row: &Row,
    (said, notes): (&Range<u32>, &[(u32, String)]),
) -> Result<(), XlsxError> {
    let cells = row.cells.iter();
    for cell in cells.filter(|cell| !said.contains(&cell.column)) {
        let format = if notes.iter().any(|(column, _)| *column == cell.column) {
            Format::new().set_background_color(PINK)
        } else {
            Format::new()
        };
        let format = match &cell.shown {
            Some(shown) => format.set_num_format(&*shown.format),
            None => format,
        };
        write(sheet, row.number - 1, cell, format)?;
    }
    // Of a cell that is empty and should not be, there is only the note.
    for (column, words) in notes {
        let at = (row.number - 1, narrow(*column));
        if row.cell(*column).is_none() {
            let pink = Format::new().set_background_color(PINK);
            sheet.write_blank(at.0, at.1, &pink)?;
        }
        let note = Note::new(words).add_author_prefix(false).set_width(260);
        sheet.insert_note(at.0, at.1, &note)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, cell: &Cell, format: Format) -> Result<(), XlsxError> {
    let column = narrow(cell.column);
    if let Some(formula) = &cell.formula {
        let formula = Formula::new(formula).set_result(cell.printed());
        sheet.write_formula_with_format(row, column, formula, &format)?;
        return Ok(());
    }
    match &cell.value {
        Value::Number(digits) => match digits.parse::<f64>() {
            Ok(number) => sheet.write_number_with_format(row, column, number, &format)?,
            Err(_) => sheet.write_string_with_format(row, column, digits, &format)?,
        },
        Value::Truth(truth) => sheet.write_boolean_with_format(row, column, *truth, &format)?,
        Value::Day(day, None) => {
            let format = match &cell.shown {
                Some(_) => format,
                None => format.set_num_format("yyyy-mm-dd"),
            };
            let instant = ExcelDateTime::parse_from_str(&day.to_string())?;
            sheet.write_datetime_with_format(row, column, &instant, &format)?
        }
        Value::Text(text) => {
            // Even if somebody edits the cell it stays a text.
            let live = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let format = if live {
                format.set_quote_prefix()
            } else {
                format
            };
            sheet.write_string_with_format(row, column, text, &format)?
        }
        Value::Day(..) | Value::Error(_) => {
            sheet.write_string_with_format(row, column, cell.printed(), &format)?
        }
    };
    Ok(())
}

fn judge(sheet: &mut Worksheet, row: u32, beside: u16, mark: &Mark) -> Result<(), XlsxError> {
    let format = match mark.tone.colour() {
        Some(colour) => Format::new().set_background_color(colour),
        None => Format::new(),
    };
    let wrapped = format.clone().set_text_wrap();
    sheet.write_string_with_format(row, beside, &mark.verdict, &format)?;
    sheet.write_string_with_format(row, beside + 1, &mark.words, &wrapped)?;
    Ok(())
}
