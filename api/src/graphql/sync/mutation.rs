use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::query::{Key, View};
use shuniu_hub::sync::{DismissQuarantine, Replayed, RetireConnector, SettleMatch, UnlinkRecord};
use uuid::Uuid;

use super::reason::{Remedy, WaitingReason};
use super::start::{StartSyncInput, StartSyncPayload, start};
use super::{MatchCandidate, QuarantinedRecord};
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::RegionCode;
use crate::graphql::schema::view;

/// 认领记录输入 settle match input.
#[derive(Debug, InputObject)]
pub(crate) struct SettleMatchInput {
    /// 待认领记录 entry of the review list, by global id.
    candidate: ID,
    /// 项目 project that the record belongs to, by global id.
    project: ID,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 预期版本 version of the entry that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 不予认领输入 dismiss match input.
#[derive(Debug, InputObject)]
pub(crate) struct DismissMatchInput {
    /// 待认领记录 entry of the review list, by global id.
    candidate: ID,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 预期版本 version of the entry that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 移出记录输入 unlink record input.
#[derive(Debug, InputObject)]
pub(crate) struct UnlinkRecordInput {
    /// 项目 project that the record is taken out of, by global id.
    project: ID,
    /// 系统 system of the record, such as `trading_centre`.
    system: String,
    /// 数据流 stream that it was read from, such as `awards`.
    stream: String,
    /// 外部标识 external id: the system's own identity of the record.
    external_id: String,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 重试隔离记录输入 replay quarantine input.
#[derive(Debug, InputObject)]
pub(crate) struct ReplayQuarantineInput {
    /// 隔离记录 record that was set aside, by global id.
    quarantined: ID,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 不予处理输入 dismiss quarantine input.
#[derive(Debug, InputObject)]
pub(crate) struct DismissQuarantineInput {
    /// 隔离记录 record that was set aside, by global id.
    quarantined: ID,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 不予处理结果 dismiss quarantine payload.
#[derive(SimpleObject)]
pub(crate) struct DismissQuarantinePayload {
    /// 隔离记录 record as it is now.
    quarantined: QuarantinedRecord,
}

/// 停用对接输入 retire connector input.
#[derive(Debug, InputObject)]
pub(crate) struct RetireConnectorInput {
    /// 辖区 jurisdiction that the system served.
    jurisdiction: RegionCode,
    /// 系统 system, such as `trading_centre`.
    system: String,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 停用对接结果 retire connector payload.
#[derive(SimpleObject)]
pub(crate) struct RetireConnectorPayload {
    /// 系统 system that was retired.
    system: String,
}

/// 认领结果 match payload.
#[derive(SimpleObject)]
pub(crate) struct MatchPayload {
    /// 待认领记录 entry of the review list as it is now.
    candidate: MatchCandidate,
}

/// 重试结果 replay outcome. What became of a record that was tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ReplayOutcome {
    /// 已合并 merged into a project.
    Merged,
    /// 待认领 understood now, and waits for a person to name its project.
    Unmatched,
    /// 拒收 refused: it is of a state-secret project (涉密), and what it says was dropped.
    Refused,
    /// 仍无法理解 still not understood; it stays set aside.
    NotUnderstood,
}

/// 重试隔离记录结果 replay quarantine payload.
#[derive(SimpleObject)]
pub(crate) struct ReplayQuarantinePayload {
    /// 结果 outcome.
    outcome: ReplayOutcome,
    /// 项目 project that it was merged into; null otherwise.
    project: Option<Project>,
    /// 出错字段 path of the field at fault; null unless not understood.
    path: Option<String>,
    /// 原因 reason: what is wrong; null unless not understood.
    reason: Option<WaitingReason>,
    /// 处理办法 mend: how to mend it; null unless not understood.
    mend: Option<Remedy>,
}

async fn settle(
    view: &View,
    candidate: &ID,
    key: Option<&str>,
    command: impl FnOnce(Uuid) -> SettleMatch,
) -> Answer<MatchPayload> {
    let at = key_of(Kind::Candidate, "input.candidate", candidate)?;
    submit(view, at.jurisdiction, key, &command(at.id)).await?;
    Ok(MatchPayload {
        candidate: existing(view, at).await?,
    })
}

/// Work on the integration side.
#[derive(Debug, Default)]
pub(crate) struct SyncMutation;

/// 对接变更 work on the integration side.
#[Object]
impl SyncMutation {
    /// 认领记录 settle which project a listed record belongs to. It is merged into the project.
    async fn settle_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: SettleMatchInput,
    ) -> Answer<MatchPayload> {
        let project = key_of(Kind::Project, "input.project", &input.project)?;
        let at = key_of(Kind::Candidate, "input.candidate", &input.candidate)?;
        if project.jurisdiction != at.jurisdiction {
            let problem = "belongs to another jurisdiction than the record";
            return Err(Refusal::input("input.project", problem));
        }
        let key = input.idempotency_key.as_deref();
        settle(view(ctx)?, &input.candidate, key, |candidate| SettleMatch {
            candidate,
            expected_version: input.expected_version,
            project: Some(project.id),
            reason: input.reason,
        })
        .await
    }

    /// 不予认领 dismiss a listed record that belongs to no project.
    async fn dismiss_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: DismissMatchInput,
    ) -> Answer<MatchPayload> {
        let key = input.idempotency_key.as_deref();
        settle(view(ctx)?, &input.candidate, key, |candidate| SettleMatch {
            candidate,
            expected_version: input.expected_version,
            project: None,
            reason: input.reason,
        })
        .await
    }

    /// 移出记录 take a record out of the project that it was merged into, back to the review list. What it brought is withdrawn, and it does not go there again by itself, whatever its system says next.
    async fn unlink_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: UnlinkRecordInput,
    ) -> Answer<MatchPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = UnlinkRecord {
            project: at.id,
            system: input.system,
            stream: input.stream,
            external_id: input.external_id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        let candidate = Key::new(at.jurisdiction, done.candidate);
        Ok(MatchPayload {
            candidate: existing(view, candidate).await?,
        })
    }

    /// 重试隔离记录 try a record that was set aside again, with the mapping as it is now and without asking the outside system.
    async fn replay_quarantine(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: ReplayQuarantineInput,
    ) -> Answer<ReplayQuarantinePayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Quarantined, "input.quarantined", &input.quarantined)?;
        let key = input.idempotency_key.as_deref();
        let hub = view.hub();
        // Boxed, as in `submit`.
        let replay = hub.replay_quarantine(view.caller(), at.jurisdiction, key, at.id);
        let done = Box::pin(replay).await?;
        let nothing = ReplayQuarantinePayload {
            outcome: ReplayOutcome::Unmatched,
            project: None,
            path: None,
            reason: None,
            mend: None,
        };
        Ok(match done {
            Replayed::Unmatched => nothing,
            Replayed::Refused => ReplayQuarantinePayload {
                outcome: ReplayOutcome::Refused,
                ..nothing
            },
            Replayed::Merged { project: id } => ReplayQuarantinePayload {
                outcome: ReplayOutcome::Merged,
                project: Some(existing(view, Key::new(at.jurisdiction, id)).await?),
                ..nothing
            },
            Replayed::Still { path, reason, mend } => ReplayQuarantinePayload {
                outcome: ReplayOutcome::NotUnderstood,
                path: Some(path),
                reason: Some(reason.into()),
                mend: Some(mend.into()),
                ..nothing
            },
        })
    }

    /// 不予处理 dismiss a record that was set aside and is to be done nothing about. What its source says of it next is read all the same.
    async fn dismiss_quarantine(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: DismissQuarantineInput,
    ) -> Answer<DismissQuarantinePayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Quarantined, "input.quarantined", &input.quarantined)?;
        let command = DismissQuarantine {
            quarantine: at.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        Ok(DismissQuarantinePayload {
            quarantined: existing(view, at).await?,
        })
    }

    /// 停用对接 retire connector: a system is read no more in a jurisdiction, and what it brought is kept by people from now on. Its records stay; attached again, it counts again.
    async fn retire_connector(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RetireConnectorInput,
    ) -> Answer<RetireConnectorPayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::Reconcile, input.jurisdiction.0)?;
        let command = RetireConnector {
            system: input.system,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, place.id, key, &command).await?;
        Ok(RetireConnectorPayload {
            system: command.system,
        })
    }

    /// 启动同步 start reading the outside systems of a jurisdiction now. A stream that another worker reads is left to it; of all systems those that may not be called now are left out and named. One that was asked for by name is refused then.
    async fn start_sync(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: StartSyncInput,
    ) -> Answer<StartSyncPayload> {
        start(view(ctx)?, input, ctx.data_unchecked()).await
    }
}
