use async_graphql::{Context, Object};
use shuniu_hub::query::LedgerRow;

use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::project::{Owner, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// An entry with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct LedgerEntry {
    pub(crate) row: Member<LedgerRow>,
    /// The place after the entry.
    pub(crate) cursor: String,
}

/// 台账条目 ledger entry. One change, chained to the one before it.
#[Object]
impl LedgerEntry {
    /// 位置 cursor: give it as `after` to go on behind this entry.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// 辖区 jurisdiction in whose ledger it stands.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.row.jurisdiction_id))
    }

    /// 序号 seq: its position, from 1, without gaps within the jurisdiction.
    async fn seq(&self) -> i64 {
        self.row.seq
    }

    /// 记录时刻 recorded at (UTC).
    async fn recorded_at(&self) -> Instant {
        Instant(self.row.recorded_at)
    }

    /// 行为人 actor: subject of the token, or the worker, that acted.
    async fn actor(&self) -> &str {
        &self.row.actor
    }

    /// 角色 actor role under which it acted.
    async fn actor_role(&self) -> &str {
        &self.row.actor_role
    }

    /// 命令 command: what was asked, such as `record`.
    async fn command(&self) -> &str {
        &self.row.command
    }

    /// 对象种类 entity: kind of the thing changed, such as `project_event`.
    async fn entity(&self) -> &str {
        &self.row.entity
    }

    /// 对象标识 entity id: the row changed; null where it is none.
    async fn entity_id(&self) -> Option<String> {
        self.row.entity_id.map(|id| id.to_string())
    }

    /// 项目 project concerned; null where it is none.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.row.one::<Owner>(view(ctx)?).await?.map(Project))
    }

    /// 已清除 erased: the project was declared classified (涉密) later, and `change` is an empty object. The hash still holds.
    async fn erased(&self) -> bool {
        self.row.digest.is_some() && self.row.salt.is_none()
    }

    /// 变更内容 change: what it was and what it is, without personal contacts.
    async fn change(&self) -> Json {
        if self.row.body.is_empty() {
            return Json(serde_json::json!({}));
        }
        let text = serde_json::Value::String(self.row.body.clone());
        Json(serde_json::from_str(&self.row.body).unwrap_or(text))
    }

    /// 前一条杂凑值 previous hash, 64 hex digits.
    async fn previous_hash(&self) -> &str {
        &self.row.previous_hash
    }

    /// 杂凑值 hash: SM3 over the entry and its predecessor, 64 hex digits.
    async fn hash(&self) -> &str {
        &self.row.hash
    }
}
