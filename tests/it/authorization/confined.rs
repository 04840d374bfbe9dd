//! The tables themselves: what a scope sees of each, whoever asks.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use shuniu_entities::{
    Key, Scope, Tenant, allocation, assessment_day, asset, attachment, budget_quota, calendar,
    catalog_entry, classified_key, connector_instance, contract, discrepancy, document,
    document_content, finding, gate_state, hand_over_comparison, hand_over_difference,
    idempotency_key, institution, institution_obligation, institution_report, institution_share,
    key_count, law_in_force, ledger, ledger_head, match_candidate, match_key, obligation,
    organization, outbox, payment, person, policy_exception, project, project_bigram,
    project_event, project_fact, project_key, project_relation, quarantine, report, review,
    secrecy_mark, source_record, sync_cursor, sync_difference, sync_run, sync_seen, sync_sweep,
    tender, unstarted_obligation,
};
use shuniu_migration::{CLASSES, Class};
use shuniu_tests::{TestDb, on_both};

use super::world::World;

on_both! {
    async fn a_scope_sees_of_each_table_what_is_its_own(db: &TestDb) {
        let world = World::at(db).await;
        let reader = world.hub.reader();
        let [ours, theirs, beyond, ..] = world.targets.as_slice() else {
            panic!("there are four projects");
        };
        let place = ours.project.jurisdiction;
        let unit: Key = ours.key("Organization");
        let of_unit = Scope::units(vec![place], vec![unit]);
        let of_nobody = Scope::units(vec![place], Vec::new());
        let here = Scope::jurisdictions(vec![place]);
        let nowhere = Scope::jurisdictions(Vec::new());
        let mut listed = BTreeSet::new();
        let mut wrong = Vec::new();
        macro_rules! check {
            ($table:ident: $($what:literal => $query:expr, $fits:expr;)+) => {
                listed.insert(stringify!($table));
                $(
                    let rows = $query.count(&reader).await.unwrap();
                    let fits: fn(u64) -> bool = $fits;
                    if !fits(rows) {
                        wrong.push(format!("{}: {rows} {}", stringify!($table), $what));
                    }
                )+
            };
        }
        macro_rules! everywhere {
            ($($table:ident)+) => {$(
                check! { $table:
                    "seen by nobody" => $table::Entity::find_in(&nowhere), |rows| rows == 0;
                    "of the county next to it" => $table::Entity::find_in(&here)
                        .filter($table::Column::JurisdictionId.ne(place)), |rows| rows == 0;
                }
            )+};
        }
        // Of these a unit sees what belongs to its own projects.
        macro_rules! of_projects {
            ($($table:ident by $column:ident)+) => {$(
                check! { $table:
                    "of the unit's project" => $table::Entity::find_in(&of_unit)
                        .filter($table::Column::$column.eq(ours.project.id)), |rows| rows > 0;
                    "of another unit's project" => $table::Entity::find_in(&of_unit)
                        .filter($table::Column::$column.eq(theirs.project.id)), |rows| rows == 0;
                    "of no project" => $table::Entity::find_in(&of_unit)
                        .filter($table::Column::$column.is_null()), |rows| rows == 0;
                    "of another unit, seen by the bureau" => $table::Entity::find_in(&here)
                        .filter($table::Column::$column.eq(theirs.project.id)), |rows| rows > 0;
                    "of the county next to it" => $table::Entity::find_in(&here)
                        .filter($table::Column::$column.eq(beyond.project.id)), |rows| rows == 0;
                    "for a unit that is none" => $table::Entity::find_in(&of_nobody), |rows| rows == 0;
                }
                everywhere!($table);
            )+};
        }
        // Of these a unit sees what is its own.
        let their_unit = theirs.key("Organization");
        macro_rules! of_units {
            ($($table:ident by $column:ident)+) => {$(
                check! { $table:
                    "of the unit" => $table::Entity::find_in(&of_unit)
                        .filter($table::Column::$column.eq(unit.id)), |rows| rows > 0;
                    "of another unit or of nobody" => $table::Entity::find_in(&of_unit)
                        .filter($table::Column::$column.ne(unit.id)), |rows| rows == 0;
                    "of another unit, seen by the bureau" => $table::Entity::find_in(&here)
                        .filter($table::Column::$column.eq(their_unit.id)), |rows| rows > 0;
                    "for a unit that is none" => $table::Entity::find_in(&of_nobody), |rows| rows == 0;
                }
                everywhere!($table);
            )+};
        }
        // Of these a unit sees nothing.
        macro_rules! of_the_place {
            ($($table:ident)+) => {$(
                check! { $table:
                    "seen by a unit" => $table::Entity::find_in(&of_unit), |rows| rows == 0;
                }
                everywhere!($table);
            )+};
        }
        of_projects! {
            project by Id
            allocation by ProjectId
            asset by ProjectId
            attachment by ProjectId
            budget_quota by ProjectId
            catalog_entry by ProjectId
            contract by ProjectId
            discrepancy by ProjectId
            document by ProjectId
            document_content by ProjectId
            finding by ProjectId
            gate_state by ProjectId
            institution_share by ProjectId
            ledger by ProjectId
            match_candidate by ProjectId
            obligation by ProjectId
            outbox by ProjectId
            payment by ProjectId
            person by ProjectId
            policy_exception by ProjectId
            project_bigram by ProjectId
            project_key by ProjectId
            project_event by ProjectId
            project_fact by ProjectId
            project_relation by ProjectId
            report by ProjectId
            review by ProjectId
            source_record by ProjectId
            tender by ProjectId
        }
        of_units! {
            institution by Id
            institution_obligation by InstitutionId
            institution_report by InstitutionId
        }
        of_the_place! {
            assessment_day calendar classified_key connector_instance hand_over_comparison hand_over_difference idempotency_key law_in_force ledger_head
            key_count match_key
            quarantine secrecy_mark sync_cursor sync_difference sync_run sync_seen sync_sweep
        }
        // Who there is besides is no secret of any unit.
        everywhere!(organization);
        // Who owes what a set holds stands in the project, by which it is read.
        everywhere!(unstarted_obligation);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let tenants = CLASSES.iter().filter(|(_, class)| *class == Class::Tenant);
        let tenants: BTreeSet<&str> = tenants.map(|(name, _)| *name).collect();
        assert_eq!(listed, tenants, "tables with rows of a place, and those that are looked at here");
    }
}
