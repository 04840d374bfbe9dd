//! Payments, budget quotas and catalogue entries, kept by mutations.

use serde_json::{Value, json};
use shuniu_api::fault::Fault;
use shuniu_hub::access::Role;
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_tests::{TestDb, on_both};

use super::file::registered;
use super::house::{House, bureau, caller};
use super::integration::synced;
use super::journey::{change, text};

/// One of each: mutation, terms, payload.
pub(super) const EACH: [(&str, &str, &str); 4] = [
    (
        "recordPayment",
        r#"kind: ADVANCE, amount: "354000.00", requestedOn: "2026-05-20""#,
        "payment { id }",
    ),
    (
        "recordBudgetQuota",
        r#"documentNumber: "亭财预〔2026〕8号", year: 2026, amount: "1180000.00", issuedOn: "2026-02-10""#,
        "budgetQuota { id }",
    ),
    (
        "recordCatalogEntry",
        r#"name: "城市部件数据", sharing: CONDITIONAL"#,
        "catalogEntry { id }",
    ),
    (
        "recordAllocation",
        r#"number: "云-1", kind: CLOUD_HOST, specification: "8核32G", allocatedOn: "2026-05-20""#,
        "allocation { id }",
    ),
];

/// That a change is refused for a field of its input.
async fn refused(house: &House, name: &str, input: &str, field: &str) {
    let query = format!("mutation {{ {name}(input: {{{input}}}) {{ project {{ id }} }} }}");
    assert_eq!(
        house.codes(&bureau(), &query).await,
        ["BAD_USER_INPUT"],
        "{input}"
    );
    let response = house.ask(&bureau(), &query).await;
    let fault = response.errors[0].source::<Fault>().unwrap();
    assert!(fault.to_string().contains(field), "{fault}");
}

pub(super) async fn a_payment_is_recorded_corrected_and_voided(house: &House) {
    let project = registered(house).await;
    let bill = format!(r#"project: "{project}", kind: "payment_request", filedOn: "2026-05-20""#);
    let bill = change(house, "recordDocument", &bill, "document { id }").await;
    let terms = |amount: &str| {
        format!(
            r#"terms: {{number: "记-12", kind: PROGRESS, amount: "{amount}", paidOn: "2026-06-01", payeeName: "江苏某某科技有限公司",
                evidence: {}}}"#,
            bill["document"]["id"]
        )
    };
    let wanted = "payment { id number kind amount requestedOn paidOn payee { name } evidence { kind } contract { id }
            standing corrects reason fulfils { provisionCode } provenance { source recordedBy } project { id } }
        project { paidTotal payments { id } all: payments(includeWithdrawn: true) { standing } }";
    let input = format!(r#"project: "{project}", {}"#, terms("35400.00"));
    let recorded = change(house, "recordPayment", &input, wanted).await;
    let payment = &recorded["payment"];
    assert_eq!(payment["payee"]["name"], "江苏某某科技有限公司");
    assert_eq!(payment["evidence"]["kind"], "payment_request");
    assert_eq!(payment["kind"], "progress");
    assert_eq!(payment["number"], "记-12");
    refused(house, "recordPayment", &input, "number").await;
    assert_eq!(payment["project"]["id"], project.as_str());
    assert_eq!(payment["provenance"]["source"], "person");
    assert_eq!(recorded["project"]["paidTotal"], "35400.00");

    let wrong = text(&payment["id"]);
    let input = format!(
        r#"payment: "{wrong}", reason: "少录一位", {}"#,
        terms("354000.00")
    );
    let corrected = change(house, "correctPayment", &input, wanted).await;
    assert_eq!(corrected["payment"]["corrects"], wrong);
    assert_eq!(
        corrected["project"]["paidTotal"], "354000.00",
        "what was wrong is not paid too"
    );
    let right = text(&corrected["payment"]["id"]);
    assert_eq!(corrected["project"]["payments"], json!([{"id": right}]));

    let input = format!(r#"payment: "{right}", reason: "退票""#);
    let voided = change(house, "voidPayment", &input, wanted).await;
    assert_eq!(voided["payment"]["standing"], "voided");
    assert_eq!(voided["payment"]["reason"], "退票");
    assert_eq!(voided["project"]["paidTotal"], "0.00");
    let all = json!([{"standing": "corrected"}, {"standing": "voided"}]);
    assert_eq!(voided["project"]["all"], all);

    let input = format!(r#"payment: "{right}", reason: "再次作废""#);
    refused(house, "voidPayment", &input, "id").await;
    for (terms, field) in [
        (
            r#"kind: FINAL, amount: "0.00", paidOn: "2026-06-01""#,
            "amount",
        ),
        (r#"kind: FINAL, amount: "1.00""#, "paidOn"),
        (
            r#"kind: FINAL, amount: "1.00", requestedOn: "2026-06-02", paidOn: "2026-06-01""#,
            "requestedOn",
        ),
        (
            r#"kind: FINAL, amount: "1.00", paidOn: "2026-12-01""#,
            "paidOn",
        ),
    ] {
        let input = format!(r#"project: "{project}", terms: {{{terms}}}"#);
        refused(house, "recordPayment", &input, field).await;
    }
}

pub(super) async fn a_quota_opens_what_waits_for_it_until_it_is_voided(house: &House) {
    let project = registered(house).await;
    let terms = |source: &str| {
        format!(
            r#"terms: {{documentNumber: "亭财预〔2026〕8号", year: 2026, amount: "1180000.00",
                fundingSource: "{source}", issuedOn: "2026-02-10"}}"#
        )
    };
    let wanted = "budgetQuota { id documentNumber year amount fundingSource issuedOn standing corrects reason
            fulfils { provisionCode } provenance { source } project { id } }
        project { budgetQuotas { id } all: budgetQuotas(includeWithdrawn: true) { standing } }";
    let input = format!(r#"project: "{project}", {}"#, terms("self_raised"));
    let recorded = change(house, "recordBudgetQuota", &input, wanted).await;
    let quota = &recorded["budgetQuota"];
    assert_eq!(quota["amount"], "1180000.00");
    let wrong = text(&quota["id"]);
    let input = format!(
        r#"budgetQuota: "{wrong}", reason: "来源有误", {}"#,
        terms("fiscal")
    );
    let corrected = change(house, "correctBudgetQuota", &input, wanted).await;
    assert_eq!(corrected["budgetQuota"]["fundingSource"], "fiscal");
    assert_eq!(corrected["budgetQuota"]["corrects"], wrong);
    let right = text(&corrected["budgetQuota"]["id"]);
    assert_eq!(corrected["project"]["budgetQuotas"], json!([{"id": right}]));
    let input = format!(r#"budgetQuota: "{right}", reason: "指标收回""#);
    let voided = change(house, "voidBudgetQuota", &input, wanted).await;
    assert_eq!(voided["project"]["budgetQuotas"], json!([]));
    assert_eq!(voided["project"]["all"].as_array().unwrap().len(), 2);

    let input = format!(r#"project: "{project}", {}"#, terms("lottery"));
    refused(house, "recordBudgetQuota", &input, "fundingSource").await;
}

pub(super) async fn an_allocation_is_recorded_corrected_and_voided(house: &House) {
    let project = registered(house).await;
    let wanted =
        "allocation { id number kind quantity allocatedOn releasedOn standing corrects reason
            provenance { source } project { id } }
        project { allocations { id } all: allocations(includeWithdrawn: true) { standing } }";
    let terms = |quantity: u32, released: &str| {
        format!(
            r#"terms: {{number: "云-1", kind: CLOUD_HOST, specification: "8核32G", quantity: {quantity},
                allocatedOn: "2026-05-20"{released}}}"#
        )
    };
    let input = format!(r#"project: "{project}", {}"#, terms(4, ""));
    let recorded = change(house, "recordAllocation", &input, wanted).await;
    assert_eq!(recorded["allocation"]["kind"], "cloud_host");
    assert_eq!(recorded["allocation"]["provenance"]["source"], "person");
    let wrong = text(&recorded["allocation"]["id"]);
    let released = r#", releasedOn: "2026-06-20""#;
    let input = format!(
        r#"allocation: "{wrong}", reason: "台数有误", {}"#,
        terms(2, released)
    );
    let corrected = change(house, "correctAllocation", &input, wanted).await;
    assert_eq!(
        (
            &corrected["allocation"]["quantity"],
            &corrected["allocation"]["corrects"]
        ),
        (&json!(2), &json!(wrong))
    );
    let right = text(&corrected["allocation"]["id"]);
    assert_eq!(corrected["project"]["allocations"], json!([{"id": right}]));
    let input = format!(r#"allocation: "{right}", reason: "登记到别的项目""#);
    let voided = change(house, "voidAllocation", &input, wanted).await;
    assert_eq!(voided["project"]["allocations"], json!([]));
    assert_eq!(
        voided["project"]["all"],
        json!([{"standing": "corrected"}, {"standing": "voided"}])
    );

    for (quantity, released, field) in [
        (0, "", "quantity"),
        (1, r#", releasedOn: "2026-05-01""#, "releasedOn"),
        (1, r#", releasedOn: "2026-12-01""#, "releasedOn"),
    ] {
        let input = format!(r#"project: "{project}", {}"#, terms(quantity, released));
        refused(house, "recordAllocation", &input, field).await;
    }
}

pub(super) async fn a_catalogue_entry_is_recorded_corrected_and_voided(house: &House) {
    let project = registered(house).await;
    let wanted = "catalogEntry { id code name systemName sharing updateCycle registeredOn standing corrects reason
            provenance { source } project { id } }
        project { catalogEntries { id name } }";
    let terms = |sharing: &str| {
        format!(
            r#"terms: {{code: "320902-0017", name: "城市部件数据", systemName: "城市运行管理平台",
                sharing: {sharing}, updateCycle: MONTHLY, registeredOn: "2026-06-02"}}"#
        )
    };
    let input = format!(r#"project: "{project}", {}"#, terms("UNCONDITIONAL"));
    let recorded = change(house, "recordCatalogEntry", &input, wanted).await;
    let entry = &recorded["catalogEntry"];
    assert_eq!(
        (&entry["sharing"], &entry["updateCycle"]),
        (&json!("unconditional"), &json!("monthly"))
    );
    let wrong = text(&entry["id"]);
    let input = format!(
        r#"catalogEntry: "{wrong}", reason: "共享属性有误", {}"#,
        terms("CONDITIONAL")
    );
    let corrected = change(house, "correctCatalogEntry", &input, wanted).await;
    assert_eq!(corrected["catalogEntry"]["sharing"], "conditional");
    let right = text(&corrected["catalogEntry"]["id"]);
    let shown = json!([{"id": right, "name": "城市部件数据"}]);
    assert_eq!(corrected["project"]["catalogEntries"], shown);
    let input = format!(r#"catalogEntry: "{right}", reason: "并入其他条目""#);
    let voided = change(house, "voidCatalogEntry", &input, wanted).await;
    assert_eq!(voided["catalogEntry"]["standing"], "voided");
    assert_eq!(voided["project"]["catalogEntries"], json!([]));
}

/// Asks for changes as the data bureau of one place, one after another.
async fn asked(house: &House, region: &str, query: &str) -> Value {
    let bureau = caller(Role::DataBureau, &[region]);
    house
        .data(&bureau, &format!("mutation {{ {query} }}"))
        .await
}

/// A project of the place.
async fn entered(house: &House, region: &str, facts: &str) -> String {
    let query = format!(
        r#"registerProject(input: {{jurisdiction: "{region}", name: "政务云运维", unitName: "数字化发展局",
            facts: [{facts}]}}) {{ project {{ id }} }}"#
    );
    let done = asked(house, region, &query).await;
    text(&done["registerProject"]["project"]["id"]).to_owned()
}

/// Whether the provision stands against the step.
fn blocks(project: &Value, provision: &str) -> bool {
    let blockers = project["gates"][0]["blockers"].as_array().unwrap();
    blockers.iter().any(|one| one["provisionCode"] == provision)
}

on_both! {
    async fn a_quota_performs_the_duty_to_budget_and_opens_the_plan(db: &TestDb) {
        const BUDGET: &str = "bayingolin-10-ops-budget";
        const PLAN: &str = "bayingolin-10-ops-plan";
        let house = House::at(db).await;
        let facts = r#"{name: "project_type", value: "ops"}"#;
        let project = entered(&house, "652800", facts).await;
        let wanted = r#"project { gates(names: ["annual_plan_listing"]) { blockers { provisionCode } }
            obligations { provisionCode status fulfilledOn fulfilledBy { name on budgetQuota { documentNumber }
                definition { zh } provenance { source } document { id } payment { id } } } }"#;
        let consent = format!(
            r#"recordDocument(input: {{project: "{project}", kind: "consent", filedOn: "2026-01-20",
                attributes: {{matter: "annual_plan", by: "government"}}}}) {{ {wanted} }}"#
        );
        let before = asked(&house, "652800", &consent).await;
        let before = &before["recordDocument"]["project"];
        assert!(blocks(before, PLAN), "{before}");

        let (_, terms, _) = EACH[1];
        let quota = format!(
            r#"recordBudgetQuota(input: {{project: "{project}", terms: {{{terms}}}}}) {{
                budgetQuota {{ id fulfils {{ provisionCode }} }} {wanted} }}"#
        );
        let after = asked(&house, "652800", &quota).await;
        let (quota, after) = (&after["recordBudgetQuota"]["budgetQuota"], &after["recordBudgetQuota"]["project"]);
        assert!(!blocks(after, PLAN), "{after}");
        let duty = |project: &Value| {
            let duties = project["obligations"].as_array().unwrap();
            duties.iter().find(|one| one["provisionCode"] == BUDGET).unwrap().clone()
        };
        assert_eq!(duty(before)["fulfilledOn"], Value::Null);
        assert_eq!(duty(after)["fulfilledOn"], "2026-02-10");
        assert_eq!(
            duty(after)["fulfilledBy"],
            json!([{"name": "budget_quota", "on": "2026-02-10",
                "budgetQuota": {"documentNumber": "亭财预〔2026〕8号"}, "definition": {"zh": "预算指标、预算安排"},
                "provenance": {"source": "person"}, "document": null, "payment": null}])
        );
        assert_eq!(quota["fulfils"], json!([{"provisionCode": BUDGET}]));

        let void = format!(
            r#"voidBudgetQuota(input: {{budgetQuota: {}, reason: "指标收回"}}) {{ {wanted} }}"#,
            quota["id"]
        );
        let voided = asked(&house, "652800", &void).await;
        let voided = &voided["voidBudgetQuota"]["project"];
        assert!(blocks(voided, PLAN), "{voided}");
        assert_eq!(duty(voided), duty(before), "as if it had never been");
    }
}

on_both! {
    async fn a_payment_that_is_asked_for_opens_the_allocation_of_funds(db: &TestDb) {
        const REQUEST: &str = "huoqiu-3-2-payment-requests-via-data-bureau";
        let house = House::at(db).await;
        let setup = JurisdictionSetup {
            region: "341522".parse().unwrap(),
            name: "霍邱县".to_owned(),
            packs: vec![PackChoice { id: "huoqiu".to_owned(), effective_on: "2025-01-01".parse().ok() }],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        house.hub.ensure_jurisdiction(&setup).await.unwrap();
        house.hub.load_jurisdictions().await.unwrap();
        let project = entered(&house, "341522", "").await;
        let wanted = r#"project { gates(names: ["funding_allocation"]) { blockers { provisionCode } } }"#;
        let pay = |terms: &str| {
            format!(
                r#"recordPayment(input: {{project: "{project}", terms: {{kind: ADVANCE, amount: "354000.00", {terms}}}}}) {{ {wanted} }}"#
            )
        };
        // Money that left without anybody having asked is no request.
        let paid = asked(&house, "341522", &pay(r#"paidOn: "2026-05-20""#)).await;
        assert!(blocks(&paid["recordPayment"]["project"], REQUEST), "{paid}");
        let asked_for = asked(&house, "341522", &pay(r#"requestedOn: "2026-05-25""#)).await;
        assert!(!blocks(&asked_for["recordPayment"]["project"], REQUEST), "{asked_for}");
    }
}

on_both! {
    async fn what_is_paid_under_a_contract_is_a_share_of_its_amount(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, outside) = synced(&house).await;
        let query = "{ projects(first: 100) { nodes { id paidTotal
            contracts { id amount paidTotal paidShare supplier { id } } } } }";
        let all = house.data(&bureau(), query).await;
        let nodes = all["projects"]["nodes"].as_array().unwrap();
        let signed = |project: &&Value| !project["contracts"][0]["supplier"].is_null();
        let project = nodes.iter().find(signed).expect("a project with a contract");
        let contract = &project["contracts"][0];
        let nothing = (&json!("0.00"), &json!(0));
        assert_eq!((&contract["paidTotal"], &contract["paidShare"]), nothing);
        let whole = text(&contract["amount"]);
        let pay = |amount: &str, day: &str| {
            format!(
                r#"project: {}, terms: {{kind: FINAL, amount: "{amount}", contract: {}, {day}: "2026-06-01"}}"#,
                project["id"], contract["id"]
            )
        };
        let wanted = "payment { payee { id } contract { id paidTotal paidShare } } project { paidTotal }";
        let asked_for = change(&house, "recordPayment", &pay(whole, "requestedOn"), wanted).await;
        assert_eq!(asked_for["payment"]["contract"]["paidTotal"], "0.00", "asked for is not paid");
        let paid = change(&house, "recordPayment", &pay("0.01", "paidOn"), wanted).await;
        assert_eq!(paid["payment"]["payee"]["id"], contract["supplier"]["id"]);
        assert_eq!(paid["payment"]["contract"]["paidTotal"], "0.01");
        assert_eq!(paid["payment"]["contract"]["paidShare"], 0, "rounded down");
        let paid = change(&house, "recordPayment", &pay(whole, "paidOn"), wanted).await;
        assert_eq!(paid["payment"]["contract"]["paidShare"], 10000);
        let total = format!("{}1", whole.strip_suffix('0').unwrap());
        assert_eq!(paid["project"]["paidTotal"], total.as_str());
        outside.stop().await;
    }
}
