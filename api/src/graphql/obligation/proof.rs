use async_graphql::{Context, Object};
use serde::Deserialize;
use shuniu_hub::Fault;
use shuniu_hub::query::{
    BUDGET_QUOTA, DocumentRow, EventRow, FactRow, Key, ObligationRow, PAYMENT_REQUEST, PaymentRow,
    QuotaRow, ReportRow, View,
};
use uuid::Uuid;

use crate::graphql::budget_quota::BudgetQuota;
use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::document::Document;
use crate::graphql::event::Event;
use crate::graphql::fact::Fact;
use crate::graphql::payment::Payment;
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::report::Report;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// What performed a duty, as its row names it.
#[derive(Deserialize)]
pub(super) struct Named {
    kind: String,
    pub(super) id: Uuid,
}

/// Everything that performed a duty, in the order in which the assessment names it.
pub(super) fn named(row: &ObligationRow) -> Vec<Named> {
    let named = row.fulfilled_by.as_ref();
    named
        .and_then(|json| Vec::deserialize(json).ok())
        .unwrap_or_default()
}

macro_rules! proving {
    ($($link:ident: $kind:literal -> $row:ty = $fetch:ident;)+) => {$(
        struct $link;

        impl Link<ObligationRow> for $link {
            type Row = $row;

            fn from(row: &ObligationRow) -> Option<Key> {
                Self::all_from(row).pop()
            }

            fn all_from(row: &ObligationRow) -> Vec<Key> {
                let named = named(row).into_iter().filter(|one| one.kind == $kind);
                named.map(|one| Key::new(row.jurisdiction_id, one.id)).collect()
            }

            fn to(row: &$row) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<$row>, Fault> {
                view.$fetch(keys).await
            }
        }
    )+};
}
proving! {
    Events: "event" -> EventRow = events;
    Documents: "document" -> DocumentRow = documents;
    Quotas: "budget_quota" -> QuotaRow = quotas;
    Payments: "payment" -> PaymentRow = payments;
    Reports: "report" -> ReportRow = reports;
    Facts: "fact" -> FactRow = facts;
}

/// One of the rows that performed a duty.
pub(crate) enum Proof {
    Event(Member<EventRow>),
    Document(Member<DocumentRow>),
    Quota(Member<QuotaRow>),
    Payment(Member<PaymentRow>),
    Report(Member<ReportRow>),
    Fact(Member<FactRow>),
}

impl Proof {
    /// What performed a duty: events first, then documents, budget quotas, payments, reports and
    /// attributes.
    pub(super) async fn of(row: &Member<ObligationRow>, view: &View) -> Answer<Vec<Self>> {
        let mut all: Vec<Self> = Vec::new();
        let events = row.all::<Events>(view).await?;
        all.extend(events.into_iter().map(Self::Event));
        let documents = row.all::<Documents>(view).await?;
        all.extend(documents.into_iter().map(Self::Document));
        let quotas = row.all::<Quotas>(view).await?;
        all.extend(quotas.into_iter().map(Self::Quota));
        let payments = row.all::<Payments>(view).await?;
        all.extend(payments.into_iter().map(Self::Payment));
        let reports = row.all::<Reports>(view).await?;
        all.extend(reports.into_iter().map(Self::Report));
        let facts = row.all::<Facts>(view).await?;
        all.extend(facts.into_iter().map(Self::Fact));
        Ok(all)
    }

    pub(super) fn name_of(&self) -> &str {
        match self {
            Self::Event(row) => &row.kind,
            Self::Document(row) => &row.kind,
            Self::Quota(_) => BUDGET_QUOTA,
            Self::Payment(_) => PAYMENT_REQUEST,
            Self::Report(row) => &row.kind,
            Self::Fact(row) => &row.name,
        }
    }

    /// The contract, lot or asset that a paper is of.
    pub(super) fn occurrence(&self) -> Option<&str> {
        match self {
            Self::Document(row) => Some(&row.occurrence),
            _ => None,
        }
    }

    pub(super) fn sourced(&self) -> Provenance {
        match self {
            Self::Event(row) => Provenance::of(row),
            Self::Document(row) => Provenance::of(row),
            Self::Quota(row) => Provenance::of(row),
            Self::Payment(row) => Provenance::of(row),
            Self::Report(row) => Provenance::of(row),
            Self::Fact(row) => Provenance::of(row),
        }
    }
}

/// 履行凭据 proof. What performed a duty: an event, a document, a budget quota, a payment that was asked for, a report or an attribute of the project.
#[Object]
impl Proof {
    /// 名称 name: kind of the event, document or report, or name of the attribute; of a budget quota and a payment the paper that it is to the law.
    async fn name(&self) -> &str {
        self.name_of()
    }

    /// 定义 definition of the name; null for one that no pack in force knows.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        let (jurisdiction, family) = match self {
            Self::Event(row) => (row.jurisdiction_id, DefinitionFamily::Event),
            Self::Document(row) => (row.jurisdiction_id, DefinitionFamily::Document),
            Self::Quota(row) => (row.jurisdiction_id, DefinitionFamily::Document),
            Self::Payment(row) => (row.jurisdiction_id, DefinitionFamily::Document),
            Self::Report(row) => (row.jurisdiction_id, DefinitionFamily::Report),
            Self::Fact(row) => (row.jurisdiction_id, DefinitionFamily::Fact),
        };
        Ok(Definition::find(hub, jurisdiction, family, self.name_of()))
    }

    /// 日期 on: the day it happened or was handed in; null for an attribute, and where the day is not known.
    async fn on(&self) -> Option<Date> {
        match self {
            Self::Event(row) => Some(Date(row.occurred_on)),
            Self::Document(row) => row.filed_on.map(Date),
            Self::Quota(row) => Some(Date(row.issued_on)),
            Self::Payment(row) => row.requested_on.map(Date),
            Self::Report(row) => Some(Date(row.submitted_on)),
            Self::Fact(_) => None,
        }
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        self.sourced()
    }

    /// 事件 event; null where it is something else.
    async fn event(&self) -> Option<Event> {
        match self {
            Self::Event(row) => Some(Event(row.clone())),
            _ => None,
        }
    }

    /// 材料 document; null where it is something else.
    async fn document(&self) -> Option<Document> {
        match self {
            Self::Document(row) => Some(Document(row.clone())),
            _ => None,
        }
    }

    /// 预算指标 budget quota; null where it is something else.
    async fn budget_quota(&self) -> Option<BudgetQuota> {
        match self {
            Self::Quota(row) => Some(BudgetQuota(row.clone())),
            _ => None,
        }
    }

    /// 支付 payment that was asked for; null where it is something else.
    async fn payment(&self) -> Option<Payment> {
        match self {
            Self::Payment(row) => Some(Payment(row.clone())),
            _ => None,
        }
    }

    /// 报告 report; null where it is something else.
    async fn report(&self) -> Option<Report> {
        match self {
            Self::Report(row) => Some(Report(row.clone())),
            _ => None,
        }
    }

    /// 属性值 fact; null where it is something else.
    async fn fact(&self) -> Option<Fact> {
        match self {
            Self::Fact(row) => Some(Fact(row.clone())),
            _ => None,
        }
    }
}
