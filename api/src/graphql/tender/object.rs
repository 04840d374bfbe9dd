use async_graphql::{Context, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::field::Slot;
use shuniu_hub::query::{Key, OrganizationRow, TenderRow, View};

use crate::graphql::fact::Fact;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::organization::Organization;
use crate::graphql::project::{Owner, Project, Values};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A tender with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Tender(pub(crate) Member<TenderRow>);

/// The winner of a tender.
struct Supplier;

impl Link<TenderRow> for Supplier {
    type Row = OrganizationRow;

    fn from(row: &TenderRow) -> Option<Key> {
        row.supplier_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// 采购 tender. A procurement of a project and its award.
#[Object]
impl Tender {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Tender, self.0.key())
    }

    /// 采购项目编号 code of the procurement at the trading centre.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// 名称 name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 统一交易标识码 unified trade code; null until the trading centre gave one.
    async fn deal_code(&self) -> Option<&str> {
        self.0.deal_code.as_deref()
    }

    /// 采购方式 method of procurement; null while unknown.
    async fn method(&self) -> Option<&str> {
        self.0.method.as_deref()
    }

    /// 采购预算 budget, in yuan; null while unknown.
    async fn budget(&self) -> Option<Money> {
        Money::of(self.0.budget_fen)
    }

    /// 公告日 notice on; null while unknown.
    async fn notice_on(&self) -> Option<Date> {
        self.0.notice_on.map(Date)
    }

    /// 中标公告日 awarded on; null until awarded.
    async fn awarded_on(&self) -> Option<Date> {
        self.0.awarded_on.map(Date)
    }

    /// 中标价 award price, in yuan; null until awarded.
    async fn award(&self) -> Option<Money> {
        Money::of(self.0.award_fen)
    }

    /// 中标人 supplier who won; null until awarded.
    async fn supplier(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.0.one::<Supplier>(view(ctx)?).await?.map(Organization))
    }

    /// 各方取值 values: what each source says of it, field by field, the oldest first; those that count and those that lose, unless asked otherwise.
    async fn values(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "含曾有和作废的 also those superseded or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Fact>> {
        let values = self.0.all::<Values>(view(ctx)?).await?;
        Ok(Fact::of_subject(
            values,
            &Slot::tender(&self.0.code),
            include_withdrawn,
        ))
    }

    /// 所履行的义务 fulfils: duties performed by what its outside record brought, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_record(&self.0, None, ctx).await
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }

    /// 版本 version. Grows with every change.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// 项目 project that it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
