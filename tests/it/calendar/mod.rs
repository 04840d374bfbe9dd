//! The feed of duties that a credential in its address opens, over the product's own HTTP server.

mod bounds;
mod credential;
mod feed;
mod ical;
mod institution;
mod scene;
mod secret;
mod stable;
