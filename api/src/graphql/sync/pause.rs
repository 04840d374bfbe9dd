use async_graphql::{Context, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::command::Command;
use shuniu_hub::query::{Key, View};
use shuniu_hub::sync::{PauseChanged, PauseConnector, ResumeConnector};

use super::Connector;
use crate::graphql::mutation::submit;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::RegionCode;
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 暂停对接输入 pause connector input.
#[derive(Debug, InputObject)]
pub(crate) struct PauseConnectorInput {
    /// 辖区 jurisdiction that the system serves.
    jurisdiction: RegionCode,
    /// 系统 system, such as `trading_centre`.
    system: String,
    /// 理由 reason, for the ledger and for whoever asks why nothing comes.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 恢复对接输入 resume connector input.
#[derive(Debug, InputObject)]
pub(crate) struct ResumeConnectorInput {
    /// 辖区 jurisdiction that the system serves.
    jurisdiction: RegionCode,
    /// 系统 system, such as `trading_centre`.
    system: String,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 暂停或恢复结果 connector pause payload.
#[derive(SimpleObject)]
pub(crate) struct ConnectorPausePayload {
    /// 对接系统 connector as it is now.
    connector: Connector,
}

async fn change<C: Command<Outcome = PauseChanged>>(
    view: &View,
    region: RegionCode,
    key: Option<&str>,
    command: &C,
) -> Answer<ConnectorPausePayload> {
    let place = view.jurisdiction(Permission::Reconcile, region.0)?;
    let PauseChanged { connector } = submit(view, place.id, key, command).await?;
    let at = Key::new(place.id, connector);
    let rows = view.connectors_by_key(&[at]).await?;
    let mut members = Set::members(rows).into_iter();
    let connector = members.next().map(Connector);
    connector
        .map(|connector| ConnectorPausePayload { connector })
        .ok_or_else(|| shuniu_hub::Fault::not_found("connector", at.id).into())
}

/// Pausing the integration side.
#[derive(Debug, Default)]
pub(crate) struct PauseMutation;

/// 暂停与恢复 pausing outside systems.
#[Object]
impl PauseMutation {
    /// 暂停对接 pause connector: an outside system is neither read nor handed anything until it is resumed. A run that is under way stops after its page; what the system brought counts as before.
    async fn pause_connector(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: PauseConnectorInput,
    ) -> Answer<ConnectorPausePayload> {
        let command = PauseConnector {
            system: input.system,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        change(view(ctx)?, input.jurisdiction, key, &command).await
    }

    /// 恢复对接 resume connector: a paused system is read again where it was left, and what is due to it is handed over.
    async fn resume_connector(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: ResumeConnectorInput,
    ) -> Answer<ConnectorPausePayload> {
        let command = ResumeConnector {
            system: input.system,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        change(view(ctx)?, input.jurisdiction, key, &command).await
    }
}
