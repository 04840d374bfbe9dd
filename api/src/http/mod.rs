//! GraphQL over HTTP, and the small routes beside it.
//!
//! `POST` takes `application/json` alone, `GET` takes queries alone; the answer's media type is
//! negotiated; every status comes from [`status`](status()).

mod accept;
mod body;
mod calendar;
mod cors;
mod documents;
mod gateway;
mod graphql;
mod health;
mod ledgers;
mod principal;
mod reply;
mod request_id;
mod router;
mod status;

pub use accept::Media;
pub use calendar::calendar;
pub(crate) use calendar::path_of as path_of_calendar;
pub use cors::cors;
pub use documents::documents;
pub use gateway::Gateway;
pub use health::{Readiness, always_ready};
pub use ledgers::ledgers;
pub use principal::Authenticated;
pub use reply::reply;
pub use request_id::request_id;
pub use router::{Routes, operations_router, router};
pub use status::status;
