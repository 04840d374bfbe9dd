use async_graphql::{Context, ID, Object};
use shuniu_hub::field::Slot;
use shuniu_hub::query::AssetRow;

use crate::graphql::fact::Fact;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project, Values};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// An asset with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Asset(pub(crate) Member<AssetRow>);

/// 资产 asset. Something a project left behind that has to be registered: hardware, software or data.
#[Object]
impl Asset {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Asset, self.0.key())
    }

    /// 种类 kind: `hardware`, `software` or `data`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 名称 name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 分类代码 category code of the asset standard in use there; null where none is known.
    async fn category_code(&self) -> Option<&str> {
        self.0.category_code.as_deref()
    }

    /// 数量 quantity; null while unknown.
    async fn quantity(&self) -> Option<i32> {
        self.0.quantity
    }

    /// 原值 original value, in yuan; null while unknown.
    async fn original_value(&self) -> Option<Money> {
        Money::of(self.0.original_value_fen)
    }

    /// 取得日 acquired on; null while unknown.
    async fn acquired_on(&self) -> Option<Date> {
        self.0.acquired_on.map(Date)
    }

    /// 合同编号 contract number as a ledger told it; the asset is joined with that contract once it comes in. Null where nobody told one.
    async fn contract_number(&self) -> Option<&str> {
        self.0.contract_number.as_deref()
    }

    /// 卡片编号 card number of the asset registry; null until it is registered.
    async fn card_number(&self) -> Option<&str> {
        self.0.card_number.as_deref()
    }

    /// 状态 state: `unregistered`, `registered`, `transferred`, `disposed`, or `voided` if it was recorded by mistake.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 状态日 day of that state; null while unregistered.
    async fn changed_on(&self) -> Option<Date> {
        self.0.changed_on.map(Date)
    }

    /// 现持有单位 holder, as the registry says; null while unknown.
    async fn holder(&self) -> Option<&str> {
        self.0.holder_name.as_deref()
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
            &Slot::asset(self.0.id),
            include_withdrawn,
        ))
    }

    /// 所履行的义务 fulfils: duties performed by what its outside record brought, or another record of the same card, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_card(&self.0, ctx).await
    }

    /// 卡片来源 registration: where the card number, the state, its day and the holder came from; null until the registry said so.
    async fn registration(&self) -> Option<Provenance> {
        Provenance::of_card(&self.0)
    }

    /// 来源 provenance of the asset itself; that of its card is `registration`.
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
