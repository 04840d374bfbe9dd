use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{
    CorrectPayment, PaymentKind as HubKind, PaymentTerms, RecordPayment, UnitInput, VoidPayment,
};
use shuniu_hub::query::Key;

use super::Payment;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, of_project, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{CreditCode, Date, Money};
use crate::graphql::schema::view;

/// 款项 what a payment is within its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubKind")]
pub(crate) enum PaymentKind {
    /// 预付款 before the work.
    Advance,
    /// 进度款 by the progress of the work.
    Progress,
    /// 尾款、结算款 after acceptance.
    Final,
    /// 质保金 what was kept back as warranty.
    Retention,
    /// 其他 any other.
    Other,
}

/// 支付内容输入 payment terms input. `requestedOn` or `paidOn` must be given.
#[derive(Debug, InputObject)]
pub(crate) struct PaymentTermsInput {
    /// 凭证号 voucher number: it names the payment within the month in which it was paid. A number
    /// that the project has on record for that month is refused: correct or void that payment.
    number: Option<String>,
    /// 款项 kind.
    kind: PaymentKind,
    /// 金额 amount, in yuan; above zero, and no more than 3,000,000,000.
    amount: Money,
    /// 申报拨付日 requested on; not after `paidOn`, not in the future.
    requested_on: Option<Date>,
    /// 支付日 paid on: the day the money left; not in the future.
    paid_on: Option<Date>,
    /// 合同 contract it is made under, by global id.
    contract: Option<ID>,
    /// 收款单位名称 full printed name of who is paid; the contractor of the contract if left out.
    payee_name: Option<String>,
    /// 收款单位统一社会信用代码 credit code of who is paid.
    payee_credit_code: Option<CreditCode>,
    /// 凭证 evidence: a document of the project, by global id.
    evidence: Option<ID>,
}

impl PaymentTermsInput {
    fn read(self, at: Key) -> Answer<PaymentTerms> {
        let payee = match (self.payee_name, self.payee_credit_code) {
            (None, None) => None,
            (None, Some(_)) => {
                let problem = "give the name of who is paid with its code";
                return Err(Refusal::input("input.terms.payeeName", problem));
            }
            (Some(name), code) => Some(UnitInput {
                name,
                credit_code: code.map(|code| code.0),
            }),
        };
        let named = |kind, field, id: Option<ID>| {
            let id = id.map(|id| of_project(at, kind, field, &id));
            id.transpose()
        };
        Ok(PaymentTerms {
            number: self.number,
            contract: named(Kind::Contract, "input.terms.contract", self.contract)?,
            payee,
            kind: self.kind.into(),
            amount: self.amount.0,
            requested_on: self.requested_on.map(|day| day.0),
            paid_on: self.paid_on.map(|day| day.0),
            evidence: named(Kind::Document, "input.terms.evidence", self.evidence)?,
        })
    }
}

/// 登记支付输入 record payment input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordPaymentInput {
    /// 项目 project, by global id.
    project: ID,
    /// 内容 terms: what it says.
    terms: PaymentTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正支付输入 correct payment input. The wrong one is kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectPaymentInput {
    /// 有误的支付 the payment that was wrong, by global id.
    payment: ID,
    /// 原因 reason; it stays with the new one.
    reason: String,
    /// 正确内容 terms: what is right, as a whole.
    terms: PaymentTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废支付输入 void payment input. It is kept.
#[derive(Debug, InputObject)]
pub(crate) struct VoidPaymentInput {
    /// 有误的支付 the payment that was wrong, by global id.
    payment: ID,
    /// 原因 reason; it stays with it.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 支付变更结果 payment payload.
#[derive(SimpleObject)]
pub(crate) struct PaymentPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 支付 payment as it is now.
    payment: Option<Payment>,
}

/// Changes of payments.
#[derive(Debug, Default)]
pub(crate) struct PaymentMutation;

/// 支付 payments.
#[Object]
impl PaymentMutation {
    /// 登记支付 record payment of a project.
    async fn record_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordPaymentInput,
    ) -> Answer<PaymentPayload> {
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordPayment {
            project: at.id,
            expected_version: input.expected_version,
            terms: input.terms.read(at)?,
        };
        let key = input.idempotency_key.as_deref();
        let (project, payment) = change(view(ctx)?, at, key, &command).await?;
        Ok(PaymentPayload { project, payment })
    }

    /// 更正支付 correct payment: what is right takes the place of what was wrong, which is kept.
    async fn correct_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectPaymentInput,
    ) -> Answer<PaymentPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Payment>(view, "input.payment", &input.payment).await?;
        let command = CorrectPayment {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
            right: input.terms.read(at)?,
        };
        let key = input.idempotency_key.as_deref();
        let (project, payment) = change(view, at, key, &command).await?;
        Ok(PaymentPayload { project, payment })
    }

    /// 作废支付 void payment that was recorded by mistake; it is kept and no longer counts.
    async fn void_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidPaymentInput,
    ) -> Answer<PaymentPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Payment>(view, "input.payment", &input.payment).await?;
        let command = VoidPayment {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, payment) = change(view, at, key, &command).await?;
        Ok(PaymentPayload { project, payment })
    }
}
