use async_graphql::{Context, Object};
use shuniu_hub::query::FindingRow;

use crate::graphql::definition::Reason;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A finding with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Finding(pub(crate) Member<FindingRow>);

/// 发现的问题 finding. A rule that was broken or is doubtful.
#[Object]
impl Finding {
    /// 编号 code, unique in the project.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// 中文说明 what was found, in Chinese; null where only particulars are known.
    async fn zh(&self) -> Option<&str> {
        self.0.detail.get("zh")?.as_str()
    }

    /// 英文说明 what was found, in English; null where only particulars are known.
    async fn en(&self) -> Option<&str> {
        self.0.detail.get("en")?.as_str()
    }

    /// 理由 because: why, in order.
    async fn because(&self) -> Vec<Reason> {
        self.0
            .detail
            .get("because")
            .map(Reason::all)
            .unwrap_or_default()
    }

    /// 详情 particulars.
    async fn detail(&self) -> Json {
        Json(self.0.detail.clone())
    }

    /// 条款 provision concerned; null where it is none, or none in force.
    async fn provision(&self, ctx: &Context<'_>) -> Answer<Option<Provision>> {
        let hub = view(ctx)?.hub();
        let code = self.0.provision.as_deref();
        Ok(code.and_then(|code| Provision::find(hub, self.0.jurisdiction_id, code)))
    }

    /// 发现时刻 found at (UTC).
    async fn found_at(&self) -> Instant {
        Instant(self.0.found_at)
    }
}
