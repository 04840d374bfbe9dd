use async_graphql::{Context, Enum, SimpleObject};
use shuniu_hub::query::{
    Aggregate, AmountOf, Dimension, GroupKey as HubKey, GroupOrder as HubOrder, GroupValue,
    Grouping, Measures,
};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::paging::PageBounds;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::Money;

/// 汇总维度 dimension by which groups are told apart. Where something has none of a kind, it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Dimension")]
pub(crate) enum GroupDimension {
    /// 省级 province, with every jurisdiction in it that the token reaches.
    Province,
    /// 地级 prefecture, with every jurisdiction in it that the token reaches.
    Prefecture,
    /// 辖区 jurisdiction by itself.
    Jurisdiction,
    /// 年度 year: of a project's first event on file, of a contract's signing, of a payment, of a duty's last day.
    Year,
    /// 立项年度 year in which the project was approved.
    ApprovalYear,
    /// 阶段 stage of the project.
    Stage,
    /// 项目类型 project type.
    ProjectType,
    /// 建设性质 build nature of the project.
    BuildNature,
    /// 项目单位 unit responsible for the project.
    Unit,
    /// 承建单位 supplier: who does the work of a contract. Contracts only.
    Supplier,
    /// 款项 kind of payment. Payments only.
    PaymentKind,
    /// 法规 pack that a duty stands in. Obligations only.
    Pack,
    /// 条款 provision that a duty stands in. Obligations only.
    Provision,
    /// 状态 status of a duty on `asOf`. Obligations only.
    Status,
}

/// 分组次序 group order. In which order groups are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubOrder")]
pub(crate) enum GroupOrder {
    /// 按维度 by what they are grouped by, in the order of `groupBy`; what is unknown comes last.
    Keys,
    /// 按数量 the largest count first.
    Count,
}

/// 分组取值 group key. What a group has in one dimension.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct GroupKey {
    /// 维度 dimension.
    pub(crate) dimension: GroupDimension,
    /// 取值 value: a region code, a year, the global id of an organization (of suppliers that are not grouped by jurisdiction, one of those that bear the same credit code), the name of a stage, type, pack or provision, or a value of `PaymentKind` or `ObligationStatus`. Null where it is unknown, and for state-secret projects, of which nothing is told.
    pub(crate) value: Option<String>,
    /// 名称 label in Chinese, as its jurisdiction prints it; null where the value has no other name.
    pub(crate) label: Option<String>,
}

impl From<&HubKey> for GroupKey {
    fn from(key: &HubKey) -> Self {
        let value = match &key.value {
            GroupValue::Unknown => None,
            GroupValue::Region(code) => Some(code.as_str().to_owned()),
            GroupValue::Organization(key) => Some(global_id(Kind::Organization, *key).to_string()),
            GroupValue::Word(word) => Some(match key.dimension {
                Dimension::Status | Dimension::PaymentKind => word.to_uppercase(),
                _ => word.clone(),
            }),
        };
        Self {
            dimension: key.dimension.into(),
            value,
            label: key.label.clone(),
        }
    }
}

/// 金额合计 amount sum. Exact; what is unknown is counted and not added.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AmountSum {
    /// 已知个数 known: how many amounts were added.
    known: u64,
    /// 未知个数 unknown: how many have no such amount.
    unknown: u64,
    /// 合计 total of what is known, in yuan.
    total: Money,
}

impl AmountSum {
    pub(super) fn of(measures: &Measures, of: AmountOf) -> Self {
        let amount = measures.amount(of);
        Self {
            known: amount.known,
            unknown: measures.count.saturating_sub(amount.known),
            total: Money(amount.total),
        }
    }
}

/// What the arguments ask for.
pub(super) fn grouping(
    ctx: &Context<'_>,
    by: Option<Vec<GroupDimension>>,
    order: Option<GroupOrder>,
    first: Option<i32>,
) -> Answer<Grouping> {
    let first = first
        .map(|asked| PageBounds::of(ctx).first_groups(asked))
        .transpose()?;
    Ok(Grouping {
        by: by.unwrap_or_default().into_iter().map(Into::into).collect(),
        order: order.map(Into::into).unwrap_or_default(),
        first,
    })
}

/// Refuses more groups than an answer holds.
pub(super) fn within_bounds(ctx: &Context<'_>, found: Aggregate) -> Answer<Aggregate> {
    let most = PageBounds::of(ctx).groups;
    if found.groups.len() > most as usize {
        let told = format!(
            "{} groups, and an answer holds at most {most} (limits.groups); group by less, narrow the filter, or take the `first` of them",
            found.groups.len()
        );
        return Err(Refusal::limit("groupBy", told));
    }
    Ok(found)
}
