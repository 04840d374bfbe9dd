use async_graphql::{Context, Object};
use shuniu_hub::query::ExceptionRow;

use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Instant};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// An exception with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct PolicyException(pub(crate) Member<ExceptionRow>);

/// 例外 exception to a provision that binds in principle (原则上). It opens the gates that the provision closes.
#[Object]
impl PolicyException {
    /// 条款编号 code of the provision that it opens.
    async fn provision_code(&self) -> &str {
        &self.0.provision
    }

    /// 条款 provision that it opens; null when no pack in force has it.
    async fn provision(&self, ctx: &Context<'_>) -> Answer<Option<Provision>> {
        let hub = view(ctx)?.hub();
        Ok(Provision::find(
            hub,
            self.0.jurisdiction_id,
            &self.0.provision,
        ))
    }

    /// 批准单位 approved by.
    async fn approved_by(&self) -> &str {
        &self.0.approved_by
    }

    /// 批准日 approved on.
    async fn approved_on(&self) -> Date {
        Date(self.0.approved_on)
    }

    /// 理由 reason.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// 记录人 recorded by. Subject of the token.
    async fn recorded_by(&self) -> &str {
        &self.0.recorded_by
    }

    /// 记录时刻 recorded at (UTC).
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at)
    }
}
