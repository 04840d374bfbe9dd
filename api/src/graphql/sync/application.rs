use async_graphql::{ID, Object};
use shuniu_hub::query::OutboxRow;

use crate::graphql::id::{Kind, global_id};
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::set::Member;

/// An application with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Application(pub(crate) Member<OutboxRow>);

/// 对外申请 application. Something that was asked of an outside system.
#[Object]
impl Application {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Application, self.0.key())
    }

    /// 系统 system that is asked.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// 种类 kind: what is asked, such as `project_code_application`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 状态 state: `prepared`, `sent`, `accepted`, `rejected` or `unknown`. What was perhaps received is asked for, never sent again.
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

    /// 提出时刻 asked at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }
}
