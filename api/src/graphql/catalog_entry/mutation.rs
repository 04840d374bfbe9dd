use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{
    CatalogTerms, CorrectCatalogEntry, RecordCatalogEntry, Sharing as HubSharing,
    UpdateCycle as HubCycle, VoidCatalogEntry,
};

use super::CatalogEntry;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 共享属性 how a data resource is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubSharing")]
pub(crate) enum Sharing {
    /// 无条件共享 with every department.
    Unconditional,
    /// 有条件共享 on conditions.
    Conditional,
    /// 不予共享 not at all.
    NotShared,
}

/// 更新周期 how often a data resource is brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubCycle")]
pub(crate) enum UpdateCycle {
    /// 实时 at once.
    Realtime,
    /// 每日 every day.
    Daily,
    /// 每周 every week.
    Weekly,
    /// 每月 every month.
    Monthly,
    /// 每季度 every quarter.
    Quarterly,
    /// 每年 every year.
    Yearly,
    /// 不定期 when it changes.
    Irregular,
}

/// 数据目录条目内容输入 catalogue entry terms input.
#[derive(Debug, InputObject)]
pub(crate) struct CatalogTermsInput {
    /// 目录代码 code in the catalogue.
    code: Option<String>,
    /// 名称 name.
    name: String,
    /// 所属系统 information system that holds it.
    system_name: Option<String>,
    /// 共享属性 sharing.
    sharing: Sharing,
    /// 更新周期 update cycle.
    update_cycle: Option<UpdateCycle>,
    /// 登记日 registered on: the day it was entered in the catalogue.
    registered_on: Option<Date>,
}

impl CatalogTermsInput {
    fn read(self) -> CatalogTerms {
        CatalogTerms {
            code: self.code,
            name: self.name,
            system_name: self.system_name,
            sharing: self.sharing.into(),
            update_cycle: self.update_cycle.map(Into::into),
            registered_on: self.registered_on.map(|day| day.0),
        }
    }
}

/// 登记数据目录条目输入 record catalogue entry input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordCatalogEntryInput {
    /// 项目 project, by global id.
    project: ID,
    /// 内容 terms: what it says.
    terms: CatalogTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正数据目录条目输入 correct catalogue entry input. The wrong one is kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectCatalogEntryInput {
    /// 有误的数据目录条目 the catalogue entry that was wrong, by global id.
    catalog_entry: ID,
    /// 原因 reason; it stays with the new one.
    reason: String,
    /// 正确内容 terms: what is right, as a whole.
    terms: CatalogTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废数据目录条目输入 void catalogue entry input. It is kept.
#[derive(Debug, InputObject)]
pub(crate) struct VoidCatalogEntryInput {
    /// 有误的数据目录条目 the catalogue entry that was wrong, by global id.
    catalog_entry: ID,
    /// 原因 reason; it stays with it.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 数据目录条目变更结果 catalogue entry payload.
#[derive(SimpleObject)]
pub(crate) struct CatalogEntryPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 数据目录条目 catalogue entry as it is now.
    catalog_entry: Option<CatalogEntry>,
}

/// Changes of catalogue entries.
#[derive(Debug, Default)]
pub(crate) struct CatalogEntryMutation;

/// 数据目录条目 catalogue entries.
#[Object]
impl CatalogEntryMutation {
    /// 登记数据目录条目 record catalogue entry of a project.
    async fn record_catalog_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordCatalogEntryInput,
    ) -> Answer<CatalogEntryPayload> {
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordCatalogEntry {
            project: at.id,
            expected_version: input.expected_version,
            terms: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, catalog_entry) = change(view(ctx)?, at, key, &command).await?;
        Ok(CatalogEntryPayload {
            project,
            catalog_entry,
        })
    }

    /// 更正数据目录条目 correct catalogue entry: what is right takes the place of what was wrong, which is kept.
    async fn correct_catalog_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectCatalogEntryInput,
    ) -> Answer<CatalogEntryPayload> {
        let view = view(ctx)?;
        let (wrong, at) =
            wrong::<CatalogEntry>(view, "input.catalogEntry", &input.catalog_entry).await?;
        let command = CorrectCatalogEntry {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
            right: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, catalog_entry) = change(view, at, key, &command).await?;
        Ok(CatalogEntryPayload {
            project,
            catalog_entry,
        })
    }

    /// 作废数据目录条目 void catalogue entry that was recorded by mistake; it is kept and no longer counts.
    async fn void_catalog_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidCatalogEntryInput,
    ) -> Answer<CatalogEntryPayload> {
        let view = view(ctx)?;
        let (wrong, at) =
            wrong::<CatalogEntry>(view, "input.catalogEntry", &input.catalog_entry).await?;
        let command = VoidCatalogEntry {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, catalog_entry) = change(view, at, key, &command).await?;
        Ok(CatalogEntryPayload {
            project,
            catalog_entry,
        })
    }
}
