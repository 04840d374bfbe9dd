//! A sheet as a grid of cells, whatever file it came from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::shown::Shown;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, as it was typed.
    Text(String),
    /// A number, in decimal, with the fifteen digits that a spreadsheet keeps.
    Number(String),
    /// A day, with the time of it where there is one.
    Day(NaiveDate, Option<String>),
    /// True or false.
    Truth(bool),
    /// What a formula gives that does not work, such as `#REF!`.
    Error(String),
}

/// A cell with something in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its column, from zero.
    pub column: u32,
    /// What stands in it; of a formula, what it gave when the file was saved.
    pub value: Value,
    /// The formula, without its equals sign.
    pub formula: Option<String>,
    /// How it is shown, where that says something else than what stands in it.
    pub shown: Option<Shown>,
}

impl Cell {
    /// What stands in it, as text.
    #[must_use]
    pub fn printed(&self) -> String {
        match &self.value {
            Value::Text(text) | Value::Number(text) | Value::Error(text) => text.clone(),
            Value::Day(day, None) => day.to_string(),
            Value::Day(day, Some(time)) => format!("{day} {time}"),
            Value::Truth(true) => "TRUE".to_owned(),
            Value::Truth(false) => "FALSE".to_owned(),
        }
    }
}

/// A row with something in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number as shown, from one.
    pub number: u32,
    /// Its cells, from left to right.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

/// Cells joined into one: columns and row numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// First and last row number.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// One sheet of a file; empty cells and rows are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name; empty for a text file.
    pub name: String,
    /// Its rows, from top to bottom.
    pub rows: Vec<Row>,
    /// Cells joined into one.
    pub merged: Vec<Merged>,
    /// Numbers of the rows that are hidden.
    pub hidden: BTreeSet<u32>,
    /// What is noted on cells, by row number and column.
    pub notes: BTreeMap<(u32, u32), String>,
    /// What is printed above and below each page.
    pub margins: Vec<String>,
    /// Whether it is hidden as a whole; then only its first rows are here, and nothing is taken in.
    pub concealed: bool,
    /// Whether its days are counted from 1904 on.
    pub from_1904: bool,
}

impl Sheet {
    /// The joined cells that a cell belongs to without being their first, which holds the text.
    #[must_use]
    pub fn merged_into(&self, row: u32, column: u32) -> Option<Merged> {
        self.merged.iter().copied().find(|one| {
            (one.rows.0..=one.rows.1).contains(&row)
                && (one.columns.0..=one.columns.1).contains(&column)
                && (one.rows.0, one.columns.0) != (row, column)
        })
    }
}

/// The letters of a column, as spreadsheets show them.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let shown: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(shown, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
