use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use shuniu_entities::{Scope, Tenant, key_count, project, project_key};
use uuid::Uuid;

use super::compare::{Alike, Candidate};
use crate::fault::Fault;
use crate::likened::{ALL, Kept, UNCODED};
use crate::likeness::{Key, Profile};
use crate::sync::known_by::pieces;
use crate::transact::Tx;

/// Most keys of one statement.
const KEYS: usize = 1024;

/// Most projects that are read at a time: their rows are much larger than what is kept of them.
const PROJECTS: usize = 256;

/// Loads what records are worth being compared with: of those that bear a code only where there are
/// projects without one. Those whose files lie open count as they are there. Whoever acts is
/// offered nothing that he may not see.
pub(in crate::sync) async fn load(tx: &Tx, records: &[(&Profile, bool)]) -> Result<Alike, Fault> {
    let mut alike = Alike {
        places: tx.places(),
        ..Alike::default()
    };
    if records.is_empty() {
        return Ok(alike);
    }
    on_desk(tx, &mut alike);
    let all = counts(tx, &BTreeSet::from([ALL, UNCODED])).await?;
    let of = |number: i64| all.get(&number).copied().unwrap_or_default();
    alike.projects = of(ALL);
    // One without a code may enter a project that the next is compared with.
    let uncoded = of(UNCODED) > 0
        || records.iter().any(|(_, coded)| !coded)
        || alike.here.values().any(|one| one.code.is_none());
    let asking = records.iter().filter(|(_, coded)| !coded || uncoded);
    let asking: Vec<&Profile> = asking.map(|(profile, _)| *profile).collect();
    if asking.is_empty() || of(ALL) == 0 {
        return Ok(alike);
    }
    let considered = asking.iter().flat_map(|profile| profile.considered());
    alike.count(tx, considered).await?;
    let asks = asking.iter().flat_map(|profile| profile.asks(&alike));
    let asks: BTreeSet<i64> = asks.map(Key::number).collect();
    let mut found = BTreeSet::new();
    for keys in pieces(&asks, KEYS) {
        use project_key::Column;
        let rows = project_key::Entity::find_in(&here(tx))
            .filter(Column::Key.is_in(keys))
            .select_only()
            .columns([Column::Key, Column::ProjectId])
            .into_tuple::<(i64, Uuid)>()
            .all(tx.db())
            .await?;
        for (key, project) in rows {
            alike
                .holding
                .entry(Key::numbered(key))
                .or_default()
                .push(project);
            found.insert(project);
        }
    }
    for ids in pieces(&found, PROJECTS) {
        let rows = project::Entity::find_in(tx.scope())
            .filter(project::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(project::Column::Id.is_in(ids))
            .filter(project::Column::Classified.eq(false))
            .all(tx.db())
            .await?;
        for row in rows {
            let Some(kept) = Kept::stored(&row) else {
                continue;
            };
            let (profile, code) = (kept.profile(), row.project_code);
            alike.stored.insert(row.id, Candidate { profile, code });
        }
    }
    let pairs = alike.stored.values().flat_map(|one| one.profile.pairs());
    let pairs: Vec<Key> = pairs.collect();
    alike.count(tx, pairs.into_iter()).await?;
    Ok(alike)
}

/// Takes in the files that lie open and are not stored as they are there.
fn on_desk(tx: &Tx, alike: &mut Alike) {
    for (id, file) in &tx.desk().files {
        let row = file.project.get();
        let Some(kept) = Kept::of(file, &alike.places).filter(|_| file.project.is_dirty()) else {
            continue;
        };
        if row.likened.as_ref() != Some(&kept.to_json()) {
            alike.enter(*id, kept.profile(), row.project_code.clone());
        }
    }
}

impl Alike {
    async fn count(&mut self, tx: &Tx, keys: impl Iterator<Item = Key>) -> Result<(), Fault> {
        let unknown = keys.filter(|key| !self.counts.contains_key(key));
        let unknown: BTreeSet<i64> = unknown.map(Key::number).collect();
        let found = counts(tx, &unknown).await?;
        for number in unknown {
            let projects = found.get(&number).copied().unwrap_or_default();
            self.counts.insert(Key::numbered(number), projects);
        }
        Ok(())
    }
}

async fn counts(tx: &Tx, keys: &BTreeSet<i64>) -> Result<HashMap<i64, u64>, Fault> {
    use key_count::Column;
    let mut counts = HashMap::new();
    for keys in pieces(keys, KEYS) {
        let rows = key_count::Entity::find_in(&here(tx))
            .filter(Column::Key.is_in(keys))
            .select_only()
            .columns([Column::Key, Column::Projects])
            .into_tuple::<(i64, i64)>()
            .all(tx.db())
            .await?;
        let rows = rows.into_iter();
        counts.extend(rows.map(|(key, count)| (key, u64::try_from(count).unwrap_or_default())));
    }
    Ok(counts)
}

fn here(tx: &Tx) -> Scope {
    Scope::jurisdictions(vec![tx.jurisdiction()])
}
