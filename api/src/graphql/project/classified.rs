use async_graphql::{Context, InputObject, Object};
use shuniu_hub::access::Permission;
use shuniu_hub::command::{RegisterClassified, UnitInput};
use shuniu_hub::query::Key;

use super::mutation::RegisterProjectPayload;
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
}
