//! A sixth regulation, of a place that nobody thought of: a folder, read when the hub starts.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_api::graphql::{PageBounds, admit, build};
use shuniu_api::server::Lifecycle;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::law::Law;
use shuniu_hub::policy::{Packs, RegionCode};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::Calendars;
use shuniu_tests::probe::Recorder;
use shuniu_tests::{TestDb, on_both};

use super::house::{caller, day};

/// The text of an invented county, with a fact of its own: whether a project crosses counties.
const FILES: [(&str, &str); 4] = [
    ("text.md", "# 示例县政务信息化项目管理办法

第一条 为规范政务信息化项目管理，制定本办法。
第二条 跨县项目未经市级会商的，原则上不得立项。
第三条 跨县项目应当自立项之日起十五个工作日内，将协同方案报送县数据局。
第四条 跨县项目设联席专班。
"),
    ("pack.toml", r#"id = "shili"
version = "1"
title = "示例县政务信息化项目管理办法"
title_en = "Measures of Example County"
region_code = "341722"
level = "county"
layer = "local"
in_force_from = 2025-01-01
calendars = ["cn"]
articles = "numbered"

[settings]
attention_days = 30

[[roles]]
key = "project_unit"
zh = "项目单位"
en = "project unit"

[[roles]]
key = "data_bureau"
zh = "县数据局"
en = "county data bureau"

[[stages]]
key = "preparation"
zh = "前期"
en = "preparation"

[[stages]]
key = "approved"
zh = "立项"
en = "approved"
enters = ["project_approved"]

[[facts]]
name = "crosses_counties"
type = "bool"
zh = "跨县项目"
en = "Crosses counties"

[[facts]]
name = "partner_county"
type = "one"
zh = "协同县"
en = "Partner county"
values = [{ name = "dongzhi", zh = "东至县" }, { name = "shitai", zh = "石台县" }]

[rulings]
R5 = { zh = "原则上：经批准的例外可以放行。", en = "In principle: a recorded exception opens it." }

[[not_actionable]]
article = "第一条"
reason = "purpose"
"#),
    ("derived.yaml", "conditions:
  crosses: {by: [shili-04-joint-team], when: {fact: crosses_counties, eq: true}}
derived: []
"),
    ("provisions/01-all.yaml", "- id: shili-02-consultation
  article: 第二条
  kind: gate
  quote: 跨县项目未经市级会商的，原则上不得立项
  en: In principle a project across counties is not approved without consultation at the prefecture.
  rulings: [R5]
  strength: in_principle
  machine: full
  responsible: [project_unit]
  applies: {named: crosses}
  gates:
    - {close: [project_approval], unless: {document: consent, where: {matter: project, by: superior_department}}}

- id: shili-03-joint-scheme-15-workdays
  article: 第三条
  kind: deadline
  quote: 跨县项目应当自立项之日起十五个工作日内，将协同方案报送县数据局
  en: Within 15 working days of approval a project across counties sends its joint scheme to the data bureau.
  strength: must
  machine: full
  responsible: [project_unit]
  recipient: [data_bureau]
  evidence: 协同方案
  applies: {named: crosses}
  duty:
    from: {event: project_approved}
    performed_by: [{document: revised_scheme}]
    due: {within: 15, unit: workdays}

- id: shili-04-joint-team
  article: 第四条
  kind: classification
  quote: 跨县项目设联席专班
  en: Projects across counties have a joint team.
  strength: must
  machine: full
  responsible: [data_bureau]
"),
];

fn written(folder: &Path) {
    for (path, text) in FILES {
        let path = folder.join("shili").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

struct Place {
    hub: Hub,
    schema: shuniu_api::graphql::Schema,
    clerk: Caller,
}

impl Place {
    async fn ask(&self, query: &str) -> Value {
        let request = async_graphql::Request::new(query);
        let request = admit(request, &self.hub, Arc::new(self.clerk.clone()));
        let response = self.schema.execute(request).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        response.data.into_json().unwrap()
    }
}

async fn opened(db: &TestDb) -> Place {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    let packs = Packs::shipped().with_folder(folder.path()).unwrap();
    let clock = Arc::new(ManualClock::at(day("2026-06-30")));
    let law = Law::new(packs, Calendars::shipped());
    let hub = db
        .hub_under(&clock, law, Arc::new(Recorder::default()))
        .await
        .unwrap();
    let setup = JurisdictionSetup {
        region: RegionCode::parse("341722").unwrap(),
        name: "示例县".to_owned(),
        packs: ["national", "shili"]
            .map(|id| PackChoice {
                id: id.to_owned(),
                effective_on: None,
            })
            .into(),
        settings: serde_json::Map::new(),
        precedence: None,
    };
    hub.ensure_jurisdiction(&setup).await.unwrap();
    Place {
        hub,
        schema: build(PageBounds::default(), Lifecycle::new()),
        clerk: caller(Role::DataBureau, &["341722"]),
    }
}

on_both! {
    async fn a_sixth_regulation_is_a_folder(db: &TestDb) {
        let place = opened(db).await;
        let defined = r#"{ factDefinitions(jurisdiction: "341722", families: FACT) { name zh type values { name zh } }
            packs(jurisdiction: "341722") { id provisions { code } } }"#;
        let told = place.ask(defined).await;
        let facts = told["factDefinitions"].as_array().unwrap();
        let own = |name: &str| facts.iter().find(|one| one["name"] == name).unwrap().clone();
        assert_eq!(own("crosses_counties"), json!({"name": "crosses_counties", "zh": "跨县项目", "type": "bool", "values": []}));
        assert_eq!(own("partner_county")["values"][1], json!({"name": "shitai", "zh": "石台县"}));
        assert_eq!(told["packs"][1]["id"], "shili");
        assert_eq!(told["packs"][1]["provisions"].as_array().unwrap().len(), 3);

        // Before anybody applies for it.
        let check = |crosses: bool| format!(r#"{{ preCheck(input: {{ jurisdiction: "341722",
            facts: [{{name: "crosses_counties", value: {crosses}}}] }}) {{
            gates(names: ["project_approval"]) {{ state blockers {{ provisionCode }} }} }} }}"#);
        let closed = json!({"state": "CLOSED", "blockers": [{"provisionCode": "shili-02-consultation"}]});
        assert_eq!(place.ask(&check(true)).await["preCheck"]["gates"][0], closed);
        assert_eq!(place.ask(&check(false)).await["preCheck"]["gates"][0]["state"], "OPEN");

        // On record: its own fact is recorded, corrected and read back with its history.
        let register = r#"mutation { registerProject(input: { jurisdiction: "341722", name: "两县河长制协同平台",
            unitName: "示例县水利局", trackedSince: "2026-01-01", facts: [{name: "crosses_counties", value: false},
            {name: "partner_county", value: "shitai"}] }) { project { id } } }"#;
        let id = place.ask(register).await["registerProject"]["project"]["id"].take();
        let state = format!(r#"{{ node(id: {id}) {{ ... on Project {{
            facts(names: ["crosses_counties", "partner_county"]) {{ name value }}
            history(name: "crosses_counties") {{ value }}
            gates(names: ["project_approval"]) {{ state needs {{ fact }} }}
            obligations {{ provisionCode status dueOn provision {{ quote pack {{ title }} }} because {{ zh en }} }}
            stage {{ name zh }} }} }} }}"#);
        let before = place.ask(&state).await["node"].take();
        assert_eq!(before["gates"], json!([{"state": "OPEN", "needs": []}]));
        let owed = |told: &Value| {
            let all = told["obligations"].as_array().unwrap().clone();
            all.into_iter().find(|one| one["provisionCode"] == "shili-03-joint-scheme-15-workdays")
        };
        assert_eq!(owed(&before), None);
        let fact = format!(r#"mutation {{ recordFact(input: {{ project: {id},
            fact: {{name: "crosses_counties", value: true}}, reason: "市局来函" }}) {{ project {{ id }} }} }}"#);
        place.ask(&fact).await;
        let after = place.ask(&state).await["node"].take();
        assert_eq!(after["history"], json!([{"value": false}, {"value": true}]));
        assert_eq!(after["gates"][0]["state"], "CLOSED");
        let exception = format!(r#"mutation {{ recordException(input: {{ project: {id}, provision: "shili-02-consultation",
            approvedBy: "示例县人民政府", approvedOn: "2026-05-28", reason: "防汛急需" }}) {{ project {{ id }} }} }}"#);
        place.ask(&exception).await;
        assert_eq!(place.ask(&state).await["node"]["gates"][0]["state"], "OPEN");

        // Fifteen working days from 1 June 2026 over the Dragon Boat holiday of 19 June.
        let approved = format!(r#"mutation {{ recordEvent(input: {{ project: {id}, kind: "project_approved",
            occurredOn: "2026-06-01" }}) {{ event {{ id }} }} }}"#);
        place.ask(&approved).await;
        let told = place.ask(&state).await["node"].take();
        assert_eq!(told["stage"], json!({"name": "approved", "zh": "立项"}));
        let duty = owed(&told).unwrap();
        assert_eq!((&duty["dueOn"], &duty["status"]), (&json!("2026-06-23"), &json!("OVERDUE")));
        assert_eq!(duty["provision"]["pack"]["title"], "示例县政务信息化项目管理办法");
        let because = duty["because"].to_string();
        assert!(because.contains("跨县项目") && because.contains("crosses counties: yes"), "{because}");

        // What no pack of the place has is refused, here as everywhere.
        let other = format!(r#"mutation {{ recordFact(input: {{ project: {id},
            fact: {{name: "partner_county", value: "beijing"}} }}) {{ project {{ id }} }} }}"#);
        let request = admit(async_graphql::Request::new(&other), &place.hub, Arc::new(place.clerk.clone()));
        let errors = place.schema.execute(request).await.errors;
        assert!(errors[0].message.contains("beijing"), "{errors:?}");
    }
}
