//! The platform's sandbox: a gateway that verifies signatures and grants services, and three lists.

mod gate;
mod routes;

pub use gate::Credentials;
pub use routes::start;
