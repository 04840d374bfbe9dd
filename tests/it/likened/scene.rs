use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_entities::{Scope, Tenant as _, match_candidate, project, tender};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RegisterProject, UnitInput};
use shuniu_hub::sync::{Counts, Reading, SettleMatch, Silent, Source, UnlinkRecord};
use shuniu_policy::ProjectCode;
use shuniu_tests::journey::{Desk, clerk, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::{tinghu, world};
use shuniu_tests::{Engine, TestDb};
use uuid::Uuid;

pub(super) const NAME: &str = "亭湖区渣土车全过程监管平台建设项目";
pub(super) const UNIT: &str = "亭湖区城市管理局";
pub(super) const BUDGET: &str = "3180000.00";

pub(super) struct Scene<'a> {
    pub(super) db: &'a TestDb,
    pub(super) hub: Hub,
    pub(super) place: Uuid,
    pub(super) outside: Outside,
    pub(super) approvals: Source,
    pub(super) trades: Source,
}

/// Records are linked to the projects that they are like.
pub(super) fn linking() -> Reading {
    Reading {
        links_by_likeness: true,
        ..Reading::default()
    }
}

impl<'a> Scene<'a> {
    pub(super) async fn new(db: &'a TestDb) -> Self {
        Self::reading(db, linking()).await
    }

    pub(super) async fn reading(db: &'a TestDb, reading: Reading) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        Self::of(db, hub, &clock, reading).await
    }

    pub(super) async fn of(
        db: &'a TestDb,
        hub: Hub,
        clock: &ManualClock,
        reading: Reading,
    ) -> Self {
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&World::default(), clock).await.unwrap();
        let attach = async |system: System| {
            let reading = Reading {
                links_by_likeness: reading.links_by_likeness,
                ..Reading::default()
            };
            let connector = outside.connector(&system).unwrap();
            hub.attach_by(place, connector, reading).await.unwrap()
        };
        let approvals = attach(System::INVESTMENT_APPROVAL).await;
        let trades = attach(System::TRADING_CENTRE).await;
        Self {
            db,
            hub,
            place,
            outside,
            approvals,
            trades,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        Scope::jurisdictions(vec![self.place])
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    pub(super) async fn register(&self, name: &str, unit: &str, code: Option<u32>) -> Uuid {
        let fact = |name: &str, value: &str| FactInput {
            name: name.to_owned(),
            value: json!(value),
        };
        let register = RegisterProject {
            name: name.to_owned(),
            unit: UnitInput {
                name: unit.to_owned(),
                credit_code: None,
            },
            project_code: code.map(|code| ProjectCode::parse(&project_code(code)).unwrap()),
            tracked_since: None,
            facts: vec![fact("budget_yuan", BUDGET), fact("project_type", "build")],
        };
        self.desk().ask(None, &register).await.unwrap().project
    }

    /// Has the trading centre hold these tenders, and reads them.
    pub(super) async fn tenders(&self, tenders: &[Value]) -> Counts {
        let state = json!({"streams": {"tenders": tenders}, "extra": {}});
        self.outside
            .control(&System::TRADING_CENTRE, "state", &state)
            .await
            .unwrap();
        let stream = Stream::TENDERS;
        let read = self
            .hub
            .sync_stream(&self.trades, &stream, false, &Silent)
            .await;
        read.unwrap().counts
    }

    /// The same of the approval platform.
    pub(super) async fn approvals(&self, approvals: &[Value]) -> Counts {
        let state = json!({"streams": {"approvals": approvals}, "extra": {}});
        self.outside
            .control(&System::INVESTMENT_APPROVAL, "state", &state)
            .await
            .unwrap();
        let stream = Stream::APPROVALS;
        let read = self
            .hub
            .sync_stream(&self.approvals, &stream, false, &Silent)
            .await;
        read.unwrap().counts
    }

    /// The newest entry of the review list.
    pub(super) async fn entry(&self) -> match_candidate::Model {
        let reader = self.hub.reader();
        let rows = match_candidate::Entity::find_in(&self.scope())
            .order_by_desc(match_candidate::Column::Id)
            .all(&reader);
        rows.await
            .unwrap()
            .into_iter()
            .next()
            .expect("an entry of the review list")
    }

    pub(super) async fn entries(&self) -> u64 {
        match_candidate::Entity::find_in(&self.scope())
            .count(&self.hub.reader())
            .await
            .unwrap()
    }

    pub(super) async fn projects(&self) -> u64 {
        project::Entity::find_in(&self.scope())
            .count(&self.hub.reader())
            .await
            .unwrap()
    }

    pub(super) async fn project(&self, id: Uuid) -> project::Model {
        let reader = self.hub.reader();
        let row = project::Entity::find_in(&self.scope())
            .filter(project::Column::Id.eq(id))
            .one(&reader);
        row.await.unwrap().unwrap()
    }

    /// The projects that the tenders on record are of.
    pub(super) async fn tendered(&self) -> Vec<Uuid> {
        let rows = tender::Entity::find_in(&self.scope())
            .all(&self.hub.reader())
            .await
            .unwrap();
        rows.into_iter().map(|row| row.project_id).collect()
    }

    pub(super) async fn unlink(&self, project: Uuid, external_id: &str) -> anyhow::Result<Uuid> {
        let unlink = UnlinkRecord {
            project,
            system: System::TRADING_CENTRE.as_str().to_owned(),
            stream: Stream::TENDERS.as_str().to_owned(),
            external_id: external_id.to_owned(),
            reason: "采购内容属于另一项目".to_owned(),
        };
        Ok(self.desk().ask(None, &unlink).await?.candidate)
    }

    pub(super) async fn settle(&self, candidate: Uuid, project: Uuid) {
        let settle = SettleMatch {
            candidate,
            expected_version: None,
            project: Some(project),
            reason: "核对采购文件".to_owned(),
        };
        self.desk().ask(None, &settle).await.unwrap();
    }

    /// Rows of the stored keys and counts, and whether they agree.
    pub(super) async fn keys(&self) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let raw = self.db.raw().await.unwrap();
        // SQLite keeps the ids as bytes.
        let id = match self.db.engine() {
            Engine::Sqlite => "lower(hex(project_id))",
            Engine::Postgres => "replace(CAST(project_id AS TEXT), '-', '')",
        };
        let keys = format!("SELECT CAST(key AS TEXT), {id} FROM project_key ORDER BY 1, 2");
        let keys = raw.texts(&keys).await.unwrap();
        let counts = "SELECT CAST(key AS TEXT), CAST(projects AS TEXT) FROM key_count ORDER BY 1";
        let counts = raw.texts(counts).await.unwrap();
        raw.close().await.unwrap();
        let mut held: BTreeMap<String, u64> = BTreeMap::new();
        for key in &keys {
            *held.entry(key[0].clone()).or_default() += 1;
        }
        let all = |row: &&Vec<String>| !["0", "1"].contains(&row[0].as_str());
        let counted: BTreeMap<String, u64> = counts
            .iter()
            .filter(all)
            .map(|row| (row[0].clone(), row[1].parse().unwrap()))
            .collect();
        assert_eq!(held, counted, "the counts are those of the keys");
        (keys, counts)
    }
}

pub(super) fn project_code(number: u32) -> String {
    let code = ProjectCode::with_check_digit(&format!("25093209020401{number:05}")).unwrap();
    code.as_str().to_owned()
}

/// A tender notice without a project code.
pub(super) fn tender(number: u32, name: &str, unit: &str, budget: Option<&str>) -> Value {
    let tenders = world(60)
        .of_system(&System::TRADING_CENTRE)
        .remove("tenders")
        .unwrap();
    let mut one = tenders.into_iter().next().unwrap();
    let object = one.as_object_mut().unwrap();
    object.remove("INVEST_PROJECT_CODE");
    object.remove("PURCHASER_CODE");
    object.remove("PURCHASE_SECTION_CODE");
    object.remove("PROGRAM_BUDGET");
    one["NOTICE_ID"] = json!(format!("N-{number}"));
    one["PURCHASE_PROJECT_CODE"] = json!(format!("TH-CG-{number}"));
    one["UNIFIED_DEAL_CODE"] = json!(format!("E3209020000000{number:05}001"));
    one["PURCHASE_PROJECT_NAME"] = json!(name);
    one["PURCHASER_NAME"] = json!(unit);
    if let Some(budget) = budget {
        one["PROGRAM_BUDGET"] = json!(budget);
        one["UNIT_BUDGET"] = json!("元");
    }
    one["REGION_CODE"] = json!("320902");
    one["DATA_TIMESTAMP"] = json!(format!("202606010800{:02}", number % 60));
    one
}

pub(super) fn later(mut one: Value) -> Value {
    one["DATA_TIMESTAMP"] = json!("20260615080000");
    one["BULLETIN_TITLE"] = json!("更正公告");
    one["PURCHASER_AGENCY_NAME"] = json!("另一代理机构");
    one
}

/// An approval, with a code or without.
pub(super) fn approval(number: u32, name: &str, unit: &str, code: Option<u32>) -> Value {
    let approvals = world(240)
        .of_system(&System::INVESTMENT_APPROVAL)
        .remove("approvals")
        .unwrap();
    let mut one = approvals
        .into_iter()
        .find(|one| one["secrecy"] == "0")
        .unwrap();
    one["declareNo"] = json!(format!("SB-{number}"));
    one["projectName"] = json!(name);
    one["unitName"] = json!(unit);
    one["regionCode"] = json!("320902");
    one["budget"] = json!("318");
    one["totalInvestment"] = json!("318");
    one["amountUnit"] = json!("万元");
    one.as_object_mut().unwrap().remove("projectCode");
    if let Some(code) = code {
        one["projectCode"] = json!(project_code(code));
    }
    one
}

pub(super) fn said(row: &match_candidate::Model, at: usize) -> Vec<String> {
    let reasons = row.candidates[at]["reasons"].as_array().unwrap();
    assert!(
        reasons
            .iter()
            .all(|one| one["en"].as_str().is_some_and(|en| !en.is_empty()))
    );
    reasons
        .iter()
        .map(|one| one["zh"].as_str().unwrap().to_owned())
        .collect()
}
