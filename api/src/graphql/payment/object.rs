use async_graphql::{Context, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::policy::Fen;
use shuniu_hub::query::{ContractRow, DocumentRow, Key, OrganizationRow, PaymentRow, View};

use crate::graphql::contract::Contract;
use crate::graphql::document::Document;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::organization::Organization;
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A payment with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Payment(pub(crate) Member<PaymentRow>);

/// The contract that a payment is made under.
struct Under;

impl Link<PaymentRow> for Under {
    type Row = ContractRow;

    fn from(row: &PaymentRow) -> Option<Key> {
        row.contract_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &ContractRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ContractRow>, Fault> {
        view.contracts(keys).await
    }
}

/// Who is paid.
struct Payee;

impl Link<PaymentRow> for Payee {
    type Row = OrganizationRow;

    fn from(row: &PaymentRow) -> Option<Key> {
        row.payee_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// What proves a payment.
struct Evidence;

impl Link<PaymentRow> for Evidence {
    type Row = DocumentRow;

    fn from(row: &PaymentRow) -> Option<Key> {
        row.evidence_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &DocumentRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<DocumentRow>, Fault> {
        view.documents(keys).await
    }
}

/// 支付 payment of a project, asked for or made.
#[Object]
impl Payment {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Payment, self.0.key())
    }

    /// 凭证号 voucher number, as printed; null where none was told. It names the payment within the
    /// month in which it was paid.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// 款项 kind: `advance`, `progress`, `final`, `retention` or `other`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 金额 amount, in yuan.
    async fn amount(&self) -> Money {
        Money(Fen::new(self.0.amount_fen))
    }

    /// 申报拨付日 requested on; null if nobody asked or the day is unknown.
    async fn requested_on(&self) -> Option<Date> {
        self.0.requested_on.map(Date)
    }

    /// 支付日 paid on; null until the money left.
    async fn paid_on(&self) -> Option<Date> {
        self.0.paid_on.map(Date)
    }

    /// 合同编号 contract number as a ledger told it; the payment is joined with that contract once it comes in. Null where nobody told one.
    async fn contract_number(&self) -> Option<&str> {
        self.0.contract_number.as_deref()
    }

    /// 合同 contract it is made under; null where none is known.
    async fn contract(&self, ctx: &Context<'_>) -> Answer<Option<Contract>> {
        Ok(self.0.one::<Under>(view(ctx)?).await?.map(Contract))
    }

    /// 收款单位 payee; null while unknown.
    async fn payee(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.0.one::<Payee>(view(ctx)?).await?.map(Organization))
    }

    /// 凭证 evidence: the document on file that proves it; null where none is named.
    async fn evidence(&self, ctx: &Context<'_>) -> Answer<Option<Document>> {
        Ok(self.0.one::<Evidence>(view(ctx)?).await?.map(Document))
    }

    /// 状态 standing: `current`, `corrected` (another took its place) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 更正自 corrects: global id of the one that it corrects.
    async fn corrects(&self) -> Option<ID> {
        let key = Key::new(self.0.jurisdiction_id, self.0.corrects_id?);
        Some(global_id(Kind::Payment, key))
    }

    /// 更正或作废的原因 reason why it was corrected or voided; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 所履行的义务 fulfils: duties that it performed, with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        fulfils::by_itself(&self.0, ctx).await
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }

    /// 项目 project that it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
