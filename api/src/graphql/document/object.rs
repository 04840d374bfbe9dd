use async_graphql::{Context, ID, Object};
use shuniu_hub::query::DocumentRow;

use super::attachment::Attachment;
use super::content::DocumentContent;
use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Json};
use crate::graphql::schema::{named, view};
use crate::graphql::set::Member;

/// Document with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Document(pub(crate) Member<DocumentRow>);

/// 文件 document. A piece of evidence on file.
#[Object]
impl Document {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Document, self.0.key())
    }

    /// 种类 kind: a name of the vocabulary.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 定义 definition of the kind; null for a kind that no pack in force knows.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        let family = DefinitionFamily::Document;
        Ok(Definition::find(
            hub,
            self.0.jurisdiction_id,
            family,
            &self.0.kind,
        ))
    }

    /// 提交或收到日 filed on; null where the day is not known.
    async fn filed_on(&self) -> Option<Date> {
        self.0.filed_on.map(Date)
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
        Some(global_id(Kind::Document, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 文件内容 content; null where nothing was uploaded, or for those who may not fetch it.
    async fn content(&self, ctx: &Context<'_>) -> Answer<Option<DocumentContent>> {
        self.held(ctx).await
    }

    /// 内容地址 content path: `PUT` uploads the content there and `GET` fetches it, at the server of this API.
    async fn content_path(&self) -> String {
        format!("/documents/{}", *global_id(Kind::Document, self.0.key()))
    }

    /// 所佐证的事项 evidences: the events and duties that it was attached to, in the order in which it was. Where one of them, or the document, is corrected, what is right takes its place.
    async fn evidences(&self, ctx: &Context<'_>) -> Answer<Vec<Attachment>> {
        Attachment::all(&self.0, view(ctx)?).await
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
