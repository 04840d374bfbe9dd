//! Ledgers as programs write them: a JSON object on each line, whose keys are headings.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::{Cell, Row, Sheet, Value};
use super::xlsx::hold;

/// The row of the headings; no line of the file stands for it.
const HEADINGS: u32 = 1;

/// Reads a file of objects, one a line. The headings are row 1, all keys in the order in which they
/// first appear; what stands on line n is row n + 1. Numbers are kept as they are written.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, FileProblem> {
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = str::from_utf8(unmarked).map_err(|_| {
        FileProblem::new(
            "encoding",
            "JSON 行文件须为 UTF-8 编码；请另存为 UTF-8 后重新导入",
            "a file of JSON lines has to be UTF-8; save it so and import it again",
        )
    })?;
    let mut headings: Vec<Row> = Vec::new();
    let mut records: Vec<Row> = Vec::new();
    let mut columns: BTreeMap<String, u32> = BTreeMap::new();
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line: Line<'_> = serde_json::from_str(line).map_err(|_| no_object(number))?;
        // Keys stand in another order on each line; cells go from left to right.
        let mut values: BTreeMap<u32, Option<Value>> = BTreeMap::new();
        for (key, raw) in line.0 {
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let column = *columns.entry(key.clone()).or_insert(next);
            if column == next {
                let heading = cell(column, Value::Text(key));
                hold(&mut headings, HEADINGS, heading, limits)?;
            }
            if values.insert(column, value(raw.get(), number)?).is_some() {
                return Err(twice(number));
            }
        }
        for (column, value) in values {
            if let Some(value) = value {
                let row = number.saturating_add(HEADINGS);
                hold(&mut records, row, cell(column, value), limits)?;
            }
        }
    }
    Ok(Sheet {
        rows: [headings, records].concat(),
        ..Sheet::default()
    })
}

const fn cell(column: u32, value: Value) -> Cell {
    Cell {
        column,
        value,
        formula: None,
        shown: None,
    }
}

/// What stands behind a key; nothing for `null` and for a text of blanks. A number is a text
/// as in a file of separated values: all its digits count.
fn value(raw: &str, line: u32) -> Result<Option<Value>, FileProblem> {
    Ok(match raw.as_bytes().first() {
        Some(b'n') => None,
        Some(b't' | b'f') => Some(Value::Truth(raw == "true")),
        Some(b'{' | b'[') | None => return Err(nested(line)),
        Some(b'"') => {
            let text: String = serde_json::from_str(raw).map_err(|_| no_object(line))?;
            // No other file may hold it, and no database takes it.
            if text.contains('\0') {
                return Err(no_object(line));
            }
            (!text.trim().is_empty()).then_some(Value::Text(text))
        }
        Some(_) => Some(Value::Text(raw.to_owned())),
    })
}

/// The keys and values of a line, in their order.
struct Line<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Line<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Pairs).map(Line)
    }
}

// What stands on the line is not repeated: it may be of a state secret.

fn no_object(line: u32) -> FileProblem {
    FileProblem::new(
        "json_line",
        format!(
            "文件第 {line} 行不是完整的 JSON 对象；每条记录单独占一行，写作 {{\"列标题\": 内容, …}}，改正后重新导入"
        ),
        format!(
            "line {line} of the file is no whole JSON object; write each record on a line of its \
             own, as {{\"heading\": value, …}}"
        ),
    )
}

fn nested(line: u32) -> FileProblem {
    FileProblem::new(
        "json_nested",
        format!(
            "文件第 {line} 行有嵌套的内容（对象或数组）；每个列标题下只写文字、数字、true、false 或 null"
        ),
        format!(
            "line {line} of the file holds an object or an array as a value; write text, a number, \
             true, false or null under each heading"
        ),
    )
}

fn twice(line: u32) -> FileProblem {
    FileProblem::new(
        "json_key_twice",
        format!("文件第 {line} 行同一个列标题出现两次；请只保留一个"),
        format!("line {line} of the file has the same heading twice; keep one"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::encoding::Seen;
    use super::*;

    fn read_text(text: &str) -> Result<Sheet, FileProblem> {
        read(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn a_line_is_the_row_below_it_and_its_keys_are_headings() {
        let text = "\u{feff}{\"项目名称\":\"甲平台\",\"总投资（万元）\":118.50}\r\n\n \
            {\"建设单位\":\"甲局\",\"总投资（万元）\":null,\"项目名称\":\"乙平台\",\"涉密\":false}\n";
        assert!(Seen::of(text.as_bytes()).is_json_lines());
        let sheet = read_text(text).unwrap();
        let printed = |row: &Row| {
            let cells = row.cells.iter();
            let cells = cells.map(|cell| (cell.column, cell.printed()));
            (row.number, cells.collect::<Vec<_>>())
        };
        let rows: Vec<_> = sheet.rows.iter().map(printed).collect();
        let cells = |cells: &[(u32, &str)]| -> Vec<(u32, String)> {
            let cells = cells.iter();
            cells.map(|(at, text)| (*at, (*text).to_owned())).collect()
        };
        let headings = cells(&[
            (0, "项目名称"),
            (1, "总投资（万元）"),
            (2, "建设单位"),
            (3, "涉密"),
        ]);
        assert_eq!(
            rows,
            [
                (1, headings),
                (2, cells(&[(0, "甲平台"), (1, "118.50")])),
                (4, cells(&[(0, "乙平台"), (2, "甲局"), (3, "FALSE")])),
            ]
        );
    }

    #[test]
    fn no_digit_of_a_number_is_lost() {
        for number in [
            "0.1",
            "123456789012345678",
            "99999999999999999999.01",
            "-0.250",
        ] {
            let sheet = read_text(&format!("{{\"预算\": {number} }}")).unwrap();
            assert_eq!(sheet.rows[1].cells[0].printed(), number);
        }
    }

    #[test]
    fn a_line_that_is_no_record_refuses_the_file_and_is_named_without_its_words() {
        for (line, code) in [
            ("{\"机密\": {\"a\": 1}}", "json_nested"),
            ("{\"机密\": [1]}", "json_nested"),
            ("{\"机密\": 1, \"机密\": null}", "json_key_twice"),
            ("{\"机密\": null, \"机密\": 1}", "json_key_twice"),
            ("[\"机密\"]", "json_line"),
            ("\"机密\"", "json_line"),
            ("{\"机密\": 1", "json_line"),
            ("{\"机密\": 1} {}", "json_line"),
            ("{\"机密\": 01}", "json_line"),
            ("{\"机密\": \"\\u0000\"}", "json_line"),
            ("{\"机密\": \"\\ud800\"}", "json_line"),
            ("机密", "json_line"),
        ] {
            let problem = read_text(&format!("{{\"项目名称\":\"甲\"}}\n{line}\n")).unwrap_err();
            assert_eq!(problem.code, code, "{line}");
            let text = &problem.text;
            assert!(
                text.zh.contains("第 2 行") && text.en.contains("line 2"),
                "{text:?}"
            );
            assert!(
                !text.zh.contains("机密") && !text.en.contains("机密"),
                "{text:?}"
            );
        }
        let whole = read_text("{\n\"项目名称\":\"甲\"\n}").unwrap_err();
        assert_eq!(whole.code, "json_line", "one object over several lines");
    }

    #[test]
    fn what_is_not_utf_8_is_known_and_refused() {
        let text = "{\"项目名称\":\"甲平台\"}";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        for bytes in [gb, wide] {
            assert!(Seen::of(&bytes).is_json_lines());
            let problem = read(&bytes, &Limits::default()).unwrap_err();
            assert_eq!(problem.code, "encoding");
        }
        for other in ["项目名称,{", "[{\"a\":1}]", ""] {
            assert!(!Seen::of(other.as_bytes()).is_json_lines(), "{other}");
        }
    }

    #[test]
    fn it_is_as_limited_as_any_other_file() {
        let limits = Limits {
            rows: 3,
            columns: 2,
            ..Limits::default()
        };
        for (text, fits) in [
            ("{\"a\":1}\n{\"b\":1}", true),
            ("{\"a\":1}\n{\"a\":1}\n{\"a\":1}", false),
            ("{\"a\":1,\"b\":1,\"c\":null}", false),
        ] {
            let sheet = read(text.as_bytes(), &limits);
            let code = sheet.err().map(|problem| problem.code);
            assert_eq!(code, (!fits).then_some("too_large"), "{text}");
        }
    }
}
