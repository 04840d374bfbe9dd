use async_graphql::{Context, ID, Object};
use shuniu_hub::query::ReportRow;

use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// Report with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Report(pub(crate) Member<ReportRow>);

/// 定期报告 report. A recurring submission for a period.
#[Object]
impl Report {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Report, self.0.key())
    }

    /// 种类 kind: a name of the vocabulary.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 定义 definition of the kind; null for a kind that no pack in force knows.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        let family = DefinitionFamily::Report;
        Ok(Definition::find(
            hub,
            self.0.jurisdiction_id,
            family,
            &self.0.kind,
        ))
    }

    /// 所属期间 period: `2025-07`, `2025-Q3` or `2026`.
    async fn period(&self) -> &str {
        &self.0.period
    }

    /// 提交日 submitted on, a local day.
    async fn submitted_on(&self) -> Date {
        Date(self.0.submitted_on)
    }

    /// 状态 standing: `current`, `corrected` (another took its place), `voided`, `losing` (a person's correction counts instead) or `superseded` (a newer record of its source says otherwise).
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let wrong = self.0.corrects_id?;
        let key = shuniu_hub::query::Key::new(self.0.jurisdiction_id, wrong);
        Some(global_id(Kind::Report, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 所履行的义务 fulfils: duties that it performed, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_itself(&self.0, ctx).await
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }

    /// 项目 project that it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
