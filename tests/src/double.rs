use async_trait::async_trait;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Answer, Attachments, CanonicalRecord, CheckReport, Connector, Cursor, HandOverKind, Identity,
    Mapper, Outbound, Page, PushFailure, PushRequest, RawRecord, Receipt, ReceivedPage,
    RecordError, Stream, System,
};
use shuniu_connectors::egress::{Breaker, Budget};

/// What a double of a connector does; what it does not say is done as the connector does it.
#[async_trait]
pub trait Double: Send + Sync {
    /// The connector that it stands for.
    fn was(&self) -> &dyn Connector;

    /// See [`Connector::pull`].
    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        self.was().pull(stream, cursor).await
    }

    /// See [`Connector::kept`].
    async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        self.was().kept(stream, kept).await
    }

    /// See [`Connector::enumerates`].
    fn enumerates(&self) -> bool {
        self.was().enumerates()
    }

    /// See [`Connector::mapping`].
    fn mapping(&self) -> &dyn Mapper {
        self.was().mapping()
    }

    /// See [`Connector::mapping_version`].
    fn mapping_version(&self) -> &str {
        self.mapping().version()
    }

    /// See [`Connector::map`].
    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        self.mapping().map(stream, body)
    }

    /// See [`Connector::identity`].
    fn identity(&self, stream: &Stream, raw: &RawRecord) -> Identity {
        let mut identity = self.mapping().identity(stream, &raw.body);
        identity.records.insert(raw.external_id.clone());
        identity
    }

    /// See [`Outbound::push`].
    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        takes(self.was()).push(request, papers).await
    }

    /// See [`Outbound::lists`].
    fn lists(&self) -> bool {
        takes(self.was()).lists()
    }

    /// See [`Outbound::received`].
    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        takes(self.was()).received(from).await
    }
}

/// The part that hands over, of a connector that has one.
fn takes(connector: &dyn Connector) -> &dyn Outbound {
    let part = connector.outbound();
    part.expect("nobody hands over to a system that takes nothing")
}

/// A double in the place of its connector.
pub struct StandIn<T>(pub T);

#[async_trait]
impl<T: Double> Connector for StandIn<T> {
    fn system(&self) -> System {
        self.0.was().system()
    }

    fn streams(&self) -> &[Stream] {
        self.0.was().streams()
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        self.0.was().check().await
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        self.0.pull(stream, cursor).await
    }

    async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        self.0.kept(stream, kept).await
    }

    fn enumerates(&self) -> bool {
        self.0.enumerates()
    }

    fn mapping(&self) -> &dyn Mapper {
        self.0.mapping()
    }

    fn mapping_version(&self) -> &str {
        self.0.mapping_version()
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        self.0.map(stream, body)
    }

    fn identity(&self, stream: &Stream, raw: &RawRecord) -> Identity {
        self.0.identity(stream, raw)
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        self.0.was().outbound().map(|_| self as &dyn Outbound)
    }

    fn budget(&self) -> Option<&Budget> {
        self.0.was().budget()
    }

    fn breaker(&self) -> &Breaker {
        self.0.was().breaker()
    }
}

#[async_trait]
impl<T: Double> Outbound for StandIn<T> {
    fn takes(&self) -> &[HandOverKind] {
        takes(self.0.was()).takes()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        self.0.push(request, papers).await
    }

    async fn ask(&self, key: &str) -> Result<Answer, Failure> {
        takes(self.0.was()).ask(key).await
    }

    fn lists(&self) -> bool {
        self.0.lists()
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        self.0.received(from).await
    }
}
