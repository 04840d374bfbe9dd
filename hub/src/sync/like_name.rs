//! Projects that a ledger enters although their unit may have them already, under another name.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Tenant, padded, project};
use uuid::Uuid;

use super::matching::{enters_projects, is_of_people};
use super::merge::{Incoming, Noted};
use crate::fault::Fault;
use crate::likeness::{Corpus, Places, Profile, Told, score};
use crate::transact::Tx;

/// Most names told of one row.
const SHOWN: usize = 3;
/// Most projects of the same units that are compared.
const COMPARED: u64 = 500;

struct Called {
    project: Uuid,
    unit: Option<Uuid>,
    name: String,
    profile: Profile,
    coded: bool,
}

impl Called {
    fn new(
        project: Uuid,
        unit: Option<Uuid>,
        name: String,
        (coded, places): (bool, &Places),
    ) -> Self {
        let told = Told {
            name: &name,
            ..Told::default()
        };
        Self {
            profile: Profile::new(&told, places),
            project,
            unit,
            name,
            coded,
        }
    }
}

/// For each project that people's records enter, the projects of its unit with much the same name,
/// the earlier ones of the page among them. Nobody is told of one that they may not see.
pub(super) async fn like_named(
    tx: &Tx,
    placed: &[(Uuid, Incoming)],
) -> Result<BTreeMap<Uuid, Noted>, Fault> {
    let places = tx.places();
    let places = Places::new(places.iter().map(String::as_str));
    let of_people = placed
        .iter()
        .filter(|(_, one)| is_of_people(one) && enters_projects(one));
    let entered = of_people.filter_map(|(id, one)| {
        let file = tx.desk().files.get(id)?.project.get();
        let named = &one.record.project;
        let unit = file.unit_id.filter(|_| file.version == 0)?;
        let coded = (named.project_code.is_some(), &places);
        Some(Called::new(*id, Some(unit), named.name.clone()?, coded))
    });
    let entered: Vec<Called> = entered.collect();
    if entered.is_empty() {
        return Ok(BTreeMap::new());
    }
    let units: BTreeSet<Uuid> = entered.iter().filter_map(|one| one.unit).collect();
    let known = project::Entity::find_in(tx.scope())
        .filter(project::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(project::Column::UnitId.is_in(padded(&Vec::from_iter(units))))
        .filter(project::Column::Classified.eq(false))
        .order_by_desc(project::Column::Id)
        .limit(COMPARED)
        .all(tx.db())
        .await?;
    let known = known.into_iter().map(|row| {
        let coded = (row.project_code.is_some(), &places);
        Called::new(row.id, row.unit_id, row.name, coded)
    });
    let known: Vec<Called> = known.collect();
    // What is usual everywhere is; the few names of one unit tell nothing more.
    let corpus = Corpus::<Uuid>::default();
    let mut noted = BTreeMap::new();
    for (at, one) in entered.iter().enumerate() {
        let alike = known.iter().chain(&entered[..at]).filter(|other| {
            other.unit == one.unit
                && other.project != one.project
                // Each has a code of its own: they were approved apart.
                && !(other.coded && one.coded)
                && score(&one.profile, &other.profile, &corpus).is_of_one_name()
        });
        let names: Vec<String> = alike.take(SHOWN).map(|other| other.name.clone()).collect();
        if !names.is_empty() {
            noted.insert(one.project, Noted::LikeName(names));
        }
    }
    Ok(noted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_project_are_alike_and_those_of_its_phases_and_years_are_not() {
        let places = Places::new(["亭湖区"]);
        let profile = |name| {
            let told = Told {
                name,
                ..Told::default()
            };
            Profile::new(&told, &places)
        };
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
            let (left, right) = (profile(one), profile(other));
            let likeness = score(&left, &right, &Corpus::<u8>::default());
            assert_eq!(
                likeness.is_of_one_name(),
                alike,
                "{one} {other} {likeness:?}"
            );
            let back = score(&right, &left, &Corpus::<u8>::default());
            assert_eq!(back.is_of_one_name(), alike, "{other} {one}");
        }
    }
}
