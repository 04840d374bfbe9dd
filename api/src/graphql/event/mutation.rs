use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{Attach, CorrectRecord, RecordEntry, RecordKind, VoidRecord};

use super::Event;
use crate::graphql::document;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{attributes, change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Json};
use crate::graphql::schema::view;

/// 登记事件输入 record event input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordEventInput {
    /// 项目 project, by global id.
    project: ID,
    /// 种类 kind; `factDefinitions(families: EVENT)` lists them.
    kind: String,
    /// 发生日 occurred on, a local day that is not in the future.
    occurred_on: Date,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
    /// 佐证材料 documents of the project that evidence the event, by global id; they are attached in the same step.
    documents: Option<Vec<ID>>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正事件输入 correct event input. What is right takes the place of what was wrong; both are kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectEventInput {
    /// 有误的事件 event that was wrong, by global id.
    event: ID,
    /// 更正原因 reason why.
    reason: String,
    /// 种类 kind; `factDefinitions(families: EVENT)` lists them.
    kind: String,
    /// 发生日 occurred on, a local day that is not in the future.
    occurred_on: Date,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废事件输入 void event input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidEventInput {
    /// 有误的事件 event, by global id.
    event: ID,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 事件变更结果 event payload. What a change of an event touched.
#[derive(SimpleObject)]
pub(crate) struct EventPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 事件 event as it is now; null when nothing had to be changed.
    event: Option<Event>,
}

/// Changes of events.
#[derive(Debug, Default)]
pub(crate) struct EventMutation;

/// 事件变更 changes of events.
#[Object]
impl EventMutation {
    /// 登记事件 record an event of a project.
    async fn record_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordEventInput,
    ) -> Answer<EventPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordEntry {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Event,
            kind: input.kind,
            on: Some(input.occurred_on.0),
            attributes: attributes(input.attributes)?,
            occurrence: input.occurrence,
            period: None,
            attach: document::attached(at, input.documents)?,
        };
        let key = input.idempotency_key.as_deref();
        let (project, event) = change(view, at, key, &command).await?;
        Ok(EventPayload { project, event })
    }

    /// 更正事件 correct an event that was recorded wrongly. A correction is no recurrence; the wrong one is kept.
    async fn correct_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectEventInput,
    ) -> Answer<EventPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Event>(view, "input.event", &input.event).await?;
        let command = CorrectRecord {
            record: wrong.id,
            reason: input.reason,
            right: RecordEntry {
                project: at.id,
                expected_version: input.expected_version,
                table: RecordKind::Event,
                kind: input.kind,
                on: Some(input.occurred_on.0),
                attributes: attributes(input.attributes)?,
                occurrence: input.occurrence,
                period: None,
                attach: Attach::Nothing,
            },
        };
        let key = input.idempotency_key.as_deref();
        let (project, event) = change(view, at, key, &command).await?;
        Ok(EventPayload { project, event })
    }

    /// 作废事件 void an event that never was. It is kept and counts for nothing.
    async fn void_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidEventInput,
    ) -> Answer<EventPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Event>(view, "input.event", &input.event).await?;
        let command = VoidRecord {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Event,
            record: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, event) = change(view, at, key, &command).await?;
        Ok(EventPayload { project, event })
    }
}
