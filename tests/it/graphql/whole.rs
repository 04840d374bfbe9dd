//! One project, told by four outside systems in one answer: what each said, where it stands, and
//! which duties it performed.

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau};
use super::integration::synced;
use super::journey::{change, text};

/// What a fact, review, contract or card says of itself.
const TOLD: &str = "provenance { source record { system stream externalId } }
    fulfils { provisionCode status fulfilledBy { name } }";

fn whole(code: &str) -> String {
    format!(
        r#"{{ project(projectCode: "{code}") {{
            history(name: "project_code") {{ value {TOLD} }}
            reviews {{ number kind result {TOLD} }}
            contracts {{ number amount signedOn {TOLD} }}
            assets {{ cardNumber state registration {{ source recordedBy recordedAt record {{ system stream externalId receivedAt }} }} {TOLD} }}
            obligations(statuses: [FULFILLED, FULFILLED_LATE]) {{
                provisionCode fulfilledOn
                fulfilledBy {{ name on definition {{ zh en }} provenance {{ source record {{ externalId }} }}
                    event {{ kind fulfils {{ provisionCode }} }} document {{ kind }} report {{ kind }} fact {{ name }} }}
            }}
        }} }}"#
    )
}

/// A project whose code, reviews and contract have come in.
async fn told(house: &House) -> Value {
    let query = r#"{ projects(first: 100, filter: {hasProjectCode: true}) { nodes {
        id projectCode events(kinds: ["application_submitted"]) { occurredOn } reviews { kind result } contracts { number } tenders { awardedOn } assets { id } } } }"#;
    let all = house.data(&bureau(), query).await;
    let nodes = all["projects"]["nodes"].as_array().unwrap().iter();
    let passed = |project: &Value, kind: &str| {
        let reviews = project["reviews"].as_array().unwrap();
        reviews
            .iter()
            .any(|one| one["kind"] == kind && one["result"] == "passed")
    };
    let fits = |project: &&Value| {
        passed(project, "prereview")
            && passed(project, "joint_review")
            && project["contracts"].as_array().unwrap().len() == 1
            && project["assets"] == json!([])
    };
    nodes
        .clone()
        .find(fits)
        .expect("a project that three systems tell of")
        .clone()
}

/// The provisions that something performed.
fn performed(one: &Value) -> Vec<&str> {
    let duties = one["fulfils"].as_array().unwrap();
    duties
        .iter()
        .map(|duty| text(&duty["provisionCode"]))
        .collect()
}

pub(super) async fn with_national_law(house: &House) {
    let pack = |id: &str| PackChoice {
        id: id.to_owned(),
        effective_on: (id == "tinghu").then(|| "2024-01-01".parse().unwrap()),
    };
    let setup = JurisdictionSetup {
        region: "320902".parse().unwrap(),
        name: "亭湖区".to_owned(),
        packs: vec![pack("national"), pack("tinghu")],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    assert_eq!(
        house.hub.ensure_jurisdiction(&setup).await.unwrap(),
        house.tinghu
    );
    house.hub.load_jurisdictions().await.unwrap();
}

on_both! {
    async fn four_systems_and_the_law_tell_of_one_project_in_one_answer(db: &TestDb) {
        let house = House::at(db).await;
        with_national_law(&house).await;
        let (_sources, outside) = synced(&house).await;
        let project = told(&house).await;
        let (id, code) = (text(&project["id"]), text(&project["projectCode"]));

        // What no platform knows comes from people, and the card from the asset cloud.
        for (name, value) in [
            ("procurement_law", r#""government_procurement""#),
            ("deployment_platform", r#""shared_cloud""#),
            ("state_requires_separate_construction", "false"),
        ] {
            let fact = format!(r#"project: "{id}", fact: {{name: "{name}", value: {value}}}"#);
            change(&house, "recordFact", &fact, "fact { value }").await;
        }
        let runs = format!(r#"project: "{id}", kind: "system_in_operation", occurredOn: "2026-06-22""#);
        change(&house, "recordEvent", &runs, "event { id }").await;
        let material = format!(
            r#"project: "{id}", kind: "application_material", filedOn: {},
                attributes: {{parts: ["application_form", "scheme"]}}"#,
            project["events"][0]["occurredOn"]
        );
        change(&house, "recordDocument", &material, "document { id }").await;
        let asset = format!(
            r#"project: "{id}", kind: SOFTWARE, name: "应用软件", quantity: 1,
                originalValue: "880000.00", acquiredOn: "2026-06-22""#
        );
        let asset = change(&house, "recordAsset", &asset, "asset { id }").await;
        let card = format!(r#"project: "{id}", kind: ASSET_CARD, asset: {}"#, asset["asset"]["id"]);
        change(&house, "handOver", &card, "handOver { id }").await;
        let at_once = json!({"decide_after_questions": 0});
        outside.control(&System::ASSET_CLOUD, "settings", &at_once).await.unwrap();
        assert_eq!(house.hub.deliver_due().await.unwrap()[0].state, "accepted");

        let answer = house.data(&bureau(), &whole(code)).await;
        let told = &answer["project"];
        let by = |one: &Value, system: &str| {
            assert_eq!(one["provenance"]["source"], system, "{one}");
            assert_eq!(one["provenance"]["record"]["system"], system, "{one}");
            text(&one["provenance"]["record"]["externalId"]).to_owned()
        };

        let issued = &told["history"][0];
        assert_eq!(issued["value"], code);
        by(issued, "investment_approval");
        assert_eq!(performed(issued), ["tinghu-11-project-code-and-approval"]);

        let reviews = told["reviews"].as_array().unwrap();
        let passed = |kind: &str| {
            let same = |one: &&Value| one["kind"] == kind && one["result"] == "passed";
            reviews.iter().find(same).unwrap()
        };
        for (kind, duty) in [
            ("prereview", "tinghu-07-prereview"),
            ("joint_review", "tinghu-09-departmental-joint-review"),
        ] {
            let review = passed(kind);
            assert_eq!(by(review, "municipal_projects"), text(&review["number"]));
            assert!(performed(review).contains(&duty), "{review}");
        }

        let contract = &told["contracts"][0];
        by(contract, "trading_centre");
        assert!(performed(contract).contains(&"national-procurement-46-contract-30-days"), "{contract}");

        let card = &told["assets"][0];
        assert_eq!(card["state"], "registered");
        assert!(card["cardNumber"].is_string());
        // Who entered the asset is one thing, who gave it its card another.
        assert_eq!(card["provenance"]["source"], "person", "{card}");
        assert_eq!(card["provenance"]["record"], Value::Null, "{card}");
        let given = &card["registration"];
        assert_eq!(given["source"], "asset_cloud");
        assert_eq!(given["recordedBy"], "outbox");
        assert_eq!(given["record"]["system"], "asset_cloud");
        assert_eq!(given["record"]["stream"], "receipts");
        assert_eq!(given["recordedAt"], given["record"]["receivedAt"]);
        assert_eq!(performed(card), ["tinghu-20-asset-registration"]);

        // And the other way round: each duty names what performed it, which names the duty.
        let duties = told["obligations"].as_array().unwrap();
        let duty = |code: &str| duties.iter().find(|one| one["provisionCode"] == code).unwrap();
        let registered = &duty("tinghu-20-asset-registration")["fulfilledBy"];
        assert_eq!(registered[0]["name"], "asset_registration");
        assert_eq!(registered[0]["document"]["kind"], "asset_registration");
        assert_eq!(registered[0]["provenance"]["source"], "asset_cloud");
        let attribute = &duty("tinghu-02-deploy-on-district-cloud")["fulfilledBy"][0];
        assert_eq!(attribute["fact"]["name"], "deployment_platform");
        for one in duties {
            let proofs = one["fulfilledBy"].as_array().unwrap();
            assert!(!proofs.is_empty(), "{one}");
            for event in proofs.iter().filter(|proof| proof["event"].is_object()) {
                let named = event["event"]["fulfils"].as_array().unwrap();
                let back = named.iter().any(|duty| duty["provisionCode"] == one["provisionCode"]);
                assert!(back, "{one}");
            }
        }
        let (all, many) = house.count(&bureau(), &whole(code)).await;
        assert_eq!(all, answer);
        assert!(many <= 60, "{many} statements");
        outside.stop().await;
    }
}
