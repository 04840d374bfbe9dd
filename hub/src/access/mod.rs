//! Who may do what: decided here and nowhere else, and denied unless granted.

mod caller;
mod permission;
mod scope;

pub use caller::{Body, Caller, Role, UnknownName};
pub use permission::{Permission, granted};
pub(crate) use permission::{grants, may_act_for_bureau, may_manage_calendars, may_relieve};
