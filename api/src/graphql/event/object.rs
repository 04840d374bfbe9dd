use async_graphql::{Context, ID, Object};
use shuniu_hub::query::EventRow;

use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::document::{self, Document};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Json};
use crate::graphql::schema::{named, view};
use crate::graphql::set::Member;

/// Event with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Event(pub(crate) Member<EventRow>);

/// 事件 event. A dated fact of a project, such as 终验 final acceptance.
#[Object]
impl Event {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Event, self.0.key())
    }

    /// 种类 kind: a name of the vocabulary.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 定义 definition of the kind; null for a kind that no pack in force knows.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        let family = DefinitionFamily::Event;
        Ok(Definition::find(
            hub,
            self.0.jurisdiction_id,
            family,
            &self.0.kind,
        ))
    }

    /// 发生日 occurred on, a local day.
    async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// 附加属性 attributes that the vocabulary gives to the kind.
    async fn attributes(&self) -> Json {
        Json(self.0.attributes.clone())
    }

    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; null for the project itself.
    async fn occurrence(&self) -> Option<&str> {
        named(&self.0.occurrence)
    }

    /// 状态 standing: `current`, `corrected` (another took its place), `voided`, `losing` (a person's correction counts instead) or `superseded` (a newer record of its source says otherwise).
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let wrong = self.0.corrects_id?;
        let key = shuniu_hub::query::Key::new(self.0.jurisdiction_id, wrong);
        Some(global_id(Kind::Event, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 佐证材料 documents that are attached to it as evidence, in the order in which they were.
    async fn documents(&self, ctx: &Context<'_>) -> Answer<Vec<Document>> {
        document::of_event(&self.0, view(ctx)?).await
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
