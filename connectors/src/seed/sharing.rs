use chrono::NaiveDate;

use super::{
    World,
    assets::theme,
    dice::{Dice, moment},
    life::{Milestone as M, later},
    plan::Plan,
};
use crate::data_sharing::{CatalogChange, Connection, Correction, Delivery, SharedResource};

/// The day on which the regulation on data sharing took effect: before it nobody counted days.
const SINCE: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 8, 1);

/// What a system of the kind keeps.
const RESOURCES: [&str; 3] = ["基础信息", "业务办理信息", "统计信息"];

/// Who asks for what others keep.
const ASKING: [&str; 4] = ["应急管理局", "市场监督管理局", "民政局", "审计局"];

/// Adds what the data sharing platform has of a project. The variety of it is its own, so that it
/// changes nothing of the other systems.
pub(super) fn add(world: &mut World, plan: &Plan) {
    let Some(started) = plan.day(M::Start).filter(|_| keeps_data(plan)) else {
        return;
    };
    let mut own = Own {
        plan,
        dice: plan.dice.clone(),
    };
    let entries = own.entries(started);
    world.connections.extend(own.connection());
    for entry in entries.iter().filter(|entry| entry.status == "2") {
        world.deliveries.extend(own.delivery(entry));
    }
    world.catalog_entries.extend(entries);
}

/// A system that is developed keeps data; what is bought or only kept running does not.
fn keeps_data(plan: &Plan) -> bool {
    plan.contents.iter().any(|one| one.contains("软件开发"))
}

struct Own<'a> {
    plan: &'a Plan,
    dice: Dice,
}

impl Own<'_> {
    /// The day, if it has come.
    fn come(&self, day: NaiveDate) -> Option<NaiveDate> {
        (day <= self.plan.today).then_some(day)
    }

    fn after(&mut self, day: NaiveDate, least: u64, most: u64) -> Option<NaiveDate> {
        let days = self.dice.between(least, most);
        self.come(later(day, days))
    }

    fn entries(&mut self, started: NaiveDate) -> Vec<SharedResource> {
        let many = 1 + self.plan.nth % RESOURCES.len();
        let made = RESOURCES.iter().take(many).enumerate();
        made.map(|(number, what)| self.entry(started, number, what))
            .collect()
    }

    fn entry(&mut self, started: NaiveDate, number: usize, what: &str) -> SharedResource {
        let plan = self.plan;
        let serial = plan.index + 1;
        let registered = self.after(started, 25, 70);
        let kind = ["1", "2", "2", "3"][(plan.nth + number) % 4];
        let changes = match registered {
            Some(day) if number == 0 => self.change(day),
            _ => Vec::new(),
        };
        let last = changes.iter().filter_map(|one| one.day.parse().ok()).max();
        let last = last.max(registered).unwrap_or(started);
        SharedResource {
            resource_code: format!("3{}{:02}/{serial:06}", plan.region, number + 1),
            resource_name: format!("{}{what}", theme(&plan.name)),
            resource_class: Some("部门".into()),
            system_name: Some(theme(&plan.name)),
            shared_type: kind.into(),
            shared_condition: match kind {
                "2" => Some("用于履行职责，不得转给第三方".into()),
                "3" => Some("依据有关法律、行政法规".into()),
                _ => None,
            },
            shared_scope: (kind != "3").then(|| "本级各部门".into()),
            update_cycle: Some(["2", "3", "5", "6", "8"][plan.nth % 5].into()),
            status: if registered.is_some() { "2" } else { "1" }.into(),
            registered_on: registered.map(|day| day.to_string()),
            changes,
            provider_name: self.unit_name(),
            provider_code: Some(plan.unit.code.to_string()),
            project_code: self.code(),
            project_name: Some(plan.name.clone()),
            region_code: plan.region.to_string(),
            secrecy: "0".into(),
            update_time: self.stamp(last),
        }
    }

    /// In each third project the duties of its unit changed since, and its catalogue has to follow;
    /// the diligent are in time.
    fn change(&mut self, registered: NaiveDate) -> Vec<CatalogChange> {
        let plan = self.plan;
        let arisen = self.after(registered, 40, 150);
        let arisen = arisen.filter(|day| SINCE.is_some_and(|since| *day >= since));
        let Some(arisen) = arisen.filter(|_| plan.nth.is_multiple_of(3)) else {
            return Vec::new();
        };
        let change_no = format!("BG-{}-{:05}", plan.region, plan.index + 1);
        let step = |step: &str, day: NaiveDate| CatalogChange {
            change_no: change_no.clone(),
            step: step.into(),
            day: day.to_string(),
            until: None,
        };
        let mut steps = vec![step("ARISEN", arisen)];
        let submitted = if plan.diligent {
            self.after(arisen, 3, 10)
        } else {
            self.after(arisen, 16, 40)
        };
        if let Some(submitted) = submitted {
            steps.push(step("SUBMITTED", submitted));
            let published = self.after(submitted, 1, 2);
            steps.extend(published.map(|day| step("PUBLISHED", day)));
        }
        steps
    }

    /// From the end of construction on; not every one has been told of.
    fn connection(&mut self) -> Option<Connection> {
        let plan = self.plan;
        let built = plan.day(M::Completed).filter(|_| plan.nth % 4 != 1)?;
        let begun = self.after(built, 2, 10)?;
        let ready = plan.ready_on();
        let (listed, behind) = (3 + plan.nth as u32 % 3, plan.nth % 9 == 2);
        let verified = match ready {
            Some(_) if behind => listed - 1,
            Some(_) => listed,
            None => 1,
        };
        let assessed = match ready {
            Some(day) if plan.nth % 5 != 3 => self.after(day, 2, 9),
            _ => None,
        };
        let last = assessed.max(ready).unwrap_or(begun).max(begun);
        Some(Connection {
            connection_no: format!("JR-{}-{:05}", plan.region, plan.index + 1),
            system_name: theme(&plan.name),
            connected: "1".into(),
            connected_on: Some(begun.to_string()),
            listed: Some(listed),
            verified: Some(verified),
            sharing_completed: if verified == listed { "1" } else { "0" }.into(),
            assessment_no: assessed.map(|_| format!("PG-{}-{:05}", plan.region, plan.index + 1)),
            assessed_on: assessed.map(|day| day.to_string()),
            unit_name: self.unit_name(),
            unit_code: Some(plan.unit.code.to_string()),
            project_code: self.code(),
            project_name: Some(plan.name.clone()),
            region_code: plan.region.to_string(),
            secrecy: "0".into(),
            update_time: self.stamp(last),
        })
    }

    /// Some weeks after it was published, another department may ask for the data.
    fn delivery(&mut self, entry: &SharedResource) -> Option<Delivery> {
        let plan = self.plan;
        let published: NaiveDate = entry.registered_on.as_deref()?.parse().ok()?;
        let asked = self.dice.chance(60);
        let received = self.after(published, 20, 160).filter(|_| asked)?;
        let refused = entry.shared_type == "3";
        let (least, most) = match (entry.shared_type.as_str(), plan.diligent) {
            ("1", true) => (0, 1),
            ("1", false) => (2, 9),
            (_, true) => (2, 11),
            (_, false) => (9, 30),
        };
        let replied = self.after(received, least, most);
        let delivered = match replied {
            Some(day) if !refused => self.after(day, 6, if plan.diligent { 24 } else { 45 }),
            _ => None,
        };
        let wrong = self.dice.chance(20);
        let objected = match delivered {
            Some(day) if wrong => self.after(day, 10, 40),
            _ => None,
        };
        let answered = objected.and_then(|day| self.after(day, 3, 12));
        let last = [replied, delivered, objected, answered];
        let last = last.into_iter().flatten().max().unwrap_or(received);
        let request_no = format!("SQ{}", entry.resource_code.replace('/', "-"));
        let corrections = objected.map(|day| Correction {
            correction_no: format!("{request_no}-JH1"),
            received_on: day.to_string(),
            answered_on: answered.map(|day| day.to_string()),
        });
        Some(Delivery {
            resource_code: entry.resource_code.clone(),
            resource_name: Some(entry.resource_name.clone()),
            shared_type: entry.shared_type.clone(),
            requester_name: Some((*self.dice.pick(&ASKING)).to_owned()),
            received_on: received.to_string(),
            extended_on: None,
            extended_until: None,
            replied_on: replied.map(|day| day.to_string()),
            decision: replied.map(|_| if refused { "2" } else { "1" }.into()),
            reasons_given: replied.filter(|_| refused).map(|_| "1".into()),
            delivered_on: delivered.map(|day| day.to_string()),
            delivery_mode: delivered.map(|_| "服务接口".into()),
            corrections: corrections.into_iter().collect(),
            provider_name: entry.provider_name.clone(),
            provider_code: entry.provider_code.clone(),
            project_code: self.code(),
            project_name: entry.project_name.clone(),
            region_code: entry.region_code.clone(),
            secrecy: "0".into(),
            update_time: self.stamp(last),
            request_no,
        })
    }

    /// One in nine records leaves the code out.
    fn code(&self) -> Option<String> {
        let code = self.plan.code.as_ref();
        code.filter(|_| self.plan.nth % 9 != 6)
            .map(ToString::to_string)
    }

    fn unit_name(&self) -> String {
        if self.plan.nth % 8 == 5 {
            self.plan.unit.informally(self.plan.place)
        } else {
            self.plan.unit.name.clone()
        }
    }

    /// Entered on the day; never after today.
    fn stamp(&mut self, day: NaiveDate) -> String {
        let day = day.min(self.plan.today);
        let (hour, minute) = moment(&mut self.dice, day, self.plan.today);
        format!("{day} {hour:02}:{minute:02}:00")
    }
}
