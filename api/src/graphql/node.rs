use async_graphql::{Context, ID, Interface, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{
    AllocationRow, AssetRow, CalendarRow, CatalogRow, Contact as Shown, ContractRow,
    DiscrepancyRow, DocumentRow, EventRow, FactRow, InstitutionObligationRow, InstitutionReportRow,
    Key, MatchRow, ObligationRow, OrganizationRow, OutboxRow, PaymentRow, ProjectRow,
    QuarantineRow, QuotaRow, ReportRow, ReviewRow, RunRow, SweepRow, TenderRow, View,
};

use super::allocation::Allocation;
use super::asset::Asset;
use super::budget_quota::BudgetQuota;
use super::calendar::Calendar;
use super::catalog_entry::CatalogEntry;
use super::contact::Contact;
use super::contract::Contract;
use super::discrepancy::Discrepancy;
use super::document::Document;
use super::event::Event;
use super::fact::Fact;
use super::hand_over::HandOver;
use super::id::{Kind, read_id};
use super::institution::{InstitutionObligation, InstitutionReport};
use super::jurisdiction::Jurisdiction;
use super::obligation::Obligation;
use super::organization::Organization;
use super::payment::Payment;
use super::project::Project;
use super::refusal::Answer;
use super::report::Report;
use super::review::Review;
use super::schema::view;
use super::set::{Member, Set};
use super::sync::{MatchCandidate, QuarantinedRecord, SyncRun, SyncSweep};
use super::tender::Tender;

/// 有全局标识的对象 node. Anything with a global id.
#[derive(Clone, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "全局标识 global id: kind, jurisdiction and row, opaque to clients."
))]
pub(crate) enum Node {
    /// A jurisdiction.
    Jurisdiction(Jurisdiction),
    /// A project.
    Project(Project),
    /// An organization.
    Organization(Organization),
    /// An obligation.
    Obligation(Obligation),
    /// An event.
    Event(Event),
    /// A document.
    Document(Document),
    /// A report.
    Report(Report),
    /// A tender.
    Tender(Tender),
    /// A contract.
    Contract(Contract),
    /// A value of an attribute.
    Fact(Fact),
    /// An asset.
    Asset(Asset),
    /// A review.
    Review(Review),
    /// A resource that was given.
    Allocation(Allocation),
    /// A payment.
    Payment(Payment),
    /// A budget quota.
    BudgetQuota(BudgetQuota),
    /// A catalogue entry.
    CatalogEntry(CatalogEntry),
    /// Somebody to turn to.
    Contact(Contact),
    /// Something handed over to an outside system.
    HandOver(HandOver),
    /// An entry of the review list.
    MatchCandidate(MatchCandidate),
    /// A record that was set aside.
    QuarantinedRecord(QuarantinedRecord),
    /// A run over a stream.
    SyncRun(SyncRun),
    /// A walk through a stream.
    SyncSweep(SyncSweep),
    /// Something that sources disagree about.
    Discrepancy(Discrepancy),
    /// A calendar.
    Calendar(Calendar),
    /// A duty of a unit or a bureau.
    InstitutionObligation(InstitutionObligation),
    /// A report of a unit or a bureau.
    InstitutionReport(InstitutionReport),
}

/// Anything by its global id.
#[derive(Debug, Default)]
pub(crate) struct NodeQuery;

/// 按标识查询 questions by global id.
#[Object]
impl NodeQuery {
    /// 按全局标识取对象 node by global id; null if there is none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "全局标识 global id.")] id: ID,
    ) -> Answer<Option<Node>> {
        match resolve(view(ctx)?, &id).await {
            // What a role may not see is to it as if it were not there.
            Err(refusal) if refusal.is_forbidden() => Ok(None),
            found => found,
        }
    }
}

/// An object that global ids name, row by row.
pub(crate) trait Identified: Sized + Send + 'static {
    /// Its row.
    type Row: Send + Sync + 'static;
    /// What its ids name.
    const KIND: Kind;

    /// Asks the hub for rows by key.
    fn rows(
        view: &View,
        keys: &[Key],
    ) -> impl Future<Output = Result<Vec<Self::Row>, Fault>> + Send;

    /// Shows a row.
    fn of(view: &View, row: Member<Self::Row>) -> Self;
}

macro_rules! identified {
    ($($object:ident($row:ty) is $kind:ident by $fetch:ident;)+) => {$(
        impl Identified for $object {
            type Row = $row;
            const KIND: Kind = Kind::$kind;

            async fn rows(view: &View, keys: &[Key]) -> Result<Vec<$row>, Fault> {
                view.$fetch(keys).await
            }

            fn of(_: &View, row: Member<$row>) -> Self {
                Self(row)
            }
        }
    )+};
}

identified! {
    Project(ProjectRow) is Project by projects_by_key;
    Organization(OrganizationRow) is Organization by organizations;
    Fact(FactRow) is Fact by facts;
    Event(EventRow) is Event by events;
    Document(DocumentRow) is Document by documents;
    Report(ReportRow) is Report by reports;
    Tender(TenderRow) is Tender by tenders;
    Contract(ContractRow) is Contract by contracts;
    Asset(AssetRow) is Asset by assets;
    Review(ReviewRow) is Review by reviews;
    Allocation(AllocationRow) is Allocation by allocations;
    Payment(PaymentRow) is Payment by payments;
    BudgetQuota(QuotaRow) is BudgetQuota by quotas;
    CatalogEntry(CatalogRow) is CatalogEntry by catalog;
    Contact(Shown) is Contact by contacts;
    HandOver(OutboxRow) is HandOver by outbox;
    MatchCandidate(MatchRow) is Candidate by match_candidates_by_key;
    QuarantinedRecord(QuarantineRow) is Quarantined by quarantined_by_key;
    SyncRun(RunRow) is SyncRun by sync_runs_by_key;
    SyncSweep(SweepRow) is SyncSweep by sweeps_by_key;
    Discrepancy(DiscrepancyRow) is Discrepancy by discrepancies_by_key;
    Calendar(CalendarRow) is Calendar by calendars_by_key;
    InstitutionReport(InstitutionReportRow) is InstitutionReport by institution_reports_by_key;
}

impl Identified for Obligation {
    type Row = ObligationRow;
    const KIND: Kind = Kind::Obligation;

    async fn rows(view: &View, keys: &[Key]) -> Result<Vec<ObligationRow>, Fault> {
        view.obligations_by_key(keys).await
    }

    fn of(view: &View, row: Member<ObligationRow>) -> Self {
        let day = view.today();
        Self { row, day }
    }
}

impl Identified for InstitutionObligation {
    type Row = InstitutionObligationRow;
    const KIND: Kind = Kind::InstitutionObligation;

    async fn rows(view: &View, keys: &[Key]) -> Result<Vec<InstitutionObligationRow>, Fault> {
        view.institution_obligations_by_key(keys).await
    }

    fn of(view: &View, row: Member<InstitutionObligationRow>) -> Self {
        let day = view.today();
        Self { row, day }
    }
}

/// The object of a key, if the caller may see it.
pub(crate) async fn find<T: Identified>(view: &View, key: Key) -> Answer<Option<T>> {
    let rows = Set::members(T::rows(view, &[key]).await?);
    Ok(rows.into_iter().next().map(|row| T::of(view, row)))
}

/// The object of a key, which must be there.
pub(crate) async fn existing<T: Identified>(view: &View, key: Key) -> Answer<T> {
    let found = find(view, key).await?;
    found.ok_or_else(|| Fault::not_found(T::KIND.name(), key.id).into())
}

async fn resolve(view: &View, id: &ID) -> Answer<Option<Node>> {
    let Some((kind, key)) = read_id(id) else {
        return Ok(None);
    };
    Ok(match kind {
        Kind::Jurisdiction => Jurisdiction::find(view, key.id).map(Node::Jurisdiction),
        Kind::Project => find(view, key).await?.map(Node::Project),
        Kind::Organization => find(view, key).await?.map(Node::Organization),
        Kind::Obligation => find(view, key).await?.map(Node::Obligation),
        Kind::Fact => find(view, key).await?.map(Node::Fact),
        Kind::Event => find(view, key).await?.map(Node::Event),
        Kind::Document => find(view, key).await?.map(Node::Document),
        Kind::Report => find(view, key).await?.map(Node::Report),
        Kind::Tender => find(view, key).await?.map(Node::Tender),
        Kind::Contract => find(view, key).await?.map(Node::Contract),
        Kind::Asset => find(view, key).await?.map(Node::Asset),
        Kind::Review => find(view, key).await?.map(Node::Review),
        Kind::Allocation => find(view, key).await?.map(Node::Allocation),
        Kind::Payment => find(view, key).await?.map(Node::Payment),
        Kind::BudgetQuota => find(view, key).await?.map(Node::BudgetQuota),
        Kind::CatalogEntry => find(view, key).await?.map(Node::CatalogEntry),
        Kind::Contact => find(view, key).await?.map(Node::Contact),
        Kind::HandOver => find(view, key).await?.map(Node::HandOver),
        Kind::Candidate => find(view, key).await?.map(Node::MatchCandidate),
        Kind::Quarantined => find(view, key).await?.map(Node::QuarantinedRecord),
        Kind::SyncRun => find(view, key).await?.map(Node::SyncRun),
        Kind::SyncSweep => find(view, key).await?.map(Node::SyncSweep),
        Kind::Discrepancy => find(view, key).await?.map(Node::Discrepancy),
        Kind::Calendar => find(view, key).await?.map(Node::Calendar),
        Kind::InstitutionObligation => find(view, key).await?.map(Node::InstitutionObligation),
        Kind::InstitutionReport => find(view, key).await?.map(Node::InstitutionReport),
    })
}
