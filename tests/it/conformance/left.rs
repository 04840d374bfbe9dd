use std::collections::BTreeSet;

use shuniu_tests::{Canonical, TestDb, canonical};

/// What a run leaves behind that depends on how often it was begun, and by which address it went.
pub(super) const OF_THE_RUN: [&str; 4] =
    ["sync_run", "lease", "connector_instance", "request_budget"];

/// How many differences a failure shows.
const SHOWN: usize = 6;

/// Ledger entries of every source, entity and kind, with their number.
const ENTRIES: &str = "SELECT actor, ledger.entity, command, COALESCE(project.name, '-'), \
     CAST(count(*) AS TEXT) FROM ledger LEFT JOIN project ON project.id = ledger.project_id \
     AND project.jurisdiction_id = ledger.jurisdiction_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";

/// What is in a database, by its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) rows: Canonical,
    /// Source, entity, kind and project; how many entries.
    pub(super) entries: Vec<Vec<String>>,
}

impl Left {
    /// Reads all tables but these.
    pub(super) async fn in_all_but(db: &TestDb, except: &[&str]) -> Self {
        let raw = db.raw().await.unwrap();
        let left = Self {
            rows: canonical(&raw, except).await.unwrap(),
            entries: raw.texts(ENTRIES).await.unwrap(),
        };
        raw.close().await.unwrap();
        left
    }

    /// Reads what does not tell of the runs themselves.
    pub(super) async fn by(db: &TestDb) -> Self {
        Self::in_all_but(db, &OF_THE_RUN).await
    }

    /// The same but for how often each project was touched, which is once by each page that tells
    /// of it.
    pub(super) fn whatever_the_pages(mut self) -> Self {
        for row in &mut self.rows {
            if row.starts_with("project ")
                && let Some((before, after)) = row.rsplit_once(" version=")
            {
                let behind = after.split_once(' ').map_or("", |(_, behind)| behind);
                *row = format!("{before} {behind}");
            }
        }
        self
    }

    /// What is here and not there, and the other way round; nothing where both are the same.
    pub(super) fn differs(&self, other: &Self) -> Option<String> {
        if self.entries == other.entries {
            return self.differs_in_rows(other);
        }
        let lacks = |of: &Self, other: &Self| -> Vec<Vec<String>> {
            let lacking = other.entries.iter().filter(|one| !of.entries.contains(one));
            lacking.take(SHOWN).cloned().collect()
        };
        let (more, less) = (lacks(other, self), lacks(self, other));
        let rows = self.differs_in_rows(other).unwrap_or_default();
        Some(format!("entries {more:#?} instead of {less:#?}\n{rows}"))
    }

    /// The same, whatever was done to come to the rows.
    pub(super) fn differs_in_rows(&self, other: &Self) -> Option<String> {
        if self.rows == other.rows {
            return None;
        }
        let lacks = |of: &Canonical, other: &Canonical| -> Vec<String> {
            let known: BTreeSet<&String> = of.iter().collect();
            let lacking = other.iter().filter(|row| !known.contains(row));
            lacking.take(SHOWN).cloned().collect()
        };
        let (more, less) = (
            lacks(&other.rows, &self.rows),
            lacks(&self.rows, &other.rows),
        );
        Some(format!(
            "{} rows instead of {}\nadditional: {more:#?}\nmissing: {less:#?}",
            self.rows.len(),
            other.rows.len()
        ))
    }
}

/// The records of a stream that are on file, by what names them, each once.
pub(super) async fn kept(db: &TestDb, stream: &str) -> Vec<String> {
    let sql = format!(
        "SELECT DISTINCT external_id FROM source_record WHERE stream = '{stream}' \
         AND connector_id IN (SELECT connector_id FROM sync_run) ORDER BY 1"
    );
    column(db, &sql).await
}

/// One column of texts.
pub(super) async fn column(db: &TestDb, sql: &str) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let texts = raw.column(sql).await.unwrap();
    raw.close().await.unwrap();
    texts
}
