//! The system's sandbox: gives tokens and ends them, takes papers in parts, decides on what is
//! handed in, on some of it later.

mod files;
mod form;
mod gate;
mod routes;
mod submissions;

pub use files::LARGEST_FILE;
pub use gate::Credentials;
pub use routes::start;
pub use submissions::DECIDES_AFTER_SECONDS;
