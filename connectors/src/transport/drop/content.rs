use std::{borrow::Cow, fs::File, sync::Arc};

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{
    config::{DropConfig, TextEncoding},
    folder::{Opened, Unread},
    proof::{Summing, Sums},
};
use crate::import::{FileProblem, Seen, Stopped, TextRows, decoded_as, held, sheet::Sheet};

/// A file whose bytes were all seen once.
pub(super) struct Content {
    pub(super) sums: Sums,
    seen: Seen,
    opened: Opened,
}

/// What a file is read as.
pub(super) enum Grid {
    /// Its sheets, which are in memory as a whole.
    Sheets(Vec<Sheet>),
    /// Rows of text, which are read one by one.
    Text(Text),
}

/// A text of separated values.
#[derive(Clone, Debug)]
pub(super) struct Text {
    opened: Opened,
    encoding: &'static Encoding,
    /// Whether whoever set up the folder said what it is written in.
    is_told: bool,
}

impl Content {
    /// Looks through a file.
    pub(super) fn of(what: &str, opened: Opened) -> Result<Self, Unread> {
        let (mut seen, mut sums) = (Seen::default(), Summing::default());
        opened.scan(what, |bytes| {
            seen.note(bytes);
            sums.note(bytes);
        })?;
        Ok(Self {
            sums: sums.done(),
            seen,
            opened,
        })
    }

    /// What it is read as.
    pub(super) fn grid(&self, what: &str, config: &DropConfig) -> Result<Grid, Unread> {
        let told = match config.encoding {
            TextEncoding::Auto => None,
            TextEncoding::Utf8 => Some(UTF_8),
            TextEncoding::Gb18030 => Some(GB18030),
        };
        let bytes = || {
            let bytes = self.opened.bytes(what)?;
            match told {
                Some(encoding) if !self.seen.is_workbook() => {
                    let text = decoded_as(&bytes, encoding);
                    let text = text.ok_or_else(|| Unread::Refused(written_otherwise(encoding)))?;
                    Ok::<_, Unread>(Cow::Owned(text.into_bytes()))
                }
                _ => Ok(Cow::Owned(bytes)),
            }
        };
        let sheets = held(&self.seen, bytes, &config.limits())?;
        Ok(match sheets {
            Some(sheets) => Grid::Sheets(sheets),
            None => Grid::Text(Text {
                opened: self.opened.clone(),
                encoding: told.unwrap_or_else(|| self.seen.encoding()),
                is_told: told.is_some(),
            }),
        })
    }
}

impl Text {
    /// Its rows from the beginning. Whoever asks for them takes the place of who read it before.
    pub(super) fn rows(
        &self,
        what: &str,
        config: &DropConfig,
    ) -> Result<TextRows<Arc<File>>, Unread> {
        let file = self.opened.rewound(what)?;
        let rows = TextRows::new(file, self.encoding, &config.limits());
        rows.map_err(|stopped| self.stopped(what, stopped))
    }

    /// Why its rows end where nobody expects it.
    pub(super) fn stopped(&self, what: &str, stopped: Stopped) -> Unread {
        match stopped {
            Stopped::Refused(problem) if problem.code == "encoding" && self.is_told => {
                Unread::Refused(written_otherwise(self.encoding))
            }
            Stopped::Refused(problem) => problem.into(),
            Stopped::Broken(error) => self.opened.failed(what, &error),
        }
    }

    /// Whether it still is as it was when it was opened.
    pub(super) fn stands(&self, what: &str) -> Result<(), Unread> {
        self.opened.stands(what)
    }
}

fn written_otherwise(encoding: &'static Encoding) -> String {
    format!(
        "it is not written in {}, as `drop.encoding` says",
        encoding.name()
    )
}

impl From<FileProblem> for Unread {
    fn from(problem: FileProblem) -> Self {
        Self::Refused(problem.text.en)
    }
}
