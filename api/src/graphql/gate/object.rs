use async_graphql::{Context, Enum, Object, SimpleObject};
use serde::Deserialize;
use shuniu_hub::Hub;
use shuniu_hub::query::GateRow;
use uuid::Uuid;

use crate::graphql::definition::{Definition, DefinitionFamily, Reason};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A gate with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Gate(pub(crate) Member<GateRow>);

/// 关口状态 gate state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum GateState {
    /// 开放 open. Nothing blocks and nothing is missing.
    Open,
    /// 关闭 closed. Something blocks or is missing.
    Closed,
    /// 无规定 no rule. No pack of the jurisdiction can close it.
    NoRule,
}

/// 阻断条款 blocker. A provision that closes a gate, or that an exception opened.
#[derive(Clone, SimpleObject)]
pub(crate) struct Blocker {
    /// 条款编号 code of the provision.
    pub(crate) provision_code: String,
    /// 条款 provision; null when no pack in force has it.
    pub(crate) provision: Option<Provision>,
    /// 缺少的属性 needs: facts that are missing to tell, where this provision asks for some.
    pub(crate) needs: Vec<String>,
    /// 理由 because: why, in order.
    pub(crate) because: Vec<Reason>,
}

/// 缺少的事实 need. A fact that is missing to tell whether the step may be taken.
#[derive(Clone, SimpleObject)]
pub(crate) struct Need {
    /// 名称 name of the fact, or kind of the record that is not complete far enough.
    pub(crate) fact: String,
    /// 定义 definition of the fact; null where it is no project attribute.
    pub(crate) definition: Option<Definition>,
    /// 提出要求的条款编号 code of the provision that asks for it.
    pub(crate) provision_code: String,
    /// 提出要求的条款 provision that asks for it; null when no pack in force has it.
    pub(crate) provision: Option<Provision>,
}

/// A blocker as it is stored.
#[derive(Debug, Deserialize)]
struct StoredBlocker {
    #[serde(default)]
    pack: String,
    #[serde(default)]
    version: String,
    provision: String,
    #[serde(default)]
    because: serde_json::Value,
}

/// A need as it is stored.
#[derive(Debug, Deserialize)]
struct StoredNeed {
    fact: String,
    provision: String,
}

impl Gate {
    fn needs_of(&self) -> Vec<StoredNeed> {
        Vec::deserialize(&self.0.needs).unwrap_or_default()
    }

    fn blockers_of(&self, hub: &Hub, stored: &serde_json::Value) -> Vec<Blocker> {
        let stored = Vec::<StoredBlocker>::deserialize(stored).unwrap_or_default();
        let law = hub.local_law(self.0.jurisdiction_id);
        let needs = self.needs_of();
        let blocker = |one: StoredBlocker| Blocker {
            provision: Provision::within(&law, &one.provision),
            needs: needs
                .iter()
                .filter(|need| need.provision == one.provision)
                .map(|need| need.fact.clone())
                .collect(),
            provision_code: one.provision,
            because: Reason::worded(&law, (&one.pack, &one.version), &one.because),
        };
        stored.into_iter().map(blocker).collect()
    }
}

impl Blocker {
    /// What a refused step names.
    pub(crate) fn of(hub: &Hub, jurisdiction: Uuid, one: shuniu_hub::command::Blocker) -> Self {
        let law = hub.local_law(jurisdiction);
        Self {
            provision: Provision::within(&law, &one.provision),
            because: Reason::worded(&law, (&one.pack, &one.version), &one.because),
            provision_code: one.provision,
            needs: one.needs,
        }
    }
}

/// 关口 gate. Whether a step may be taken, as last assessed.
#[Object]
impl Gate {
    /// 项目 project that the gate is of.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }

    /// 步骤名称 name of the step, such as `final_acceptance`.
    async fn name(&self) -> &str {
        &self.0.gate
    }

    /// 定义 definition of the step.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        let family = DefinitionFamily::Gate;
        Ok(Definition::find(
            hub,
            self.0.jurisdiction_id,
            family,
            &self.0.gate,
        ))
    }

    /// 状态 state.
    async fn state(&self) -> GateState {
        match self.0.state.as_str() {
            "open" => GateState::Open,
            "no_rule" => GateState::NoRule,
            _ => GateState::Closed,
        }
    }

    /// 阻断条款 blockers. Every provision that closes it.
    async fn blockers(&self, ctx: &Context<'_>) -> Answer<Vec<Blocker>> {
        Ok(self.blockers_of(view(ctx)?.hub(), &self.0.blockers))
    }

    /// 缺少的事实 needs. Every fact that is missing to tell.
    async fn needs(&self, ctx: &Context<'_>) -> Answer<Vec<Need>> {
        let hub = view(ctx)?.hub();
        let jurisdiction = self.0.jurisdiction_id;
        let need = |one: StoredNeed| Need {
            definition: Definition::find(hub, jurisdiction, DefinitionFamily::Fact, &one.fact),
            provision: Provision::find(hub, jurisdiction, &one.provision),
            fact: one.fact,
            provision_code: one.provision,
        };
        Ok(self.needs_of().into_iter().map(need).collect())
    }

    /// 例外放行的条款 exceptions. Provisions that a recorded exception opened.
    async fn exceptions(&self, ctx: &Context<'_>) -> Answer<Vec<Blocker>> {
        Ok(self.blockers_of(view(ctx)?.hub(), &self.0.exceptions))
    }

    /// 评估基准日 assessed for. The day for which it was computed.
    async fn assessed_for(&self) -> Date {
        Date(self.0.assessed_for)
    }
}
