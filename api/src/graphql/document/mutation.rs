use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{
    Attach, AttachDocument, CorrectRecord, DetachDocument, RecordEntry, RecordKind, VoidRecord,
};

use super::Document;
use super::attachment::{attached_to, evidences};
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{attributes, change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Json};
use crate::graphql::schema::view;

/// 登记文件输入 record document input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordDocumentInput {
    /// 项目 project, by global id.
    project: ID,
    /// 种类 kind; `factDefinitions(families: DOCUMENT)` lists them.
    kind: String,
    /// 提交或收到日 filed on; left out where the day is not known.
    filed_on: Option<Date>,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
    /// 所佐证的事件和义务 events and obligations of the project that the document evidences, by global id; it is attached to them in the same step.
    evidences: Option<Vec<ID>>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正文件输入 correct document input. What is right takes the place of what was wrong; both are kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectDocumentInput {
    /// 有误的文件 document that was wrong, by global id.
    document: ID,
    /// 更正原因 reason why.
    reason: String,
    /// 种类 kind; `factDefinitions(families: DOCUMENT)` lists them.
    kind: String,
    /// 提交或收到日 filed on; left out where the day is not known.
    filed_on: Option<Date>,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废文件输入 void document input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidDocumentInput {
    /// 有误的文件 document, by global id.
    document: ID,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 附上文件输入 attach document input.
#[derive(Debug, InputObject)]
pub(crate) struct AttachDocumentInput {
    /// 文件 document on file, by global id.
    document: ID,
    /// 所佐证的事件和义务 events and obligations of its project that it evidences, by global id; at least one.
    evidences: Vec<ID>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 取下文件输入 detach document input.
#[derive(Debug, InputObject)]
pub(crate) struct DetachDocumentInput {
    /// 文件 document, by global id.
    document: ID,
    /// 不再佐证的事件和义务 events and obligations that it does not evidence, by global id; everything that it is attached to if left out.
    evidences: Option<Vec<ID>>,
    /// 取下原因 reason why; the ledger keeps it.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 文件变更结果 document payload. What a change of a document touched.
#[derive(SimpleObject)]
pub(crate) struct DocumentPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 文件 document as it is now; null when nothing had to be changed.
    document: Option<Document>,
}

/// Changes of documents.
#[derive(Debug, Default)]
pub(crate) struct DocumentMutation;

/// 文件变更 changes of documents.
#[Object]
impl DocumentMutation {
    /// 登记文件 record a document of a project.
    async fn record_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordDocumentInput,
    ) -> Answer<DocumentPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordEntry {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Document,
            kind: input.kind,
            on: input.filed_on.map(|day| day.0),
            attributes: attributes(input.attributes)?,
            occurrence: input.occurrence,
            period: None,
            attach: attached_to(at, input.evidences)?,
        };
        let key = input.idempotency_key.as_deref();
        let (project, document) = change(view, at, key, &command).await?;
        Ok(DocumentPayload { project, document })
    }

    /// 更正文件 correct a document that was recorded wrongly. The wrong one is kept, with what it holds; the right one holds nothing yet.
    async fn correct_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectDocumentInput,
    ) -> Answer<DocumentPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Document>(view, "input.document", &input.document).await?;
        let command = CorrectRecord {
            record: wrong.id,
            reason: input.reason,
            right: RecordEntry {
                project: at.id,
                expected_version: input.expected_version,
                table: RecordKind::Document,
                kind: input.kind,
                on: input.filed_on.map(|day| day.0),
                attributes: attributes(input.attributes)?,
                occurrence: input.occurrence,
                period: None,
                attach: Attach::Nothing,
            },
        };
        let key = input.idempotency_key.as_deref();
        let (project, document) = change(view, at, key, &command).await?;
        Ok(DocumentPayload { project, document })
    }

    /// 作废文件 void a document that never was. It is kept and counts for nothing.
    async fn void_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidDocumentInput,
    ) -> Answer<DocumentPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Document>(view, "input.document", &input.document).await?;
        let command = VoidRecord {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Document,
            record: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, document) = change(view, at, key, &command).await?;
        Ok(DocumentPayload { project, document })
    }

    /// 附上文件 attach a document on file to the events and duties that it evidences. What it is attached to already stays so. It performs no duty by that.
    async fn attach_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: AttachDocumentInput,
    ) -> Answer<DocumentPayload> {
        let view = view(ctx)?;
        let (paper, at) = wrong::<Document>(view, "input.document", &input.document).await?;
        let command = AttachDocument {
            project: at.id,
            expected_version: input.expected_version,
            document: paper.id,
            evidences: evidences(at, input.evidences)?,
        };
        let key = input.idempotency_key.as_deref();
        let (project, document) = change(view, at, key, &command).await?;
        Ok(DocumentPayload { project, document })
    }

    /// 取下文件 detach a document from what it does not evidence. It stays on file. What it is not attached to stays so.
    async fn detach_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: DetachDocumentInput,
    ) -> Answer<DocumentPayload> {
        let view = view(ctx)?;
        let (paper, at) = wrong::<Document>(view, "input.document", &input.document).await?;
        let from = input.evidences.map(|ids| evidences(at, ids));
        let command = DetachDocument {
            project: at.id,
            expected_version: input.expected_version,
            document: paper.id,
            evidences: from.transpose()?,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, document) = change(view, at, key, &command).await?;
        Ok(DocumentPayload { project, document })
    }
}
