//! 支付 payments of projects.

mod mutation;
mod object;

pub(crate) use mutation::PaymentMutation;
pub(crate) use object::Payment;
