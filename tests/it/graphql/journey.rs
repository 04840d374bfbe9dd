//! Which journey carries which mutations out. Every mutation of the schema has one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::house::{House, bureau, definition, fields};
use super::{
    calendar, classified, contact, declared, disagreement, evidence, file, institution,
    integration, money, received, related, split,
};

/// Asks for one change as the data bureau; answers its payload.
pub(super) async fn change(house: &House, name: &str, input: &str, wanted: &str) -> Value {
    let query = format!("mutation {{ {name}(input: {{{input}}}) {{ {wanted} }} }}");
    house.data(&bureau(), &query).await[name].take()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Makes a test on both engines of each journey, which must carry out what stands beside it.
macro_rules! journeys {
    ($($at:ident::$name:ident: $carries:expr;)+) => {
        /// The mutations of all journeys.
        fn carried() -> BTreeSet<String> {
            let all = [$($carries.as_slice()),+].concat();
            all.into_iter().map(ToOwned::to_owned).collect()
        }

        $(shuniu_tests::on_both! {
            async fn $name(db: &shuniu_tests::TestDb) {
                let house = House::at(db).await;
                $at::$name(&house).await;
                let carried = house.carried_out();
                assert!(carried.iter().eq(&BTreeSet::from($carries)), "{carried:?}");
            }
        })+
    };
}

journeys! {
    classified::a_classified_project_is_entered: ["registerClassified"];
    declared::a_known_project_is_declared_classified: [
        "recordEvent", "voidEvent", "declareClassified",
    ];
    contact::a_contact_is_recorded_corrected_and_erased: [
        "registerProject", "recordContact", "correctContact", "eraseContact",
    ];
    file::a_project_is_carried_through: [
        "registerProject", "recordEvent", "correctEvent", "voidEvent", "recordDocument", "requestStep",
    ];
    file::papers_are_recorded_and_voided: [
        "registerProject", "recordDocument", "voidDocument", "recordReport", "voidReport",
    ];
    file::papers_are_corrected: [
        "registerProject", "recordDocument", "correctDocument", "recordReport", "correctReport",
    ];
    institution::a_unit_reports_for_all_of_its_projects: [
        "registerProject", "recordEvent", "recordInstitutionReport", "correctInstitutionReport", "voidInstitutionReport",
    ];
    evidence::papers_are_attached_and_detached: [
        "registerProject", "recordEvent", "recordDocument", "attachDocument", "detachDocument",
    ];
    file::an_attribute_is_changed_and_withdrawn: ["registerProject", "recordFact", "voidFact"];
    file::a_step_is_granted_once_an_exception_opens_its_gate: [
        "registerProject", "attestFile", "recordException", "requestStep",
    ];
    integration::a_listed_record_is_settled: ["settleMatch", "unlinkRecord"];
    split::two_projects_taken_for_one_are_split: ["settleMatch", "splitProject"];
    integration::a_listed_record_is_dismissed: ["dismissMatch"];
    integration::a_record_set_aside_is_merged_once_the_mapping_reads_it: ["replayQuarantine"];
    integration::all_that_was_set_aside_is_tried_again: ["replayQuarantinePage"];
    integration::a_record_set_aside_is_done_nothing_about: ["dismissQuarantine"];
    integration::a_project_code_is_applied_for_and_comes_back: [
        "registerProject", "handOver",
    ];
    integration::a_lost_hand_over_is_settled: [
        "registerProject", "handOver", "settleHandOver",
    ];
    integration::an_asset_is_recorded_and_voided: ["registerProject", "recordAsset", "voidAsset"];
    money::a_payment_is_recorded_corrected_and_voided: [
        "registerProject", "recordDocument", "recordPayment", "correctPayment", "voidPayment",
    ];
    money::an_allocation_is_recorded_corrected_and_voided: [
        "registerProject", "recordAllocation", "correctAllocation", "voidAllocation",
    ];
    money::a_quota_opens_what_waits_for_it_until_it_is_voided: [
        "registerProject", "recordBudgetQuota", "correctBudgetQuota", "voidBudgetQuota",
    ];
    money::a_catalogue_entry_is_recorded_corrected_and_voided: [
        "registerProject", "recordCatalogEntry", "correctCatalogEntry", "voidCatalogEntry",
    ];
    related::a_relation_is_recorded_and_voided: [
        "registerProject", "relateProjects", "voidRelation",
    ];
    integration::a_system_is_paused_and_resumed: ["pauseConnector", "resumeConnector"];
    integration::a_stream_is_compared_and_read_again: [
        "startComparison", "startBackfill", "settleComparison",
    ];
    received::what_was_handed_over_is_compared: [
        "registerProject", "handOver", "startHandOverComparison", "settleHandOver",
    ];
    integration::a_system_is_retired: ["retireConnector"];
    disagreement::a_disagreement_is_settled: ["settleDiscrepancy"];
    calendar::a_calendar_is_made_and_revoked: ["createCalendar", "revokeCalendar"];
    integration::a_sync_is_started_and_runs_to_its_end: ["startSync"];
}

#[test]
fn every_mutation_has_a_journey() {
    let mutations = fields(definition("Mutation")).into_iter();
    let mutations: BTreeSet<String> = mutations.map(|one| one.name.node.to_string()).collect();
    assert_eq!(carried(), mutations);
}
