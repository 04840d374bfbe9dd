use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, match_candidate, match_key, organization, project};
use uuid::Uuid;

use super::matching::{Unmatched, awaited_by};
use crate::fault::Fault;
use crate::transact::Tx;

/// Most projects of the same units that are compared.
pub(super) const COMPARED: u64 = 500;
/// Most candidates shown.
const SHOWN: usize = 5;
/// Least likeness, of a thousand, at which a project is shown.
const LIKE: usize = 250;

/// Lists the records for a person, each with the projects it may belong to, best first, and with
/// what would tell its project without one.
pub(super) async fn list(tx: &Tx, unmatched: Vec<Unmatched>) -> Result<(), Fault> {
    if unmatched.is_empty() {
        return Ok(());
    }
    let awaited: Vec<_> = unmatched
        .iter()
        .map(|one| awaited_by(&one.incoming))
        .collect();
    let rows = compose(tx, unmatched).await?;
    let keys = rows.iter().zip(awaited).flat_map(|(row, keys)| {
        keys.into_iter().map(|key| match_key::ActiveModel {
            jurisdiction_id: Set(row.jurisdiction_id),
            key: Set(key),
            candidate_id: Set(row.id),
        })
    });
    let keys: Vec<_> = keys.collect();
    // The raw rows they refer to are written by the caller; there is no foreign key between them
    // because raw records may be spread apart from their lists.
    let rows = rows.into_iter().map(match_candidate::ActiveModel::from);
    match_candidate::Entity::insert_many(rows)
        .exec_without_returning(tx.db())
        .await?;
    if !keys.is_empty() {
        match_key::Entity::insert_many(keys)
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

async fn compose(tx: &Tx, unmatched: Vec<Unmatched>) -> Result<Vec<match_candidate::Model>, Fault> {
    let ground = compared(tx, &unmatched).await?;
    let (jurisdiction, now) = (tx.jurisdiction(), tx.now());
    let row = |one: Unmatched| {
        let record = &one.incoming.record;
        let name = record.project.name.as_deref().unwrap_or_default();
        let mut alike: Vec<(usize, &project::Model)> = ground
            .iter()
            .map(|project| (likeness(name, &project.name), project))
            .collect();
        alike.retain(|(score, _)| *score >= LIKE);
        alike.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.id.cmp(&y.id)));
        let candidates: Vec<_> = alike
            .iter()
            .take(SHOWN)
            .map(|(score, project)| json!({"project": project.id, "likeness": score}))
            .collect();
        let reason = one.reason.reason();
        match_candidate::Model {
            jurisdiction_id: jurisdiction,
            id: Uuid::now_v7(),
            source_record_id: one.incoming.source_record,
            code: Some(reason.code),
            reason: reason.en,
            reason_zh: Some(reason.zh),
            summary: json!(one.incoming),
            candidates: json!(candidates),
            state: "open".to_owned(),
            project_id: None,
            settled_by: None,
            created_at: now,
            version: 1,
        }
    };
    Ok(unmatched.into_iter().map(row).collect())
}

/// The newest projects of the units that the records name.
async fn compared(tx: &Tx, unmatched: &[Unmatched]) -> Result<Vec<project::Model>, Fault> {
    let units: BTreeSet<&str> = unmatched
        .iter()
        .filter_map(|one| one.incoming.record.project.unit_name.as_deref())
        .collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let units: Vec<Uuid> = organization::Entity::find_in(&scope)
        .filter(organization::Column::Name.is_in(units))
        .all(tx.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    Ok(project::Entity::find_in(&scope)
        .filter(project::Column::UnitId.is_in(units))
        .order_by_desc(project::Column::Id)
        .limit(COMPARED)
        .all(tx.db())
        .await?)
}

/// Words that half of all project names hold; they say nothing.
const EMPTY: [&str; 5] = ["信息化", "项目", "系统", "平台", "建设"];

/// How much of their pairs of characters two names share, of a thousand (Dice).
pub(super) fn likeness(one: &str, other: &str) -> usize {
    let (one, other) = (pairs(one), pairs(other));
    let shared = one.intersection(&other).count();
    let all = one.len() + other.len();
    (2000 * shared).checked_div(all).unwrap_or(0)
}

/// The characters of a name without the words that say nothing.
pub(super) fn telling(name: &str) -> Vec<char> {
    let mut text = name.to_owned();
    for word in EMPTY {
        text = text.replace(word, "");
    }
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn pairs(name: &str) -> BTreeSet<(char, char)> {
    telling(name)
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_what_tells_them_apart() {
        let name = "亭湖区智慧城管信息化项目";
        assert_eq!(likeness(name, name), 1000);
        assert!(likeness(name, "亭湖区智慧城管平台建设项目（二期）") > 700);
        assert!(likeness(name, "亭湖区人社信息化项目") < likeness(name, "智慧城管系统"));
        assert_eq!(likeness("信息化项目", "信息化建设项目"), 0);
    }
}
