use async_graphql::{Context, ID, Object};
use shuniu_hub::query::Contact as Shown;

use super::ContactRole;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A contact with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Contact(pub(crate) Member<Shown>);

/// 联系人 contact. Somebody to turn to about a project. Name, number and address are masked except for the project's own unit, the data bureau and the administrator.
#[Object]
impl Contact {
    /// 全局标识 global id. Stable; `node` takes it until the contact is erased.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Contact, self.0.key())
    }

    /// 角色 role on the project.
    async fn role(&self) -> ContactRole {
        ContactRole::named(&self.0.role)
    }

    /// 姓名 name; `张**` where it is masked.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 电话 phone number; `138****1234` where it is masked, null while unknown.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// 电子邮箱 email address; `z***@…` where it is masked, null while unknown.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// 所在单位 organization that the person works for, as told; null while unknown.
    async fn organization(&self) -> Option<&str> {
        self.0.organization.as_deref()
    }

    /// 是否脱敏 masked: whether name, number and address are shown masked.
    async fn masked(&self) -> bool {
        self.0.masked
    }

    /// 记录人 recorded by: subject of the token that recorded it last.
    async fn recorded_by(&self) -> &str {
        &self.0.recorded_by
    }

    /// 记录时刻 recorded at (UTC): when it was recorded last.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at)
    }

    /// 项目 project that it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
