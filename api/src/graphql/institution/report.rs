use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{InstitutionReportRow, Key};

use super::links::Unit;
use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::organization::Organization;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Instant};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A report of an institution with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct InstitutionReport(pub(crate) Member<InstitutionReportRow>);

/// 机构报告 institution report. A recurring submission of a unit for all of its projects, or of the bureau for its place.
#[Object]
impl InstitutionReport {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::InstitutionReport, self.0.key())
    }

    /// 辖区 jurisdiction.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.0.jurisdiction_id))
    }

    /// 项目单位 unit whose report it is; null where it is the bureau's.
    async fn unit(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.0.one::<Unit>(view(ctx)?).await?.map(Organization))
    }

    /// 种类 kind: a name of the vocabulary.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 定义 definition of the kind; null for a kind that no pack in force knows.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let (hub, place) = (view(ctx)?.hub(), self.0.jurisdiction_id);
        let family = DefinitionFamily::Report;
        Ok(Definition::find(hub, place, family, &self.0.kind))
    }

    /// 所属期间 period: `2026-05`, `2026-Q3` or `2026`.
    async fn period(&self) -> &str {
        &self.0.period
    }

    /// 提交日 submitted on, a local day.
    async fn submitted_on(&self) -> Date {
        Date(self.0.submitted_on)
    }

    /// 状态 standing: `current`, `corrected` (another took its place) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let wrong = self.0.corrects_id?;
        let key = Key::new(self.0.jurisdiction_id, wrong);
        Some(global_id(Kind::InstitutionReport, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 来源 source where it came from: `person`.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// 登记人 recorded by: subject of the token that recorded it.
    async fn recorded_by(&self) -> &str {
        &self.0.recorded_by
    }

    /// 登记时刻 recorded at (UTC).
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at)
    }
}
