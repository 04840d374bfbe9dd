use std::collections::BTreeSet;

use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use shuniu_entities::{Scope, Tenant, ledger};
use uuid::Uuid;

use crate::fault::Fault;
use crate::transact::Tx;

/// The command whose entry tells that the bodies of a project before it were erased.
pub(crate) const ERASED_BY: &str = "declare_classified";
/// Under which an entry tells which others were erased besides, by their positions.
pub(crate) const ERASED_ELSEWHERE: &str = "erased_elsewhere";
/// What an entry may be of that tells so.
pub(super) const TELLS_ELSEWHERE: [&str; 2] = ["project", "source_record"];

/// Most words looked for by one statement.
const WORDS: usize = 40;

/// Erases what the entries of a project say. That there were such entries stays, and the chain
/// holds: it covers their digests.
///
/// # Errors
///
/// [`Fault::Invalid`] where the project has entries of before digests were kept.
pub(crate) async fn erase(tx: &Tx, project: Uuid) -> Result<(), Fault> {
    use ledger::Column;
    erase_where(tx, Condition::all().add(Column::ProjectId.eq(project))).await?;
    Ok(())
}

/// What is looked for in entries of other projects.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Outside records.
    pub(crate) records: BTreeSet<Uuid>,
    /// Rows that came from them.
    pub(crate) rows: BTreeSet<Uuid>,
    /// What names the contracts and the like that they told of, as assessments name them.
    pub(crate) names: BTreeSet<String>,
}

/// Erases what entries of other projects say of outside records and of what came from them. Gives
/// their positions, which an entry has to account for.
///
/// # Errors
///
/// As [`erase`].
pub(crate) async fn erase_elsewhere(
    tx: &Tx,
    projects: &BTreeSet<Uuid>,
    told: &Told,
) -> Result<BTreeSet<i64>, Fault> {
    use ledger::Column;
    let mut erased = BTreeSet::new();
    let of_projects = || Condition::all().add(Column::ProjectId.is_in(projects.iter().copied()));
    let records: Vec<String> = told.records.iter().map(Uuid::to_string).collect();
    for words in records.chunks(WORDS) {
        erased.extend(erase_where(tx, of_projects().add(holds(words))).await?);
    }
    let names: Vec<String> = told.names.iter().cloned().collect();
    for words in names.chunks(WORDS) {
        let assessed = of_projects().add(Column::Entity.eq("assessment"));
        erased.extend(erase_where(tx, assessed.add(holds(words))).await?);
    }
    let rows: Vec<&Uuid> = told.rows.iter().collect();
    for rows in rows.chunks(WORDS) {
        let of_rows = Column::EntityId.is_in(rows.iter().copied().copied());
        erased.extend(erase_where(tx, of_projects().add(of_rows)).await?);
    }
    Ok(erased)
}

/// Whether an entry says one of the words.
fn holds(words: &[String]) -> Condition {
    let said = words.iter().map(|word| ledger::Column::Body.contains(word));
    said.fold(Condition::any(), Condition::add)
}

async fn erase_where(tx: &Tx, which: Condition) -> Result<Vec<i64>, Fault> {
    use ledger::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let found = ledger::Entity::find_in(&scope)
        .filter(which)
        .filter(Column::Body.ne("").or(Column::Digest.is_null()))
        .select_only()
        .columns([Column::Seq, Column::Digest])
        .into_tuple::<(i64, Option<String>)>()
        .all(tx.db())
        .await?;
    let whole = found.iter().filter(|(_, digest)| digest.is_none()).count();
    if whole > 0 {
        let problem = format!(
            "has {whole} ledger entries from before their bodies could be erased; the chain would \
             no longer hold. Archive that ledger outside and start the place in a new database"
        );
        return Err(Fault::invalid("project", problem));
    }
    let found: Vec<i64> = found.into_iter().map(|(seq, _)| seq).collect();
    for positions in found.chunks(WORDS * 10) {
        let erased = ledger::ActiveModel {
            body: Set(String::new()),
            salt: Set(None),
            ..Default::default()
        };
        ledger::Entity::update_many()
            .set(erased)
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::Seq.is_in(positions.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(found)
}
