use async_graphql::{Context, ID, Object};

use super::ProjectRelation;
use crate::graphql::id::{Kind, keys_of};
use crate::graphql::paging::PageBounds;
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// What projects are to each other.
#[derive(Debug, Default)]
pub(crate) struct RelationQuery;

/// 项目关系查询 questions about relations.
#[Object]
impl RelationQuery {
    /// 项目关系 relations: what other projects are to the given ones (原项目、后续项目、关联项目), in the order in which it was recorded.
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "项目 projects, by global id, at most `limits.page`.")] projects: Vec<ID>,
    ) -> Answer<Vec<ProjectRelation>> {
        PageBounds::of(ctx).holds("projects", projects.len())?;
        let keys = keys_of(Kind::Project, "projects", Some(projects))?;
        let rows = view(ctx)?.relations_of(&keys).await?;
        let rows = Set::members(rows).into_iter();
        Ok(rows.map(ProjectRelation).collect())
    }
}
