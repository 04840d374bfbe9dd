use std::{
    fs::File,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    config::DropConfig,
    content::Text,
    folder::Unread,
    heading::Headings,
    record::{Context, read_row},
};
use crate::{
    import::{
        TextRows,
        sheet::{Row, Sheet},
    },
    mapping::StreamRule,
    transport::{layout::StreamLayout, page::Placed},
};

/// A sheet that has the headings of the layout.
#[derive(Debug)]
pub(super) struct Part {
    /// It; of a text no more than its first rows.
    pub(super) sheet: Sheet,
    pub(super) headings: Headings,
    /// How many rows there are below the headings.
    pub(super) count: usize,
}

/// Where the rows of a delivery are.
#[derive(Debug)]
pub(super) enum Rows {
    /// In sheets that are held in memory.
    Held(Vec<Part>),
    /// In a text, which is read on from where it was read to.
    Text(Box<ReadText>),
}

/// A text that was found sound, and how far it was read since.
#[derive(Debug)]
pub(super) struct ReadText {
    pub(super) part: Part,
    text: Text,
    read_on: Mutex<Option<ReadOn>>,
}

/// A text that is being read, and the number of its next row below the headings.
#[derive(Debug)]
struct ReadOn {
    rows: TextRows<Arc<File>>,
    next: usize,
}

/// By what rows are read.
pub(super) struct By<'a> {
    pub(super) what: &'a str,
    pub(super) file: &'a str,
    pub(super) config: &'a DropConfig,
    pub(super) layout: &'a StreamLayout,
    pub(super) rule: &'a StreamRule,
}

impl By<'_> {
    fn placed(&self, part: &Part, row: &Row) -> Placed {
        let context = Context {
            file: self.file,
            sheet: &part.sheet,
            headings: &part.headings,
            layout: self.layout,
            rule: self.rule,
            longest: self.config.max_cell_characters,
        };
        read_row(&context, row)
    }
}

impl Rows {
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Held(parts) => parts.iter().map(|part| part.count).sum(),
            Self::Text(text) => text.part.count,
        }
    }

    /// Shows rows with their numbers, from zero, from top to bottom and sheet by sheet.
    pub(super) fn each(
        &self,
        by: &By<'_>,
        range: Range<usize>,
        mut show: impl FnMut(usize, Placed),
    ) -> Result<(), Unread> {
        let parts = match self {
            Self::Held(parts) => parts,
            Self::Text(text) => return text.each(by, range, show),
        };
        let rows = parts.iter().flat_map(|part| {
            let rows = part.sheet.rows.iter();
            let below = rows.filter(|row| row.number > part.headings.row);
            below.take(part.count).map(move |row| (part, row))
        });
        for (at, (part, row)) in rows.enumerate().take(range.end).skip(range.start) {
            show(at, by.placed(part, row));
        }
        Ok(())
    }
}

impl ReadText {
    pub(super) fn new(part: Part, text: Text) -> Self {
        Self {
            part,
            text,
            read_on: Mutex::default(),
        }
    }

    fn each(
        &self,
        by: &By<'_>,
        range: Range<usize>,
        mut show: impl FnMut(usize, Placed),
    ) -> Result<(), Unread> {
        let mut kept = self.read_on.lock().unwrap_or_else(PoisonError::into_inner);
        let ReadOn { mut rows, mut next } = match kept.take() {
            Some(read_on) if read_on.next == range.start => read_on,
            _ => ReadOn {
                rows: self.text.rows(by.what, by.config)?,
                next: 0,
            },
        };
        while next < range.end.min(self.part.count) {
            // It was read to its end before.
            let row = rows.next().ok_or(Unread::Changed)?;
            let row = row.map_err(|stopped| self.text.stopped(by.what, stopped))?;
            if row.number <= self.part.headings.row {
                continue;
            }
            if next >= range.start {
                show(next, by.placed(&self.part, &row));
            }
            next += 1;
        }
        self.text.stands(by.what)?;
        *kept = Some(ReadOn { rows, next });
        Ok(())
    }
}
