use std::collections::BTreeMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{Attach, CorrectRecord, RecordEntry, RecordKind, VoidRecord};
use shuniu_hub::policy::values::{Period, PeriodError};

use super::Report;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 登记报告输入 record report input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordReportInput {
    /// 项目 project, by global id.
    project: ID,
    /// 种类 kind; `factDefinitions(families: REPORT)` lists them.
    kind: String,
    /// 所属期间 period: `2025-07`, `2025-Q3` or `2026`.
    period: String,
    /// 提交日 submitted on, a local day that is not in the future.
    submitted_on: Date,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正报告输入 correct report input. What is right takes the place of what was wrong; both are kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectReportInput {
    /// 有误的报告 report that was wrong, by global id.
    report: ID,
    /// 更正原因 reason why.
    reason: String,
    /// 种类 kind; `factDefinitions(families: REPORT)` lists them.
    kind: String,
    /// 所属期间 period: `2025-07`, `2025-Q3` or `2026`.
    period: String,
    /// 提交日 submitted on, a local day that is not in the future.
    submitted_on: Date,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废报告输入 void report input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidReportInput {
    /// 有误的报告 report, by global id.
    report: ID,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 报告变更结果 report payload. What a change of a report touched.
#[derive(SimpleObject)]
pub(crate) struct ReportPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 报告 report as it is now; null when nothing had to be changed.
    report: Option<Report>,
}

fn period(text: &str) -> Answer<Period> {
    text.parse()
        .map_err(|error: PeriodError| Refusal::input("input.period", error))
}

/// Changes of reports.
#[derive(Debug, Default)]
pub(crate) struct ReportMutation;

/// 报告变更 changes of reports.
#[Object]
impl ReportMutation {
    /// 登记报告 record a report of a project.
    async fn record_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordReportInput,
    ) -> Answer<ReportPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordEntry {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Report,
            kind: input.kind,
            on: Some(input.submitted_on.0),
            attributes: BTreeMap::new(),
            occurrence: None,
            period: Some(period(&input.period)?),
            attach: Attach::Nothing,
        };
        let key = input.idempotency_key.as_deref();
        let (project, report) = change(view, at, key, &command).await?;
        Ok(ReportPayload { project, report })
    }

    /// 更正报告 correct a report that was recorded wrongly. A correction is no second report; the wrong one is kept.
    async fn correct_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectReportInput,
    ) -> Answer<ReportPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Report>(view, "input.report", &input.report).await?;
        let command = CorrectRecord {
            record: wrong.id,
            reason: input.reason,
            right: RecordEntry {
                project: at.id,
                expected_version: input.expected_version,
                table: RecordKind::Report,
                kind: input.kind,
                on: Some(input.submitted_on.0),
                attributes: BTreeMap::new(),
                occurrence: None,
                period: Some(period(&input.period)?),
                attach: Attach::Nothing,
            },
        };
        let key = input.idempotency_key.as_deref();
        let (project, report) = change(view, at, key, &command).await?;
        Ok(ReportPayload { project, report })
    }

    /// 作废报告 void a report that never was. It is kept and counts for nothing.
    async fn void_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidReportInput,
    ) -> Answer<ReportPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Report>(view, "input.report", &input.report).await?;
        let command = VoidRecord {
            project: at.id,
            expected_version: input.expected_version,
            table: RecordKind::Report,
            record: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, report) = change(view, at, key, &command).await?;
        Ok(ReportPayload { project, report })
    }
}
