use async_graphql::{Context, ID, Object};
use shuniu_hub::query::OutboxRow;

use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A hand-over with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct HandOver(pub(crate) Member<OutboxRow>);

/// 对外报送 hand-over. Something that is handed over to an outside system: an application, a filing, a report, an asset card.
#[Object]
impl HandOver {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::HandOver, self.0.key())
    }

    /// 系统 system that is told.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// 种类 kind: `project_code_application`, `project_registration`, `project_filing`, `change_filing`, `acceptance_report` or `asset_card`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 状态 state: `prepared`, `sent`, `accepted`, `rejected`, `unknown` or `withdrawn`. What was perhaps received is asked for, never sent again.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 尝试次数 attempts so far.
    async fn attempts(&self) -> i64 {
        self.0.attempts
    }

    /// 答复 answer: the receipt, or the reason of the refusal; null until then.
    async fn answer(&self) -> Option<Json> {
        self.0.answer.clone().map(Json)
    }

    /// 提出时刻 prepared at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// 项目 project that it is handed over for.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
