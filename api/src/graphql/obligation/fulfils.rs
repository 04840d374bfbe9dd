//! From what is on record back to the duties that it performed or evidences.

use async_graphql::Context;
use shuniu_hub::Fault;
use shuniu_hub::query::{
    AssetRow, AttachmentRow, Key, ObligationRow, RecordRow, View, is_attached_to,
};
use uuid::Uuid;

use super::object::Obligation;
use super::proof::{Proof, named};
use crate::graphql::provenance::{Provenance, Sourced};
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// The duties of the project that something belongs to.
struct Duties;

impl<M: Sourced> Link<M> for Duties {
    type Row = ObligationRow;

    fn from(row: &M) -> Option<Key> {
        Some(row.project())
    }

    fn to(row: &ObligationRow) -> Key {
        Key::new(row.jurisdiction_id, row.project_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ObligationRow>, Fault> {
        view.obligations_of(keys).await
    }
}

/// The duties that the row itself performed.
pub(crate) async fn by_itself<M: Sourced>(
    row: &Member<M>,
    ctx: &Context<'_>,
) -> Answer<Vec<Obligation>> {
    let view = view(ctx)?;
    let (own, day) = (row.own_key().id, view.today());
    let duties = row.all::<Duties>(view).await?.into_iter();
    let performed = duties.filter(|duty| named(duty).iter().any(|one| one.id == own));
    Ok(performed.map(|row| Obligation { row, day }).collect())
}

/// What performed a duty.
pub(crate) fn ids(row: &ObligationRow) -> Vec<Uuid> {
    named(row).into_iter().map(|one| one.id).collect()
}

/// The duty that a document is attached to, while it is owed.
pub(crate) async fn evidenced(
    row: &Member<AttachmentRow>,
    ctx: &Context<'_>,
) -> Answer<Option<Obligation>> {
    let view = view(ctx)?;
    let day = view.today();
    let mut duties = row.all::<Duties>(view).await?.into_iter();
    let duty = duties.find(|duty| is_attached_to(row, duty));
    Ok(duty.map(|row| Obligation { row, day }))
}

/// The duties that were performed by what the row's outside record brought; of that only what
/// bears the name, where one is given. Versions of one record count as one.
pub(crate) async fn by_record<M: Sourced>(
    row: &Member<M>,
    name: Option<&str>,
    ctx: &Context<'_>,
) -> Answer<Vec<Obligation>> {
    brought(row, &Provenance::of(row), name, ctx).await
}

/// The duties that were performed by what the record of an asset's card brought; where it has no
/// card, by what its own record brought.
pub(crate) async fn by_card(row: &Member<AssetRow>, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
    let said = Provenance::of_card(row).unwrap_or_else(|| Provenance::of(row));
    brought(row, &said, None, ctx).await
}

async fn brought<M: Sourced>(
    row: &Member<M>,
    said: &Provenance,
    name: Option<&str>,
    ctx: &Context<'_>,
) -> Answer<Vec<Obligation>> {
    let view = view(ctx)?;
    let Some(own) = said.outside(view).await? else {
        return Ok(Vec::new());
    };
    let mut performed = Vec::new();
    for duty in row.all::<Duties>(view).await? {
        for proof in Proof::of(&duty, view).await? {
            if name.is_some_and(|name| name != proof.name_of()) {
                continue;
            }
            let record = proof.sourced().outside(view).await?;
            if record.is_some_and(|record| is_same(&record, &own)) {
                let day = view.today();
                performed.push(Obligation { row: duty, day });
                break;
            }
        }
    }
    Ok(performed)
}

fn is_same(one: &RecordRow, other: &RecordRow) -> bool {
    (one.connector_id, &one.stream, &one.external_id)
        == (other.connector_id, &other.stream, &other.external_id)
}
