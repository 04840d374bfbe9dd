use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{ProjectTie, RelateProjects, VoidRelation};
use shuniu_hub::query::{Key, View};
use uuid::Uuid;

use super::ProjectRelation;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{of_project, submit};
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 项目关系 project tie. What another project is to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "ProjectTie")]
pub(crate) enum Tie {
    /// 原项目 predecessor: the project that it upgrades, expands or maintains.
    Predecessor,
    /// 关联项目 linked.
    Linked,
}

impl From<Tie> for ProjectTie {
    fn from(tie: Tie) -> Self {
        match tie {
            Tie::Predecessor => Self::Predecessor,
            Tie::Linked => Self::Linked,
        }
    }
}

/// 登记项目关系输入 relate projects input.
#[derive(Debug, InputObject)]
pub(crate) struct RelateProjectsInput {
    /// 项目 project, by global id.
    project: ID,
    /// 对方项目 other project of the same jurisdiction, by global id.
    other: ID,
    /// 对方是什么 what the other project is to it.
    tie: Tie,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废项目关系输入 void relation input.
#[derive(Debug, InputObject)]
pub(crate) struct VoidRelationInput {
    /// 项目 project, by global id.
    project: ID,
    /// 对方项目 other project, by global id.
    other: ID,
    /// 对方是什么 what the other project was said to be.
    tie: Tie,
    /// 作废原因 reason why.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 项目关系变更结果 relation payload.
#[derive(SimpleObject)]
pub(crate) struct RelationPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 对方项目 other project as it is now.
    other: Project,
    /// 项目关系 relations of the project as they are now.
    relations: Vec<ProjectRelation>,
}

impl RelationPayload {
    async fn of(view: &View, at: Key, other: Uuid) -> Answer<Self> {
        let rows = view.relations_of(&[at]).await?;
        Ok(Self {
            project: existing(view, at).await?,
            other: existing(view, Key::new(at.jurisdiction, other)).await?,
            relations: Set::members(rows)
                .into_iter()
                .map(ProjectRelation)
                .collect(),
        })
    }
}

/// Changes of relations.
#[derive(Debug, Default)]
pub(crate) struct RelationMutation;

/// 项目关系变更 changes of relations.
#[Object]
impl RelationMutation {
    /// 登记项目关系 relate projects: record the predecessor of a project, or that two are linked. Whether a predecessor was accepted, and how a linked project was evaluated, is from then on told by its own file.
    async fn relate_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RelateProjectsInput,
    ) -> Answer<RelationPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let other = of_project(at, Kind::Project, "input.other", &input.other)?;
        let command = RelateProjects {
            project: at.id,
            expected_version: input.expected_version,
            other,
            tie: input.tie.into(),
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        RelationPayload::of(view, at, other).await
    }

    /// 作废项目关系 void a relation that never was. It is kept and counts for nothing.
    async fn void_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidRelationInput,
    ) -> Answer<RelationPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let other = of_project(at, Kind::Project, "input.other", &input.other)?;
        let command = VoidRelation {
            project: at.id,
            expected_version: input.expected_version,
            other,
            tie: input.tie.into(),
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        RelationPayload::of(view, at, other).await
    }
}
