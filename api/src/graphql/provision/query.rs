use async_graphql::{Context, Object};
use shuniu_hub::access::Permission;

use super::{Pack, Provision};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::RegionCode;
use crate::graphql::schema::view;

/// The law.
#[derive(Debug, Default)]
pub(crate) struct ProvisionQuery;

/// 法规查询 questions about the law.
#[Object]
impl ProvisionQuery {
    /// 法规 packs that a jurisdiction applies, national layer first; versions of one regulation that follow each other, the oldest first.
    async fn packs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "辖区 the jurisdiction.")] jurisdiction: RegionCode,
    ) -> Answer<Vec<Pack>> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::ReadLaw, jurisdiction.0)?;
        Ok(Pack::all(&view.hub().local_law(place.id)))
    }

    /// 条款 provisions that a jurisdiction applies today, in the order of the texts; of a regulation that is not in force today, those of its last version.
    async fn provisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "辖区 the jurisdiction.")] jurisdiction: RegionCode,
        #[graphql(desc = "只要这些编号 only these codes.")] codes: Option<Vec<String>>,
        #[graphql(desc = "只要能关闭此关口的 only those that can close this gate.")] gate: Option<
            String,
        >,
    ) -> Answer<Vec<Provision>> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::ReadLaw, jurisdiction.0)?;
        let (law, today) = (view.hub().local_law(place.id), view.today());
        let mut all = Provision::all(&law);
        all.retain(|one| {
            let (printed, file) = (one.printed(), one.file());
            let applied = law.pack_on(&file.id, today);
            applied.is_some_and(|pack| pack.version == file.version)
                && codes
                    .as_ref()
                    .is_none_or(|codes| codes.contains(&printed.id))
                && gate
                    .as_ref()
                    .is_none_or(|gate| printed.gates().any(|name| name == gate))
        });
        Ok(all)
    }
}
