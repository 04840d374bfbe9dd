//! Duties that nothing has started: sets that projects have in common, and in a file rows like all
//! others.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use shuniu_entities::unstarted_obligation::{
    Column, Entity, Model, Owing, id_of, is_unstarted, number_of,
};
use shuniu_entities::{Key, Scope, Tenant, obligation, padded, project};
use uuid::Uuid;

use super::File;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::seal::Seal;
use crate::transact::Tx;

/// Most sets that are removed at once.
const SETS: usize = 100;

/// How often sets are written that others remove before they are named.
const TRIES: usize = 10;

/// Puts the duties of their sets into files, which hold the rows of their own already.
pub(super) async fn fill<C: ConnectionTrait>(
    db: &C,
    scope: &Scope,
    files: &mut BTreeMap<Uuid, File>,
) -> Result<(), Fault> {
    let mut owing: BTreeMap<Key, Vec<Uuid>> = BTreeMap::new();
    for file in files.values_mut() {
        move_in(file);
        let row = file.project.get();
        if let Some(set) = row.unstarted_set {
            let set = Key::new(row.jurisdiction_id, set);
            owing.entry(set).or_default().push(row.id);
        }
    }
    let sets: Vec<Key> = owing.keys().copied().collect();
    let mut found = BTreeSet::new();
    if !sets.is_empty() {
        let these = scope.among(Column::JurisdictionId, Column::SetId, &sets);
        for duty in Entity::find_in(scope).filter(these).all(db).await? {
            let set = Key::new(duty.jurisdiction_id, duty.set_id);
            for project in owing.get(&set).into_iter().flatten() {
                if let Some(file) = files.get_mut(project) {
                    let owed = duty.owed_by(Owing::of(file.project.get()));
                    // A version that knows of no sets may have written a row of it.
                    if !file.obligations.iter().any(|row| row.id == owed.id) {
                        file.obligations.hold_elsewhere(owed);
                    }
                }
            }
            found.insert(set);
        }
    }
    // A set that is not there is written when its project is judged anew.
    let lost = owing.into_iter().filter(|(set, _)| !found.contains(set));
    for project in lost.flat_map(|(_, projects)| projects) {
        if let Some(file) = files.get_mut(&project) {
            tracing::warn!(%project, "what the project owes besides what has begun is not there");
            file.project.note().unstarted_set = None;
            file.owes_anew = true;
        }
    }
    Ok(())
}

/// Has rows of `obligation` that nothing has started, which were written before there were sets or
/// by a version that knows of none, kept by the set from now on.
fn move_in(file: &mut File) {
    let ids: BTreeSet<Uuid> = file.obligations.iter().map(|row| row.id).collect();
    let mut moving = BTreeMap::new();
    for row in file.obligations.iter().filter(|row| is_unstarted(row)) {
        let own = own_id(row);
        // Two provisions may bear one number, and a duty that was whole when it began keeps its id:
        // then the other one stays where it is.
        if row.id == own || !ids.contains(&own) {
            moving.entry(own).or_insert(row.id);
        }
    }
    if moving.is_empty() {
        return;
    }
    let moves: BTreeSet<Uuid> = moving.into_values().collect();
    for row in file
        .obligations
        .settle_elsewhere(|row| moves.contains(&row.id))
    {
        file.gone.obligations.push(row.id);
        row.id = own_id(row);
    }
    file.owes_anew = true;
}

/// The id that a duty has if it begins in a set.
pub(crate) fn own_id(duty: &obligation::Model) -> Uuid {
    id_of(duty.project_id, number_of(&duty.provision))
}

/// Names the set of a file whose duties changed, and has the rows that it keeps written by none.
/// That may be done apart from the transaction, where other cores are idle.
pub(crate) fn name_set(seal: &dyn Seal, file: &mut File) -> Result<(), Fault> {
    // Whatever changes a duty changes its project.
    if file.names_set || !(file.project.is_dirty() || file.owes_anew) {
        return Ok(());
    }
    file.names_set = true;
    let left = file.obligations.settle_elsewhere(is_of_set);
    file.gone.obligations.extend(left.iter().map(|row| row.id));
    let set = set_of(seal, file)?;
    if file.project.get().unstarted_set != set {
        file.project.note().unstarted_set = set;
        file.owes_anew = true;
    }
    Ok(())
}

/// Writes the sets of the files that are not there yet.
pub(super) async fn put_away(tx: &Tx, files: &mut [File]) -> Result<(), Fault> {
    // Where what each set holds is to be found.
    let mut named: BTreeMap<Uuid, usize> = BTreeMap::new();
    for (at, file) in files.iter_mut().enumerate() {
        name_set(tx.seal(), file)?;
        if let Some(set) = file.project.get().unstarted_set.filter(|_| file.owes_anew) {
            named.entry(set).or_insert(at);
        }
    }
    if named.is_empty() {
        return Ok(());
    }
    for _ in 0..TRIES {
        for set in known(tx, &named, files).await? {
            named.remove(&set);
        }
        if named.is_empty() {
            return Ok(());
        }
        let new = named.iter().flat_map(|(set, at)| {
            let duties = in_order(&files[*at]).into_iter();
            duties.map(|duty| Model::of(*set, duty))
        });
        // Another transaction may write the same one, and a third remove it before we hold it.
        insert::<Entity, _>(tx.db(), new.collect(), There::Stays).await?;
    }
    let problem = "what nothing has started is removed as often as it is written";
    Err(Fault::corrupt("unstarted duties", problem))
}

/// Which of the sets are there, by the first duty of each. They stay there until the transaction
/// ends ([`forget_sets`]).
async fn known(
    tx: &Tx,
    named: &BTreeMap<Uuid, usize>,
    files: &[File],
) -> Result<BTreeSet<Uuid>, Fault> {
    let first = |at: &usize| {
        in_order(&files[*at])
            .first()
            .map(|duty| number_of(&duty.provision))
    };
    let numbers: BTreeSet<i64> = named.values().filter_map(first).map(i64::from).collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let sets: Vec<Uuid> = named.keys().copied().collect();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let known = Entity::find_in(&scope)
        .select_only()
        .column(Column::SetId)
        .filter(Column::SetId.is_in(padded(&sets)))
        .filter(Column::Number.is_in(padded(&numbers)))
        .order_by_asc(Column::SetId)
        .order_by_asc(Column::Number)
        .lock(LockType::KeyShare)
        .into_tuple::<Uuid>();
    Ok(known.all(tx.db()).await?.into_iter().collect())
}

/// Removes the sets that no project names. The reasons in them tell what was said of projects.
///
/// Whoever names a set that is there holds on to it: it is looked for who names a set once nobody
/// does that any more, and whoever wants to name it then finds it gone and writes it again.
pub(crate) async fn forget_sets(tx: &Tx) -> Result<(), Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let named = || {
        project::Entity::find_in(&scope)
            .select_only()
            .column(project::Column::UnstartedSet)
            .filter(project::Column::UnstartedSet.is_not_null())
    };
    let sets = || Entity::find_in(&scope).select_only().column(Column::SetId);
    let left = Column::SetId.not_in_subquery(named().into_query());
    let left = sets().filter(left).distinct().order_by_asc(Column::SetId);
    let left: Vec<Uuid> = left.into_tuple().all(tx.db()).await?;
    for few in left.chunks(SETS) {
        let these = Column::SetId.is_in(padded(few));
        let held = sets().filter(these).order_by_asc(Column::SetId);
        let held = held.order_by_asc(Column::Number).lock_exclusive();
        held.into_tuple::<Uuid>().all(tx.db()).await?;
        let named = named().filter(project::Column::UnstartedSet.is_in(padded(few)));
        let named: BTreeSet<Uuid> = named.into_tuple().all(tx.db()).await?.into_iter().collect();
        let gone: Vec<Uuid> = few
            .iter()
            .filter(|set| !named.contains(set))
            .copied()
            .collect();
        if !gone.is_empty() {
            Entity::delete_many()
                .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter(Column::SetId.is_in(padded(&gone)))
                .exec(tx.db())
                .await?;
        }
    }
    Ok(())
}

/// Whether the set of its project holds the duty.
fn is_of_set(duty: &obligation::Model) -> bool {
    is_unstarted(duty) && duty.id == own_id(duty)
}

/// The duties of a file that its set holds, in their order there.
fn in_order(file: &File) -> Vec<&obligation::Model> {
    let mut duties: Vec<_> = file
        .obligations
        .iter()
        .filter(|duty| is_of_set(duty))
        .collect();
    duties.sort_by_key(|duty| duty.id);
    duties
}

/// The id of a file's set: the first half of a digest of all that it holds. Nothing where it would
/// hold nothing.
fn set_of(seal: &dyn Seal, file: &File) -> Result<Option<Uuid>, Fault> {
    let duties = in_order(file);
    if duties.is_empty() {
        return Ok(None);
    }
    let mut said = Vec::new();
    for duty in duties {
        let flags = (duty.incurable, duty.undetermined, duty.provisional);
        let code = (&duty.provision, &duty.pack_id, &duty.pack_version);
        let told = (
            code,
            flags,
            &duty.needs,
            &duty.flags,
            &duty.because,
            &duty.fault,
        );
        serde_json::to_writer(&mut said, &told)
            .map_err(|error| Fault::corrupt("unstarted duty", error))?;
    }
    let digest = seal.hash(&said);
    let half = digest.get(..32).unwrap_or(&digest);
    let id = Uuid::parse_str(half).map_err(|error| Fault::corrupt("digest", error))?;
    Ok(Some(id))
}
