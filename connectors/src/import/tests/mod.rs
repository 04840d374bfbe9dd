//! Ledgers as clerks hand them in, read whole.

mod laid_out;
mod noted;
mod refused;
mod sealed;
mod secret;
mod shown;

use std::io::{Cursor, Read as _, Write as _};
use std::sync::LazyLock;

use chrono::NaiveDate;
use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook};
use shuniu_policy::vocabulary::Vocabulary;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{FileProblem, Forms, Kind, Ledger, LedgerRow, Limits, Upload};

/// A sheet: its name, its rows, and which of them are one cell across.
type Leaf<'a> = (&'a str, Vec<Vec<&'a str>>);

fn read(kind: Kind, bytes: &[u8]) -> Result<Ledger, FileProblem> {
    read_of(kind, bytes, None)
}

/// Reads a sheet of projects by its name.
fn read_sheet(bytes: &[u8], sheet: &str) -> Result<Ledger, FileProblem> {
    read_of(Kind::Projects, bytes, Some(sheet))
}

fn read_of(kind: Kind, bytes: &[u8], sheet: Option<&str>) -> Result<Ledger, FileProblem> {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::of(Vocabulary::shared()));
    let upload = Upload { bytes, kind, sheet };
    let today = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    Ledger::read(&upload, &FORMS, &Limits::default(), today)
}

fn rows(bytes: &[u8]) -> Vec<LedgerRow> {
    read(Kind::Projects, bytes).unwrap().rows
}

fn codes(row: &LedgerRow) -> Vec<&str> {
    let errors = row.errors.iter();
    errors.map(|error| error.reason.code.as_str()).collect()
}

/// A workbook. Empty cells are not written; one that begins with `>` is joined with the empty ones
/// to its right.
fn book(leaves: &[Leaf<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in leaves {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                let behind = &cells[usize::from(column) + 1..];
                let empty = behind.iter().take_while(|next| next.is_empty()).count();
                let last = column + u16::try_from(empty).unwrap();
                match (cell.strip_prefix('>'), cell.strip_prefix('=')) {
                    (Some(text), _) => {
                        let plain = Format::new();
                        sheet
                            .merge_range(row, column, row, last, text, &plain)
                            .unwrap();
                    }
                    (_, Some(formula)) => {
                        sheet.write_formula(row, column, formula).unwrap();
                    }
                    _ if cell.is_empty() => {}
                    _ => {
                        sheet.write_string(row, column, *cell).unwrap();
                    }
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let rows = rows.iter().map(|row| row.to_vec()).collect();
    book(&[("台账", rows)])
}

fn gb18030(rows: &[&[&str]]) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let lines = lines.join("\r\n").replace('>', "");
    GB18030.encode(&lines).0.into_owned()
}

/// The text of a part of a workbook.
fn part(book: &[u8], path: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(path).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

/// A workbook as programs write it that do not work formulas out.
fn without_results(book: &[u8]) -> Vec<u8> {
    rewritten(book, "</f><v>0</v>", "</f><v></v>")
}

/// A workbook in all parts of which something is written otherwise.
fn rewritten(book: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut text = String::new();
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        part.read_to_string(&mut text).unwrap();
        let text = text.replace(from, to);
        let options = SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
