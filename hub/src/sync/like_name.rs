//! Projects that a ledger enters although their unit may have them already, under another name.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Tenant, project};
use uuid::Uuid;

use super::candidate::{COMPARED, likeness, telling};
use super::matching::{enters_projects, is_of_people};
use super::merge::{Incoming, Noted};
use crate::fault::Fault;
use crate::name::fold;
use crate::transact::Tx;

/// Most names told of one row.
const SHOWN: usize = 3;
/// Least likeness, of a thousand, at which a name is told.
const LIKE: usize = 700;
/// Most characters that one name may have more than another of which it has all.
const MORE: usize = 2;

struct Called {
    project: Uuid,
    unit: Option<Uuid>,
    name: String,
    coded: bool,
}

/// For each project that people's records enter, the projects of its unit with much the same name,
/// the earlier ones of the page among them. Nobody is told of one that they may not see.
pub(super) async fn like_named(
    tx: &Tx,
    placed: &[(Uuid, Incoming)],
) -> Result<BTreeMap<Uuid, Noted>, Fault> {
    let of_people = placed
        .iter()
        .filter(|(_, one)| is_of_people(one) && enters_projects(one));
    let entered = of_people.filter_map(|(id, one)| {
        let file = tx.desk().files.get(id)?.project.get();
        let named = &one.record.project;
        Some(Called {
            project: *id,
            unit: file.unit_id.filter(|_| file.version == 0),
            name: named.name.clone()?,
            coded: named.project_code.is_some(),
        })
    });
    let entered: Vec<Called> = entered.filter(|one| one.unit.is_some()).collect();
    if entered.is_empty() {
        return Ok(BTreeMap::new());
    }
    let units: BTreeSet<Uuid> = entered.iter().filter_map(|one| one.unit).collect();
    let known = project::Entity::find_in(tx.scope())
        .filter(project::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(project::Column::UnitId.is_in(units))
        .filter(project::Column::Classified.eq(false))
        .order_by_desc(project::Column::Id)
        .limit(COMPARED)
        .all(tx.db())
        .await?;
    let known = known.into_iter().map(|row| Called {
        project: row.id,
        unit: row.unit_id,
        name: row.name,
        coded: row.project_code.is_some(),
    });
    let known: Vec<Called> = known.collect();
    let mut noted = BTreeMap::new();
    for (at, one) in entered.iter().enumerate() {
        let alike = known.iter().chain(&entered[..at]).filter(|other| {
            other.unit == one.unit
                && other.project != one.project
                // Each has a code of its own: they were approved apart.
                && !(other.coded && one.coded)
                && are_alike(&one.name, &other.name)
        });
        let names: Vec<String> = alike.take(SHOWN).map(|other| other.name.clone()).collect();
        if !names.is_empty() {
            noted.insert(one.project, Noted::LikeName(names));
        }
    }
    Ok(noted)
}

/// Whether two names may be of one project: most of what tells them apart from others is the same,
/// or one has all of the other and hardly more. Phases, and years where both name one, are apart.
fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    if phases(&one) != phases(&other) {
        return false;
    }
    let (years, others) = (years(&one), years(&other));
    if !years.is_empty() && !others.is_empty() && years != others {
        return false;
    }
    likeness(&one, &other) >= LIKE || adds_little(&one, &other) || adds_little(&other, &one)
}

/// Whether a name has, in their order, all characters that tell the other, and hardly more.
fn adds_little(longer: &str, shorter: &str) -> bool {
    let (longer, shorter) = (telling(longer), telling(shorter));
    let more = longer.len().checked_sub(shorter.len());
    let mut rest = longer.iter();
    shorter.len() > 1
        && more.is_some_and(|more| more <= MORE)
        && shorter.iter().all(|letter| rest.any(|one| one == letter))
}

/// What stands before 期 and 批: 一, 二, 3 …
fn phases(name: &str) -> Vec<char> {
    let letters: Vec<char> = name.chars().collect();
    let pairs = letters.windows(2);
    let phases = pairs.filter(|pair| matches!(pair[1], '期' | '批'));
    phases.map(|pair| pair[0]).collect()
}

/// The numbers of four digits.
fn years(name: &str) -> Vec<&str> {
    let numbers = name.split(|letter: char| !letter.is_ascii_digit());
    numbers.filter(|number| number.len() == 4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_project_are_alike_and_those_of_its_phases_and_years_are_not() {
        for (one, other, alike) in [
            ("审甲平台", "审甲统一平台", true),
            ("智慧城管系统建设项目", "智慧城管系统", true),
            ("亭湖区智慧城管平台", "亭湖区智慧城管统一指挥平台", true),
            ("智慧城管平台（二期）", "智慧城管平台", false),
            ("智慧城管平台（一期）", "智慧城管平台（二期）", false),
            ("智慧城管2025年运维服务", "智慧城管2026年运维服务", false),
            ("智慧停车平台", "智慧城管平台", false),
            ("甲平台", "乙平台", false),
            ("信息化项目", "信息化建设项目", false),
        ] {
            assert_eq!(are_alike(one, other), alike, "{one} {other}");
            assert_eq!(are_alike(other, one), alike, "{other} {one}");
        }
    }
}
