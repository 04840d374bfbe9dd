//! A bucket of an S3-compatible object store: MinIO, Ceph, the stores of the domestic clouds.
//!
//! [`Bucket`] keeps files under keys and gives them back by range. Requests are signed with AWS
//! Signature Version 4 and go out through [`egress`](crate::egress), so its address rules, limits,
//! retries and circuit breaker hold here too. Nothing is held in memory but one part at a time.

mod answer;
mod bucket;
mod config;
mod put;
pub mod sandbox;
mod sign;

pub use bucket::{About, Bucket, Listed, Listing};
pub use config::{Addressing, BucketConfig};
