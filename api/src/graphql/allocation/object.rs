use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{AllocationRow, Key};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// An allocation with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Allocation(pub(crate) Member<AllocationRow>);

/// 资源分配 allocation. A resource of shared infrastructure given to a project.
#[Object]
impl Allocation {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Allocation, self.0.key())
    }

    /// 编号 number within its system.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// 种类 kind: `cloud_host`, `storage`, `network`, `database`, `security` or `other`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 规格 specification: what exactly.
    async fn specification(&self) -> &str {
        &self.0.specification
    }

    /// 数量 quantity; null while unknown.
    async fn quantity(&self) -> Option<i32> {
        self.0.quantity
    }

    /// 分配日 allocated on.
    async fn allocated_on(&self) -> Date {
        Date(self.0.allocated_on)
    }

    /// 收回日 released on; null while in use.
    async fn released_on(&self) -> Option<Date> {
        self.0.released_on.map(Date)
    }

    /// 状态 standing: `current`, `corrected` (another took its place) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let key = Key::new(self.0.jurisdiction_id, self.0.corrects_id?);
        Some(global_id(Kind::Allocation, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 所履行的义务 fulfils: duties performed by what its outside record brought, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_record(&self.0, None, ctx).await
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
