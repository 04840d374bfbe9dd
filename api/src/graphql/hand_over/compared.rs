use async_graphql::{Context, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::query::{HandOverComparisonRow, Key};
use shuniu_hub::sync::{ComparisonSettings, StartHandOverComparison};

use crate::graphql::mutation::submit;
use crate::graphql::paging::size;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Instant, RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::{Member, Set};
use crate::graphql::sync::{Connector, OfConnector};

/// A comparison with those that came into the answer with it.
pub(crate) struct HandOverComparison(Member<HandOverComparisonRow>);

/// 报送比对 hand-over comparison. What was handed over to a system, compared with what it lists as received.
#[Object]
impl HandOverComparison {
    /// 对接系统 connector that is compared; null if it is no longer set up.
    async fn connector(&self, ctx: &Context<'_>) -> Answer<Option<Connector>> {
        Ok(self.0.one::<OfConnector>(view(ctx)?).await?.map(Connector))
    }

    /// 状态 state: `running`, `finished`, `incomplete` (the list did not say that it had ended, so that nothing is known to be missing) or `failed`.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 起 since: what was handed over from then on is compared (UTC).
    async fn since(&self) -> Instant {
        Instant(self.0.since)
    }

    /// 止 through: up to when the list was complete, by the other side's clock (UTC); null where it does not say.
    async fn through(&self) -> Option<Instant> {
        self.0.through.map(Instant)
    }

    /// 发起人 asked by: the subject of a token, or `schedule`.
    async fn asked_by(&self) -> &str {
        &self.0.asked_by
    }

    /// 开始时刻 began at (UTC).
    async fn began_at(&self) -> Instant {
        Instant(self.0.began_at)
    }

    /// 结束时刻 ended at (UTC); null before its end.
    async fn ended_at(&self) -> Option<Instant> {
        self.0.ended_at.map(Instant)
    }

    /// 页数 pages committed.
    async fn pages(&self) -> i64 {
        self.0.pages
    }

    /// 对方所列 listed by the other side.
    async fn listed(&self) -> i64 {
        self.0.listed
    }

    /// 一致 the same on both sides.
    async fn same(&self) -> i64 {
        self.0.same
    }

    /// 据以了结 settled: open here, and settled by what the list proves.
    async fn settled(&self) -> i64 {
        self.0.settled
    }

    /// 在途 under way while they were compared, so that they were left alone.
    async fn under_way(&self) -> i64 {
        self.0.under_way
    }

    /// 不一致 of another state or receipt number there.
    async fn differing(&self) -> i64 {
        self.0.differing
    }

    /// 本方无 listed there and not known here.
    async fn not_here(&self) -> i64 {
        self.0.not_here
    }

    /// 对方无 handed over and not listed there; null until the list is complete.
    async fn missing_there(&self) -> Option<i64> {
        self.0.missing_there
    }

    /// 最近失败原因 failure: why it did not go on when it was tried last, and what to do; null otherwise.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }
}

/// Questions about comparisons of what was handed over.
#[derive(Debug, Default)]
pub(crate) struct HandOverComparisonQuery;

/// 报送比对 comparisons of what was handed over; for roles that see the integration side.
#[Object]
impl HandOverComparisonQuery {
    /// 报送比对 hand-over comparisons, the newest first.
    async fn hand_over_comparisons(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(
            desc = "取几项 how many, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
    ) -> Answer<Vec<HandOverComparison>> {
        let size = size(ctx, "first", first)?;
        let regions = regions(jurisdictions);
        let rows = view(ctx)?.hand_over_comparisons(&regions, size).await?;
        let rows = Set::members(rows).into_iter();
        Ok(rows.map(HandOverComparison).collect())
    }
}

/// 启动报送比对输入 start hand-over comparison input.
#[derive(Debug, InputObject)]
pub(crate) struct StartHandOverComparisonInput {
    /// 辖区 jurisdiction that the system serves.
    jurisdiction: RegionCode,
    /// 系统 system, such as `municipal_projects`.
    system: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 报送比对结果 hand-over comparison payload.
#[derive(SimpleObject)]
pub(crate) struct HandOverComparisonPayload {
    /// 报送比对 comparison as it is now.
    comparison: HandOverComparison,
}

/// Compares what was handed over.
#[derive(Debug, Default)]
pub(crate) struct HandOverComparisonMutation;

/// 报送比对 comparisons of what was handed over.
#[Object]
impl HandOverComparisonMutation {
    /// 启动报送比对 start hand-over comparison of what was handed over to a system with what it lists as received. The workers carry it out: what is open here and listed there is settled, and what differs stands in `handOverDifferences`. Refused for a system that lists nothing.
    async fn start_hand_over_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: StartHandOverComparisonInput,
    ) -> Answer<HandOverComparisonPayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::Reconcile, input.jurisdiction.0)?;
        let source = view.hub().source(place.id, &input.system);
        let days = source.map_or_else(
            || ComparisonSettings::default().hand_overs_days,
            |source| source.comparison.hand_overs_days,
        );
        let command = StartHandOverComparison {
            system: input.system,
            days,
        };
        let key = input.idempotency_key.as_deref();
        let begun = submit(view, place.id, key, &command).await?;
        let at = [Key::new(place.id, begun.comparison)];
        let rows = view.hand_over_comparisons_by_key(&at).await?;
        let row = Set::members(rows).pop();
        let row = row.ok_or_else(|| Refusal::input("input.system", "is not to be seen"))?;
        Ok(HandOverComparisonPayload {
            comparison: HandOverComparison(row),
        })
    }
}
