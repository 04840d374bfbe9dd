use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{Ask, Fate, HandOverProject, SettleHandOver};
use uuid::Uuid;

use super::HandOver;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::Money;
use crate::graphql::schema::view;

/// 报送种类 hand-over kind: what is handed over, and so to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum HandOverKind {
    /// 申领项目代码 application for a unified project code, to the investment approval platform.
    ProjectCodeApplication,
    /// 项目登记 entry of the project, to the municipal project system.
    ProjectRegistration,
    /// 项目报备 filing of a project that needs no full process, to the municipal project system; refused where the law is known to manage it otherwise.
    ProjectFiling,
    /// 变更备案 filing of a change, to the municipal project system; needs `event` and `reason`.
    ChangeFiling,
    /// 验收报告 report of final acceptance, to the municipal project system: with what the documents hold that are the report, or are attached to the acceptance or to a duty that the report performs. Each of them must hold something.
    AcceptanceReport,
    /// 资产卡片 card of an asset, to the asset cloud; needs `asset`.
    AssetCard,
}

/// 对外报送输入 hand over input.
#[derive(Debug, InputObject)]
pub(crate) struct HandOverInput {
    /// 项目 project, by global id.
    project: ID,
    /// 种类 kind: what is handed over.
    kind: HandOverKind,
    /// 变更事项 the `change_decided` event that is filed, by global id; for `CHANGE_FILING`.
    event: Option<ID>,
    /// 资产 asset that is registered, by global id; for `ASSET_CARD`.
    asset: Option<ID>,
    /// 变更后金额 amount after the change, where it changed; for `CHANGE_FILING`.
    amount: Option<Money>,
    /// 变更理由 reason of the change; for `CHANGE_FILING`.
    reason: Option<String>,
    /// 内容说明 summary: what the project is about; for `PROJECT_FILING`.
    summary: Option<String>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

impl HandOverKind {
    /// Its name in the outbox.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::ProjectCodeApplication => "project_code_application",
            Self::ProjectRegistration => "project_registration",
            Self::ProjectFiling => "project_filing",
            Self::ChangeFiling => "change_filing",
            Self::AcceptanceReport => "acceptance_report",
            Self::AssetCard => "asset_card",
        }
    }
}

impl HandOverInput {
    fn ask(&self, at: Key) -> Answer<Ask> {
        self.refuse_what_is_not_meant()?;
        Ok(match self.kind {
            HandOverKind::ProjectCodeApplication => Ask::ProjectCodeApplication,
            HandOverKind::ProjectRegistration => Ask::ProjectRegistration,
            HandOverKind::ProjectFiling => Ask::ProjectFiling {
                summary: self.summary.clone(),
            },
            HandOverKind::ChangeFiling => Ask::ChangeFiling {
                event: own(at, Kind::Event, "input.event", self.event.as_ref())?,
                amount: self.amount.map(|money| money.0),
                reason: self.reason.clone().ok_or_else(|| {
                    Refusal::input("input.reason", "a change is filed with its reason")
                })?,
            },
            HandOverKind::AcceptanceReport => Ask::AcceptanceReport,
            HandOverKind::AssetCard => Ask::AssetCard {
                asset: own(at, Kind::Asset, "input.asset", self.asset.as_ref())?,
            },
        })
    }

    /// What belongs to another kind would be left out in silence.
    fn refuse_what_is_not_meant(&self) -> Answer<()> {
        let change = self.kind == HandOverKind::ChangeFiling;
        let given = [
            ("input.event", self.event.is_some(), change),
            ("input.amount", self.amount.is_some(), change),
            ("input.reason", self.reason.is_some(), change),
            (
                "input.asset",
                self.asset.is_some(),
                self.kind == HandOverKind::AssetCard,
            ),
            (
                "input.summary",
                self.summary.is_some(),
                self.kind == HandOverKind::ProjectFiling,
            ),
        ];
        match given.iter().find(|(_, given, meant)| *given && !meant) {
            Some((field, ..)) => Err(Refusal::input(*field, "does not belong to this kind")),
            None => Ok(()),
        }
    }
}

fn own(at: Key, kind: Kind, field: &'static str, id: Option<&ID>) -> Answer<Uuid> {
    let id = id.ok_or_else(|| Refusal::input(field, "is needed for this kind"))?;
    let key = key_of(kind, field, id)?;
    if key.jurisdiction == at.jurisdiction {
        Ok(key.id)
    } else {
        Err(Refusal::input(field, "belongs to another project"))
    }
}

/// 报送结局 hand-over fate: what a person found out about a hand-over whose fate the other side could not tell, or decided about one that has not gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum HandOverFate {
    /// 未收到 never received; it is sent again.
    NeverReceived,
    /// 已收到 received, under `receiptNumber`; what it proves is recorded apart.
    Received,
    /// 已退回 rejected.
    Rejected,
    /// 撤回 withdrawn: it has not gone out and is not to; for one that is `prepared`. It may be handed over anew.
    Withdrawn,
}

/// 认定报送结局输入 settle hand-over input.
#[derive(Debug, InputObject)]
pub(crate) struct SettleHandOverInput {
    /// 对外报送 hand-over that is `unknown`, or for `WITHDRAWN` `prepared`, by global id.
    hand_over: ID,
    /// 结局 fate.
    fate: HandOverFate,
    /// 回执编号 receipt number; needed for `RECEIVED`.
    receipt_number: Option<String>,
    /// 依据 reason: how that is known, for the ledger.
    reason: String,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 对外报送结果 hand over payload. What comes back comes later, as facts of the project.
#[derive(SimpleObject)]
pub(crate) struct HandOverPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 对外报送 hand-over as it is now.
    hand_over: HandOver,
}

/// Changes of what is handed over.
#[derive(Debug, Default)]
pub(crate) struct HandOverMutation;

/// 对外报送 hand-overs.
#[Object]
impl HandOverMutation {
    /// 对外报送 hand over: tells an outside system, once; what was perhaps received is asked for and never sent again.
    async fn hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: HandOverInput,
    ) -> Answer<HandOverPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = HandOverProject {
            project: at.id,
            expected_version: input.expected_version,
            what: input.ask(at)?,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        Ok(HandOverPayload {
            project: existing(view, at).await?,
            hand_over: existing(view, Key::new(at.jurisdiction, done.hand_over)).await?,
        })
    }

    /// 认定报送结局 settle hand-over: says what became of one that the other side cannot tell of, or withdraws one that has not gone out.
    async fn settle_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: SettleHandOverInput,
    ) -> Answer<HandOverPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::HandOver, "input.handOver", &input.hand_over)?;
        let fate = match (input.fate, input.receipt_number) {
            (HandOverFate::NeverReceived, None) => Fate::NeverReceived,
            (HandOverFate::Rejected, None) => Fate::Rejected,
            (HandOverFate::Withdrawn, None) => Fate::Withdrawn,
            (HandOverFate::Received, Some(number)) => Fate::Received { number },
            (HandOverFate::Received, None) => {
                let problem = "what was received has a receipt number";
                return Err(Refusal::input("input.receiptNumber", problem));
            }
            (_, Some(_)) => {
                let problem = "belongs to what was received";
                return Err(Refusal::input("input.receiptNumber", problem));
            }
        };
        let command = SettleHandOver {
            hand_over: at.id,
            fate,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        Ok(HandOverPayload {
            project: existing(view, Key::new(at.jurisdiction, done.project)).await?,
            hand_over: existing(view, at).await?,
        })
    }
}
