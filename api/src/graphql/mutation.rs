//! What every mutation does: hand a command to the hub, then show what it touched.

use std::collections::BTreeMap;

use async_graphql::{ID, MergedObject};
use serde_json::Value;
use shuniu_hub::Fault;
use shuniu_hub::command::{Command, Recorded, Submission};
use shuniu_hub::query::{Key, View};
use uuid::Uuid;

use super::allocation::AllocationMutation;
use super::asset::AssetMutation;
use super::budget_quota::BudgetQuotaMutation;
use super::calendar::CalendarMutation;
use super::catalog_entry::CatalogEntryMutation;
use super::contact::ContactMutation;
use super::discrepancy::DiscrepancyMutation;
use super::document::DocumentMutation;
use super::event::EventMutation;
use super::exception::ExceptionMutation;
use super::fact::FactMutation;
use super::hand_over::{HandOverComparisonMutation, HandOverMutation};
use super::id::{Kind, key_of};
use super::institution::InstitutionMutation;
use super::node::{Identified, existing};
use super::payment::PaymentMutation;
use super::project::{ClassifiedMutation, FileMutation, Owner, Project, ProjectMutation};
use super::refusal::{Answer, Refusal};
use super::relation::RelationMutation;
use super::report::ReportMutation;
use super::scalar::Json;
use super::set::Link;
use super::sync::{CompareMutation, PauseMutation, ReplayMutation, SplitMutation, SyncMutation};

/// 变更 changes that a caller may ask for. Refusals that are to be expected are part of the answer; `errors` is for faults.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    ProjectMutation,
    ClassifiedMutation,
    FileMutation,
    EventMutation,
    DocumentMutation,
    ReportMutation,
    FactMutation,
    ExceptionMutation,
    RelationMutation,
    AssetMutation,
    PaymentMutation,
    AllocationMutation,
    BudgetQuotaMutation,
    CatalogEntryMutation,
    ContactMutation,
    HandOverMutation,
    HandOverComparisonMutation,
    SyncMutation,
    ReplayMutation,
    SplitMutation,
    PauseMutation,
    CompareMutation,
    DiscrepancyMutation,
    CalendarMutation,
    InstitutionMutation,
);

/// Hands a command to the hub.
pub(crate) async fn submit<C: Command>(
    view: &View,
    jurisdiction: Uuid,
    key: Option<&str>,
    command: &C,
) -> Answer<C::Outcome> {
    let submission = Submission {
        caller: view.caller(),
        jurisdiction,
        key,
    };
    // Boxed: what a transaction holds would lie on the stack once for each change of the schema.
    let done = Box::pin(view.hub().submit(&submission, command));
    Ok(done.await?)
}

/// Hands a change of a project's file to the hub; gives the project and the entry as they are
/// now, the entry being none when nothing had to be changed.
pub(crate) async fn change<E, C>(
    view: &View,
    at: Key,
    key: Option<&str>,
    command: &C,
) -> Answer<(Project, Option<E>)>
where
    E: Identified,
    C: Command<Outcome = Recorded>,
{
    let done = submit(view, at.jurisdiction, key, command).await?;
    let entry = match done.record {
        Some(id) => Some(existing(view, Key::new(at.jurisdiction, id)).await?),
        None => None,
    };
    Ok((existing(view, at).await?, entry))
}

/// The entry that a caller names as wrong, and its project.
pub(crate) async fn wrong<E>(view: &View, field: &str, id: &ID) -> Answer<(Key, Key)>
where
    E: Identified,
    Owner: Link<E::Row>,
{
    let wrong = key_of(E::KIND, field, id)?;
    let rows = E::rows(view, &[wrong]).await?;
    let at = rows.first().and_then(<Owner as Link<E::Row>>::from);
    let at = at.ok_or_else(|| Fault::not_found(E::KIND.name(), wrong.id))?;
    Ok((wrong, at))
}

/// The row of something that must be of the same project; the hub looks whether it is.
pub(crate) fn of_project(at: Key, kind: Kind, field: &str, id: &ID) -> Answer<Uuid> {
    let key = key_of(kind, field, id)?;
    if key.jurisdiction != at.jurisdiction {
        return Err(Refusal::input(field, "belongs to another project"));
    }
    Ok(key.id)
}

/// Reads attributes given as a JSON object.
pub(crate) fn attributes(json: Option<Json>) -> Answer<BTreeMap<String, Value>> {
    match json {
        None | Some(Json(Value::Null)) => Ok(BTreeMap::new()),
        Some(Json(Value::Object(attributes))) => Ok(attributes.into_iter().collect()),
        Some(_) => Err(Refusal::input("input.attributes", "is no JSON object")),
    }
}
