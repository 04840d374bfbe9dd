use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::command::{DeclareClassified, RegisterClassified, UnitInput};
use shuniu_hub::query::Key;

use super::Project;
use super::mutation::RegisterProjectPayload;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{CreditCode, RegionCode};
use crate::graphql::schema::view;

/// 登记涉密项目输入 register classified project input. Nothing of its content is taken.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterClassifiedInput {
    /// 辖区 jurisdiction whose law applies.
    jurisdiction: RegionCode,
    /// 项目单位全称 full name of the responsible unit.
    unit_name: String,
    /// 项目单位统一社会信用代码 credit code of the responsible unit, where known.
    unit_credit_code: Option<CreditCode>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 声明涉密输入 declare classified input. It takes no reason, which would be content.
#[derive(Debug, InputObject)]
pub(crate) struct DeclareClassifiedInput {
    /// 项目 project, by global id.
    project: ID,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 声明涉密结果 declare classified payload.
#[derive(SimpleObject)]
pub(crate) struct DeclareClassifiedPayload {
    /// 项目 project as it is now: that it exists, whose it is, and which rules apply.
    project: Project,
}

/// Changes of classified projects.
#[derive(Debug, Default)]
pub(crate) struct ClassifiedMutation;

/// 涉密项目 classified projects.
#[Object]
impl ClassifiedMutation {
    /// 登记涉密项目 register that a classified (state-secret) project exists. It has no name here and takes no content: every other change of it is refused.
    async fn register_classified(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RegisterClassifiedInput,
    ) -> Answer<RegisterProjectPayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::RecordProject, input.jurisdiction.0)?;
        let command = RegisterClassified {
            unit: UnitInput {
                name: input.unit_name,
                credit_code: input.unit_credit_code.map(|code| code.0),
            },
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, place.id, key, &command).await?;
        Ok(RegisterProjectPayload {
            project: existing(view, Key::new(place.id, done.project)).await?,
        })
    }

    /// 声明涉密 declare that a known project has become classified (state-secret). Everything that the hub holds of it is erased and cannot be brought back: values, papers, records of outside systems, and what the ledger said of it; that there were such entries stays. Its systems' records are refused from then on.
    async fn declare_classified(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: DeclareClassifiedInput,
    ) -> Answer<DeclareClassifiedPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = DeclareClassified {
            project: at.id,
            expected_version: input.expected_version,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        Ok(DeclareClassifiedPayload {
            project: existing(view, at).await?,
        })
    }
}
