use async_graphql::{Context, Object};
use shuniu_hub::access::Permission;
use shuniu_hub::policy::vocabulary::Vocabulary;

use super::{Definition, DefinitionFamily};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::RegionCode;
use crate::graphql::schema::view;

/// The vocabulary.
#[derive(Debug, Default)]
pub(crate) struct DefinitionQuery;

/// 词汇查询 questions about the vocabulary.
#[Object]
impl DefinitionQuery {
    /// 名称定义 what the names of facts, events, documents, reports, gates and derived values mean.
    async fn fact_definitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些类别 only these families; all if left out.")] families: Option<
            Vec<DefinitionFamily>,
        >,
        #[graphql(desc = "只要这些名称 only these names; all if left out.")] names: Option<
            Vec<String>,
        >,
        #[graphql(
            desc = "辖区 the jurisdiction, for facts that its pack adds; the shared vocabulary if left out."
        )]
        jurisdiction: Option<RegionCode>,
    ) -> Answer<Vec<Definition>> {
        let view = view(ctx)?;
        let families = families.unwrap_or_else(|| DefinitionFamily::ALL.to_vec());
        let wanted = |name: &str| {
            names
                .as_ref()
                .is_none_or(|names| names.iter().any(|one| one == name))
        };
        let read = |vocabulary: &Vocabulary| {
            let mut all = Vec::new();
            for family in &families {
                let defined = vocabulary.all((*family).into()).iter();
                let defined = defined.filter(|one| wanted(&one.name));
                all.extend(defined.map(|one| Definition::read(*family, one)));
            }
            all
        };
        match jurisdiction {
            None => Ok(read(Vocabulary::shared())),
            Some(region) => {
                let place = view.jurisdiction(Permission::ReadLaw, region.0)?;
                Ok(read(view.hub().local_law(place.id).vocabulary()))
            }
        }
    }
}
