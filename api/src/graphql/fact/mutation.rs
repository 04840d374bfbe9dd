use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{RecordFact, VoidFact};

use super::Fact;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::{FactInputObject, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;

/// 登记属性输入 record fact input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordFactInput {
    /// 项目 project, by global id.
    project: ID,
    /// 属性 fact: name and value.
    fact: FactInputObject,
    /// 变更原因 reason why it is changed, if it is.
    reason: Option<String>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废属性值输入 void fact input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidFactInput {
    /// 有误的属性值 fact, by global id.
    fact: ID,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 属性变更结果 fact payload. What a change of a fact touched.
#[derive(SimpleObject)]
pub(crate) struct FactPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 属性值 fact as it is now; null when nothing had to be changed.
    fact: Option<Fact>,
}

/// Changes of facts.
#[derive(Debug, Default)]
pub(crate) struct FactMutation;

/// 属性变更 changes of facts.
#[Object]
impl FactMutation {
    /// 登记属性 record an attribute of a project. What it was is kept.
    async fn record_fact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordFactInput,
    ) -> Answer<FactPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordFact {
            project: at.id,
            expected_version: input.expected_version,
            fact: input.fact.into(),
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, fact) = change(view, at, key, &command).await?;
        Ok(FactPayload { project, fact })
    }

    /// 作废属性值 void a value that never held. It is kept and counts for nothing.
    async fn void_fact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidFactInput,
    ) -> Answer<FactPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Fact>(view, "input.fact", &input.fact).await?;
        let command = VoidFact {
            project: at.id,
            expected_version: input.expected_version,
            fact: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, fact) = change(view, at, key, &command).await?;
        Ok(FactPayload { project, fact })
    }
}
