//! Tests of the schema that need no database; the rest is in `tests/it/graphql`, on both.

mod contract;
