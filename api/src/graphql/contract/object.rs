use async_graphql::{Context, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::field::Slot;
use shuniu_hub::policy::Fen;
use shuniu_hub::query::{ContractRow, Key, OrganizationRow, Paid, TenderRow, View};

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
use crate::graphql::tender::Tender;

/// A contract with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Contract(pub(crate) Member<ContractRow>);

/// The contractor.
struct Supplier;

impl Link<ContractRow> for Supplier {
    type Row = OrganizationRow;

    fn from(row: &ContractRow) -> Option<Key> {
        row.supplier_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// The tender that a contract follows from.
struct Procurement;

impl Link<ContractRow> for Procurement {
    type Row = TenderRow;

    fn from(row: &ContractRow) -> Option<Key> {
        row.tender_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &TenderRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<TenderRow>, Fault> {
        view.tenders(keys).await
    }
}

/// What has been paid under a contract.
struct PaidUnder;

impl Link<ContractRow> for PaidUnder {
    type Row = Paid;

    fn from(row: &ContractRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &Paid) -> Key {
        row.of
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<Paid>, Fault> {
        view.paid_under(keys).await
    }
}

/// 合同 contract of a project.
#[Object]
impl Contract {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Contract, self.0.key())
    }

    /// 合同编号 number.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// 合同名称 name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 合同金额 amount, in yuan; null while unknown.
    async fn amount(&self) -> Option<Money> {
        Money::of(self.0.amount_fen)
    }

    /// 金额原文 raw amount with its unit, as the system sent it.
    async fn raw_amount(&self) -> Option<&str> {
        self.0.raw_amount.as_deref()
    }

    /// 签订日 signed on; null while unknown.
    async fn signed_on(&self) -> Option<Date> {
        self.0.signed_on.map(Date)
    }

    /// 已支付总额 paid total: the sum of the payments under it that are in force and were made, in yuan.
    async fn paid_total(&self, ctx: &Context<'_>) -> Answer<Money> {
        let paid = self.0.one::<PaidUnder>(view(ctx)?).await?;
        Ok(Money(paid.map_or(Fen::ZERO, |paid| Fen::new(paid.fen))))
    }

    /// 支付比例 paid share of its amount, in ten-thousandths (万分比) and rounded down; null while the amount is unknown.
    async fn paid_share(&self, ctx: &Context<'_>) -> Answer<Option<i64>> {
        let Some(amount) = self.0.amount_fen.filter(|fen| *fen > 0) else {
            return Ok(None);
        };
        let paid = self.0.one::<PaidUnder>(view(ctx)?).await?;
        let paid = paid.map_or(0, |paid| i128::from(paid.fen));
        Ok(i64::try_from(paid * 10_000 / i128::from(amount)).ok())
    }

    /// 承建单位 supplier, the contractor; null while unknown.
    async fn supplier(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.0.one::<Supplier>(view(ctx)?).await?.map(Organization))
    }

    /// 采购 tender that it follows from; null where none is known.
    async fn tender(&self, ctx: &Context<'_>) -> Answer<Option<Tender>> {
        Ok(self.0.one::<Procurement>(view(ctx)?).await?.map(Tender))
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
            &Slot::contract(&self.0.number),
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
