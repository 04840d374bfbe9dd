use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{CorrectBudgetQuota, QuotaTerms, RecordBudgetQuota, VoidBudgetQuota};

use super::BudgetQuota;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;

/// 预算指标内容输入 budget quota terms input.
#[derive(Debug, InputObject)]
pub(crate) struct QuotaTermsInput {
    /// 指标文号 number of the document that gives it.
    document_number: String,
    /// 预算年度 budget year.
    year: i32,
    /// 金额 amount, in yuan; above zero.
    amount: Money,
    /// 资金来源 funding source: a value of the attribute `funding_sources`.
    funding_source: Option<String>,
    /// 下达日 issued on: the day of the document.
    issued_on: Date,
}

impl QuotaTermsInput {
    fn read(self) -> QuotaTerms {
        QuotaTerms {
            document_number: self.document_number,
            year: self.year,
            amount: self.amount.0,
            funding_source: self.funding_source,
            issued_on: self.issued_on.0,
        }
    }
}

/// 登记预算指标输入 record budget quota input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordBudgetQuotaInput {
    /// 项目 project, by global id.
    project: ID,
    /// 内容 terms: what it says.
    terms: QuotaTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正预算指标输入 correct budget quota input. The wrong one is kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectBudgetQuotaInput {
    /// 有误的预算指标 the budget quota that was wrong, by global id.
    budget_quota: ID,
    /// 原因 reason; it stays with the new one.
    reason: String,
    /// 正确内容 terms: what is right, as a whole.
    terms: QuotaTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废预算指标输入 void budget quota input. It is kept.
#[derive(Debug, InputObject)]
pub(crate) struct VoidBudgetQuotaInput {
    /// 有误的预算指标 the budget quota that was wrong, by global id.
    budget_quota: ID,
    /// 原因 reason; it stays with it.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 预算指标变更结果 budget quota payload.
#[derive(SimpleObject)]
pub(crate) struct BudgetQuotaPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 预算指标 budget quota as it is now.
    budget_quota: Option<BudgetQuota>,
}

/// Changes of budget quotas.
#[derive(Debug, Default)]
pub(crate) struct BudgetQuotaMutation;

/// 预算指标 budget quotas.
#[Object]
impl BudgetQuotaMutation {
    /// 登记预算指标 record budget quota of a project.
    async fn record_budget_quota(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordBudgetQuotaInput,
    ) -> Answer<BudgetQuotaPayload> {
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordBudgetQuota {
            project: at.id,
            expected_version: input.expected_version,
            terms: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, budget_quota) = change(view(ctx)?, at, key, &command).await?;
        Ok(BudgetQuotaPayload {
            project,
            budget_quota,
        })
    }

    /// 更正预算指标 correct budget quota: what is right takes the place of what was wrong, which is kept.
    async fn correct_budget_quota(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectBudgetQuotaInput,
    ) -> Answer<BudgetQuotaPayload> {
        let view = view(ctx)?;
        let (wrong, at) =
            wrong::<BudgetQuota>(view, "input.budgetQuota", &input.budget_quota).await?;
        let command = CorrectBudgetQuota {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
            right: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, budget_quota) = change(view, at, key, &command).await?;
        Ok(BudgetQuotaPayload {
            project,
            budget_quota,
        })
    }

    /// 作废预算指标 void budget quota that was recorded by mistake; it is kept and no longer counts.
    async fn void_budget_quota(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidBudgetQuotaInput,
    ) -> Answer<BudgetQuotaPayload> {
        let view = view(ctx)?;
        let (wrong, at) =
            wrong::<BudgetQuota>(view, "input.budgetQuota", &input.budget_quota).await?;
        let command = VoidBudgetQuota {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, budget_quota) = change(view, at, key, &command).await?;
        Ok(BudgetQuotaPayload {
            project,
            budget_quota,
        })
    }
}
