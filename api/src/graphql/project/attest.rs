use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{Attach, AttestFile, RecordEntry, RecordKind};
use shuniu_hub::policy::values::PeriodError;
use uuid::Uuid;

use super::{FactInputObject, Project};
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{attributes, submit};
use crate::graphql::node::existing;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, Json};
use crate::graphql::schema::view;

/// 材料类别 file entry kind. What an entry of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum FileEntryKind {
    /// 事件 event on a day.
    Event,
    /// 材料 document on file.
    Document,
    /// 报告 report for a period.
    Report,
}

/// 材料项输入 file entry input. An event, a document or a report of a project's file.
#[derive(Debug, InputObject)]
pub(crate) struct FileEntryInput {
    /// 类别 entry: event, document or report.
    entry: FileEntryKind,
    /// 种类 kind; `factDefinitions` lists them.
    kind: String,
    /// 日期 on: the local day; only a document may go without.
    on: Option<Date>,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
    /// 所属期间 period of a report: `2025-07`, `2025-Q3` or `2026`.
    period: Option<String>,
}

/// 录入档案输入 attest file input.
#[derive(Debug, InputObject)]
pub(crate) struct AttestFileInput {
    /// 项目 project, by global id.
    project: ID,
    /// 追溯起始日 tracked since: first day since which the file is complete; from then on a duty that was not performed is late and not merely unknown. As it was if left out.
    tracked_since: Option<Date>,
    /// 理由 reason: why a later tracked since is right, which relieves the project of duties; only those who settle records may move it so.
    reason: Option<String>,
    /// 属性 facts.
    #[graphql(default)]
    facts: Vec<FactInputObject>,
    /// 材料项 entries, at most 500.
    #[graphql(default)]
    entries: Vec<FileEntryInput>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 录入结果 attest file payload.
#[derive(SimpleObject)]
pub(crate) struct AttestFilePayload {
    /// 项目 project as it is now.
    project: Project,
    /// 新录入项数 recorded: how many facts and entries were new.
    recorded: u64,
}

/// Most entries of one file; a longer one is entered in parts.
const MOST: usize = 500;

/// The entering of whole files.
#[derive(Debug, Default)]
pub(crate) struct FileMutation;

/// 档案录入 the entering of whole files.
#[Object]
impl FileMutation {
    /// 录入档案 enter what the paper file of a project holds, in one step, whole or not at all.
    async fn attest_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: AttestFileInput,
    ) -> Answer<AttestFilePayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        if input.entries.len() > MOST {
            let problem = format!("at most {MOST} entries at once; enter the file in parts");
            return Err(Refusal::input("input.entries", problem));
        }
        let entries = input.entries.into_iter().map(|one| entry(at.id, one));
        let command = AttestFile {
            project: at.id,
            expected_version: input.expected_version,
            tracked_since: input.tracked_since.map(|day| day.0),
            reason: input.reason,
            facts: input.facts.into_iter().map(Into::into).collect(),
            entries: entries.collect::<Answer<_>>()?,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        Ok(AttestFilePayload {
            project: existing(view, at).await?,
            recorded: done.recorded,
        })
    }
}

fn entry(project: Uuid, input: FileEntryInput) -> Answer<RecordEntry> {
    let period = input.period.map(|period| period.parse()).transpose();
    let period =
        period.map_err(|error: PeriodError| Refusal::input("input.entries.period", error))?;
    Ok(RecordEntry {
        project,
        expected_version: None,
        table: match input.entry {
            FileEntryKind::Event => RecordKind::Event,
            FileEntryKind::Document => RecordKind::Document,
            FileEntryKind::Report => RecordKind::Report,
        },
        kind: input.kind,
        on: input.on.map(|day| day.0),
        attributes: attributes(input.attributes)?,
        occurrence: input.occurrence,
        period,
        attach: Attach::Nothing,
    })
}
