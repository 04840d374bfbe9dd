//! Of a project that was declared state-secret nothing gets out: by no question, no path, no
//! subscription, no hand-over, no error, and by neither metrics nor logs.

use std::collections::BTreeMap;

use async_graphql::parser::types::{FieldDefinition, TypeDefinition};
use serde_json::Value;
use shuniu_connectors::contract::{Stream, System};
use shuniu_hub::ledger::{anchors, verify};
use shuniu_tests::served::Served;
use shuniu_tests::{Engine, TestDb};

use super::declared::{SAID, declare, everything, known};
use super::dictated::{code, of_project};
use super::house::{House, bureau, definitions, fields};
use super::journey::change;
use crate::authorization::coverage::{base, leads_on};
use crate::authorization::page::{follows, innermost, objects, questions};
use crate::log::Log;

/// What is entered by hand beside what is said of it.
const ENTERED: [&str; 4] = ["隐语", "隐-77", "yinyu-canary", "0515-88117711"];

/// Everything of it that must not get out.
fn canaries() -> Vec<String> {
    let words = SAID.into_iter().chain(ENTERED).map(ToOwned::to_owned);
    let code = code();
    let printed = [code.as_str().to_owned(), code.as_str().replace('-', "")];
    words.chain(printed).collect()
}

fn is_silent(what: &str, said: &str) {
    for word in canaries() {
        assert!(!said.contains(&word), "{what} tells {word}: {said}");
    }
}

/// Hangs everything on the project that people can record.
async fn entered(house: &House, served: &Served, token: &str, id: &str) {
    for (name, input, wanted) in [
        (
            "recordContact",
            r#"terms: {role: LEADER, name: "隐语联系人", phone: "0515-88117711"}"#,
            "",
        ),
        (
            "recordPayment",
            r#"terms: {kind: ADVANCE, amount: "354000.00", requestedOn: "2026-05-20"}"#,
            "",
        ),
        (
            "recordBudgetQuota",
            r#"terms: {documentNumber: "隐-77", year: 2026, amount: "1180000.00", issuedOn: "2026-02-10"}"#,
            "",
        ),
        (
            "recordCatalogEntry",
            r#"terms: {name: "隐语数据", sharing: CONDITIONAL}"#,
            "",
        ),
        (
            "recordAllocation",
            r#"terms: {number: "隐-77", kind: CLOUD_HOST, specification: "隐语主机", allocatedOn: "2026-05-20"}"#,
            "",
        ),
        (
            "recordException",
            r#"provision: "tinghu-06-not-in-plan", approvedBy: "隐语委", approvedOn: "2026-05-01", reason: "隐语任务""#,
            "",
        ),
        (
            "recordReport",
            r#"kind: "annual_self_evaluation_report", period: "2025", submittedOn: "2026-01-20""#,
            "",
        ),
        (
            "recordEvent",
            r#"kind: "project_approved", occurredOn: "2026-05-06""#,
            "",
        ),
        ("recordAsset", r#"kind: SOFTWARE, name: "隐语软件""#, ""),
        (
            "recordDocument",
            r#"kind: "payment_request", filedOn: "2026-05-01""#,
            "document { id }",
        ),
    ] {
        let input = format!(r#"project: "{id}", {input}"#);
        let done = change(house, name, &input, &format!("project {{ id }} {wanted}")).await;
        if let Some(document) = done["document"]["id"].as_str() {
            let reply = put(served, token, document).await;
            assert_eq!(reply.status, 201, "{reply:?}");
        }
    }
}

async fn put(served: &Served, token: &str, document: &str) -> shuniu_tests::served::Reply {
    let body = b"%PDF-1.7 yinyu-canary";
    let lines = [
        format!("authorization: Bearer {token}"),
        format!("content-length: {}", body.len()),
    ];
    let first = format!("PUT /documents/{document}?name=%E9%9A%90%E8%AF%AD.pdf");
    served.send(&first, &lines, body).await.unwrap()
}

/// The ids of what hangs on the project, by the names that the pages of the table give them.
async fn names(house: &House, id: &str) -> BTreeMap<&'static str, String> {
    const LISTS: [(&str, &str); 16] = [
        ("Fact", "facts"),
        ("Event", "events"),
        ("Document", "documents"),
        ("Report", "reports"),
        ("Tender", "tenders"),
        ("Contract", "contracts"),
        ("Payment", "payments"),
        ("BudgetQuota", "budgetQuotas"),
        ("CatalogEntry", "catalogEntries"),
        ("Contact", "contacts"),
        ("Asset", "assets"),
        ("Review", "reviews"),
        ("Allocation", "allocations"),
        ("HandOver", "handOvers"),
        ("Obligation", "obligations"),
        (
            "Discrepancy",
            "discrepancies(states: [OPEN, SETTLED, GONE])",
        ),
    ];
    let lists = LISTS.map(|(name, list)| format!("{name}: {list} {{ id }}"));
    let query = format!(
        r#"{{ node(id: "{id}") {{ ... on Project {{ {} unit {{ id }} jurisdiction {{ id }} }} }} }}"#,
        lists.join(" ")
    );
    let told = house.data(&bureau(), &query).await["node"].take();
    let first = |list: &Value| list[0]["id"].as_str().unwrap_or(id).to_owned();
    let listed = LISTS
        .into_iter()
        .map(|(name, _)| (name, first(&told[name])));
    let mut names: BTreeMap<_, _> = listed.collect();
    // Reviews, allocations by systems and hand-overs aside, there is one of each.
    let hung = names.values().filter(|own| *own != id).count();
    assert!(hung >= 13, "{told}");
    for (name, own) in [
        ("Project", id),
        ("Organization", told["unit"]["id"].as_str().unwrap()),
        ("Jurisdiction", told["jurisdiction"]["id"].as_str().unwrap()),
        ("Code", code().as_str()),
        ("Region", "320902"),
        ("System", "investment_approval"),
        ("Open", id),
        ("MatchCandidate", id),
        ("QuarantinedRecord", id),
        ("SyncRun", id),
        ("Number", "1"),
    ] {
        names.insert(name, own.to_owned());
    }
    names
}

fn fill(names: &BTreeMap<&'static str, String>, text: &str) -> String {
    let mut names: Vec<_> = names.iter().collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let put = |text: String, (name, own): (&&str, &String)| text.replace(&format!("${name}"), own);
    names.into_iter().fold(text.to_owned(), put)
}

/// All that an object tells without being asked for anything in particular.
fn whole(name: &str, all: &[TypeDefinition]) -> String {
    let own = all.iter().find(|one| one.name.node == name).unwrap();
    let free = |one: &FieldDefinition| {
        let mut arguments = one.arguments.iter().map(|given| &given.node);
        arguments.all(|given| given.ty.node.nullable || given.default_value.is_some())
    };
    let fields = fields(own.clone()).into_iter().filter(free);
    let asked = fields.map(|one| {
        let more = if leads_on(&base(&one), all) {
            " { __typename }"
        } else {
            ""
        };
        format!("{}{more}", one.name.node)
    });
    asked.collect::<Vec<_>>().join(" ")
}

/// Everything that can be asked of it, by those who may see most.
async fn asked(served: &Served, token: &str, names: &BTreeMap<&'static str, String>) {
    let all = definitions();
    let mut queries: Vec<String> = questions().iter().map(|one| one.query.to_owned()).collect();
    for object in objects() {
        if let Some((_, path)) = object.reached {
            queries.push(path.replace('@', &whole(object.name, &all)));
        }
    }
    for search in [
        "search: \"隐语\"",
        "nameContains: \"隐语\"",
        "namePrefix: \"隐语\"",
        "search: \"HT-2026-7\"",
    ] {
        queries.push(format!(
            "projects(filter: {{{search}}}) {{ totalCount nodes {{ id name }} }}"
        ));
    }
    assert!(queries.len() > 80);
    for query in queries {
        let query = format!("{{ {} }}", fill(names, &query));
        let answer = served.answer(token, &query).await.unwrap();
        is_silent(&query, &answer.to_string());
    }
    for follow in follows() {
        let query = follow.query.replace(
            "{ project { id } }",
            "{ command change project { id name } }",
        );
        let query = format!("subscription {{ {query} }}");
        let listed = format!("{{ {} }}", follow.of);
        let number = innermost(&served.ask(token, &listed).await.unwrap());
        let told = served.follow(token, &query, number).await.unwrap();
        is_silent(&query, &Value::from(told).to_string());
    }
}

/// Every path, and what it answers where it is given something of the project.
async fn fetched(served: &Served, token: &str, names: &BTreeMap<&'static str, String>) {
    let document = &names["Document"];
    let own = [
        format!("authorization: Bearer {token}"),
        "content-length: 0".to_owned(),
    ];
    for (method, path) in [("GET", "documents"), ("HEAD", "documents")] {
        let reply = served
            .send(&format!("{method} /{path}/{document}"), &own, b"")
            .await
            .unwrap();
        assert_eq!(reply.status, 404, "{reply:?}");
        is_silent(method, &String::from_utf8_lossy(&reply.body));
    }
    let reply = put(served, token, document).await;
    assert_eq!(reply.status, 404, "{reply:?}");
    is_silent("PUT", &String::from_utf8_lossy(&reply.body));
    let code = code();
    // One whose day cannot be read, so that there is something to be said of its cells.
    let ledger = format!(
        "项目名称,建设单位,项目代码,总投资（万元）,立项批复日期\n隐语监测平台,隐语局,{},120,2026-03-02\n\
         城市照明改造,亭湖区城市管理局,,20,2026-03-02\n",
        code.as_str()
    );
    for dry in ["true", "false"] {
        let lines = [
            format!("authorization: Bearer {token}"),
            format!("content-length: {}", ledger.len()),
        ];
        let first = format!("POST /ingest/projects?jurisdiction=320902&dryRun={dry}");
        let reply = served
            .send(&first, &lines, ledger.as_bytes())
            .await
            .unwrap();
        let told = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(reply.status, 200, "{told}");
        assert!(told.contains("\"refused\""), "{told}");
        is_silent("the answer to a ledger", &told);
    }
    for path in ["/metrics", "/healthz", "/readyz"] {
        let reply = served.send(&format!("GET {path}"), &[], b"").await.unwrap();
        is_silent(path, &String::from_utf8_lossy(&reply.body));
    }
}

/// What is said of it in a change is refused, in words that say nothing of it.
async fn refused(
    house: &House,
    served: &Served,
    token: &str,
    names: &BTreeMap<&'static str, String>,
) {
    for input in [
        r#"recordFact(input: {project: "$Project", fact: {name: "name", value: "再改名"}})"#,
        r#"recordEvent(input: {project: "$Project", kind: "project_approved", occurredOn: "2026-05-01"})"#,
        r#"voidEvent(input: {event: "$Event", reason: "误"})"#,
        r#"correctContact(input: {contact: "$Contact", terms: {role: LEADER, name: "王五"}})"#,
        r#"handOver(input: {project: "$Project", kind: PROJECT_FILING})"#,
        r#"declareClassified(input: {project: "$Project"})"#,
        r#"registerProject(input: {jurisdiction: "320902", name: "城市照明改造", unitName: "亭湖区城市管理局", projectCode: "$Code"})"#,
    ] {
        let query = format!("mutation {{ {} {{ __typename }} }}", fill(names, input));
        let answer = served.answer(token, &query).await.unwrap();
        assert!(!answer["errors"].is_null(), "{answer}");
        // It repeats the code that was given, and nothing else.
        let told = answer.to_string().replace(code().as_str(), "");
        is_silent(&query, &told);
    }
    assert_eq!(house.hub.deliver_due().await.unwrap(), []);
}

async fn nothing_gets_out(engine: Engine) {
    let db = TestDb::migrated(engine).await.unwrap();
    let house = House::at(&db).await;
    let (mut said, id) = known(&house).await;
    let served = Served::over(&house.hub).await.unwrap();
    let token = served.token(&bureau()).unwrap();
    entered(&house, &served, &token, &id).await;
    let names = names(&house, &id).await;

    let log = Log::listen();
    declare(&house, &id).await;
    let approval = System::INVESTMENT_APPROVAL;
    for classified in [false, true] {
        let mut again = of_project(&code(), &[("name", "隐语监测平台".into())]);
        again.classified = classified;
        let done = said
            .hear(&approval, Stream::APPROVALS, code().as_str(), again)
            .await;
        assert_eq!(done.refused, 1, "{done:?}");
    }
    asked(&served, &token, &names).await;
    fetched(&served, &token, &names).await;
    refused(&house, &served, &token, &names).await;
    let (reader, place) = (house.hub.reader(), house.tinghu);
    let kept = anchors(&reader, &[place]).await.unwrap();
    let report = verify(&reader, house.hub.seal(), place, &kept)
        .await
        .unwrap();
    assert_eq!(report.breach, None);
    is_silent("the anchors", &format!("{kept:?} {report:?}"));
    house.hub.reassess_due(place, &()).await.unwrap();
    is_silent("the database", &everything(&db).await);

    let logged = log.end();
    assert!(logged.contains("answered"), "something was logged");
    // Whoever asks by a code of an open kind gives it in the query, which is not logged either.
    is_silent("the log", &logged);
    drop(said);
    served.stop().await.unwrap();
    db.remove().await.unwrap();
}

mod of_a_declared_project_nothing_gets_out {
    use super::{Engine, nothing_gets_out};

    #[tokio::test]
    async fn sqlite() {
        nothing_gets_out(Engine::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        nothing_gets_out(Engine::Postgres).await;
    }
}
