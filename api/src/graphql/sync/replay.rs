use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::query::Key;
use shuniu_hub::sync::{ReplayOrder, StillAside};

use super::reason::{Remedy, WaitingReason};
use crate::graphql::id::{Kind, global_id, key_of};
use crate::graphql::paging::size;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::RegionCode;
use crate::graphql::schema::view;

/// 批量重试隔离记录输入 replay quarantine page input.
#[derive(Debug, InputObject)]
pub(crate) struct ReplayQuarantinePageInput {
    /// 辖区 jurisdiction whose records are tried again.
    jurisdiction: RegionCode,
    /// 系统 system: only what it sent.
    system: Option<String>,
    /// 数据流 stream: only what was read from it; takes `system` as well.
    stream: Option<String>,
    /// 原因代码 code: only for this kind of reason, such as `unknown_code`.
    code: Option<String>,
    /// 同步运行 run: only what it set aside, by global id.
    run: Option<ID>,
    /// 取几项 how many are tried, the oldest first, at most `limits.page`; `limits.page_default` if left out.
    first: Option<i32>,
    /// 在此记录之后 only after this one, by global id: `last` of the call before.
    after: Option<ID>,
    /// 试运行 dry run: tell what would become of each, and leave no trace.
    #[graphql(default)]
    dry_run: bool,
}

/// 仍在隔离的原因 still aside. Why records of a stream are still set aside after they were tried again.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct StillAsideReason {
    /// 系统 system that sent them.
    system: String,
    /// 数据流 stream that they were read from.
    stream: String,
    /// 出错字段 path of the field at fault.
    path: String,
    /// 记录数 count: how many records.
    count: i64,
    /// 示例 example: external id of one of them.
    example: String,
    /// 原因 reason: what is wrong with that one.
    reason: WaitingReason,
    /// 处理办法 mend: how to mend it.
    mend: Remedy,
}

impl From<StillAside> for StillAsideReason {
    fn from(still: StillAside) -> Self {
        let why = still.why;
        Self {
            system: still.system,
            stream: still.stream,
            path: why.path,
            count: why.count,
            example: why.example,
            reason: WaitingReason {
                code: Some(why.code),
                zh: why.reason.zh,
                en: why.reason.en,
            },
            mend: why.mend.into(),
        }
    }
}

/// 批量重试结果 replay quarantine page payload.
#[derive(SimpleObject)]
pub(crate) struct ReplayQuarantinePagePayload {
    /// 已重试 tried: records that were tried again.
    tried: i64,
    /// 已合并 merged into projects.
    merged: i64,
    /// 待认领 unmatched: understood now, and wait for a person to name their project.
    unmatched: i64,
    /// 已拒收 refused: of state-secret projects (涉密); what they say was dropped.
    refused: i64,
    /// 仍在隔离 still set aside or flagged, with what is wrong with them now.
    still: i64,
    /// 未能重试 left as they are: dealt with by somebody else meanwhile, of a system that no settings here name, or waiting for a person first.
    left: i64,
    /// 剩余 remaining: how many wait behind the last one; call again with `after` until there are none.
    remaining: i64,
    /// 最后一条 last one that was tried, by global id; null where there was none.
    last: Option<ID>,
    /// 原因 reasons of those that are still set aside or were left: at most ten a stream, the most frequent first.
    reasons: Vec<StillAsideReason>,
}

/// Trying again what was set aside.
#[derive(Debug, Default)]
pub(crate) struct ReplayMutation;

/// 隔离重试变更 trying again what was set aside.
#[Object]
impl ReplayMutation {
    /// 批量重试隔离记录 try what was set aside or flagged again, with the mapping as it is now and without asking the outside systems: one page, the oldest first. Each record is done by itself; one that is still wrong holds up no other and stays set aside, with what is wrong with it now. To ask again does nothing twice.
    async fn replay_quarantine_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: ReplayQuarantinePageInput,
    ) -> Answer<ReplayQuarantinePagePayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::Reconcile, input.jurisdiction.0)?;
        let here = |kind, field, id: &Option<ID>| {
            let Some(id) = id else { return Ok(None) };
            let key = key_of(kind, field, id)?;
            if key.jurisdiction == place.id {
                return Ok(Some(key.id));
            }
            Err(Refusal::input(field, "belongs to another jurisdiction"))
        };
        let order = ReplayOrder {
            run: here(Kind::SyncRun, "input.run", &input.run)?,
            after: here(Kind::Quarantined, "input.after", &input.after)?,
            system: input.system,
            stream: input.stream,
            code: input.code,
            before: None,
            most: size(ctx, "input.first", input.first)?,
            dry_run: input.dry_run,
        };
        let replay = view.hub().replay_waiting(view.caller(), place.id, &order);
        let done = Box::pin(replay).await?;
        let named = |id| global_id(Kind::Quarantined, Key::new(place.id, id));
        Ok(ReplayQuarantinePagePayload {
            tried: done.tried,
            merged: done.merged,
            unmatched: done.unmatched,
            refused: done.refused,
            still: done.still,
            left: done.left,
            remaining: done.remaining,
            last: done.last.map(named),
            reasons: done.reasons().into_iter().map(Into::into).collect(),
        })
    }
}
