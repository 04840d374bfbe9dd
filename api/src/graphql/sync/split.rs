use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{RecordName, SplitProject};

use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::schema::view;

/// 外部记录 outside record, by what it is known by.
#[derive(Debug, InputObject)]
pub(crate) struct OutsideRecordInput {
    /// 系统 system of the record, such as `trading_centre`.
    system: String,
    /// 数据流 stream that it was read from, such as `awards`.
    stream: String,
    /// 外部标识 external id: the system's own identity of the record.
    external_id: String,
}

/// 拆分项目输入 split project input.
#[derive(Debug, InputObject)]
pub(crate) struct SplitProjectInput {
    /// 项目 project that the records are in, by global id.
    project: ID,
    /// 记录 records that are of another project, 1 to 100, none twice. What names no project and follows one of them, as an award its procurement, goes along and need not be named.
    records: Vec<OutsideRecordInput>,
    /// 归入项目 project that the records are of, by global id, in the same jurisdiction; left out, a new one is entered out of what they say, for which one of them has to tell name and unit, as an approval or a plan item does.
    into: Option<ID>,
    /// 理由 reason, for the ledger of both projects.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 移动的记录 moved record. A record that is of another project than before.
#[derive(SimpleObject)]
pub(crate) struct MovedRecord {
    /// 系统 system of the record.
    system: String,
    /// 数据流 stream that it was read from.
    stream: String,
    /// 外部标识 external id: the system's own identity of the record.
    external_id: String,
    /// 随同移动 along: nobody named it, and it went along with what tells whose it is, as an award with its procurement.
    along: bool,
}

/// 拆分结果 split project payload.
#[derive(SimpleObject)]
pub(crate) struct SplitProjectPayload {
    /// 原项目 project that the records were in, as it is now.
    project: Project,
    /// 归入项目 project that they are in now.
    into: Project,
    /// 是否新建 whether that was entered out of what they say.
    entered: bool,
    /// 移动的记录 records that moved: those that were named in their order, then what went along.
    records: Vec<MovedRecord>,
}

/// Work on projects that were taken for one.
#[derive(Debug, Default)]
pub(crate) struct SplitMutation;

/// 拆分变更 work on projects that were taken for one.
#[Object]
impl SplitMutation {
    /// 拆分项目 split a project: two projects of the outside world were taken for one, and the records are of the other. In one step they leave the project and stand in the other, with the project code that they brought. They do not go back by themselves, whatever their systems say next; both projects are assessed anew, and the history of both tells why.
    async fn split_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: SplitProjectInput,
    ) -> Answer<SplitProjectPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let into = match &input.into {
            Some(into) => Some(key_of(Kind::Project, "input.into", into)?),
            None => None,
        };
        if into.is_some_and(|into| into.jurisdiction != at.jurisdiction) {
            let problem = "belongs to another jurisdiction than the project";
            return Err(Refusal::input("input.into", problem));
        }
        let records = input.records.into_iter().map(|one| RecordName {
            system: one.system,
            stream: one.stream,
            external_id: one.external_id,
        });
        let command = SplitProject {
            project: at.id,
            expected_version: input.expected_version,
            records: records.collect(),
            into: into.map(|into| into.id),
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        let records = done.records.into_iter().map(|one| MovedRecord {
            system: one.name.system,
            stream: one.name.stream,
            external_id: one.name.external_id,
            along: one.along,
        });
        Ok(SplitProjectPayload {
            project: existing(view, at).await?,
            into: existing(view, Key::new(at.jurisdiction, done.into)).await?,
            entered: done.entered,
            records: records.collect(),
        })
    }
}
