use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shuniu_policy::vocabulary::Vocabulary;

use crate::{
    contract::{
        CanonicalRecord, RawRecord, RecordError, RecordPart, Stream, UnreadableRecord,
        without_contacts,
    },
    mapping::Mapping,
    transport::Spot,
};

/// What would become of one sample record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// It is understood.
    Record {
        /// Where it stands, in a file.
        #[serde(flatten)]
        spot: Option<Spot>,
        /// The system's own identity of it; nothing of one that bears the mark of a state secret
        /// and names none.
        external_id: Option<String>,
        /// When the system last changed it.
        source_time: Option<DateTime<Utc>>,
        /// What the hub reads in it.
        #[serde(flatten)]
        record: Box<CanonicalRecord>,
    },
    /// It is not.
    Error {
        /// Which of the sample it is, from 1.
        number: usize,
        /// Where it stands, in a file.
        #[serde(flatten)]
        spot: Option<Spot>,
        /// Why.
        #[serde(flatten)]
        error: RecordError,
    },
}

/// What records are held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) stream: &'a Stream,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) today: NaiveDate,
}

/// One record of a sample, as a run has it before it maps.
pub(super) struct Sampled {
    pub(super) spot: Option<Spot>,
    pub(super) record: Result<RawRecord, UnreadableRecord>,
}

impl Judge<'_> {
    /// What becomes of a record, as landing would have it: contacts are cut, a mark of secrecy comes
    /// before everything, then the mapping, then what can be kept and meant.
    pub(super) fn outcome(
        &self,
        number: usize,
        sampled: Sampled,
        placed: impl Fn(RecordError) -> RecordError,
    ) -> Outcome {
        let Sampled { spot, record } = sampled;
        let (named, judged) = match record {
            Ok(raw) => {
                let raw = RawRecord {
                    body: without_contacts(&raw.body).into_owned(),
                    ..raw
                };
                let judged = self.judged(&raw).map_err(placed);
                (Some((raw.external_id, raw.source_time)), judged)
            }
            Err(unreadable) => (None, self.unreadable(unreadable)),
        };
        match judged {
            Ok(record) => {
                let (external_id, source_time) = named.unzip();
                Outcome::Record {
                    spot,
                    external_id,
                    source_time,
                    record: Box::new(record),
                }
            }
            Err(error) => Outcome::Error {
                number,
                spot,
                error,
            },
        }
    }

    fn judged(&self, raw: &RawRecord) -> Result<CanonicalRecord, RecordError> {
        if let Some(secret) = CanonicalRecord::of_marked(&raw.body) {
            return Ok(secret);
        }
        let record = self.mapping.map(self.stream, &raw.body)?;
        let path_of = |part: RecordPart<'_>| self.mapping.path_of(self.stream, part);
        record.must_be_sound(raw, self.vocabulary, self.today, path_of)?;
        Ok(record)
    }

    /// One of which not even id and time could be read may still be known for a secret.
    fn unreadable(&self, unreadable: UnreadableRecord) -> Result<CanonicalRecord, RecordError> {
        let body = without_contacts(&unreadable.body);
        if let Some(secret) = CanonicalRecord::of_marked(&body) {
            return Ok(secret);
        }
        match self.mapping.map(self.stream, &body) {
            Ok(record) if record.classified => Ok(record),
            Err(error) if error.withhold => Err(error),
            _ => Err(unreadable.error),
        }
    }
}
