use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    Failure, StrictError,
    contract::{
        CanonicalRecord, CheckReport, Connector, Cursor, Mapper, Misfit, Page, RecordError, Stream,
        System,
    },
    egress::Breaker,
    mapping::Mapping,
};

/// A system whose settings cannot work. It takes its place beside the others, so that the record
/// is not thought complete without it, and answers everything with what is wrong.
#[derive(Debug)]
pub struct Unusable {
    system: System,
    streams: Vec<Stream>,
    mapping: Mapping,
    breaker: Breaker,
    failure: Failure,
}

impl Unusable {
    /// Stands for a system with the given streams and shipped mapping.
    ///
    /// # Errors
    ///
    /// [`StrictError`] when the mapping is none.
    pub fn new(
        system: System,
        streams: &[Stream],
        mapping: &str,
        failure: Failure,
        since: DateTime<Utc>,
    ) -> Result<Self, StrictError> {
        Ok(Self {
            mapping: Mapping::parse("the shipped mapping", mapping, &system)?,
            breaker: Breaker::failing(system.as_str(), &failure, since),
            system,
            streams: streams.to_vec(),
            failure,
        })
    }
}

#[async_trait]
impl Connector for Unusable {
    fn system(&self) -> System {
        self.system.clone()
    }

    fn streams(&self) -> &[Stream] {
        &self.streams
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        Err(self.failure.clone())
    }

    async fn pull(&self, _: &Stream, _: Option<&Cursor>) -> Result<Page, Failure> {
        Err(self.failure.clone())
    }

    fn mapping(&self) -> &dyn Mapper {
        &self.mapping
    }

    fn map(&self, _: &Stream, _: &str) -> Result<CanonicalRecord, RecordError> {
        let misfit = Misfit::Unusable(self.failure.to_string());
        Err(RecordError::new("", &misfit))
    }

    fn unusable(&self) -> Option<&Failure> {
        Some(&self.failure)
    }

    fn breaker(&self) -> &Breaker {
        &self.breaker
    }
}
