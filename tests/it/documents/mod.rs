//! What documents hold, over the product's own HTTP server.

mod again;
mod content;
mod damage;
mod named;
mod parts;
mod shelf;
mod types;
