use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter};
use shuniu_entities::{key_count, padded, project, project_key};
use uuid::Uuid;

use super::kept::Kept;
use crate::db::{There, Writer, insert};
use crate::desk::File;
use crate::fault::Fault;
use crate::likeness::Key;

/// Under this number all projects are counted that have keys.
pub(crate) const ALL: i64 = 0;
/// Under this number those of them are counted that have no project code.
pub(crate) const UNCODED: i64 = 1;

/// Most keys of one statement, well under either engine's limit of parameters.
const CHUNK: usize = 4000;

/// The keys that come and go because projects changed.
#[derive(Debug, Default)]
pub(crate) struct Rekeyed {
    come: BTreeSet<(i64, Uuid)>,
    gone: BTreeSet<(i64, Uuid)>,
    /// By how much more or fewer projects have a key.
    counts: BTreeMap<i64, i64>,
}

impl Rekeyed {
    /// Brings what is kept of a project in step with its file, in the row that is put back; false
    /// where it is.
    pub(crate) fn note(&mut self, row: &mut project::Model, now: Option<Kept>) -> bool {
        let kept = now.as_ref().map(Kept::to_json);
        if row.likened == kept {
            return false;
        }
        let was = Kept::stored(row);
        let (before, after) = (keys(was.as_ref()), keys(now.as_ref()));
        for key in before.difference(&after) {
            self.gone.insert((*key, row.id));
        }
        for key in after.difference(&before) {
            self.come.insert((*key, row.id));
        }
        for (kept, by) in [(&was, -1), (&now, 1)] {
            let Some(kept) = kept else { continue };
            *self.counts.entry(ALL).or_default() += by;
            if !kept.coded {
                *self.counts.entry(UNCODED).or_default() += by;
            }
        }
        row.likened = kept;
        true
    }

    /// The same of a file.
    pub(crate) fn note_file(&mut self, file: &mut File, places: &[String]) -> bool {
        let now = Kept::of(file, places);
        self.note(file.project.note(), now)
    }

    /// Writes the differences down, in the order of the keys: so do all, and none waits for another
    /// that waits for it. The projects themselves must be there already.
    pub(crate) async fn write(self, db: &Writer, jurisdiction: Uuid) -> Result<(), Fault> {
        use project_key::{Column, Entity, Model};
        let Self {
            come,
            gone,
            mut counts,
        } = self;
        for (key, _) in &come {
            *counts.entry(*key).or_default() += 1;
        }
        for (key, _) in &gone {
            *counts.entry(*key).or_default() -= 1;
        }
        let gone: Vec<(i64, Uuid)> = gone.into_iter().collect();
        for gone in gone.chunks(CHUNK) {
            let pair = Expr::tuple([
                Column::Key.into_simple_expr(),
                Column::ProjectId.into_simple_expr(),
            ]);
            Entity::delete_many()
                .filter(Column::JurisdictionId.eq(jurisdiction))
                .filter(pair.in_tuples(padded(gone)))
                .exec(db)
                .await?;
        }
        let come = come.into_iter().map(|(key, project_id)| Model {
            jurisdiction_id: jurisdiction,
            key,
            project_id,
        });
        insert::<Entity, _>(db, come.collect(), There::Never).await?;
        counts.retain(|_, by| *by != 0);
        count(db, jurisdiction, counts).await
    }
}

async fn count(db: &Writer, jurisdiction: Uuid, counts: BTreeMap<i64, i64>) -> Result<(), Fault> {
    use key_count::{Column, Entity, Model};
    let fewer: Vec<i64> = counts
        .iter()
        .filter(|(_, by)| **by < 0)
        .map(|(key, _)| *key)
        .collect();
    let rows = counts.into_iter().map(|(key, projects)| Model {
        jurisdiction_id: jurisdiction,
        key,
        projects,
    });
    insert::<Entity, _>(db, rows.collect(), There::Adds(Column::Projects)).await?;
    for fewer in fewer.chunks(CHUNK) {
        Entity::delete_many()
            .filter(Column::JurisdictionId.eq(jurisdiction))
            .filter(Column::Key.is_in(padded(fewer)))
            .filter(Column::Projects.lte(0))
            .exec(db)
            .await?;
    }
    Ok(())
}

fn keys(kept: Option<&Kept>) -> BTreeSet<i64> {
    let keys = kept.map(|kept| kept.profile().keys());
    keys.into_iter().flatten().map(Key::number).collect()
}
