use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::RecordException;

use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 登记例外输入 record exception input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordExceptionInput {
    /// 项目 project, by global id.
    project: ID,
    /// 条款编号 code of the provision; it must bind in principle (原则上).
    provision: String,
    /// 批准单位 approved by.
    approved_by: String,
    /// 批准日 approved on.
    approved_on: Date,
    /// 理由 reason.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 登记例外结果 record exception payload.
#[derive(SimpleObject)]
pub(crate) struct RecordExceptionPayload {
    /// 项目 project as it is now, with its exceptions.
    project: Project,
}

/// Exceptions.
#[derive(Debug, Default)]
pub(crate) struct ExceptionMutation;

/// 例外变更 changes of exceptions.
#[Object]
impl ExceptionMutation {
    /// 登记例外 record an approved exception to a provision that binds in principle. It opens the gates that the provision closes.
    async fn record_exception(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordExceptionInput,
    ) -> Answer<RecordExceptionPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordException {
            project: at.id,
            expected_version: input.expected_version,
            provision: input.provision,
            approved_by: input.approved_by,
            approved_on: input.approved_on.0,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        Ok(RecordExceptionPayload {
            project: existing(view, at).await?,
        })
    }
}
