//! 假设推演 what if: projects as they stood, projects that are not there yet, laws that are not in force.

mod assessment;
mod input;
mod query;
mod trial;

pub(crate) use assessment::{Assessment, On};
pub(crate) use query::WhatIfQuery;
