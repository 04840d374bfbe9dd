use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{Key, View};
use uuid::Uuid;

use crate::graphql::id::{Kind, global_id};
use crate::graphql::provision::Pack;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, RegionCode};
use crate::graphql::schema::view;

/// A place with its own law.
#[derive(Clone, Debug)]
pub(crate) struct Jurisdiction(pub(crate) shuniu_hub::Jurisdiction);

impl Jurisdiction {
    /// The jurisdiction, if the caller's token reaches there.
    pub(crate) fn find(view: &View, id: Uuid) -> Option<Self> {
        let mut own = view.jurisdictions().into_iter();
        own.find(|one| one.id == id).map(Self)
    }
}

/// 辖区 jurisdiction. A county, district or prefecture that applies a law of its own.
#[Object]
impl Jurisdiction {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Jurisdiction, Key::new(self.0.id, self.0.id))
    }

    /// 行政区划代码 region code.
    async fn region_code(&self) -> RegionCode {
        RegionCode(self.0.setup.region)
    }

    /// 名称 name.
    async fn name(&self) -> &str {
        &self.0.setup.name
    }

    /// 法规 packs that it applies, national layer first.
    async fn packs(&self, ctx: &Context<'_>) -> Answer<Vec<Pack>> {
        Ok(Pack::all(&view(ctx)?.hub().local_law(self.0.id)))
    }

    /// 评估基准日 assessed for. All its projects are assessed for this day or later under the law in force; null before the first time, and while projects still wait to be assessed under a changed pack, calendar or setting.
    async fn assessed_for(&self, ctx: &Context<'_>) -> Answer<Option<Date>> {
        let day = view(ctx)?.assessed_for(&[self.0.setup.region]).await?;
        Ok(day.map(Date))
    }

    /// 待评估项目数 waiting: how many of its projects wait to be assessed, under a law that has changed or for a day that has come; `assessedFor` is null or of an earlier day until it is 0.
    async fn waiting_for_assessment(&self, ctx: &Context<'_>) -> Answer<u64> {
        Ok(view(ctx)?
            .waiting_for_assessment(self.0.setup.region)
            .await?)
    }
}
