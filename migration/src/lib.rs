#![doc = include_str!("../README.md")]

mod class;
mod table;

mod m20261122_000001_create_reference;
mod m20261122_000002_create_control;
mod m20261122_000003_create_ledger;
mod m20261122_000004_create_project;
mod m20261122_000005_create_project_file;
mod m20261122_000006_create_obligation;
mod m20261122_000007_create_sync;
mod m20261122_000008_create_law_in_force;
mod m20261122_000009_add_stream_kinds;
mod m20261122_000010_add_reasons;
mod m20261122_000011_create_match_key;
mod m20261122_000012_create_review_and_asset;
mod m20261122_000013_say_what_outbox_is_about;
mod m20261128_000014_say_what_fulfilled;
mod m20261128_000015_create_document_content;
mod m20261128_000017_create_discrepancy;
mod m20261128_000019_keep_wrong_allocations;
mod m20261128_000021_create_money_and_catalogue;
mod m20261128_000024_create_project_bigram;
mod m20261128_000025_order_lists;
mod m20261128_000026_order_work_lists;
mod m20261128_000027_create_person;
mod m20261128_000031_name_contracts_by_number;
mod m20261128_000034_let_ledger_bodies_go;
mod m20261128_000035_create_attachment;
mod m20261128_000037_create_secrecy_mark;
mod m20261128_000038_count_duties_in_an_index;
mod m20261128_000039_number_payments;
mod m20261128_000040_list_hand_overs;
mod m20261128_000041_name_rows_in_their_project;
mod m20261128_000042_keep_contract_numbers;
mod m20261129_000043_note_registry_state;
mod m20261129_000044_create_calendar;
mod m20261129_000045_create_project_relation;
mod m20261129_000046_create_institution;
mod m20261129_000047_keep_undated;
mod m20261130_000048_keep_schedules;
mod m20261130_000049_create_sweep;
mod m20261130_000050_create_project_key;
mod m20261130_000051_keep_floods;
mod m20261130_000052_compare_hand_overs;
mod m20261130_000053_create_request_budget;
mod m20261130_000054_name_last_run;
mod m20261130_000055_write_fewer_indexes;
mod m20261130_000056_find_quarantine;
mod m20261130_000057_trust_what_follows;
mod m20261130_000058_say_what_runs_wait_for;
mod m20261130_000059_read_shares_in_order;
mod m20261201_000060_share_unstarted_duties;

pub use class::{CLASSES, Class};
pub use sea_orm_migration::{Migration, MigrationStatus, MigratorTrait, SchemaManager};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_reference::Migration),
            Box::new(m20261122_000002_create_control::Migration),
            Box::new(m20261122_000003_create_ledger::Migration),
            Box::new(m20261122_000004_create_project::Migration),
            Box::new(m20261122_000005_create_project_file::Migration),
            Box::new(m20261122_000006_create_obligation::Migration),
            Box::new(m20261122_000007_create_sync::Migration),
            Box::new(m20261122_000008_create_law_in_force::Migration),
            Box::new(m20261122_000009_add_stream_kinds::Migration),
            Box::new(m20261122_000010_add_reasons::Migration),
            Box::new(m20261122_000011_create_match_key::Migration),
            Box::new(m20261122_000012_create_review_and_asset::Migration),
            Box::new(m20261122_000013_say_what_outbox_is_about::Migration),
            Box::new(m20261128_000014_say_what_fulfilled::Migration),
            Box::new(m20261128_000015_create_document_content::Migration),
            Box::new(m20261128_000017_create_discrepancy::Migration),
            Box::new(m20261128_000019_keep_wrong_allocations::Migration),
            Box::new(m20261128_000021_create_money_and_catalogue::Migration),
            Box::new(m20261128_000024_create_project_bigram::Migration),
            Box::new(m20261128_000025_order_lists::Migration),
            Box::new(m20261128_000026_order_work_lists::Migration),
            Box::new(m20261128_000027_create_person::Migration),
            Box::new(m20261128_000031_name_contracts_by_number::Migration),
            Box::new(m20261128_000034_let_ledger_bodies_go::Migration),
            Box::new(m20261128_000035_create_attachment::Migration),
            Box::new(m20261128_000037_create_secrecy_mark::Migration),
            Box::new(m20261128_000038_count_duties_in_an_index::Migration),
            Box::new(m20261128_000039_number_payments::Migration),
            Box::new(m20261128_000040_list_hand_overs::Migration),
            Box::new(m20261128_000041_name_rows_in_their_project::Migration),
            Box::new(m20261128_000042_keep_contract_numbers::Migration),
            Box::new(m20261129_000043_note_registry_state::Migration),
            Box::new(m20261129_000044_create_calendar::Migration),
            Box::new(m20261129_000045_create_project_relation::Migration),
            Box::new(m20261129_000046_create_institution::Migration),
            Box::new(m20261129_000047_keep_undated::Migration),
            Box::new(m20261130_000048_keep_schedules::Migration),
            Box::new(m20261130_000049_create_sweep::Migration),
            Box::new(m20261130_000050_create_project_key::Migration),
            Box::new(m20261130_000051_keep_floods::Migration),
            Box::new(m20261130_000052_compare_hand_overs::Migration),
            Box::new(m20261130_000053_create_request_budget::Migration),
            Box::new(m20261130_000054_name_last_run::Migration),
            Box::new(m20261130_000055_write_fewer_indexes::Migration),
            Box::new(m20261130_000056_find_quarantine::Migration),
            Box::new(m20261130_000057_trust_what_follows::Migration),
            Box::new(m20261130_000058_say_what_runs_wait_for::Migration),
            Box::new(m20261130_000059_read_shares_in_order::Migration),
            Box::new(m20261201_000060_share_unstarted_duties::Migration),
        ]
    }
}
