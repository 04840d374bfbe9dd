use encoding_rs::{GB18030, UTF_8};

use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, Value};
use super::xlsx::hold;

/// Reads a file of separated values: UTF-8 or GB18030, separated by comma, semicolon or tab.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, FileProblem> {
    let mut text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::StringRecord::new();
    // A quoted text may run over several lines: the number is that of the row in the grid.
    let mut within = 0;
    loop {
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| FileProblem::unreadable("CSV", error))? {
            break;
        }
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
            };
            hold(&mut rows, number, cell, limits)?;
        }
    }
    Ok(Sheet {
        rows,
        ..Sheet::default()
    })
}

/// UTF-8 where it is that, with or without mark; otherwise GB18030, which every byte sequence of
/// the older GBK and GB2312 is. A text that is neither is refused, never read with holes in it.
fn decoded(bytes: &[u8]) -> Result<String, FileProblem> {
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(unmarked) {
        return Ok(text.into_owned());
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err(FileProblem::new(
            "encoding",
            "文件既不是 UTF-8 也不是 GB18030（GBK）编码；请用表格软件打开后另存为 .xlsx 再导入",
            "the text is neither UTF-8 nor GB18030; open it in a spreadsheet and save it as .xlsx",
        )),
    }
}

/// The separator that the first lines hold most of, outside of quotes.
fn delimiter(text: &str) -> u8 {
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
    fn a_text_in_another_encoding_is_refused_whole() {
        let problem = read(b"\xff\xff\x00\x81", &Limits::default()).unwrap_err();
        assert_eq!(problem.code, "encoding");
    }
}
