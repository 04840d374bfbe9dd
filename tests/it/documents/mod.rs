//! What documents hold, over the product's own HTTP server.

mod again;
mod content;
mod damage;
mod parts;
mod shelf;
mod types;
