use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::query::{Key, View};
use shuniu_hub::sync::{SettleComparison, StartSweep, SweepKind};

use super::SyncSweep;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, RegionCode};
use crate::graphql::schema::view;

/// 启动全量核对输入 start comparison input.
#[derive(Debug, InputObject)]
pub(crate) struct StartComparisonInput {
    /// 辖区 jurisdiction that the system serves.
    jurisdiction: RegionCode,
    /// 系统 system, such as `trading_centre`.
    system: String,
    /// 数据流 stream, such as `contracts`.
    stream: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 启动补采输入 start backfill input.
#[derive(Debug, InputObject)]
pub(crate) struct StartBackfillInput {
    /// 辖区 jurisdiction that the system serves.
    jurisdiction: RegionCode,
    /// 系统 system, such as `trading_centre`.
    system: String,
    /// 数据流 stream, such as `contracts`.
    stream: String,
    /// 起 since: the first change that is read (UTC).
    since: Instant,
    /// 止 until: the first change that is read no more (UTC).
    until: Instant,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 处理核对输入 settle comparison input.
#[derive(Debug, InputObject)]
pub(crate) struct SettleComparisonInput {
    /// 核对 comparison that is held, by global id.
    comparison: ID,
    /// 确已删除 whether what it did not see is gone: then what it brought is withdrawn. Otherwise all of it stands.
    gone: bool,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 预期版本 version of the comparison that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 核对或补采结果 sync sweep payload.
#[derive(SimpleObject)]
pub(crate) struct SyncSweepPayload {
    /// 核对或补采 walk as it is now.
    sweep: SyncSweep,
}

async fn start(
    view: &View,
    region: RegionCode,
    key: Option<&str>,
    command: &StartSweep,
) -> Answer<SyncSweepPayload> {
    let place = view.jurisdiction(Permission::Reconcile, region.0)?;
    let begun = submit(view, place.id, key, command).await?;
    Ok(SyncSweepPayload {
        sweep: existing(view, Key::new(place.id, begun.sweep)).await?,
    })
}

/// Walks through what outside systems hold.
#[derive(Debug, Default)]
pub(crate) struct CompareMutation;

/// 核对与补采 walks through what outside systems hold.
#[Object]
impl CompareMutation {
    /// 启动全量核对 start comparison of all that a stream holds with all that is here. The workers carry it out beside the increments: what differs or is missing here is taken in, and once it is complete what the system no longer has is withdrawn, where it is not too much.
    async fn start_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: StartComparisonInput,
    ) -> Answer<SyncSweepPayload> {
        let command = StartSweep {
            system: input.system,
            stream: input.stream,
            kind: SweepKind::Comparison,
        };
        let key = input.idempotency_key.as_deref();
        start(view(ctx)?, input.jurisdiction, key, &command).await
    }

    /// 启动补采 start backfill of what was changed within a window. The workers carry it out beside the increments; records that are known change nothing.
    async fn start_backfill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: StartBackfillInput,
    ) -> Answer<SyncSweepPayload> {
        let command = StartSweep {
            system: input.system,
            stream: input.stream,
            kind: SweepKind::Backfill {
                since: input.since.0,
                until: input.until.0,
            },
        };
        let key = input.idempotency_key.as_deref();
        start(view(ctx)?, input.jurisdiction, key, &command).await
    }

    /// 处理核对 settle a comparison that was held, because so much was not seen: whether it is gone.
    async fn settle_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: SettleComparisonInput,
    ) -> Answer<SyncSweepPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::SyncSweep, "input.comparison", &input.comparison)?;
        let command = SettleComparison {
            sweep: at.id,
            expected_version: input.expected_version,
            gone: input.gone,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        Ok(SyncSweepPayload {
            sweep: existing(view, at).await?,
        })
    }
}
