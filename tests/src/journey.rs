//! What people do with the hub, as the tests repeat it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::{Value as Json, json};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::command::{
    AssetKind, Attach, Command, CorrectRecord, FactInput, RecordAsset, RecordEntry, RecordFact,
    RecordKind, RegisterProject, RequestStep, Submission, UnitInput, VoidRecord,
};
use shuniu_hub::connectors::contract::System;
use shuniu_hub::sync::{Ask, HandOverProject};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};
use uuid::Uuid;

/// The day on which the journeys take place.
///
/// # Panics
///
/// Never; the text is a date.
#[must_use]
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default()
}

/// 亭湖, 巴州 and a third place without a pack of its own.
pub const PLACES: [(&str, &str, &str); 3] = [
    ("320902", "亭湖区", "tinghu"),
    ("652800", "巴音郭楞蒙古自治州", "bayingolin"),
    ("320903", "盐都区", "tinghu"),
];

/// Sets up one of the [`PLACES`].
///
/// # Errors
///
/// Passes on what the hub says.
pub async fn set_up(hub: &Hub, place: usize) -> Result<Uuid> {
    let (region, name, pack) = PLACES[place];
    let setup = JurisdictionSetup {
        region: RegionCode::parse(region)?,
        name: name.to_owned(),
        packs: vec![PackChoice {
            id: pack.to_owned(),
            effective_on: NaiveDate::from_ymd_opt(2024, 1, 1),
        }],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    let id = hub.ensure_jurisdiction(&setup).await?;
    hub.load_jurisdictions().await?;
    Ok(id)
}

/// Somebody of the data bureau of the place.
///
/// # Errors
///
/// Never; the region codes are right.
pub fn clerk(place: usize) -> Result<Caller> {
    Ok(Caller {
        subject: format!("clerk-{}", PLACES[place].0),
        role: Role::DataBureau,
        body: None,
        jurisdictions: vec![RegionCode::parse(PLACES[place].0)?],
        organization: None,
        expires_at: None,
    })
}

/// A person at the hub, in one jurisdiction.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The hub.
    pub hub: &'a Hub,
    /// Who.
    pub caller: Caller,
    /// Where.
    pub jurisdiction: Uuid,
}

impl Desk<'_> {
    /// Asks for something, under a key when one is given.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn ask<C: Command>(&self, key: Option<&str>, command: &C) -> Result<C::Outcome> {
        let submission = Submission {
            caller: &self.caller,
            jurisdiction: self.jurisdiction,
            key,
        };
        Ok(self.hub.submit(&submission, command).await?)
    }

    /// Records a server of a project, which has no card yet.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn server(&self, project: Uuid) -> Result<Uuid> {
        let asset = RecordAsset {
            project,
            expected_version: None,
            kind: AssetKind::Hardware,
            name: "机架式服务器".to_owned(),
            category_code: None,
            quantity: Some(2),
            original_value: Some(Fen::new(8_000_000)),
            acquired_on: Some(today()),
            contract: None,
        };
        let recorded = self.ask(None, &asset).await?;
        recorded.record.context("the server was not recorded")
    }

    /// Registers a project and hands over what a system takes first: the application for its code,
    /// its registration, or the card of its server. Gives the project and the hand-over.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn handed_over(&self, number: u32, system: &System) -> Result<(Uuid, Uuid)> {
        let mut new = new_project(number)?;
        new.facts.push(FactInput {
            name: "investment_yuan".to_owned(),
            value: json!("1180000.00"),
        });
        if *system == System::INVESTMENT_APPROVAL {
            new.project_code = None;
        }
        let project = self.ask(None, &new).await?.project;
        let what = match system.as_str() {
            "investment_approval" => Ask::ProjectCodeApplication,
            "municipal_projects" => Ask::ProjectRegistration,
            _ => Ask::AssetCard {
                asset: self.server(project).await?,
            },
        };
        let hand_over = HandOverProject {
            project,
            expected_version: None,
            what,
        };
        let prepared = self.ask(None, &hand_over).await?;
        Ok((project, prepared.hand_over))
    }

    /// Registers a project, records what happened, mends a mistake and asks for a step.
    /// `number` makes it a project apart from the others of the jurisdiction.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn carry_through(&self, number: u32) -> Result<Uuid> {
        let key = |what: &str| format!("{what}〔{number}〕");
        let project = self.open_file(number).await?;
        let signed = event(project, "contract_signed", "2026-05-11");
        let signed = self.ask(Some(&key("sign")), &signed).await?;
        let void = VoidRecord {
            project,
            expected_version: None,
            table: RecordKind::Event,
            record: signed.record.unwrap_or_default(),
            reason: "合同尚未签订".to_owned(),
        };
        self.ask(Some(&key("void")), &void).await?;
        let filed = RecordEntry {
            table: RecordKind::Document,
            ..event(project, "final_acceptance_application", "2026-06-01")
        };
        self.ask(Some(&key("file")), &filed).await?;
        let budget = RecordFact {
            project,
            expected_version: None,
            fact: fact("budget_yuan", json!("1250000.00")),
            reason: Some("财政评审调整".to_owned()),
        };
        self.ask(Some(&key("budget")), &budget).await?;
        let step = RequestStep {
            project,
            expected_version: None,
            gate: "final_acceptance".to_owned(),
        };
        self.ask(Some(&key("step")), &step).await?;
        Ok(project)
    }

    /// Registers a project, records its approval and mends the day.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn open_file(&self, number: u32) -> Result<Uuid> {
        let key = |what: &str| format!("{what}〔{number}〕");
        let registered = self
            .ask(Some(&key("register")), &new_project(number)?)
            .await?;
        let project = registered.project;
        let approved = event(project, "project_approved", "2026-03-02");
        let approved = self.ask(Some(&key("approve")), &approved).await?;
        let correct = CorrectRecord {
            record: approved.record.unwrap_or_default(),
            reason: "批复日期录入有误".to_owned(),
            right: event(project, "project_approved", "2026-03-05"),
        };
        self.ask(Some(&key("correct")), &correct).await?;
        Ok(project)
    }
}

/// A project with a code and a unit of its own.
///
/// # Errors
///
/// Never while `number` has at most five digits.
pub fn new_project(number: u32) -> Result<RegisterProject> {
    let code = ProjectCode::with_check_digit(&format!("25093209020401{number:05}"))?;
    Ok(RegisterProject {
        name: format!("智慧灯杆项目〔{number}〕"),
        unit: UnitInput {
            name: "亭湖区城市管理局".to_owned(),
            credit_code: Some(CreditCode::parse("11320902014344019Y")?),
        },
        project_code: Some(code),
        tracked_since: None,
        facts: vec![
            fact("budget_yuan", json!("1180000.00")),
            fact("project_type", json!("build")),
            fact("build_nature", json!("new")),
        ],
    })
}

/// Records an event of the project.
#[must_use]
pub fn event(project: Uuid, kind: &str, on: &str) -> RecordEntry {
    RecordEntry {
        project,
        expected_version: None,
        table: RecordKind::Event,
        kind: kind.to_owned(),
        on: on.parse().ok(),
        attributes: BTreeMap::new(),
        occurrence: None,
        period: None,
        attach: Attach::Nothing,
    }
}

fn fact(name: &str, value: Json) -> FactInput {
    FactInput {
        name: name.to_owned(),
        value,
    }
}
