use shuniu_policy::pack::Bilingual;

use super::heading::Headings;
use crate::{
    contract::{Misfit, RecordError, RowMisfit, UnreadableRecord},
    import::sheet::{Cell, Row, Sheet, Value},
    keyset,
    mapping::StreamRule,
    transport::{
        layout::StreamLayout,
        page::{Placed, Spot},
    },
};

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// What a row is read by.
pub(super) struct Context<'a> {
    pub(super) file: &'a str,
    pub(super) sheet: &'a Sheet,
    pub(super) headings: &'a Headings,
    pub(super) layout: &'a StreamLayout,
    pub(super) rule: &'a StreamRule,
    pub(super) longest: usize,
}

/// Makes a raw record of a row, or says what keeps it from being one and where it stands.
pub(super) fn read_row(context: &Context<'_>, row: &Row) -> Placed {
    let mut misfit = None;
    let mut text = |heading: &str, column: Option<u32>| {
        let cell = row.cell(column?)?;
        if let Some(wrong) = wrong(heading, cell, context.longest) {
            misfit.get_or_insert(wrong);
        }
        Some(told(cell))
    };
    let columns = context.layout.columns.iter().zip(&context.headings.places);
    let texts: Vec<Option<String>> = columns
        .map(|(column, place)| text(&column.heading, *place))
        .collect();
    let unknown: Vec<(String, String)> = context
        .headings
        .unknown
        .iter()
        .filter_map(|(column, heading)| Some((heading.clone(), text(heading, Some(*column))?)))
        .collect();
    let body = context.layout.body(texts, unknown);
    let place = place(context.file, context.sheet, row.number);
    let record = match misfit.or(body.misfit) {
        Some(wrong) => Err(RecordError::new("", &Misfit::Row(wrong))),
        None => keyset::name(context.rule, &body.text),
    };
    let record = record.map_err(|error| UnreadableRecord {
        body: body.text,
        error: error.standing_at(&place),
    });
    let spot = Some(Spot {
        sheet: context.sheet.name.clone(),
        row: row.number,
    });
    Placed {
        place,
        spot,
        record,
    }
}

fn place(file: &str, sheet: &Sheet, row: u32) -> Bilingual {
    let (zh, en) = if sheet.name.is_empty() {
        (String::new(), String::new())
    } else {
        let name = &sheet.name;
        (format!("工作表“{name}”"), format!(", sheet {name:?}"))
    };
    Bilingual {
        zh: format!("文件 {file} {zh}第 {row} 行"),
        en: format!("{file}{en}, row {row}"),
    }
}

/// What stands in a cell, as text: numbers as they are shown, days as they are written.
fn told(cell: &Cell) -> String {
    match &cell.value {
        Value::Truth(truth) => truth.to_string(),
        _ => cell.printed(),
    }
}

fn wrong(heading: &str, cell: &Cell, longest: usize) -> Option<RowMisfit> {
    let (heading, text) = (heading.to_owned(), cell.printed());
    match &cell.value {
        Value::Error(_) => Some(RowMisfit::Broken { heading, text }),
        Value::Number(number) if whole_digits(number) > DIGITS => {
            Some(RowMisfit::DigitsLost { heading, text })
        }
        Value::Number(_) if cell.is_scaled() => Some(RowMisfit::ShownOtherwise { heading, text }),
        Value::Text(text) if text.chars().count() > longest => Some(RowMisfit::TooLong {
            heading,
            most: longest,
        }),
        _ => None,
    }
}

fn whole_digits(number: &str) -> usize {
    let whole = number.split('.').next().unwrap_or_default();
    whole.bytes().filter(u8::is_ascii_digit).count()
}
