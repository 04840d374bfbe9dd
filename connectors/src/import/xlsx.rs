use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;

use super::hidden::Untold;
use super::layout::SEARCHED;
use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::{Cell, Merged, Row, Sheet, Value, letters};

const FORMAT: &str = "XLSX";

/// What stands for the result of a formula that was saved without one: some programs write
/// formulas and leave it to a spreadsheet to work them out.
pub(super) const NO_RESULT: &str = "#NO_RESULT!";

fn unreadable(why: impl std::fmt::Display) -> FileProblem {
    FileProblem::unreadable(FORMAT, why)
}

/// Reads the sheets of a workbook; of those that cannot be seen, their first rows.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, FileProblem> {
    let mut untold = unpack(bytes, limits)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut sheets = Vec::new();
    for (name, concealed) in names {
        let mut told = untold.remove(&name).unwrap_or_default();
        let merged = workbook
            .merge_cells_by_sheet_name(&name)
            .map_err(unreadable)?;
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
        let mut rows: Vec<Row> = Vec::new();
        while let Some(cell) = cells.next_cell_with_formula().map_err(unreadable)? {
            let (row, column) = cell.pos;
            if concealed && row as usize >= SEARCHED {
                break;
            }
            let unsaved = || Value::Error(NO_RESULT.to_owned());
            let Some(value) =
                value(cell.value).or_else(|| cell.formula.as_ref().map(|_| unsaved()))
            else {
                continue;
            };
            // A space that nobody sees is nothing; nor is a formula that was drawn down too far.
            let unseen = matches!(&value, Value::Text(text) if text.trim().is_empty());
            if unseen && (cell.formula.is_none() || row >= limits.rows) {
                continue;
            }
            let cell = Cell {
                column,
                value,
                formula: cell.formula,
                shown: told.shown.remove(&(row + 1, column)),
            };
            hold(&mut rows, row + 1, cell, limits)?;
        }
        drop(cells);
        sheets.push(Sheet {
            hidden: told.hidden,
            notes: told.notes,
            margins: told.margins,
            from_1904: told.from_1904,
            concealed,
            name,
            rows,
            merged: merged
                .iter()
                .map(|one| Merged {
                    rows: (one.start.0 + 1, one.end.0 + 1),
                    columns: (one.start.1, one.end.1),
                })
                .collect(),
        });
    }
    Ok(sheets)
}

/// Keeps a cell; cells come row by row.
pub(super) fn hold(
    rows: &mut Vec<Row>,
    number: u32,
    cell: Cell,
    limits: &Limits,
) -> Result<(), FileProblem> {
    let place = || format!("{}{number}", letters(cell.column));
    if number > limits.rows {
        return Err(FileProblem::too_far(
            ("行数", "rows"),
            limits.rows,
            &place(),
        ));
    }
    if cell.column >= limits.columns {
        let most = limits.columns;
        return Err(FileProblem::too_far(("列数", "columns"), most, &place()));
    }
    match rows.last_mut() {
        Some(row) if row.number == number => row.cells.push(cell),
        Some(row) if row.number > number => return Err(unreadable("its rows are out of order")),
        _ => rows.push(Row {
            number,
            cells: vec![cell],
        }),
    }
    Ok(())
}

/// Unpacks every part once, counting and keeping nothing, so that a file that would fill the
/// memory is refused whatever it says of its own size.
fn unpack(bytes: &[u8], limits: &Limits) -> Result<BTreeMap<String, Untold>, FileProblem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(unreadable)?;
        let taken = copy(&mut part.take(left + 1), &mut sink()).map_err(unreadable)?;
        if taken > left {
            let most = limits.unpacked_bytes;
            return Err(FileProblem::too_large(
                ("解压后字节数", "bytes unpacked"),
                most,
            ));
        }
        left -= taken;
    }
    super::hidden::untold(&mut archive, limits).map_err(unreadable)
}

fn value(read: DataRef<'_>) -> Option<Value> {
    Some(match read {
        DataRef::Empty => return None,
        DataRef::String(text) => Value::Text(text),
        DataRef::SharedString(text) => Value::Text(text.to_owned()),
        DataRef::Int(number) => Value::Number(number.to_string()),
        DataRef::Float(number) => Value::Number(decimal(number)),
        DataRef::Bool(truth) => Value::Truth(truth),
        DataRef::Error(error) => Value::Error(error.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text),
        DataRef::DateTime(instant) => day(&instant),
    })
}

fn day(instant: &ExcelDateTime) -> Value {
    let (year, month, day, hour, minute, second, _) = instant.to_ymd_hms_milli();
    let number = || Value::Number(decimal(instant.as_f64()));
    if instant.is_duration() || instant.as_f64() < 1.0 {
        return number();
    }
    let on = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let time = (hour, minute, second) != (0, 0, 0);
    let time = time.then(|| format!("{hour:02}:{minute:02}:{second:02}"));
    on.map_or_else(number, |on| Value::Day(on, time))
}

/// A number as a spreadsheet shows it: fifteen digits, so that what binary floating point adds
/// behind them (0.30000000000000004) is no part of it.
fn decimal(number: f64) -> String {
    let text = format!("{number:.14e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let Ok(whole) = usize::try_from(exponent + 1) else {
        let zeros = usize::try_from(-exponent - 1).unwrap_or_default();
        let fraction = format!("{}{digits}", "0".repeat(zeros.min(300)));
        return finish(sign, "0", &fraction);
    };
    if whole >= digits.len() {
        let zeros = "0".repeat((whole - digits.len()).min(300));
        return finish(sign, &format!("{digits}{zeros}"), "");
    }
    let (whole, fraction) = digits.split_at(whole);
    finish(sign, if whole.is_empty() { "0" } else { whole }, fraction)
}

fn finish(sign: &str, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" if whole == "0" => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (number, shown) in [
            (0.0, "0"),
            (-0.0, "0"),
            (120.0, "120"),
            (0.1 + 0.2, "0.3"),
            (118.5, "118.5"),
            (-0.25, "-0.25"),
            (1_180_000.55, "1180000.55"),
            (1e15, "1000000000000000"),
            (0.000_123, "0.000123"),
        ] {
            assert_eq!(decimal(number), shown);
        }
    }
}
