use std::sync::Arc;

use async_graphql::{Context, MergedObject, Request, SDLExportOptions, Schema as GraphqlSchema};
use shuniu_hub::access::Caller;
use shuniu_hub::query::View;
use shuniu_hub::{Fault, Hub};

use super::aggregate::AggregateQuery;
use super::calendar::CalendarQuery;
use super::definition::DefinitionQuery;
use super::discrepancy::DiscrepancyQuery;
use super::follow::Subscription;
use super::gate::StepQuery;
use super::hand_over::{HandOverComparisonQuery, HandOverDifferenceQuery, HandOverQuery};
use super::institution::InstitutionQuery;
use super::jurisdiction::JurisdictionQuery;
use super::ledger::LedgerQuery;
use super::mutation::Mutation;
use super::node::NodeQuery;
use super::obligation::ObligationQuery;
use super::paging::PageBounds;
use super::project::ProjectQuery;
use super::provision::ProvisionQuery;
use super::refusal::Answer;
use super::relation::RelationQuery;
use super::sync::SyncQuery;
use super::what_if::WhatIfQuery;
use crate::server::Lifecycle;

/// 查询 questions that a caller may ask.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    JurisdictionQuery,
    NodeQuery,
    ProjectQuery,
    ObligationQuery,
    StepQuery,
    AggregateQuery,
    LedgerQuery,
    ProvisionQuery,
    DefinitionQuery,
    SyncQuery,
    DiscrepancyQuery,
    HandOverQuery,
    HandOverComparisonQuery,
    HandOverDifferenceQuery,
    WhatIfQuery,
    RelationQuery,
    CalendarQuery,
    InstitutionQuery,
);

/// The product's schema.
pub type Schema = GraphqlSchema<Query, Mutation, Subscription>;

/// Puts the schema together. Requests come in by [`admit`]; what they set going belongs to the
/// server's lifecycle.
#[must_use]
pub fn build(pages: PageBounds, lifecycle: Lifecycle) -> Schema {
    GraphqlSchema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
    .data(pages)
    .data(lifecycle)
    .finish()
}

/// Lets a request in: everything it asks is asked with the caller's eyes.
#[must_use]
pub fn admit(request: Request, hub: &Hub, caller: Arc<Caller>) -> Request {
    request.data(View::new(hub, caller))
}

/// The published contract, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    let schema = build(PageBounds::default(), Lifecycle::new());
    let text = schema.sdl_with_options(options);
    format!("{}\n", text.trim_end())
}

/// The view of the caller that asks.
pub(crate) fn view<'a>(ctx: &Context<'a>) -> Answer<&'a View> {
    ctx.data_opt::<View>()
        .ok_or_else(|| Fault::corrupt("request", "it was not let in by `admit`").into())
}

/// What stands for nothing in keys.
pub(crate) fn named(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}
