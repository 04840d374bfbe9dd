use async_graphql::{Context, ID, Object};
use shuniu_hub::policy::Fen;
use shuniu_hub::query::{Dispute, ProjectRow, Status, status_on};

use super::link;
use crate::graphql::allocation::Allocation;
use crate::graphql::asset::Asset;
use crate::graphql::budget_quota::BudgetQuota;
use crate::graphql::catalog_entry::CatalogEntry;
use crate::graphql::contact::Contact;
use crate::graphql::contract::Contract;
use crate::graphql::definition::{DerivedValue, Stage};
use crate::graphql::discrepancy::{Discrepancy, DiscrepancyState};
use crate::graphql::document::Document;
use crate::graphql::event::Event;
use crate::graphql::exception::PolicyException;
use crate::graphql::fact::Fact;
use crate::graphql::gate::{Finding, Gate};
use crate::graphql::hand_over::HandOver;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::obligation::{Obligation, ObligationStatus};
use crate::graphql::organization::Organization;
use crate::graphql::payment::Payment;
use crate::graphql::refusal::Answer;
use crate::graphql::report::Report;
use crate::graphql::review::Review;
use crate::graphql::scalar::{Date, Instant, Money};
use crate::graphql::schema::view;
use crate::graphql::set::Member;
use crate::graphql::tender::Tender;
use crate::graphql::what_if::{Assessment, On};

/// A project with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Project(pub(crate) Member<ProjectRow>);

/// Events by which an authority agrees to a project, in the words of the shared vocabulary.
const APPROVALS: [&str; 5] = [
    "prereview_passed",
    "joint_review_passed",
    "third_party_review_opinion_received",
    "expert_review_passed",
    "project_approved",
];

fn wanted(names: Option<&[String]>, name: &str) -> bool {
    names.is_none_or(|names| names.iter().any(|wanted| wanted == name))
}

/// 政务信息化项目 a government IT project. The present as resolved from all its sources, its file, and what the law of the place requires of it.
#[Object]
impl Project {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Project, self.0.key())
    }

    /// 辖区 jurisdiction. The place whose law applies.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.0.jurisdiction_id))
    }

    /// 项目名称 name. The name in force; empty for a state-secret project.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 项目代码 unified project code, as the approval platform gave it; null until then.
    async fn project_code(&self) -> Option<&str> {
        self.0.project_code.as_deref()
    }

    /// 项目单位 unit. The organization responsible for the project; null while unknown.
    async fn unit(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        let unit = self.0.one::<link::Unit>(view(ctx)?).await?;
        Ok(unit.map(Organization))
    }

    /// 阶段 stage. The furthest stage that its events have entered, by the law of the place.
    async fn stage(&self, ctx: &Context<'_>) -> Answer<Stage> {
        Ok(Stage::of(view(ctx)?, self.0.jurisdiction_id, &self.0.stage))
    }

    /// 项目类型 project type. `build`, `ops`, `service` or `goods`; null while unknown.
    async fn project_type(&self) -> Option<&str> {
        self.0.project_type.as_deref()
    }

    /// 建设性质 build nature. `new`, `continued`, `upgrade` or `expansion`; null while unknown.
    async fn build_nature(&self) -> Option<&str> {
        self.0.build_nature.as_deref()
    }

    /// 预算金额 budget, in yuan; null while unknown.
    async fn budget(&self) -> Option<Money> {
        Money::of(self.0.budget_fen)
    }

    /// 投资额 investment, in yuan; null while unknown.
    async fn investment(&self) -> Option<Money> {
        Money::of(self.0.investment_fen)
    }

    /// 涉密 classified. Whether it is a state-secret project; then the hub keeps none of its content.
    async fn classified(&self) -> bool {
        self.0.classified
    }

    /// 追溯截止日 tracked since. The day through which its past was attested when it came in; before it nothing is owed.
    async fn tracked_since(&self) -> Option<Date> {
        self.0.tracked_since.map(Date)
    }

    /// 推导值 derived values. What the packs derive from its facts, such as the management track (管理方式).
    async fn derived(&self, ctx: &Context<'_>) -> Answer<Vec<DerivedValue>> {
        let law = view(ctx)?.hub().local_law(self.0.jurisdiction_id);
        Ok(DerivedValue::all(&law, &self.0.derived))
    }

    /// 评估基准日 assessed for. The day for which its duties and gates were last computed; null before the first time.
    async fn assessed_for(&self) -> Option<Date> {
        self.0.assessed_for.map(Date)
    }

    /// 版本 version. Grows with every change; give it as `expectedVersion` to notice others' changes.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// 录入时刻 created at. When it came into the hub (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// 更新时刻 updated at. When it last changed (UTC).
    async fn updated_at(&self) -> Instant {
        Instant(self.0.updated_at)
    }

    /// 属性 facts. The attributes in force with their provenance, by name.
    async fn facts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些名称 only these names; `factDefinitions` lists them.")]
        names: Option<Vec<String>>,
    ) -> Answer<Vec<Fact>> {
        let rows = self.0.all::<link::Facts>(view(ctx)?).await?;
        let rows = rows.into_iter();
        Ok(rows
            .filter(|row| wanted(names.as_deref(), &row.name))
            .map(Fact)
            .collect())
    }

    /// 历史 history of one attribute: every value it had or another source gave, oldest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "属性名称 name of the attribute, such as `investment_yuan` or `name`.")]
        name: String,
    ) -> Answer<Vec<Fact>> {
        let rows = self.0.all::<link::History>(view(ctx)?).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.name == name)
            .map(Fact)
            .collect())
    }

    /// 事件 events, by day. Those in force, unless asked otherwise.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些种类 only these kinds.")] kinds: Option<Vec<String>>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Event>> {
        let rows = self.0.all::<link::Events>(view(ctx)?).await?;
        let rows = rows.into_iter().filter(|row| {
            wanted(kinds.as_deref(), &row.kind) && (include_withdrawn || row.standing == "current")
        });
        Ok(rows.map(Event).collect())
    }

    /// 批复与评审 approvals. The events by which authorities agreed to it, by day.
    async fn approvals(&self, ctx: &Context<'_>) -> Answer<Vec<Event>> {
        let rows = self.0.all::<link::Events>(view(ctx)?).await?;
        let rows = rows
            .into_iter()
            .filter(|row| row.standing == "current" && APPROVALS.contains(&row.kind.as_str()));
        Ok(rows.map(Event).collect())
    }

    /// 文件 documents on file. Those in force, unless asked otherwise.
    async fn documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些种类 only these kinds.")] kinds: Option<Vec<String>>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Document>> {
        let rows = self.0.all::<link::Documents>(view(ctx)?).await?;
        let rows = rows.into_iter().filter(|row| {
            wanted(kinds.as_deref(), &row.kind) && (include_withdrawn || row.standing == "current")
        });
        Ok(rows.map(Document).collect())
    }

    /// 定期报告 reports, by period. Those in force, unless asked otherwise.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些种类 only these kinds.")] kinds: Option<Vec<String>>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Report>> {
        let rows = self.0.all::<link::Reports>(view(ctx)?).await?;
        let rows = rows.into_iter().filter(|row| {
            wanted(kinds.as_deref(), &row.kind) && (include_withdrawn || row.standing == "current")
        });
        Ok(rows.map(Report).collect())
    }

    /// 例外 exceptions. Recorded exceptions to provisions that bind in principle (原则上).
    async fn exceptions(&self, ctx: &Context<'_>) -> Answer<Vec<PolicyException>> {
        let rows = self.0.all::<link::Exceptions>(view(ctx)?).await?;
        Ok(rows.into_iter().map(PolicyException).collect())
    }

    /// 采购 tenders. Its procurements with their awards, oldest first.
    async fn tenders(&self, ctx: &Context<'_>) -> Answer<Vec<Tender>> {
        let rows = self.0.all::<link::Tenders>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Tender).collect())
    }

    /// 合同 contracts, oldest first.
    async fn contracts(&self, ctx: &Context<'_>) -> Answer<Vec<Contract>> {
        let rows = self.0.all::<link::Contracts>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Contract).collect())
    }

    /// 义务 obligations. What the law requires of it, by their last day.
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些状态 only those that stand so on `asOf`.")] statuses: Option<
            Vec<ObligationStatus>,
        >,
        #[graphql(desc = "状态所问之日 the day on which the status is asked; today if left out.")]
        as_of: Option<Date>,
    ) -> Answer<Vec<Obligation>> {
        let view = view(ctx)?;
        let day = as_of.map_or_else(|| view.today(), |day| day.0);
        let statuses: Option<Vec<Status>> =
            statuses.map(|wanted| wanted.into_iter().map(Into::into).collect());
        let rows = self.0.all::<link::Obligations>(view).await?;
        let rows = rows.into_iter().filter(|row| {
            statuses
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&status_on(&**row, day)))
        });
        Ok(rows.map(|row| Obligation { row, day }).collect())
    }

    /// 关口 gates. Whether each step may be taken today, with what stands against it.
    async fn gates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些步骤 only these steps, such as `final_acceptance`.")]
        names: Option<Vec<String>>,
    ) -> Answer<Vec<Gate>> {
        let rows = self.0.all::<link::Gates>(view(ctx)?).await?;
        let rows = rows.into_iter();
        Ok(rows
            .filter(|row| wanted(names.as_deref(), &row.gate))
            .map(Gate)
            .collect())
    }

    /// 某日的评估 assessment. What the law said of it on a day, by what is known now, judged by the law in force then; of a day to come, what it will say if nothing further is recorded. Null for a classified project.
    async fn assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "所问之日 the day asked about; today if left out.")] as_of: Option<Date>,
    ) -> Answer<Option<Assessment>> {
        let view = view(ctx)?;
        let day = as_of.map_or_else(|| view.today(), |day| day.0);
        Ok(self.0.on::<On>(view, day).await?.map(Assessment))
    }

    /// 发现的问题 findings. Rules that were broken or are doubtful, beyond overdue duties. That a system marks the project as state-secret (`secrecy:marked`) is told to those alone who may declare it.
    async fn findings(&self, ctx: &Context<'_>) -> Answer<Vec<Finding>> {
        let rows = self.0.all::<link::Findings>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Finding).collect())
    }

    /// 评审 reviews, by day.
    async fn reviews(&self, ctx: &Context<'_>) -> Answer<Vec<Review>> {
        let rows = self.0.all::<link::Reviews>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Review).collect())
    }

    /// 资源分配 allocations of shared infrastructure, by day. Those in force, unless asked otherwise.
    async fn allocations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Allocation>> {
        let rows = self.0.all::<link::Allocations>(view(ctx)?).await?;
        let rows = rows.into_iter();
        let rows = rows.filter(|row| include_withdrawn || row.standing == "current");
        Ok(rows.map(Allocation).collect())
    }

    /// 资产 assets that it left behind.
    async fn assets(&self, ctx: &Context<'_>) -> Answer<Vec<Asset>> {
        let rows = self.0.all::<link::Assets>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Asset).collect())
    }

    /// 支付 payments, in the order they were recorded. Those in force, unless asked otherwise.
    async fn payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<Payment>> {
        let rows = self.0.all::<link::Payments>(view(ctx)?).await?.into_iter();
        let rows = rows.filter(|row| include_withdrawn || row.standing == "current");
        Ok(rows.map(Payment).collect())
    }

    /// 已支付总额 paid total: the sum of its payments in force that were made, in yuan.
    async fn paid_total(&self, ctx: &Context<'_>) -> Answer<Money> {
        let paid = self.0.one::<link::PaidFor>(view(ctx)?).await?;
        Ok(Money(paid.map_or(Fen::ZERO, |paid| Fen::new(paid.fen))))
    }

    /// 预算指标 budget quotas, by year. Those in force, unless asked otherwise.
    async fn budget_quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<BudgetQuota>> {
        let rows = self.0.all::<link::Quotas>(view(ctx)?).await?.into_iter();
        let rows = rows.filter(|row| include_withdrawn || row.standing == "current");
        Ok(rows.map(BudgetQuota).collect())
    }

    /// 数据目录条目 catalogue entries: the data resources it keeps, by name. Those in force, unless asked otherwise.
    async fn catalog_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "含已更正和作废的 also those corrected or voided.", default)]
        include_withdrawn: bool,
    ) -> Answer<Vec<CatalogEntry>> {
        let rows = self.0.all::<link::Catalog>(view(ctx)?).await?.into_iter();
        let rows = rows.filter(|row| include_withdrawn || row.standing == "current");
        Ok(rows.map(CatalogEntry).collect())
    }

    /// 联系人 contacts. Whom to turn to, oldest first; masked for those who may not see them in full.
    async fn contacts(&self, ctx: &Context<'_>) -> Answer<Vec<Contact>> {
        let rows = self.0.all::<link::Contacts>(view(ctx)?).await?;
        Ok(rows.into_iter().map(Contact).collect())
    }

    /// 对外报送 hand-overs. What was handed over to outside systems for it, and what they answered.
    async fn hand_overs(&self, ctx: &Context<'_>) -> Answer<Vec<HandOver>> {
        let rows = self.0.all::<link::HandOvers>(view(ctx)?).await?;
        Ok(rows.into_iter().map(HandOver).collect())
    }

    /// 数据不一致 discrepancies. What sources disagree about, in the order in which it arose.
    async fn discrepancies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些状态 only those that stand so; the open ones if left out.")]
        states: Option<Vec<DiscrepancyState>>,
    ) -> Answer<Vec<Discrepancy>> {
        let states = states.unwrap_or_else(|| vec![DiscrepancyState::Open]);
        let wanted: Vec<&str> = states
            .into_iter()
            .map(|state| Dispute::from(state).as_str())
            .collect();
        let rows = self.0.all::<link::Discrepancies>(view(ctx)?).await?;
        let rows = rows.into_iter();
        Ok(rows
            .filter(|row| wanted.contains(&row.state.as_str()))
            .map(Discrepancy)
            .collect())
    }
}
