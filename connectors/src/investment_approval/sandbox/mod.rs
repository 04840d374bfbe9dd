//! The platform's sandbox: verifies signatures, ends secrets, issues project codes.

mod applications;
mod gate;
mod routes;

pub use gate::Credentials;
pub use routes::start;
