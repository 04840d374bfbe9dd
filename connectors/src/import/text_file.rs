use std::io::{self, Chain, Cursor, Read};

use encoding_rs::Encoding;

use super::decoded::{Decoded, END};
use super::encoding::unwritten;
use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, Value};
use super::xlsx::hold;

/// How many lines from the beginning, and how many bytes of them, tell what separates the columns.
const HEAD_LINES: usize = 20;
const HEAD_BYTES: usize = 64 << 10;

/// Reads a file of separated values.
pub(super) fn read(
    bytes: &[u8],
    encoding: &'static Encoding,
    limits: &Limits,
) -> Result<Sheet, FileProblem> {
    let problem = |stopped| match stopped {
        Stopped::Refused(problem) => problem,
        Stopped::Broken(error) => FileProblem::unreadable("CSV", error),
    };
    let rows = TextRows::new(bytes, encoding, limits).map_err(problem)?;
    let rows: Result<Vec<Row>, Stopped> = rows.collect();
    Ok(Sheet {
        rows: rows.map_err(problem)?,
        ..Sheet::default()
    })
}

/// The rows of a text of values that are separated by comma, semicolon or tab, read one by one.
/// Only whoever has come to the end knows that the text is sound.
#[derive(Debug)]
pub(crate) struct TextRows<R> {
    reader: csv::Reader<Chain<Cursor<Vec<u8>>, Decoded<R>>>,
    record: csv::StringRecord,
    separator: u8,
    limits: Limits,
    /// Lines that stand within texts: the number of a row is that in the grid.
    within: u64,
    runs: Runs,
    ended: bool,
}

/// Why there are no further rows before the end.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// The text is no table.
    Refused(FileProblem),
    /// It could not be read on.
    Broken(io::Error),
}

impl<R: Read> TextRows<R> {
    /// Of a source that stands at its beginning.
    pub(crate) fn new(
        source: R,
        encoding: &'static Encoding,
        limits: &Limits,
    ) -> Result<Self, Stopped> {
        let mut text = Decoded::new(source, encoding);
        let mut head = Vec::new();
        let mut lines = 0;
        while lines < HEAD_LINES && head.len() < HEAD_BYTES {
            let from = head.len();
            let taken = (&mut text).take(1 << 10).read_to_end(&mut head);
            if taken.map_err(stopped)? == 0 {
                break;
            }
            lines += head[from..].iter().filter(|byte| **byte == b'\n').count();
        }
        let separator = separator(&String::from_utf8_lossy(&head));
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(head).chain(text));
        Ok(Self {
            reader,
            record: csv::StringRecord::new(),
            separator,
            limits: *limits,
            within: 0,
            runs: Runs::default(),
            ended: false,
        })
    }

    /// The next row in which something stands.
    fn row(&mut self) -> Result<Option<Row>, Stopped> {
        loop {
            let begun = self.reader.position().line();
            let more = self.reader.read_record(&mut self.record);
            if !more.map_err(|error| broken(error.into_kind()))? {
                return Err(Stopped::Refused(unclosed(self.runs.last)));
            }
            if self.record.len() == 1 && &self.record[0] == END {
                return match self.runs.swallowing() {
                    Some(line) => Err(Stopped::Refused(unclosed(line))),
                    None => Ok(None),
                };
            }
            self.runs.note(begun, &self.record, self.separator);
            // The reader stands behind the end of the line; empty lines it skips before the next.
            let breaks = |text: &str| text.matches('\n').count() as u64;
            let own = self.record.iter().map(breaks).sum::<u64>();
            let line = self.reader.position().line();
            let line = line.saturating_sub(1 + own + self.within);
            self.within += own;
            let number = u32::try_from(line).unwrap_or(u32::MAX);
            if let Some(row) = self.held(number)? {
                return Ok(Some(row));
            }
        }
    }

    /// The record that was read, as a row; nothing of one in which nothing stands.
    fn held(&self, number: u32) -> Result<Option<Row>, Stopped> {
        let mut rows = Vec::new();
        for (column, text) in self.record.iter().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let cell = Cell {
                column: u32::try_from(column).unwrap_or(u32::MAX),
                value: Value::Text(text.to_owned()),
                formula: None,
                shown: None,
            };
            hold(&mut rows, number, cell, &self.limits).map_err(Stopped::Refused)?;
        }
        Ok(rows.pop())
    }
}

impl<R: Read> Iterator for TextRows<R> {
    type Item = Result<Row, Stopped>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.row().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

fn broken(kind: csv::ErrorKind) -> Stopped {
    match kind {
        csv::ErrorKind::Io(error) => stopped(error),
        kind => Stopped::Refused(FileProblem::unreadable("CSV", format!("{kind:?}"))),
    }
}

/// What a failure to read on is: of a text that is not written in its encoding, or of the source.
fn stopped(error: io::Error) -> Stopped {
    match error.kind() {
        io::ErrorKind::InvalidData => Stopped::Refused(unwritten()),
        _ => Stopped::Broken(error),
    }
}

/// The fewest separators by which a line within a text looks like a row.
const FEWEST: usize = 2;

/// Texts that run over several lines and look as if they had swallowed rows.
#[derive(Debug, Default)]
struct Runs {
    /// The line that the last record begins at.
    last: u64,
    /// Most columns of a record.
    columns: usize,
    /// The line that a record with such a text begins at, and the most separators that one of the
    /// lines within the text has.
    texts: Vec<(u64, usize)>,
}

impl Runs {
    fn note(&mut self, begun: u64, record: &csv::StringRecord, separator: u8) {
        self.last = begun;
        self.columns = self.columns.max(record.len());
        for text in record.iter().filter(|text| text.contains('\n')) {
            let separators = |line: &str| line.bytes().filter(|byte| *byte == separator).count();
            let most = text.lines().skip(1).map(separators).max();
            let most = most.unwrap_or_default();
            if most >= FEWEST {
                self.texts.push((begun, most));
            }
        }
    }

    /// The line of a text that looks as if it had swallowed rows: a line within it has separators
    /// as a row has.
    fn swallowing(&self) -> Option<u64> {
        let as_a_row = self.columns.saturating_sub(1).div_ceil(2).max(FEWEST);
        let mut texts = self.texts.iter();
        let found = texts.find(|(_, separators)| *separators >= as_a_row)?;
        Some(found.0)
    }
}

fn unclosed(line: u64) -> FileProblem {
    FileProblem::new(
        "unclosed_quote",
        format!(
            "第 {line} 行起有引号（\"）没有成对，后面的行会被并入同一个单元格；请补上或删去引号，或用表格软件打开后另存为 .xlsx 再导入"
        ),
        format!(
            "a quote (\") from line {line} on has no second one, and the rows behind it would become \
             part of a cell; close or delete it, or save the file as .xlsx"
        ),
    )
}

/// The separator that the first lines hold most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(HEAD_LINES).collect();
    let count = |separator: u8| {
        let outside = |line: &&str| {
            let mut quoted = false;
            let mut count = 0_usize;
            for byte in line.bytes() {
                quoted ^= byte == b'"';
                count += usize::from(byte == separator && !quoted);
            }
            count
        };
        head.iter().map(outside).sum::<usize>()
    };
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::super::encoding::Seen;
    use super::*;

    fn read(bytes: &[u8]) -> Result<Sheet, FileProblem> {
        super::read(bytes, Seen::of(bytes).encoding(), &Limits::default())
    }

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes).unwrap();
        let printed = |row: &Row| row.cells.iter().map(Cell::printed).collect();
        sheet.rows.iter().map(printed).collect()
    }

    #[test]
    fn both_encodings_and_all_separators_give_the_same() {
        let text = "项目名称,建设单位\n智慧城管,\"城管局,二大队\"\n,\n";
        let (gb, _, _) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let tabbed = "项目名称\t建设单位\n智慧城管\t城管局,二大队\n";
        let expected = vec![
            vec!["项目名称", "建设单位"],
            vec!["智慧城管", "城管局,二大队"],
        ];
        for bytes in [text.as_bytes(), &gb, &marked, tabbed.as_bytes()] {
            assert_eq!(cells(bytes), expected);
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let lines: Vec<String> = (1..=120).map(|n| format!("甲{n},乙")).collect();
        let text = format!(
            "项目名称,建设单位\r\n{}\r\n\r\n丙,\"两\n行\"\r\n丁,戊",
            lines.join("\r\n")
        );
        let sheet = read(text.as_bytes()).unwrap();
        let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        let expected: Vec<u32> = (1..=121).chain([123, 124]).collect();
        assert_eq!(numbers, expected);
    }

    #[test]
    fn a_quote_that_swallows_rows_refuses_the_file() {
        let head = "项目名称,建设单位,总投资（万元）";
        for (rows, line) in [
            ("甲平台,\"甲局,120\n乙平台,乙局,130\n", 2),
            ("甲平台,甲局,120\n\"乙平台,乙局,130", 3),
            (
                "甲平台,\"甲局,120\n乙平台,乙局,130\n丙平台,丙局\",140\n丁平台,丁局,150",
                2,
            ),
        ] {
            let problem = read(format!("{head}\n{rows}").as_bytes());
            let problem = problem.unwrap_err();
            assert_eq!(problem.code, "unclosed_quote", "{rows}");
            assert!(
                problem.text.zh.contains(&format!("第 {line} 行")),
                "{problem:?}"
            );
        }
        for fine in [
            "甲平台,\"甲局\n（二大队，三中队）\",120",
            "5\"屏,甲局,1",
            "甲,\"两\n行\n\",1\n",
        ] {
            let sheet = read(format!("{head}\n{fine}").as_bytes());
            assert_eq!(sheet.unwrap().rows.len(), 2, "{fine}");
        }
    }
}
