//! What is handed in to the municipal project system: the forms, and the papers that go along.

pub(crate) mod case;
mod form;
mod papers;
