//! 联系人 contacts: whom to turn to about a project.

mod mutation;
mod object;

pub(crate) use mutation::{ContactMutation, ContactRole};
pub(crate) use object::Contact;
