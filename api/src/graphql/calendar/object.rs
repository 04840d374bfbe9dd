use async_graphql::{Context, Enum, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::calendar::CalendarChoice;
use shuniu_hub::query::{CalendarRow, Key, OrganizationRow, ProjectRow, View};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::organization::Organization;
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Instant};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// 日历状态 calendar state: whether its address opens anything today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum CalendarState {
    /// 有效 open.
    Open,
    /// 已到期 lapsed: its last day has passed.
    Lapsed,
    /// 已撤销 revoked.
    Revoked,
}

/// A calendar with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Calendar(pub(crate) Member<CalendarRow>);

fn choice(row: &CalendarRow) -> CalendarChoice {
    serde_json::from_value(row.choice.clone()).unwrap_or_default()
}

/// The units whose projects a calendar is confined to.
struct Units;

impl Link<CalendarRow> for Units {
    type Row = OrganizationRow;

    fn from(_: &CalendarRow) -> Option<Key> {
        None
    }

    fn all_from(row: &CalendarRow) -> Vec<Key> {
        let units = choice(row).units.into_iter();
        units.map(|id| Key::new(row.jurisdiction_id, id)).collect()
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// The projects that a calendar is confined to.
struct Projects;

impl Link<CalendarRow> for Projects {
    type Row = ProjectRow;

    fn from(_: &CalendarRow) -> Option<Key> {
        None
    }

    fn all_from(row: &CalendarRow) -> Vec<Key> {
        let projects = choice(row).projects.into_iter();
        projects
            .map(|id| Key::new(row.jurisdiction_id, id))
            .collect()
    }

    fn to(row: &ProjectRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
        view.projects_by_key(keys).await
    }
}

/// 日历订阅 calendar. A feed of the duties of one jurisdiction that are to be done, for calendar clients. What opens it was shown once, when it was made.
#[Object]
impl Calendar {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Calendar, self.0.key())
    }

    /// 辖区 jurisdiction whose duties it shows.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.0.jurisdiction_id))
    }

    /// 名称 name that calendar clients show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 所有者 owner: subject of the token with which it was made.
    async fn owner(&self) -> &str {
        &self.0.subject
    }

    /// 角色 role of that token. It sees what this role sees, and never more.
    async fn role(&self) -> &str {
        &self.0.role
    }

    /// 机构 body of that token; null unless the role is `authority`.
    async fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// 单位统一社会信用代码 organization of that token; null where it named none.
    async fn organization(&self) -> Option<&str> {
        self.0.organization.as_deref()
    }

    /// 只列我的义务 mine: whether it shows only what binds its owner, by role and body.
    async fn mine(&self) -> bool {
        choice(&self.0).mine
    }

    /// 责任方 responsible: roles of the packs, where it shows only what binds these.
    async fn responsible(&self) -> Vec<String> {
        choice(&self.0).responsible
    }

    /// 条款 provisions, by code, where it shows only what these require.
    async fn provisions(&self) -> Vec<String> {
        choice(&self.0).provisions
    }

    /// 法规 packs, by id, where it shows only what these require.
    async fn packs(&self) -> Vec<String> {
        choice(&self.0).packs
    }

    /// 项目单位 units, where it shows only what their projects owe.
    async fn units(&self, ctx: &Context<'_>) -> Answer<Vec<Organization>> {
        let units = self.0.all::<Units>(view(ctx)?).await?;
        Ok(units.into_iter().map(Organization).collect())
    }

    /// 项目 projects, where it shows only what these owe.
    async fn projects(&self, ctx: &Context<'_>) -> Answer<Vec<Project>> {
        let projects = self.0.all::<Projects>(view(ctx)?).await?;
        Ok(projects.into_iter().map(Project).collect())
    }

    /// 状态 state today.
    async fn state(&self, ctx: &Context<'_>) -> Answer<CalendarState> {
        let today = view(ctx)?.today();
        Ok(match self.0.revoked_at {
            Some(_) => CalendarState::Revoked,
            None if self.0.expires_on < today => CalendarState::Lapsed,
            None => CalendarState::Open,
        })
    }

    /// 有效期至 expires on: the last day on which it opens.
    async fn expires_on(&self) -> Date {
        Date(self.0.expires_on)
    }

    /// 创建时刻 created at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// 最近读取日 last read on: the last day on which a client read it; null while none has.
    async fn last_read_on(&self) -> Option<Date> {
        self.0.used_on.map(Date)
    }

    /// 撤销时刻 revoked at (UTC); null unless it was.
    async fn revoked_at(&self) -> Option<Instant> {
        self.0.revoked_at.map(Instant)
    }

    /// 撤销者 revoked by: subject of the token that revoked it; null unless it was.
    async fn revoked_by(&self) -> Option<&str> {
        self.0.revoked_by.as_deref()
    }
}
