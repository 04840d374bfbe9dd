use async_graphql::{Context, ID, Object};
use shuniu_hub::policy::Fen;
use shuniu_hub::query::{Key, QuotaRow};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A budget quota with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct BudgetQuota(pub(crate) Member<QuotaRow>);

/// 预算指标 budget quota. Money that the budget sets aside for a project in one year.
#[Object]
impl BudgetQuota {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::BudgetQuota, self.0.key())
    }

    /// 指标文号 number of the document that gives it.
    async fn document_number(&self) -> &str {
        &self.0.document_number
    }

    /// 预算年度 budget year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// 金额 amount, in yuan.
    async fn amount(&self) -> Money {
        Money(Fen::new(self.0.amount_fen))
    }

    /// 资金来源 funding source: a value of the attribute `funding_sources`; null while unknown.
    async fn funding_source(&self) -> Option<&str> {
        self.0.funding_source.as_deref()
    }

    /// 下达日 issued on: the day of the document.
    async fn issued_on(&self) -> Date {
        Date(self.0.issued_on)
    }

    /// 状态 standing: `current`, `corrected` (another took its place) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let key = Key::new(self.0.jurisdiction_id, self.0.corrects_id?);
        Some(global_id(Kind::BudgetQuota, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 所履行的义务 fulfils: duties that it performed, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_itself(&self.0, ctx).await
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }

    /// 项目 project that it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
