use std::collections::BTreeSet;

use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value as Json;
use shuniu_connectors::texts;
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
/// Most entries of one statement.
const POSITIONS: usize = 400;

/// Erases what the entries of a project say. That there were such entries stays, and the chain
/// holds: it covers their digests.
///
/// # Errors
///
/// [`Fault::Invalid`] where the project has entries of before digests were kept.
pub(crate) async fn erase(tx: &Tx, project: Uuid) -> Result<(), Fault> {
    use ledger::Column;
    let found = kept(tx, Condition::all().add(Column::ProjectId.eq(project))).await?;
    take_bodies(tx, &found).await
}

/// What is looked for in entries of other projects.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Outside records.
    pub(crate) records: BTreeSet<Uuid>,
    /// Rows that came from them.
    pub(crate) rows: BTreeSet<Uuid>,
    /// What names the contracts and the like that they told of in a project, as its assessments name
    /// them.
    pub(crate) names: BTreeSet<(Uuid, String)>,
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
        let said = words.iter().map(|word| Column::Body.contains(word));
        let said = said.fold(Condition::any(), Condition::add);
        erased.extend(kept(tx, of_projects().add(said)).await?);
    }
    let rows: Vec<&Uuid> = told.rows.iter().collect();
    for rows in rows.chunks(WORDS) {
        let of_rows = Column::EntityId.is_in(rows.iter().copied().copied());
        erased.extend(kept(tx, of_projects().add(of_rows)).await?);
    }
    for project in projects {
        let names = told.names.iter().filter(|(of, _)| of == project);
        let names: Vec<&str> = names.map(|(_, name)| name.as_str()).collect();
        erased.extend(assessed(tx, *project, &names).await?);
    }
    let found: Vec<i64> = erased.iter().copied().collect();
    take_bodies(tx, &found).await?;
    Ok(erased)
}

/// The command that tells, in the entries of two projects, which records went from one to the other.
const SPLIT: &str = "split_project";

/// Erases what entries of other projects say of why records went from or to the project: that is
/// about it as well. Gives their positions, which an entry has to account for. Its own entries tell
/// which projects these are, and are erased after this.
///
/// # Errors
///
/// As [`erase`].
pub(crate) async fn erase_splits(tx: &Tx, project: Uuid) -> Result<BTreeSet<i64>, Fault> {
    use ledger::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let own = ledger::Entity::find_in(&scope)
        .filter(Column::ProjectId.eq(project))
        .filter(Column::Command.eq(SPLIT))
        .filter(Column::Body.ne(""))
        .select_only()
        .column(Column::Body)
        .into_tuple::<String>()
        .all(tx.db())
        .await?;
    let others = own.iter().filter_map(|body| {
        let body: Json = serde_json::from_str(body).ok()?;
        let other = body.get("split_into").or_else(|| body.get("split_from"))?;
        other.as_str()?.parse().ok()
    });
    let others: BTreeSet<Uuid> = others.collect();
    if others.is_empty() {
        return Ok(BTreeSet::new());
    }
    let of_others = Condition::all()
        .add(Column::ProjectId.is_in(others))
        .add(Column::Command.eq(SPLIT))
        .add(Column::Body.contains(project.to_string()));
    let found = kept(tx, of_others).await?;
    take_bodies(tx, &found).await?;
    Ok(found.into_iter().collect())
}

/// The assessments of a project that name one of what is named so.
async fn assessed(tx: &Tx, project: Uuid, names: &[&str]) -> Result<Vec<i64>, Fault> {
    use ledger::Column;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let entries = ledger::Entity::find_in(&scope)
        .filter(Column::ProjectId.eq(project))
        .filter(Column::Entity.eq("assessment"))
        .filter(Column::Body.ne(""))
        .select_only()
        .columns([Column::Seq, Column::Body])
        .into_tuple::<(i64, String)>()
        .all(tx.db())
        .await?;
    // An occurrence is a name, a subject and the code of a finding end with one: the name of another
    // may hold it.
    let is_name = |text: &str| {
        let mut names = names.iter();
        names.any(|name| {
            text.strip_suffix(name)
                .is_some_and(|before| before.is_empty() || before.ends_with(':'))
        })
    };
    let names_one = |body: &str| {
        let body = serde_json::from_str::<Json>(body);
        body.is_ok_and(|body| texts::find(&body, &is_name).is_some())
    };
    let naming = entries.iter().filter(|(_, body)| names_one(body));
    let naming: Vec<i64> = naming.map(|(seq, _)| *seq).collect();
    let mut found = Vec::with_capacity(naming.len());
    for naming in naming.chunks(POSITIONS) {
        let of = Condition::all().add(Column::Seq.is_in(naming.iter().copied()));
        found.extend(kept(tx, of).await?);
    }
    Ok(found)
}

/// The positions of entries that have their bodies still.
async fn kept(tx: &Tx, which: Condition) -> Result<Vec<i64>, Fault> {
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
    Ok(found.into_iter().map(|(seq, _)| seq).collect())
}

async fn take_bodies(tx: &Tx, positions: &[i64]) -> Result<(), Fault> {
    use ledger::Column;
    for positions in positions.chunks(POSITIONS) {
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
    Ok(())
}
