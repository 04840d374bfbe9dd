//! What every mutation does: hand a command to the hub, then show what it touched.

use std::collections::BTreeMap;

use async_graphql::MergedObject;
use serde_json::Value;
use shuniu_hub::Fault;
use shuniu_hub::command::{Command, Submission};
use shuniu_hub::query::{Key, View};
use uuid::Uuid;

use super::document::DocumentMutation;
use super::event::EventMutation;
use super::exception::ExceptionMutation;
use super::fact::FactMutation;
use super::project::{FileMutation, Project, ProjectMutation};
use super::refusal::{Answer, Refusal};
use super::report::ReportMutation;
use super::scalar::Json;
use super::set::Member;
use super::sync::SyncMutation;

/// 变更 changes that a caller may ask for. Refusals that are to be expected are part of the answer; `errors` is for faults.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    ProjectMutation,
    FileMutation,
    EventMutation,
    DocumentMutation,
    ReportMutation,
    FactMutation,
    ExceptionMutation,
    SyncMutation,
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
    Ok(view.hub().submit(&submission, command).await?)
}

/// The row that a command touched, if the caller may see it.
pub(crate) fn touched<M: Send + Sync + 'static>(
    what: &'static str,
    key: Key,
    rows: Vec<M>,
) -> Answer<Member<M>> {
    let row = rows.into_iter().next();
    let row = row.ok_or_else(|| Refusal::from(Fault::not_found(what, key.id)))?;
    Ok(Member::alone(row))
}

/// The project that a command touched.
pub(crate) async fn project(view: &View, key: Key) -> Answer<Project> {
    let rows = view.projects_by_key(&[key]).await?;
    Ok(Project(touched("project", key, rows)?))
}

/// Reads attributes given as a JSON object.
pub(crate) fn attributes(json: Option<Json>) -> Answer<BTreeMap<String, Value>> {
    match json {
        None | Some(Json(Value::Null)) => Ok(BTreeMap::new()),
        Some(Json(Value::Object(attributes))) => Ok(attributes.into_iter().collect()),
        Some(_) => Err(Refusal::input("input.attributes", "is no JSON object")),
    }
}
