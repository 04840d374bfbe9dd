use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{CatalogRow, Key};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A catalogue entry with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct CatalogEntry(pub(crate) Member<CatalogRow>);

/// 数据目录条目 catalogue entry. A data resource that a project keeps, in the catalogue of government data.
#[Object]
impl CatalogEntry {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::CatalogEntry, self.0.key())
    }

    /// 目录代码 code in the catalogue; null until it has one.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// 名称 name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 所属系统 information system that holds it; null while unknown.
    async fn system_name(&self) -> Option<&str> {
        self.0.system_name.as_deref()
    }

    /// 共享属性 sharing: `unconditional`, `conditional` or `not_shared`.
    async fn sharing(&self) -> &str {
        &self.0.sharing
    }

    /// 更新周期 update cycle: `realtime`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly` or `irregular`; null while unknown.
    async fn update_cycle(&self) -> Option<&str> {
        self.0.update_cycle.as_deref()
    }

    /// 登记日 registered on: the day it was entered in the catalogue; null until then.
    async fn registered_on(&self) -> Option<Date> {
        self.0.registered_on.map(Date)
    }

    /// 状态 standing: `current`, `corrected` (another took its place) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let key = Key::new(self.0.jurisdiction_id, self.0.corrects_id?);
        Some(global_id(Kind::CatalogEntry, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
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
