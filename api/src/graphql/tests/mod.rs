//! Tests of the schema as callers see it.

mod contract;
