use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::command::{
    CorrectInstitutionReport, InstitutionReportTerms, RecordInstitutionReport,
    VoidInstitutionReport,
};
use shuniu_hub::policy::values::PeriodError;
use shuniu_hub::query::Key;

use super::InstitutionReport;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, RegionCode};
use crate::graphql::schema::view;

/// 登记机构报告输入 record institution report input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordInstitutionReportInput {
    /// 项目单位 unit whose report it is, by global id; or `jurisdiction`.
    unit: Option<ID>,
    /// 辖区 jurisdiction whose bureau's report it is; or `unit`.
    jurisdiction: Option<RegionCode>,
    /// 种类 kind that the law asks of units or of the bureau; `factDefinitions(families: REPORT)` lists all.
    kind: String,
    /// 所属期间 period: `2026-05`, `2026-Q3` or `2026`.
    period: String,
    /// 提交日 submitted on, a local day that is not in the future.
    submitted_on: Date,
    /// 预期版本 version of the institution that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正机构报告输入 correct institution report input. What is right takes the place of what was wrong; both are kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectInstitutionReportInput {
    /// 有误的报告 report that was wrong, by global id.
    report: ID,
    /// 更正原因 reason why.
    reason: String,
    /// 种类 kind.
    kind: String,
    /// 所属期间 period: `2026-05`, `2026-Q3` or `2026`.
    period: String,
    /// 提交日 submitted on, a local day that is not in the future.
    submitted_on: Date,
    /// 预期版本 version of the institution that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废机构报告输入 void institution report input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidInstitutionReportInput {
    /// 有误的报告 report, by global id.
    report: ID,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the institution that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 机构报告变更结果 institution report payload.
#[derive(SimpleObject)]
pub(crate) struct InstitutionReportPayload {
    /// 报告 report as it is now.
    report: InstitutionReport,
    /// 机构版本 version of the institution as it is now.
    version: i64,
}

fn terms(kind: String, period: &str, on: Date) -> Answer<InstitutionReportTerms> {
    let period = period.parse();
    Ok(InstitutionReportTerms {
        kind,
        period: period.map_err(|error: PeriodError| Refusal::input("input.period", error))?,
        submitted_on: on.0,
    })
}

async fn payload(ctx: &Context<'_>, at: Key) -> Answer<InstitutionReportPayload> {
    let view = view(ctx)?;
    let report: InstitutionReport = existing(view, at).await?;
    let of = Key::new(at.jurisdiction, report.0.institution_id);
    let version = view.institutions(&[of]).await?;
    Ok(InstitutionReportPayload {
        version: version.first().map_or(0, |row| row.version),
        report,
    })
}

/// Changes of reports of institutions.
#[derive(Debug, Default)]
pub(crate) struct InstitutionMutation;

/// 机构报告变更 changes of reports of institutions.
#[Object]
impl InstitutionMutation {
    /// 登记机构报告 record a report of a unit for all of its projects, or of the bureau for its place. What is of one project is recorded by `recordReport`.
    async fn record_institution_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordInstitutionReportInput,
    ) -> Answer<InstitutionReportPayload> {
        let view = view(ctx)?;
        let (place, unit) = match (&input.unit, input.jurisdiction) {
            (Some(unit), None) => {
                let unit = key_of(Kind::Organization, "input.unit", unit)?;
                (unit.jurisdiction, Some(unit.id))
            }
            (None, Some(region)) => {
                let place = view.jurisdiction(Permission::RecordBureau, region.0)?;
                (place.id, None)
            }
            _ => {
                let problem = "give `unit` for a unit's report or `jurisdiction` for the bureau's";
                return Err(Refusal::input("input", problem));
            }
        };
        let command = RecordInstitutionReport {
            unit,
            expected_version: input.expected_version,
            terms: terms(input.kind, &input.period, input.submitted_on)?,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, place, key, &command).await?;
        payload(ctx, Key::new(place, done.report)).await
    }

    /// 更正机构报告 correct a report that was recorded wrongly. A correction is no second report; the wrong one is kept.
    async fn correct_institution_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectInstitutionReportInput,
    ) -> Answer<InstitutionReportPayload> {
        let at = key_of(Kind::InstitutionReport, "input.report", &input.report)?;
        let command = CorrectInstitutionReport {
            report: at.id,
            expected_version: input.expected_version,
            reason: input.reason,
            terms: terms(input.kind, &input.period, input.submitted_on)?,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view(ctx)?, at.jurisdiction, key, &command).await?;
        payload(ctx, Key::new(at.jurisdiction, done.report)).await
    }

    /// 作废机构报告 void a report that never was. It is kept and counts for nothing.
    async fn void_institution_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidInstitutionReportInput,
    ) -> Answer<InstitutionReportPayload> {
        let at = key_of(Kind::InstitutionReport, "input.report", &input.report)?;
        let command = VoidInstitutionReport {
            report: at.id,
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view(ctx)?, at.jurisdiction, key, &command).await?;
        payload(ctx, Key::new(at.jurisdiction, done.report)).await
    }
}
