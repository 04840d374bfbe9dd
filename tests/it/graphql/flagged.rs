//! An unknown code of a list that flags: the record passes without it, and it is filled in later.

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::investment_approval;
use shuniu_entities::{Scope, Tenant, project_fact, source_record};
use shuniu_hub::sync::{Silent, Source};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::house::{House, bureau};

const SYSTEM: System = System::INVESTMENT_APPROVAL;

const FLAGGED: &str = r#"{ quarantine(state: FLAGGED, first: 100) { nodes {
    id path state reason { code zh } mend { zh } record { externalId }
} } }"#;

/// A system that is read with the shipped mapping, but that the list of types has `more`.
async fn attached(house: &House, outside: &Outside, (at, more): (&str, &str)) -> Source {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mapping.toml");
    let text = investment_approval::MAPPING.replace(at, &format!("{at}{more}"));
    assert_ne!(text, investment_approval::MAPPING);
    std::fs::write(&file, text).unwrap();
    let with = [("mapping_file", json!(file))];
    let connector = outside.connector_with(&SYSTEM, &with).unwrap();
    house.hub.attach(house.tinghu, connector).await.unwrap()
}

async fn replay(house: &House, entry: &Value) -> Value {
    let id = entry["id"].as_str().unwrap();
    let query = format!(
        r#"mutation {{ replayQuarantine(input: {{quarantined: "{id}"}}) {{
            outcome path reason {{ code }}
        }} }}"#
    );
    let answer = house.ask(&bureau(), &query).await;
    assert!(answer.errors.is_empty(), "{answer:?}");
    let data = answer.data.into_json().unwrap();
    data["replayQuarantine"].clone()
}

/// The project of a record, and the types that the system gives it.
async fn told(house: &House, record: &str) -> (Uuid, Vec<Value>) {
    let scope = Scope::jurisdictions(vec![house.tinghu]);
    let reader = house.hub.reader();
    let row = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::ExternalId.eq(record))
        .one(&reader)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.outcome, "merged");
    let project = row.project_id.unwrap();
    let facts = project_fact::Entity::find_in(&scope)
        .filter(project_fact::Column::ProjectId.eq(project))
        .filter(project_fact::Column::Name.eq("project_type"))
        .filter(project_fact::Column::Source.eq(SYSTEM.as_str()))
        .all(&reader)
        .await
        .unwrap();
    (project, facts.into_iter().map(|row| row.value).collect())
}

on_both! {
    async fn an_unknown_code_is_left_out_flagged_and_filled_in_once_the_list_has_it(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let source = attached(&house, &outside, ("[codes.project_types]\n", "unknown = \"flag\"\n")).await;
        let run = house.hub.sync_stream(&source, &Stream::APPROVALS, false, &Silent).await.unwrap();
        let listed = house.data(&bureau(), FLAGGED).await;
        let entries = listed["quarantine"]["nodes"].as_array().unwrap().clone();
        assert!(!entries.is_empty(), "{:?}", run.counts);
        for entry in &entries {
            assert_eq!(entry["path"], "/projectType");
            assert_eq!(entry["reason"]["code"], "unknown_code");
            let why = entry["reason"]["zh"].as_str().unwrap();
            assert!(why.contains("研究类") && why.contains("project_types"), "{why}");
        }
        // Nothing of it is set aside for that.
        let aside = house.data(&bureau(), "{ quarantine(first: 100) { nodes { path } } }").await;
        let aside = aside["quarantine"]["nodes"].as_array().unwrap().clone();
        assert!(aside.iter().all(|one| one["path"] != "/projectType"), "{aside:?}");
        let record = entries[0]["record"]["externalId"].as_str().unwrap().to_owned();
        let (project, types) = told(&house, &record).await;
        assert_eq!(types, [] as [Value; 0]);

        // As long as the list does not know it, it stays so.
        let still = replay(&house, &entries[0]).await;
        assert_eq!(still["path"], "/projectType", "{still}");
        assert_eq!(still["reason"]["code"], "unknown_code");
        let listed = house.data(&bureau(), FLAGGED).await;
        assert_eq!(listed["quarantine"]["nodes"].as_array().unwrap().len(), entries.len());
        let again = house.hub.sync_stream(&source, &Stream::APPROVALS, true, &Silent).await.unwrap();
        assert_eq!(again.counts.received, again.counts.unchanged);

        let source = attached(&house, &outside, ("\"服务类\" = \"service\",", " \"研究类\" = \"service\",")).await;
        let filled = replay(&house, &entries[0]).await;
        assert_eq!(filled["path"], Value::Null, "{filled}");
        let listed = house.data(&bureau(), FLAGGED).await;
        assert_eq!(listed["quarantine"]["nodes"].as_array().unwrap().len(), entries.len() - 1);
        assert_eq!(told(&house, &record).await, (project, vec![json!("service")]));
        let again = house.hub.sync_stream(&source, &Stream::APPROVALS, true, &Silent).await.unwrap();
        assert_eq!(again.counts.received, again.counts.unchanged);
        outside.stop().await;
    }
}
