use async_graphql::{Context, Object, OutputType, SimpleObject};
use chrono::NaiveDate;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::query::{
    Aggregate, AmountOf, Group, GroupKey as HubKey, Measures, Status, Timeliness,
};

use super::group::{AmountSum, GroupKey};
use crate::graphql::obligation::ObligationStatus;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 汇总 aggregate. Counts and sums by group, and of all groups together.
#[derive(SimpleObject)]
#[graphql(concrete(name = "ProjectAggregate", params(ProjectGroup)))]
#[graphql(concrete(name = "ContractAggregate", params(ContractGroup)))]
#[graphql(concrete(name = "PaymentAggregate", params(PaymentGroup)))]
pub(crate) struct Figures<G: OutputType> {
    /// 分组 groups, as many as `first` asks for; none is empty.
    groups: Vec<G>,
    /// 分组总数 group count: how many groups there are, also where fewer are given.
    group_count: usize,
    /// 总计 total of all groups, also of those not given; its keys are empty.
    total: G,
}

impl<G: OutputType + Counted> From<Aggregate> for Figures<G> {
    fn from(found: Aggregate) -> Self {
        let group = |group: Group| G::of(&group.keys, &group.measures);
        Self {
            groups: found.groups.into_iter().map(group).collect(),
            group_count: found.group_count,
            total: G::of(&[], &found.total),
        }
    }
}

/// What is shown of a group.
pub(crate) trait Counted: Sized {
    fn of(keys: &[HubKey], measures: &Measures) -> Self;
}

fn keys(keys: &[HubKey]) -> Vec<GroupKey> {
    keys.iter().map(Into::into).collect()
}

/// 项目分组 project group. Projects that have the same in every dimension.
#[derive(SimpleObject)]
pub(crate) struct ProjectGroup {
    /// 分组取值 keys: what the group has, in the order of `groupBy`; empty for the total.
    keys: Vec<GroupKey>,
    /// 项目数 count of projects, state-secret ones included.
    count: u64,
    /// 预算金额 sum of the budgets.
    budget: AmountSum,
    /// 投资额 sum of the investments.
    investment: AmountSum,
}

impl Counted for ProjectGroup {
    fn of(of: &[HubKey], measures: &Measures) -> Self {
        Self {
            keys: keys(of),
            count: measures.count,
            budget: AmountSum::of(measures, AmountOf::Budget),
            investment: AmountSum::of(measures, AmountOf::Investment),
        }
    }
}

/// 合同分组 contract group. Contracts that have the same in every dimension.
#[derive(SimpleObject)]
pub(crate) struct ContractGroup {
    /// 分组取值 keys: what the group has, in the order of `groupBy`; empty for the total.
    keys: Vec<GroupKey>,
    /// 合同数 count of contracts.
    count: u64,
    /// 合同金额 sum of the amounts.
    amount: AmountSum,
}

impl Counted for ContractGroup {
    fn of(of: &[HubKey], measures: &Measures) -> Self {
        Self {
            keys: keys(of),
            count: measures.count,
            amount: AmountSum::of(measures, AmountOf::Contract),
        }
    }
}

/// 支付分组 payment group. Payments in force that have the same in every dimension.
#[derive(SimpleObject)]
pub(crate) struct PaymentGroup {
    /// 分组取值 keys: what the group has, in the order of `groupBy`; empty for the total.
    keys: Vec<GroupKey>,
    /// 支付笔数 count of payments, made or only asked for.
    count: u64,
    /// 已支付 sum of what was paid; those not yet paid are the unknown ones.
    paid: AmountSum,
    /// 已申请未支付 sum of what was asked for and is not paid; those paid are the unknown ones.
    requested: AmountSum,
}

impl Counted for PaymentGroup {
    fn of(of: &[HubKey], measures: &Measures) -> Self {
        Self {
            keys: keys(of),
            count: measures.count,
            paid: AmountSum::of(measures, AmountOf::Paid),
            requested: AmountSum::of(measures, AmountOf::Requested),
        }
    }
}

/// 状态计数 status count. How many duties stand so.
#[derive(SimpleObject)]
pub(crate) struct StatusCount {
    /// 状态 status on `asOf`.
    status: ObligationStatus,
    /// 数量 count.
    count: u64,
}

/// 按时履行 on-time figures. Of what can be told, pending duties and those that are never late are none of them.
#[derive(SimpleObject)]
pub(crate) struct OnTime {
    /// 按时 in time: performed, not after the last day.
    in_time: u64,
    /// 逾期 late: performed after the last day, overdue, or breached.
    late: u64,
    /// 无法确定 unknown: a missing fact or an unobserved stretch hides the answer. Never counted as late.
    unknown: u64,
    /// 按时率（千分之） of a thousand that are known (`inTime` and `late`), how many were in time, rounded half up; null where none is known.
    permille: Option<u64>,
}

impl From<Timeliness> for OnTime {
    fn from(counted: Timeliness) -> Self {
        Self {
            in_time: counted.in_time,
            late: counted.late,
            unknown: counted.unknown,
            permille: counted.permille(),
        }
    }
}

/// 义务分组 obligation group. Duties that have the same in every dimension.
#[derive(SimpleObject)]
pub(crate) struct ObligationGroup {
    /// 分组取值 keys: what the group has, in the order of `groupBy`; empty for the total.
    keys: Vec<GroupKey>,
    /// 义务数 count of duties.
    count: u64,
    /// 各状态计数 statuses on `asOf`, each that occurs.
    statuses: Vec<StatusCount>,
    /// 按时履行 how many were performed in time.
    on_time: OnTime,
}

impl Counted for ObligationGroup {
    fn of(of: &[HubKey], measures: &Measures) -> Self {
        let count = |(status, count): (&Status, &u64)| StatusCount {
            status: (*status).into(),
            count: *count,
        };
        Self {
            keys: keys(of),
            count: measures.count,
            statuses: measures.statuses.iter().map(count).collect(),
            on_time: measures.timeliness().into(),
        }
    }
}

/// What was counted of duties, and for which day.
pub(crate) struct ObligationAggregate {
    pub(crate) figures: Figures<ObligationGroup>,
    /// The day on which the statuses are asked.
    pub(crate) day: NaiveDate,
    /// The regions that were asked for.
    pub(crate) regions: Vec<RegionCode>,
}

/// 义务汇总 obligation aggregate. Counts by group, and of all groups together.
#[Object]
impl ObligationAggregate {
    /// 分组 groups, as many as `first` asks for; none is empty.
    async fn groups(&self) -> &[ObligationGroup] {
        &self.figures.groups
    }

    /// 分组总数 group count: how many groups there are, also where fewer are given.
    async fn group_count(&self) -> usize {
        self.figures.group_count
    }

    /// 总计 total of all groups, also of those not given; its keys are empty.
    async fn total(&self) -> &ObligationGroup {
        &self.figures.total
    }

    /// 状态所问之日 as of: the day on which the statuses are asked.
    async fn as_of(&self) -> Date {
        Date(self.day)
    }

    /// 评估基准日 assessed for. Every project is assessed for this day or later under the law in force; null before the first time, and while projects still wait to be assessed under a changed pack, calendar or setting.
    async fn assessed_for(&self, ctx: &Context<'_>) -> Answer<Option<Date>> {
        let day = view(ctx)?.assessed_for(&self.regions).await?;
        Ok(day.map(Date))
    }
}
