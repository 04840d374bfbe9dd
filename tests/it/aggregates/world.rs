//! What is counted: projects of every place with their events, contracts, payments and duties.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::json;
use shuniu_entities::unstarted_obligation::{Owing, number_of};
use shuniu_entities::{obligation, unstarted_obligation};
use shuniu_hub::Hub;
use shuniu_hub::query::{
    ContractRow, Dimension, EventRow, OrganizationRow, PaymentRow, ProjectRow,
};
use shuniu_tests::TestDb;
use shuniu_tests::journey::{PLACES, set_up, today};
use uuid::Uuid;

use super::{BORNE, UNIT};

/// Everything that was entered.
#[derive(Default)]
pub(crate) struct World {
    pub(super) regions: BTreeMap<Uuid, &'static str>,
    pub(super) units: Vec<OrganizationRow>,
    pub(crate) projects: Vec<ProjectRow>,
    pub(crate) events: Vec<EventRow>,
    pub(super) contracts: Vec<ContractRow>,
    pub(super) payments: Vec<PaymentRow>,
    pub(crate) duties: Vec<obligation::Model>,
    unstarted: Vec<unstarted_obligation::Model>,
}

/// One of several, drawn by a number.
fn pick<T: Copy>(of: &[T], number: usize) -> T {
    of[number * 7919 / 3 % of.len()]
}

pub(crate) fn day(number: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 11, 1).unwrap() + TimeDelta::days(number as i64 * 37 % 700)
}

impl World {
    pub(crate) async fn at(db: &TestDb, hub: &Hub) -> Self {
        let mut world = Self::default();
        for (place, (region, ..)) in PLACES.iter().enumerate() {
            let jurisdiction = set_up(hub, place).await.unwrap();
            world.regions.insert(jurisdiction, *region);
            let units: Vec<Uuid> = (0..3).map(|at| world.unit(jurisdiction, at)).collect();
            let sets: Vec<Uuid> = (0..3).map(|at| world.set(jurisdiction, at)).collect();
            for number in 0..20 + place * 5 {
                world.project(jurisdiction, &units, number);
                world.owe(sets.get(number % 4).copied());
            }
        }
        let raw = db.raw().await.unwrap();
        raw.insert(world.units.clone()).await.unwrap();
        raw.insert(world.projects.clone()).await.unwrap();
        raw.insert(world.events.clone()).await.unwrap();
        raw.insert(world.contracts.clone()).await.unwrap();
        raw.insert(world.payments.clone()).await.unwrap();
        raw.insert(world.unstarted.clone()).await.unwrap();
        raw.insert(world.duties.clone()).await.unwrap();
        world.duties.extend(world.of_sets());
        raw.close().await.unwrap();
        world
    }

    fn unit(&mut self, jurisdiction_id: Uuid, at: usize) -> Uuid {
        let row = OrganizationRow {
            jurisdiction_id,
            id: Uuid::now_v7(),
            name: format!("单位{at}"),
            credit_code: (at == 1).then(|| UNIT.to_owned()),
            identity: format!("unit-{at}"),
            source: "person".into(),
            created_at: "2026-06-01T00:00:00Z".parse().unwrap(),
        };
        self.units.push(row);
        self.units[self.units.len() - 1].id
    }

    fn project(&mut self, jurisdiction_id: Uuid, units: &[Uuid], number: usize) {
        let at = self.projects.len();
        let classified = number % 11 == 5;
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let row = ProjectRow {
            jurisdiction_id,
            id: Uuid::now_v7(),
            name: if classified {
                String::new()
            } else {
                format!("项目{at}")
            },
            name_folded: None,
            likened: None,
            project_code: None,
            unit_id: (number % 7 != 3).then(|| pick(units, at)),
            stage: pick(&["application", "-", "acceptance"], at).into(),
            project_type: pick(&[None, Some("build"), Some("ops")], at / 2).map(Into::into),
            build_nature: pick(&[None, Some("new")], at / 3).map(Into::into),
            budget_fen: (!number.is_multiple_of(4))
                .then(|| 90_071_992_547_409_931 / 64 + at as i64),
            investment_fen: number.is_multiple_of(3).then_some(at as i64 * 101 + 7),
            classified,
            tracked_since: None,
            derived: json!({}),
            assessed_for: None,
            assessed_under: None,
            unstarted_set: None,
            next_change_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        for of in 0..number % 4 {
            self.event(&row, at + of);
            self.contract(&row, at + of);
            self.payment(&row, at + of);
            self.duty(&row, at + of * 5);
        }
        self.projects.push(row);
    }

    fn event(&mut self, project: &ProjectRow, number: usize) {
        self.events.push(EventRow {
            jurisdiction_id: project.jurisdiction_id,
            id: Uuid::now_v7(),
            project_id: project.id,
            kind: pick(&["application_submitted", "project_approved"], number).into(),
            occurred_on: day(number),
            attributes: json!({}),
            occurrence: "-".into(),
            source: "person".into(),
            source_record_id: None,
            recorded_by: "t".into(),
            recorded_at: project.created_at,
            standing: pick(&["current", "current", "voided"], number / 2).into(),
            corrects_id: None,
            reason: None,
        });
    }

    fn contract(&mut self, project: &ProjectRow, number: usize) {
        self.contracts.push(ContractRow {
            jurisdiction_id: project.jurisdiction_id,
            id: Uuid::now_v7(),
            project_id: project.id,
            number: Uuid::now_v7().to_string(),
            name: "合同".into(),
            amount_fen: (!number.is_multiple_of(5)).then_some(number as i64 * 77_777 + 1),
            raw_amount: None,
            supplier_id: project.unit_id,
            signed_on: (!number.is_multiple_of(6)).then(|| day(number)),
            tender_id: None,
            source: "person".into(),
            source_record_id: None,
            recorded_by: "t".into(),
            recorded_at: project.created_at,
            version: 1,
        });
    }

    fn payment(&mut self, project: &ProjectRow, number: usize) {
        self.payments.push(PaymentRow {
            jurisdiction_id: project.jurisdiction_id,
            id: Uuid::now_v7(),
            project_id: project.id,
            number: None,
            contract_id: None,
            contract_number: None,
            payee_id: None,
            kind: pick(&["advance", "progress", "final"], number).into(),
            amount_fen: number as i64 + 1,
            requested_on: Some(day(number)),
            paid_on: (!number.is_multiple_of(3)).then(|| day(number + 1)),
            evidence_id: None,
            source: "person".into(),
            source_record_id: None,
            recorded_by: "t".into(),
            recorded_at: project.created_at,
            standing: pick(&["current", "current", "voided", "corrected"], number / 2).into(),
            corrects_id: None,
            reason: None,
        });
    }

    fn duty(&mut self, project: &ProjectRow, number: usize) {
        let last_on = (!number.is_multiple_of(4)).then(|| day(number));
        self.duties.push(obligation::Model {
            jurisdiction_id: project.jurisdiction_id,
            id: Uuid::now_v7(),
            project_id: project.id,
            unit_id: project.unit_id,
            provision: pick(&BORNE, number).into(),
            pack_id: pick(&["tinghu", "national"], number / 2).into(),
            pack_version: "1".into(),
            subject: "-".into(),
            occurrence: number.to_string(),
            period: "-".into(),
            triggered_on: (!number.is_multiple_of(9)).then(|| day(0)),
            earliest_on: None,
            due_on: last_on,
            latest_on: None,
            last_on,
            fulfilled_on: pick(&[None, Some(day(number + 3)), Some(day(1))], number / 3),
            undated: None,
            fulfilled_by: None,
            observed_through: pick(&[None, None, Some(day(2))], number),
            incurable: number.is_multiple_of(5),
            undetermined: number.is_multiple_of(8),
            provisional: number.is_multiple_of(13),
            attention_on: None,
            needs: json!([]),
            flags: json!([]),
            because: json!([]),
            fault: None,
            assessed_for: today(),
        });
    }

    /// Duties that nothing has started, by all provisions but one, the second one unknown.
    fn set(&mut self, jurisdiction: Uuid, at: usize) -> Uuid {
        let set_id = Uuid::now_v7();
        let others = BORNE.iter().enumerate().filter(|(number, _)| *number != at);
        let rows = others.map(|(number, provision)| unstarted_obligation::Model {
            jurisdiction_id: jurisdiction,
            set_id,
            number: number_of(provision).into(),
            provision: (*provision).into(),
            pack_id: pick(&["tinghu", "national"], number).into(),
            pack_version: "1".into(),
            incurable: false,
            undetermined: number == 1,
            provisional: false,
            needs: json!([]),
            flags: json!([]),
            because: json!([]),
            fault: None,
        });
        self.unstarted.extend(rows);
        set_id
    }

    /// Has the last project owe a set.
    fn owe(&mut self, set: Option<Uuid>) {
        self.projects.last_mut().unwrap().unstarted_set = set;
    }

    /// What the projects owe of the sets.
    fn of_sets(&self) -> Vec<obligation::Model> {
        let each = self.projects.iter().flat_map(|project| {
            let own = self.unstarted.iter();
            let own = own.filter(|duty| Some(duty.set_id) == project.unstarted_set);
            own.map(|duty| duty.owed_by(Owing::of(project)))
        });
        each.collect()
    }

    pub(super) fn of(&self, jurisdiction: Uuid, id: Uuid) -> &ProjectRow {
        let same = |row: &&ProjectRow| row.jurisdiction_id == jurisdiction && row.id == id;
        self.projects.iter().find(same).unwrap()
    }

    pub(super) fn first_year(&self, project: &ProjectRow, kind: Option<&str>) -> Option<String> {
        let own = self
            .events
            .iter()
            .filter(|one| one.project_id == project.id);
        let own = own.filter(|one| one.standing == "current");
        let own = own.filter(|one| kind.is_none_or(|kind| one.kind == kind));
        Some(own.map(|one| one.occurred_on).min()?.year().to_string())
    }

    /// What a project has in a dimension, whatever else has of its own.
    /// By what a supplier is one over all jurisdictions.
    pub(super) fn supplier(&self, id: Uuid) -> String {
        let row = self.units.iter().find(|row| row.id == id).unwrap();
        row.credit_code.clone().unwrap_or_else(|| id.to_string())
    }

    pub(super) fn value(&self, project: &ProjectRow, dimension: Dimension) -> Option<String> {
        let region = self.regions[&project.jurisdiction_id];
        match dimension {
            Dimension::Jurisdiction => return Some(region.to_owned()),
            Dimension::Prefecture => return Some(format!("{}00", &region[..4])),
            Dimension::Province => return Some(format!("{}0000", &region[..2])),
            _ if project.classified => return None,
            _ => {}
        }
        match dimension {
            Dimension::Stage => Some(project.stage.clone()),
            Dimension::ProjectType => project.project_type.clone(),
            Dimension::BuildNature => project.build_nature.clone(),
            Dimension::Unit => project.unit_id.map(|id| id.to_string()),
            Dimension::Year => self.first_year(project, None),
            Dimension::ApprovalYear => self.first_year(project, Some("project_approved")),
            other => panic!("{other:?} is nothing of a project"),
        }
    }
}
