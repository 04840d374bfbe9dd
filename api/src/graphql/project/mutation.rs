use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use shuniu_hub::access::Permission;
use shuniu_hub::command::{FactInput, RegisterProject, RequestStep, StepOutcome, UnitInput};
use shuniu_hub::policy::ProjectCode;
use shuniu_hub::query::Key;

use super::Project;
use crate::graphql::gate::Blocker;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{CreditCode, Date, Json, RegionCode};
use crate::graphql::schema::view;

/// 属性输入 fact input. An attribute and its value.
#[derive(Debug, InputObject)]
#[graphql(name = "FactInput")]
pub(crate) struct FactInputObject {
    /// 名称 name; `factDefinitions` lists them.
    pub(crate) name: String,
    /// 取值 value, typed as the definition says: money is a decimal string in yuan, a date `YYYY-MM-DD`, a list an array of names.
    pub(crate) value: Json,
}

impl From<FactInputObject> for FactInput {
    fn from(input: FactInputObject) -> Self {
        Self {
            name: input.name,
            value: input.value.0,
        }
    }
}

/// 登记项目输入 register project input.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterProjectInput {
    /// 辖区 jurisdiction whose law applies.
    jurisdiction: RegionCode,
    /// 项目名称 name.
    name: String,
    /// 项目单位全称 full name of the responsible unit.
    unit_name: String,
    /// 项目单位统一社会信用代码 credit code of the responsible unit, where known.
    unit_credit_code: Option<CreditCode>,
    /// 项目代码 unified project code, if it has one already.
    project_code: Option<String>,
    /// 追溯截止日 tracked since: the day through which its past is attested; an old project owes nothing before it.
    tracked_since: Option<Date>,
    /// 已知属性 facts that are known.
    #[graphql(default)]
    facts: Vec<FactInputObject>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 申请步骤输入 request step input.
#[derive(Debug, InputObject)]
pub(crate) struct RequestStepInput {
    /// 项目 project, by global id.
    project: ID,
    /// 步骤名称 name of the step, such as `final_acceptance`; `factDefinitions(families: GATE)` lists them.
    gate: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 登记结果 register project payload.
#[derive(SimpleObject)]
pub(crate) struct RegisterProjectPayload {
    /// 项目 project that was entered.
    pub(super) project: Project,
}

/// 步骤获准 step granted. Nothing stands against the step; the request is in the ledger.
#[derive(SimpleObject)]
pub(crate) struct StepGranted {
    /// 项目 project as it is now.
    project: Project,
    /// 例外放行的条款 exceptions: provisions that a recorded exception opened.
    exceptions: Vec<Provision>,
}

/// 关口关闭 gate closed. The step is refused; nothing was recorded.
#[derive(SimpleObject)]
pub(crate) struct GateClosed {
    /// 步骤名称 gate that is closed.
    gate: String,
    /// 阻断条款 blockers: every provision that closes it.
    blockers: Vec<Blocker>,
    /// 缺少的事实 needs: names of the facts that are missing to tell.
    needs: Vec<String>,
}

/// 申请步骤结果 request step payload.
#[derive(Union)]
pub(crate) enum RequestStepPayload {
    Granted(StepGranted),
    Closed(GateClosed),
}

/// Changes of projects as a whole.
#[derive(Debug, Default)]
pub(crate) struct ProjectMutation;

/// 项目变更 changes of projects as a whole.
#[Object]
impl ProjectMutation {
    /// 登记项目 register a project that no outside system has brought.
    async fn register_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RegisterProjectInput,
    ) -> Answer<RegisterProjectPayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::RecordProject, input.jurisdiction.0)?;
        let code = input.project_code.as_deref().map(ProjectCode::parse);
        let code = code.transpose();
        let command = RegisterProject {
            name: input.name,
            unit: UnitInput {
                name: input.unit_name,
                credit_code: input.unit_credit_code.map(|code| code.0),
            },
            project_code: code.map_err(|error| Refusal::input("input.projectCode", error))?,
            tracked_since: input.tracked_since.map(|day| day.0),
            facts: input.facts.into_iter().map(Into::into).collect(),
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, place.id, key, &command).await?;
        Ok(RegisterProjectPayload {
            project: existing(view, Key::new(place.id, done.project)).await?,
        })
    }

    /// 申请步骤 ask for a stage step. A command asks: it is refused at a closed gate, with everything that closes it.
    async fn request_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RequestStepInput,
    ) -> Answer<RequestStepPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RequestStep {
            project: at.id,
            expected_version: input.expected_version,
            gate: input.gate,
        };
        let key = input.idempotency_key.as_deref();
        let hub = view.hub();
        match submit(view, at.jurisdiction, key, &command).await? {
            StepOutcome::Granted { exceptions } => {
                let codes = exceptions.iter();
                let exceptions =
                    codes.filter_map(|code| Provision::find(hub, at.jurisdiction, code));
                Ok(RequestStepPayload::Granted(StepGranted {
                    exceptions: exceptions.collect(),
                    project: existing(view, at).await?,
                }))
            }
            StepOutcome::GateClosed { blockers } => {
                let mut needs: Vec<String> = blockers
                    .iter()
                    .flat_map(|one| one.needs.iter().cloned())
                    .collect();
                needs.sort_unstable();
                needs.dedup();
                let blocker = |one| Blocker::of(hub, at.jurisdiction, one);
                Ok(RequestStepPayload::Closed(GateClosed {
                    gate: command.gate,
                    blockers: blockers.into_iter().map(blocker).collect(),
                    needs,
                }))
            }
        }
    }
}
