use async_graphql::{Context, ID, Object};
use shuniu_hub::query::ReviewRow;

use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A review with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Review(pub(crate) Member<ReviewRow>);

/// 评审 review of a project, with its result and opinion.
#[Object]
impl Review {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Review, self.0.key())
    }

    /// 编号 number within its system.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// 种类 kind: `prereview`, `joint_review`, `third_party_review` or `expert_review`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 审核方 whose opinion it is, as `review_opinion.by` names it.
    async fn reviewer(&self) -> &str {
        &self.0.reviewer
    }

    /// 结果 result: `passed`, `failed` or `supplement`.
    async fn result(&self) -> &str {
        &self.0.result
    }

    /// 意见 opinion in words; null where none came.
    async fn opinion(&self) -> Option<&str> {
        self.0.opinion.as_deref()
    }

    /// 专家人数 how many experts sat on the panel; null where there was none.
    async fn panel_size(&self) -> Option<i32> {
        self.0.panel_size
    }

    /// 评审日 day of the opinion.
    async fn reviewed_on(&self) -> Date {
        Date(self.0.reviewed_on)
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
