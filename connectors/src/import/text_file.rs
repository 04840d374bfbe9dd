use super::encoding::decoded;
use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, Value};
use super::xlsx::hold;

/// Stands behind the last line: where it is read as part of a text, a quote before it was never
/// closed.
const END: &str = "\u{1}";

/// Reads a file of separated values: UTF-8, UTF-16 or GB18030, separated by comma, semicolon or tab.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, FileProblem> {
    let mut text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    text.push('\n');
    text.push_str(END);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::StringRecord::new();
    // A quoted text may run over several lines: the number is that of the row in the grid.
    let mut within = 0;
    let mut runs = Runs::default();
    loop {
        let begun = reader.position().line();
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| FileProblem::unreadable("CSV", error))? {
            return Err(unclosed(runs.last));
        }
        if record.len() == 1 && &record[0] == END {
            break;
        }
        runs.note(begun, &record, separator);
        // The reader stands behind the end of the line; empty lines it skips before the next.
        let breaks = |text: &str| text.matches('\n').count() as u64;
        let own = record.iter().map(breaks).sum::<u64>();
        let line = reader.position().line().saturating_sub(1 + own + within);
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        within += own;
        for (column, text) in record.iter().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let cell = Cell {
                column: u32::try_from(column).unwrap_or(u32::MAX),
                value: Value::Text(text.to_owned()),
                formula: None,
                shown: None,
            };
            hold(&mut rows, number, cell, limits)?;
        }
    }
    if let Some(line) = runs.swallowing() {
        return Err(unclosed(line));
    }
    Ok(Sheet {
        rows,
        ..Sheet::default()
    })
}

/// Texts that run over several lines.
#[derive(Default)]
struct Runs {
    /// The line that the last record begins at.
    last: u64,
    /// Most columns of a record.
    columns: usize,
    /// The line that a record with such a text begins at, and how many separators one of the lines
    /// within the text has.
    texts: Vec<(u64, usize)>,
}

impl Runs {
    fn note(&mut self, begun: u64, record: &csv::StringRecord, separator: u8) {
        self.last = begun;
        self.columns = self.columns.max(record.len());
        for text in record.iter().filter(|text| text.contains('\n')) {
            let separators = |line: &str| line.bytes().filter(|byte| *byte == separator).count();
            let most = text.lines().skip(1).map(separators).max();
            self.texts.push((begun, most.unwrap_or_default()));
        }
    }

    /// The line of a text that looks as if it had swallowed rows: a line within it has separators
    /// as a row has.
    fn swallowing(&self) -> Option<u64> {
        let as_a_row = self.columns.saturating_sub(1).div_ceil(2).max(2);
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
    let head: Vec<&str> = text.lines().take(20).collect();
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

    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes, &Limits::default()).unwrap();
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
        let sheet = read(text.as_bytes(), &Limits::default()).unwrap();
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
            let problem = read(format!("{head}\n{rows}").as_bytes(), &Limits::default());
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
            let sheet = read(format!("{head}\n{fine}").as_bytes(), &Limits::default());
            assert_eq!(sheet.unwrap().rows.len(), 2, "{fine}");
        }
    }
}
