use chrono::NaiveDate;
use shuniu_policy::Fen;

use super::{
    life::{Milestone as M, later},
    plan::Plan,
};

/// What a payment is within its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instalment {
    /// Before the work.
    Advance,
    /// When the work is done.
    Progress,
    /// After final acceptance.
    Final,
}

/// A payment under the contract of an invented project, as its people book it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What it is within its contract.
    pub instalment: Instalment,
    /// How much; above zero.
    pub amount: Fen,
    /// The day on which it was asked for.
    pub requested_on: NaiveDate,
    /// The day on which the money left; absent while it has not.
    pub paid_on: Option<NaiveDate>,
}

/// After which step it is asked for, and how many hundredths of the contract it is.
const INSTALMENTS: [(Instalment, M, i64); 3] = [
    (Instalment::Advance, M::Contract, 30),
    (Instalment::Progress, M::Completed, 50),
    (Instalment::Final, M::Final, 20),
];

/// What was asked for and paid until today. Its variety is its own, so that it changes nothing of
/// what the systems tell.
pub(super) fn paid(plan: &Plan) -> Vec<Paid> {
    let mut dice = plan.dice.clone();
    let hundredth = plan.budget.get() / 100;
    let paid = INSTALMENTS.iter().filter_map(|(instalment, step, parts)| {
        plan.day(M::Contract)?;
        let asked = later(plan.day(*step)?, dice.between(3, 20));
        let left = later(asked, dice.between(2, 40));
        (asked <= plan.today).then_some(Paid {
            instalment: *instalment,
            amount: Fen::new(hundredth * parts),
            requested_on: asked,
            paid_on: (left <= plan.today).then_some(left),
        })
    });
    paid.filter(|one| one.amount > Fen::ZERO).collect()
}
