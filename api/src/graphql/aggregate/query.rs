use async_graphql::{Context, InputObject, Object};
use shuniu_hub::query::{Counted, Days};

use super::figures::{ContractGroup, Figures, ObligationAggregate, PaymentGroup, ProjectGroup};
use super::group::{GroupDimension, GroupOrder, grouping, within_bounds};
use crate::graphql::institution::InstitutionObligationFilterInput;
use crate::graphql::obligation::ObligationFilterInput;
use crate::graphql::project::ProjectFilterInput;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 合同筛选条件 contract filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ContractFilter")]
pub(crate) struct ContractFilterInput {
    /// 项目 conditions on the project.
    projects: Option<ProjectFilterInput>,
    /// 签订日不早于 signed from: only those signed on this day or later.
    signed_from: Option<Date>,
    /// 签订日不晚于 signed to: only those signed on this day or earlier.
    signed_to: Option<Date>,
}

/// 支付筛选条件 payment filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "PaymentFilter")]
pub(crate) struct PaymentFilterInput {
    /// 项目 conditions on the project.
    projects: Option<ProjectFilterInput>,
    /// 支付日不早于 paid from: only those made on this day or later.
    paid_from: Option<Date>,
    /// 支付日不晚于 paid to: only those made on this day or earlier.
    paid_to: Option<Date>,
}

fn days(from: Option<Date>, to: Option<Date>) -> Days {
    Days {
        from: from.map(|day| day.0),
        to: to.map(|day| day.0),
    }
}

/// Counts and sums.
#[derive(Debug, Default)]
pub(crate) struct AggregateQuery;

/// 汇总查询 questions about many at once: counts and sums of what the caller may see.
#[Object]
impl AggregateQuery {
    /// 项目汇总 how many projects there are, and what they cost.
    async fn project_aggregate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions, as for `projects`.")] filter: Option<
            ProjectFilterInput,
        >,
        #[graphql(
            desc = "分组维度 dimensions to group by, outermost first; the total alone if left out."
        )]
        group_by: Option<Vec<GroupDimension>>,
        #[graphql(desc = "分组次序 order of the groups; by what they are grouped by if left out.")]
        order_by: Option<GroupOrder>,
        #[graphql(
            desc = "取前几组 how many groups from the start, at most `limits.groups`. Without it all are given, and more than that are refused."
        )]
        first: Option<i32>,
    ) -> Answer<Figures<ProjectGroup>> {
        let counted = Counted::Projects(filter.unwrap_or_default().read()?);
        let grouping = grouping(ctx, group_by, order_by, first)?;
        let found = view(ctx)?.aggregate(&counted, &grouping).await?;
        Ok(within_bounds(ctx, found)?.into())
    }

    /// 合同汇总 how many contracts there are, and what they come to.
    async fn contract_aggregate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<ContractFilterInput>,
        #[graphql(
            desc = "分组维度 dimensions to group by, outermost first; the total alone if left out."
        )]
        group_by: Option<Vec<GroupDimension>>,
        #[graphql(desc = "分组次序 order of the groups; by what they are grouped by if left out.")]
        order_by: Option<GroupOrder>,
        #[graphql(
            desc = "取前几组 how many groups from the start, at most `limits.groups`. Without it all are given, and more than that are refused."
        )]
        first: Option<i32>,
    ) -> Answer<Figures<ContractGroup>> {
        let filter = filter.unwrap_or_default();
        let counted = Counted::Contracts {
            of: filter.projects.unwrap_or_default().read()?,
            signed: days(filter.signed_from, filter.signed_to),
        };
        let grouping = grouping(ctx, group_by, order_by, first)?;
        let found = view(ctx)?.aggregate(&counted, &grouping).await?;
        Ok(within_bounds(ctx, found)?.into())
    }

    /// 支付汇总 how many payments are in force, and what was paid.
    async fn payment_aggregate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<PaymentFilterInput>,
        #[graphql(
            desc = "分组维度 dimensions to group by, outermost first; the total alone if left out."
        )]
        group_by: Option<Vec<GroupDimension>>,
        #[graphql(desc = "分组次序 order of the groups; by what they are grouped by if left out.")]
        order_by: Option<GroupOrder>,
        #[graphql(
            desc = "取前几组 how many groups from the start, at most `limits.groups`. Without it all are given, and more than that are refused."
        )]
        first: Option<i32>,
    ) -> Answer<Figures<PaymentGroup>> {
        let filter = filter.unwrap_or_default();
        let counted = Counted::Payments {
            of: filter.projects.unwrap_or_default().read()?,
            paid: days(filter.paid_from, filter.paid_to),
        };
        let grouping = grouping(ctx, group_by, order_by, first)?;
        let found = view(ctx)?.aggregate(&counted, &grouping).await?;
        Ok(within_bounds(ctx, found)?.into())
    }

    /// 义务汇总 how many duties there are, how they stand, and how many were performed in time.
    async fn obligation_aggregate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions, as for `obligations`.")] filter: Option<
            ObligationFilterInput,
        >,
        #[graphql(
            desc = "分组维度 dimensions to group by, outermost first; the total alone if left out."
        )]
        group_by: Option<Vec<GroupDimension>>,
        #[graphql(desc = "分组次序 order of the groups; by what they are grouped by if left out.")]
        order_by: Option<GroupOrder>,
        #[graphql(
            desc = "取前几组 how many groups from the start, at most `limits.groups`. Without it all are given, and more than that are refused."
        )]
        first: Option<i32>,
    ) -> Answer<ObligationAggregate> {
        let view = view(ctx)?;
        let filter = filter.unwrap_or_default().read(view.today())?;
        let grouping = grouping(ctx, group_by, order_by, first)?;
        let (day, regions) = (filter.day, filter.regions.clone());
        let counted = Counted::Obligations(filter);
        let found = view.aggregate(&counted, &grouping).await?;
        Ok(ObligationAggregate {
            figures: within_bounds(ctx, found)?.into(),
            day,
            regions,
        })
    }

    /// 机构义务汇总 how many duties units and bureaus have, how they stand, and how many were performed in time. Grouped by unit, what bureaus owe has none.
    async fn institution_obligation_aggregate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions, as for `institutionObligations`.")] filter: Option<
            InstitutionObligationFilterInput,
        >,
        #[graphql(
            desc = "分组维度 dimensions to group by, outermost first; the total alone if left out."
        )]
        group_by: Option<Vec<GroupDimension>>,
        #[graphql(desc = "分组次序 order of the groups; by what they are grouped by if left out.")]
        order_by: Option<GroupOrder>,
        #[graphql(
            desc = "取前几组 how many groups from the start, at most `limits.groups`. Without it all are given, and more than that are refused."
        )]
        first: Option<i32>,
    ) -> Answer<ObligationAggregate> {
        let view = view(ctx)?;
        let filter = filter.unwrap_or_default().read(view.today())?;
        let grouping = grouping(ctx, group_by, order_by, first)?;
        let (day, regions) = (filter.day, filter.of.regions.clone());
        let counted = Counted::InstitutionObligations(filter);
        let found = view.aggregate(&counted, &grouping).await?;
        Ok(ObligationAggregate {
            figures: within_bounds(ctx, found)?.into(),
            day,
            regions,
        })
    }
}
