use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_entities::payment;
use shuniu_policy::Fen;
use uuid::Uuid;

use super::bounds;
use super::kept::{Terms, kept_commands};
use super::register::UnitInput;
use crate::desk::{self, File, Party, Payment, Rows};
use crate::fault::Fault;
use crate::transact::Tx;

/// What a payment is within its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Before the work (预付款).
    Advance,
    /// By the progress of the work (进度款).
    Progress,
    /// After acceptance (尾款、结算款).
    Final,
    /// What was kept back as warranty (质保金).
    Retention,
    /// Any other.
    Other,
}

impl PaymentKind {
    /// Every kind, in the order in which they are paid.
    pub(crate) const ALL: [Self; 5] = [
        Self::Advance,
        Self::Progress,
        Self::Final,
        Self::Retention,
        Self::Other,
    ];

    /// What it is called.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Advance => "预付款",
            Self::Progress => "进度款",
            Self::Final => "尾款",
            Self::Retention => "质保金",
            Self::Other => "其他",
        }
    }

    /// The word in rows and in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Advance => "advance",
            Self::Progress => "progress",
            Self::Final => "final",
            Self::Retention => "retention",
            Self::Other => "other",
        }
    }
}

/// What a payment says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentTerms {
    /// Voucher number, which names it within the month in which it was paid.
    #[serde(default)]
    pub number: Option<String>,
    /// The contract it is made under.
    pub contract: Option<Uuid>,
    /// Who is paid; the contractor of the contract if left out.
    pub payee: Option<UnitInput>,
    /// What it is within its contract.
    pub kind: PaymentKind,
    /// How much; above zero, and no more than 3,000,000,000 yuan.
    pub amount: Fen,
    /// The day on which it was asked for.
    pub requested_on: Option<NaiveDate>,
    /// The day on which the money left.
    pub paid_on: Option<NaiveDate>,
    /// A document of the project that proves it.
    pub evidence: Option<Uuid>,
}

kept_commands! {
    PaymentTerms, "a payment",
    RecordPayment:
    const NAME: &'static str = "record_payment";
    CorrectPayment:
    const NAME: &'static str = "correct_payment";
    VoidPayment:
    const NAME: &'static str = "void_payment";
}

#[async_trait::async_trait]
impl Terms for PaymentTerms {
    type Row = payment::Model;

    fn rows(file: &mut File) -> &mut Rows<payment::Model> {
        &mut file.payments
    }

    async fn checked(&self, tx: &mut Tx, project: Uuid) -> Result<Payment, Fault> {
        bounds::amount("amount", self.amount)?;
        let number = self.number.as_deref().map(str::trim);
        if number.is_some_and(str::is_empty) {
            let problem = "leave it out where there is none";
            return Err(Fault::invalid("number", problem));
        }
        if self.requested_on.is_none() && self.paid_on.is_none() {
            let problem = "say when it was asked for or when the money left";
            return Err(Fault::invalid("paidOn", problem));
        }
        for (field, day) in [("requestedOn", self.requested_on), ("paidOn", self.paid_on)] {
            bounds::past_day(field, day, tx.today())?;
        }
        let days = self.requested_on.zip(self.paid_on);
        if days.is_some_and(|(asked, paid)| asked > paid) {
            let problem = "it lies after the day on which the money left; check the two days";
            return Err(Fault::invalid("requestedOn", problem));
        }
        let payee = match &self.payee {
            None => None,
            Some(unit) if unit.name.trim().is_empty() => {
                return Err(Fault::invalid("payee", "give its full printed name"));
            }
            Some(unit) => {
                let party = Party {
                    name: unit.name.trim().to_owned(),
                    credit_code: unit.credit_code.clone(),
                };
                desk::organizations(tx, desk::PERSON, &[party]).await?.pop()
            }
        };
        let file = tx.file(project).await?;
        let mut contracts = file.contracts.iter();
        let contract = self.contract.map(|id| {
            let found = contracts.find(|row| row.id == id);
            found.ok_or_else(|| Fault::invalid("contract", "the project has no such contract"))
        });
        let contract = contract.transpose()?;
        let on_file = |id| file.documents.iter().any(|row| row.id == id);
        if self.evidence.is_some_and(|id| !on_file(id)) {
            let problem = "the project has no such document; record it first";
            return Err(Fault::invalid("evidence", problem));
        }
        Ok(Payment {
            number: number.map(ToOwned::to_owned),
            contract: self.contract,
            contract_number: None,
            payee: payee.or_else(|| contract.and_then(|row| row.supplier_id)),
            kind: self.kind.as_str().to_owned(),
            amount_fen: self.amount.get(),
            requested_on: self.requested_on,
            paid_on: self.paid_on,
            evidence: self.evidence,
        })
    }
}
