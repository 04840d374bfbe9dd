use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use shuniu_policy::vocabulary::Vocabulary;

use super::{
    Outcome, PreviewError, json, layout,
    outcome::{Judge, Sampled},
    shipped,
};
use crate::{
    contract::{Stream, System, UnreadableRecord},
    keyset,
    mapping::{Mapping, StreamRule},
    transport::{drop::sample, layout::name::stem},
};

/// What is tried on a sample.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The system.
    pub system: &'a str,
    /// Its stream.
    pub stream: &'a str,
    /// File name and text of a mapping; the shipped one without it.
    pub mapping: Option<(&'a str, &'a str)>,
    /// File name and text of a layout, for files; the shipped one without it.
    pub layout: Option<(&'a str, &'a str)>,
    /// The words that the mapping is held against.
    pub vocabulary: &'a Vocabulary,
    /// The legal day; what is still to come on it is no news.
    pub today: NaiveDate,
}

/// What came of a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Previewed {
    /// One for each record, in the order of the sample.
    pub outcomes: Vec<Outcome>,
    /// What else is to be known of the file.
    pub notes: Vec<String>,
}

impl Trial<'_> {
    /// Whether a sample is a file as they are delivered, by its name and how it begins; any other
    /// is JSON.
    #[must_use]
    pub fn is_delivered(name: &str, bytes: &[u8]) -> bool {
        let begins = bytes.iter().find(|byte| byte.is_ascii_graphic());
        let may_be_json = name.to_ascii_lowercase().ends_with(".txt");
        stem(name).is_some() && !(may_be_json && matches!(begins, Some(b'{' | b'[')))
    }

    /// Maps every record of a sample: one record, a list, a page as the platform sends it, or one
    /// record a line.
    ///
    /// # Errors
    ///
    /// [`PreviewError`] when nothing could be tried. A record that is not understood is an outcome.
    pub fn json(&self, sample: &str) -> Result<Previewed, PreviewError> {
        let (mapping, stream) = self.opened()?;
        let rule = self.rule(&mapping, &stream)?;
        let bodies = json::bodies(sample)?;
        if bodies.is_empty() {
            return Err(PreviewError::Empty);
        }
        let judge = self.judge(&mapping, &stream);
        let outcome = |(number, body): (usize, String)| {
            let record = keyset::name(rule, &body);
            let record = record.map_err(|error| UnreadableRecord { body, error });
            let sampled = Sampled { spot: None, record };
            judge.outcome(number, sampled, |error| error)
        };
        Ok(Previewed {
            outcomes: (1..).zip(bodies).map(outcome).collect(),
            notes: Vec::new(),
        })
    }

    /// Reads a file as if it had been delivered (text in UTF-8 or GB18030, or a workbook; what lies
    /// beside it to prove it is verified), and maps every row. It is left where it is.
    ///
    /// # Errors
    ///
    /// [`PreviewError::File`] for one that would be refused whole, and whatever else keeps it from
    /// being tried. A row that is not understood is an outcome.
    pub fn file(&self, path: &Path, now: DateTime<Utc>) -> Result<Previewed, PreviewError> {
        let (mapping, stream) = self.opened()?;
        self.rule(&mapping, &stream)?;
        let layout = layout(self.system, self.layout, self.mapping)?;
        if layout.stream(&stream).is_none() {
            let known: Vec<&str> = layout.streams().collect();
            return Err(PreviewError::Unlaid(stream.to_string(), known.join(", ")));
        }
        let read = sample(&layout, &mapping, &stream, path, now)
            .map_err(|why| PreviewError::File(path.display().to_string(), why))?;
        let judge = self.judge(&mapping, &stream);
        let outcomes = (1..).zip(read.rows).map(|(number, row)| {
            let sampled = Sampled {
                spot: row.spot,
                record: row.record,
            };
            judge.outcome(number, sampled, |error| error.standing_at(&row.place))
        });
        Ok(Previewed {
            outcomes: outcomes.collect(),
            notes: read.notes,
        })
    }

    fn opened(&self) -> Result<(Mapping, Stream), PreviewError> {
        let shipped = shipped(self.system)?;
        let (file, text) = self
            .mapping
            .unwrap_or(("the shipped mapping", shipped.mapping));
        let mapping = Mapping::parse(file, text, &System::new(self.system))?;
        mapping.hold_against(self.vocabulary)?;
        Ok((mapping, Stream::new(self.stream)))
    }

    fn rule<'m>(
        &self,
        mapping: &'m Mapping,
        stream: &Stream,
    ) -> Result<&'m StreamRule, PreviewError> {
        mapping.stream(stream).ok_or_else(|| {
            let known: Vec<&str> = mapping.streams().collect();
            PreviewError::Stream(stream.to_string(), known.join(", "))
        })
    }

    fn judge<'j>(&'j self, mapping: &'j Mapping, stream: &'j Stream) -> Judge<'j> {
        Judge {
            mapping,
            stream,
            vocabulary: self.vocabulary,
            today: self.today,
        }
    }
}
