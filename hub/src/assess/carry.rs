use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Key, Keyed, Tenant, ledger, project};
use uuid::Uuid;

use super::in_force::is_ours;
use super::look::{Found, Looked};
use super::observed::observed;
use crate::fault::Fault;
use crate::transact::{Tx, Work};

/// Kind of the ledger's entries that tell of records without saying of which projects they are.
const OF_RECORDS: &str = "source_record";

/// Writes what a look at a page found, where all that it rests on still stands.
///
/// The projects are locked first: whoever changes anything of a file has its project locked until
/// the commit, and the ledger tells of it. So what happened before these locks can be seen under
/// them, and what comes after them finds what was written here: the project's row, what the ledger
/// tells since of the project and of those that it is related to, and how far the record is
/// complete. Where anything of it is otherwise, the project is assessed under lock.
pub(super) struct Carry {
    pub(super) looked: Looked,
}

#[async_trait::async_trait]
impl Work for Carry {
    /// The projects of which it is not certain: they have to be assessed under lock. Nothing when
    /// another law came into force meanwhile.
    type Output = Option<Vec<Uuid>>;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Vec<Uuid>>, Fault> {
        if !is_ours(tx).await? {
            return Ok(None);
        }
        tx.is_page_of_round();
        let looked = &self.looked;
        let mut uncertain = looked.unfit.clone();
        let stored = lock(tx, &looked.found).await?;
        let since = Since::of(tx, looked).await?;
        for found in &looked.found {
            let id = found.was.id;
            match stored.get(&id) {
                Some(row) if is_done(row, looked) => {}
                Some(row) if *row == found.was && since.holds(found) => {
                    for draft in &found.put.drafts {
                        tx.record(draft.clone());
                    }
                    for institution in &found.put.institutions {
                        tx.touch_institution(*institution);
                    }
                    tx.desk_mut().files.insert(id, found.file.clone());
                }
                _ => uncertain.push(id),
            }
        }
        Ok(Some(uncertain))
    }
}

/// Locks the projects in the order of their ids and reads them as they are now.
async fn lock(tx: &Tx, found: &[Found]) -> Result<BTreeMap<Uuid, project::Model>, Fault> {
    let keys: Vec<Key> = found.iter().map(|one| tx.key(one.was.id)).collect();
    let rows = project::Entity::find_keys(tx.scope(), &keys)
        .order_by_asc(project::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether somebody else has assessed it since, for the day and under the law.
fn is_done(row: &project::Model, looked: &Looked) -> bool {
    let later = row.next_change_on.is_none_or(|day| day > looked.today);
    later && row.assessed_under.as_ref() == Some(&looked.law)
}

/// What happened since the look.
enum Since {
    /// What all projects rest on is otherwise, or may be.
    All,
    /// These projects changed.
    Only(BTreeSet<Uuid>),
}

impl Since {
    async fn of(tx: &Tx, looked: &Looked) -> Result<Self, Fault> {
        let law = tx.law();
        if (law.digest(), tx.today()) != (&looked.law, looked.today)
            || observed(tx.db(), tx.jurisdiction(), law.vocabulary()).await? != looked.observed
        {
            return Ok(Self::All);
        }
        let told: Vec<(Option<Uuid>, String)> = ledger::Entity::find_in(tx.scope())
            .select_only()
            .column(ledger::Column::ProjectId)
            .column(ledger::Column::Entity)
            .distinct()
            .filter(ledger::Column::Seq.gt(looked.entry))
            .into_tuple()
            .all(tx.db())
            .await?;
        let of_all = |(of, entity): &(Option<Uuid>, String)| of.is_none() && entity == OF_RECORDS;
        if told.iter().any(of_all) {
            return Ok(Self::All);
        }
        Ok(Self::Only(
            told.into_iter().filter_map(|(of, _)| of).collect(),
        ))
    }

    /// Whether all that a project was judged on still stands.
    fn holds(&self, found: &Found) -> bool {
        match self {
            Self::All => false,
            Self::Only(changed) => {
                let related = found.related.iter();
                !related
                    .chain([&found.was.id])
                    .any(|id| changed.contains(id))
            }
        }
    }
}
