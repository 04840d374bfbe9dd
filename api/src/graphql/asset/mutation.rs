use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{AssetKind as HubKind, RecordAsset, VoidAsset};

use super::Asset;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;

/// 资产种类 asset kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubKind")]
pub(crate) enum AssetKind {
    /// 硬件 hardware.
    Hardware,
    /// 软件 software.
    Software,
    /// 数据 data.
    Data,
}

/// 登记资产输入 record asset input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordAssetInput {
    /// 项目 project, by global id.
    project: ID,
    /// 种类 kind.
    kind: AssetKind,
    /// 名称 name.
    name: String,
    /// 分类代码 category code of the asset standard in use there.
    category_code: Option<String>,
    /// 数量 quantity, at least 1.
    quantity: Option<u32>,
    /// 原值 original value, in yuan.
    original_value: Option<Money>,
    /// 取得日 acquired on.
    acquired_on: Option<Date>,
    /// 合同 contract it was bought by, by global id.
    contract: Option<ID>,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废资产输入 void asset input. Only an asset that no registry knows may be withdrawn.
#[derive(Debug, InputObject)]
pub(crate) struct VoidAssetInput {
    /// 资产 asset, by global id.
    asset: ID,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 资产变更结果 asset payload.
#[derive(SimpleObject)]
pub(crate) struct AssetPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 资产 asset as it is now.
    asset: Option<Asset>,
}

/// Changes of assets.
#[derive(Debug, Default)]
pub(crate) struct AssetMutation;

/// 资产 assets.
#[Object]
impl AssetMutation {
    /// 登记资产 record asset that a project left behind; `handOver` registers it at the asset cloud.
    async fn record_asset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordAssetInput,
    ) -> Answer<AssetPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let contract = match &input.contract {
            None => None,
            Some(id) => {
                let key = key_of(Kind::Contract, "input.contract", id)?;
                if key.jurisdiction != at.jurisdiction {
                    return Err(Refusal::input(
                        "input.contract",
                        "belongs to another project",
                    ));
                }
                Some(key.id)
            }
        };
        let command = RecordAsset {
            project: at.id,
            expected_version: input.expected_version,
            kind: input.kind.into(),
            name: input.name,
            category_code: input.category_code,
            quantity: input.quantity,
            original_value: input.original_value.map(|money| money.0),
            acquired_on: input.acquired_on.map(|day| day.0),
            contract,
        };
        let key = input.idempotency_key.as_deref();
        let (project, asset) = change(view, at, key, &command).await?;
        Ok(AssetPayload { project, asset })
    }

    /// 作废资产 void asset that was recorded by mistake; the ledger keeps it.
    async fn void_asset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidAssetInput,
    ) -> Answer<AssetPayload> {
        let view = view(ctx)?;
        let (asset, at) = wrong::<Asset>(view, "input.asset", &input.asset).await?;
        let command = VoidAsset {
            project: at.id,
            expected_version: input.expected_version,
            asset: asset.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, asset) = change(view, at, key, &command).await?;
        Ok(AssetPayload { project, asset })
    }
}
