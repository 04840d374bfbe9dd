use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use shuniu_policy::vocabulary::Vocabulary;

use super::{
    CanonicalRecord, Cursor, Identity, Outbound, Page, RawRecord, RecordError, RecordPart, Stream,
    System,
};
use crate::{
    Failure, StrictError,
    egress::{Breaker, Budget},
    mapping::Names,
};

/// What turns raw records into records in the hub's own words: a mapping file, or the forms of
/// ledgers.
pub trait Mapper: Send + Sync {
    /// Its version, to be recorded with what it yields.
    fn version(&self) -> &str;

    /// What of the policy vocabulary a stream yields.
    fn names_of(&self, stream: &Stream) -> Names;

    /// Holds the words that it states against the vocabulary of all packs at hand. One that takes
    /// its words from the vocabulary itself has nothing to say.
    ///
    /// # Errors
    ///
    /// [`StrictError`] names the file, the line and the nearest word.
    fn hold_against(&self, _vocabulary: &Vocabulary) -> Result<(), StrictError> {
        Ok(())
    }

    /// Maps one raw record; pure.
    ///
    /// # Errors
    ///
    /// [`RecordError`] names the field, the reason and what to do.
    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError>;

    /// The field that a part of a stream's records is read from (JSON pointer); nothing where that
    /// is not known.
    fn path_of(&self, _stream: &Stream, _part: RecordPart<'_>) -> Option<String> {
        None
    }

    /// Reads a record's own id and time; pure. Nothing where it has none of such a stream.
    fn named(&self, _stream: &Stream, _body: &str) -> Option<Result<RawRecord, RecordError>> {
        None
    }

    /// What names the project of a raw record, for one whose secrecy is marked; pure. Nothing else
    /// of it is looked at.
    fn identity(&self, stream: &Stream, body: &str) -> Identity;
}

/// What a successful check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// The name the other side gives itself.
    pub system: String,
    /// The version of the contract it follows.
    pub contract: String,
    /// What was tried, in order.
    pub steps: Vec<String>,
}

/// Asks a system who it is, and for the first record of each stream. What is wrong with one stream
/// keeps no other from being asked.
///
/// # Errors
///
/// As [`Connector::check`]; what is wrong with streams stands beside the report.
pub async fn check_wholly(
    connector: &dyn Connector,
) -> Result<(CheckReport, Vec<Failure>), Failure> {
    let mut report = connector.check().await?;
    let mut wrong = Vec::new();
    for stream in connector.streams() {
        match connector.check_stream(stream).await {
            Ok(step) => {
                let new = step.filter(|step| !report.steps.contains(step));
                report.steps.extend(new);
            }
            Err(failure) => wrong.push(failure),
        }
    }
    Ok((report, wrong))
}

/// One outside system.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which system.
    fn system(&self) -> System;

    /// Its streams, in the order they should be pulled.
    fn streams(&self) -> &[Stream];

    /// Asks the other side who it is and whether our credentials hold, by as few calls as do: it is
    /// how a system that was given up is tried again.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what is wrong, such as an address that belongs to another system.
    async fn check(&self) -> Result<CheckReport, Failure>;

    /// Asks for the first record of a stream, and says what was asked; nothing where
    /// [`Connector::check`] sees to the streams.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what is wrong, such as a path at which there is nothing.
    async fn check_stream(&self, _stream: &Stream) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    /// Fetches one page from `cursor`, or from the beginning.
    ///
    /// # Errors
    ///
    /// [`Failure::Remote`] for a page that is unsorted, repeats its cursor, or is empty and yet
    /// names a next one: storing a cursor after such a page would lose records.
    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure>;

    /// Told once the page that ended at `kept` is kept for good. What the other side wants done with
    /// what was taken is done here and never in [`Connector::pull`], which a rehearsal calls too:
    /// a file goes to the archive, a row is marked. Whoever dies before it is called pulls again
    /// from `kept`, and the connector makes up for it with the next page.
    ///
    /// # Errors
    ///
    /// [`Failure`] when that cannot be done. Nothing that was kept is lost by it.
    async fn kept(&self, _stream: &Stream, _kept: &Cursor) -> Result<(), Failure> {
        Ok(())
    }

    /// Whether its streams can be read from the beginning whenever that is asked for, so that what
    /// does not come is not there. Deliveries hold what changed.
    fn enumerates(&self) -> bool {
        true
    }

    /// The mapping in force.
    fn mapping(&self) -> &dyn Mapper;

    /// The version of the mapping in force, to be recorded with what it yields.
    fn mapping_version(&self) -> &str {
        self.mapping().version()
    }

    /// What of the policy vocabulary a stream yields. Of the events and documents among them the
    /// hub's record is complete only as far as the stream has been read.
    fn names(&self, stream: &Stream) -> Names {
        self.mapping().names_of(stream)
    }

    /// Maps one raw record; pure.
    ///
    /// # Errors
    ///
    /// [`RecordError`] names the field, the reason and what to do.
    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        self.mapping().map(stream, body)
    }

    /// Reads the own id and time of a record whose text is kept, as from a page; pure. Nothing where
    /// nobody knows such a stream.
    ///
    /// # Errors
    ///
    /// [`RecordError`] names the field that holds none.
    fn named(&self, stream: &Stream, body: &str) -> Option<Result<RawRecord, RecordError>> {
        self.mapping().named(stream, body)
    }

    /// What is said of a record after it was mapped, with where the record stood: file, sheet and
    /// row, or the row of a table. What comes over an interface stands nowhere else.
    fn placed(&self, _stream: &Stream, _body: &str, error: RecordError) -> RecordError {
        error
    }

    /// What names a raw record and its project, for one whose secrecy is marked; pure. Nothing else
    /// of it is looked at.
    fn identity(&self, stream: &Stream, raw: &RawRecord) -> Identity {
        let mut identity = self.mapping().identity(stream, &raw.body);
        identity.records.insert(raw.external_id.clone());
        identity
    }

    /// The part that hands things over, if the system takes any.
    fn outbound(&self) -> Option<&dyn Outbound> {
        None
    }

    /// What keeps it from working at all, known without asking the other side.
    fn unusable(&self) -> Option<&Failure> {
        None
    }

    /// What its requests are spent from, to be shared with all who call the same platform; nothing
    /// where no requests go out.
    fn budget(&self) -> Option<&Budget> {
        None
    }

    /// The circuit breaker, whose state is shown, stored, and put back after a restart.
    fn breaker(&self) -> &Breaker;
}
