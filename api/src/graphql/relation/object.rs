use async_graphql::{Context, Enum, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{Key, ProjectRow, RelationRow, View};

use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// 关系种类 relation kind. What another project is to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ProjectRelationKind {
    /// 原项目 predecessor: the project that it upgrades, expands or maintains.
    Predecessor,
    /// 后续项目 successor: a project that upgrades, expands or maintains it.
    Successor,
    /// 关联项目 linked.
    Linked,
}

/// A relation with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct ProjectRelation(pub(crate) Member<RelationRow>);

macro_rules! projects {
    ($($(#[$doc:meta])* $link:ident by $column:ident;)+) => {$(
        $(#[$doc])*
        struct $link;

        impl Link<RelationRow> for $link {
            type Row = ProjectRow;

            fn from(row: &RelationRow) -> Option<Key> {
                Some(Key::new(row.jurisdiction_id, row.$column))
            }

            fn to(row: &ProjectRow) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
                view.projects_by_key(keys).await
            }
        }
    )+};
}
projects! {
    /// The project in whose file the relation stands.
    Own by project_id;
    /// The other project.
    Other by other_id;
}

/// 项目关系 project relation. What another project is to a project; both are judged by what each tells of the other.
#[Object]
impl ProjectRelation {
    /// 种类 kind: what the other project is to the project.
    async fn kind(&self) -> ProjectRelationKind {
        match self.0.kind.as_str() {
            "predecessor" => ProjectRelationKind::Predecessor,
            "successor" => ProjectRelationKind::Successor,
            _ => ProjectRelationKind::Linked,
        }
    }

    /// 项目 project.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Own>(view(ctx)?).await?.map(Project))
    }

    /// 对方项目 other project; null where the caller may not see it.
    async fn other(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Other>(view(ctx)?).await?.map(Project))
    }

    /// 登记人 recorded by.
    async fn recorded_by(&self) -> &str {
        &self.0.recorded_by
    }

    /// 登记时刻 recorded at (UTC).
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at)
    }
}
