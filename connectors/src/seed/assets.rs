use chrono::NaiveDate;
use shuniu_policy::Fen;

use super::{
    OwnedAsset, World, amount,
    dice::{Dice, moment},
    life::{Milestone as M, later},
    party::{self, Party},
    plan::Plan,
};
use crate::{asset_cloud::AssetChange, contract::AssetKind, trading_centre::ContractNotice};

/// Adds what the asset cloud has of a project, or, where nobody has told it yet, what its people
/// have registered through the hub.
pub(super) fn add(world: &mut World, plan: &Plan) {
    let notice_id = format!("C{:05}", plan.index + 1);
    let contract = world.contracts.last();
    let contract = contract.filter(|notice| notice.notice_id == notice_id);
    // The variety of the cards is their own, so that it changes nothing of the other systems.
    let mut dice = plan.dice.clone();
    let Some(registered_on) = registered_on(world, plan) else {
        let owned = owned(plan, parts(plan, contract, &mut dice));
        if let Some(file) = world.attested.last_mut() {
            file.assets = owned;
        }
        return;
    };
    for (number, part) in parts(plan, contract, &mut dice).into_iter().enumerate() {
        let card = Card {
            plan,
            contract,
            part,
            number,
            registered_on,
        };
        world.asset_changes.push(card.registration(&mut dice));
        world.asset_changes.extend(card.fate(&mut dice));
    }
}

/// The day on which the unit had its assets registered: that of the paper its people handed in,
/// or, where they told nobody, some day of its own in every second case.
fn registered_on(world: &World, plan: &Plan) -> Option<NaiveDate> {
    let operation = plan.day(M::Operation)?;
    let attested = world.attested.last();
    let papers = attested.map_or(&[][..], |file| file.documents.as_slice());
    let paper = papers.iter().find(|one| one.kind == "asset_registration");
    let day = match paper {
        Some(paper) => paper.on?,
        None if plan.nth.is_multiple_of(2) => later(operation, 20 + plan.nth as u64 % 40),
        None => return None,
    };
    (day <= plan.today).then_some(day)
}

/// What a project left behind that runs and that no registry knows.
fn owned(plan: &Plan, parts: Vec<Part>) -> Vec<OwnedAsset> {
    let Some(acquired_on) = plan.day(M::Operation) else {
        return Vec::new();
    };
    let parts = parts.into_iter().filter_map(|part| {
        Some(OwnedAsset {
            kind: match part.kind {
                "软件" => AssetKind::Software,
                "数据" => AssetKind::Data,
                _ => AssetKind::Hardware,
            },
            name: format!("{}{}", theme(&plan.name), part.what),
            quantity: part.quantity.try_into().ok()?,
            original_value: part.value,
            acquired_on,
        })
    });
    parts.collect()
}

/// One asset of a project.
struct Part {
    kind: &'static str,
    what: &'static str,
    quantity: u64,
    value: Fen,
}

/// Splits what the project cost into its assets.
fn parts(plan: &Plan, contract: Option<&ContractNotice>, dice: &mut Dice) -> Vec<Part> {
    let cost = contract.and_then(price).unwrap_or(plan.budget);
    let has = |content: &str| plan.contents.iter().any(|one| one.contains(content));
    let mut kinds = Vec::new();
    if has("软件") {
        kinds.push(("软件", "应用软件", 1));
    }
    if has("硬件") {
        kinds.push(("硬件", "服务器", dice.between(2, 12)));
    }
    if has("网络") {
        kinds.push(("硬件", "网络设备", dice.between(4, 40)));
    }
    if has("软件开发") && dice.chance(40) {
        kinds.push(("数据", "业务数据集", 1));
    }
    let yuan = 100;
    let share = cost.get() / (kinds.len() as i64 + 1) / yuan * yuan;
    let parts = kinds.into_iter().enumerate();
    parts
        .map(|(nth, (kind, what, quantity))| Part {
            kind,
            what,
            quantity,
            // The first bears what the division leaves.
            value: Fen::new(if nth == 0 { share * 2 } else { share }),
        })
        .collect()
}

fn price(contract: &ContractNotice) -> Option<Fen> {
    let number = contract.contract_amount.as_deref()?;
    match contract.price_unit.as_str() {
        "元" => Fen::from_yuan(number).ok(),
        "万元" => Fen::from_wan_yuan(number).ok(),
        _ => None,
    }
}

/// A card of the asset cloud.
struct Card<'a> {
    plan: &'a Plan,
    contract: Option<&'a ContractNotice>,
    part: Part,
    /// Within its project.
    number: usize,
    registered_on: NaiveDate,
}

impl Card<'_> {
    fn registration(&self, dice: &mut Dice) -> AssetChange {
        AssetChange {
            registered_on: Some(self.registered_on.to_string()),
            ..self.change("登记入账", self.registered_on, &self.plan.unit, dice)
        }
    }

    /// What became of it since: mostly nothing.
    fn fate(&self, dice: &mut Dice) -> Option<AssetChange> {
        let plan = self.plan;
        let day = later(self.registered_on, dice.between(20, 120));
        let (moved, gone) = (dice.chance(35), dice.chance(35));
        if day > plan.today {
            return None;
        }
        if moved {
            let units = party::units(plan.place);
            let others: Vec<&Party> = units
                .iter()
                .filter(|unit| unit.code != plan.unit.code)
                .collect();
            let kind = *dice.pick(&["无偿调拨", "无偿划转", "对外调剂"]);
            let taker = (*dice.pick(&others)).clone();
            return Some(self.change(kind, day, &taker, dice));
        }
        if gone {
            let kind = *dice.pick(if self.part.kind == "硬件" {
                &["报废", "置换", "报损"]
            } else {
                &["报废", "报废", "置换"]
            });
            return Some(AssetChange {
                holder_name: None,
                holder_code: None,
                ..self.change(kind, day, &plan.unit, dice)
            });
        }
        None
    }

    fn change(&self, kind: &str, day: NaiveDate, holder: &Party, dice: &mut Dice) -> AssetChange {
        let Self { plan, part, .. } = self;
        let card_number = format!(
            "{}{}{:05}{:02}",
            plan.region,
            self.registered_on.format("%Y"),
            plan.index + 1,
            self.number + 1
        );
        let letters = match kind {
            "登记入账" => "DJ",
            "无偿调拨" | "无偿划转" | "对外调剂" => "DB",
            _ => "CZ",
        };
        let value = amount::write(part.value, plan.nth % 4 == 1);
        // Finance writes projects and units its own way now and then.
        let project_name = if plan.nth % 8 == 2 {
            plan.name.replace("项目", "工程")
        } else {
            plan.name.clone()
        };
        let unit_name = if plan.nth % 6 == 3 {
            plan.unit.informally(plan.place)
        } else {
            plan.unit.name.clone()
        };
        let code = plan.code.as_ref().filter(|_| plan.nth % 5 != 4);
        AssetChange {
            change_no: format!("{letters}{card_number}"),
            change_type: kind.into(),
            changed_on: day.to_string(),
            registered_on: None,
            card_number,
            asset_id: None,
            asset_kind: part.kind.into(),
            asset_name: format!("{}{}", theme(&plan.name), part.what),
            quantity: Some(part.quantity.to_string()),
            original_value: Some(value.number),
            amount_unit: value.unit,
            region_code: plan.region.to_string(),
            secrecy: "0".into(),
            unit_name,
            unit_code: Some(plan.unit.code.to_string()),
            holder_name: Some(holder.name.clone()),
            holder_code: Some(holder.code.to_string()),
            project_code: code.map(ToString::to_string),
            project_name: Some(project_name),
            contract_no: self.contract.map(|notice| notice.contract_code.clone()),
            updated_at: entered(plan, day, dice),
        }
    }
}

/// A project's name without what makes it a project: 《…平台建设项目（第一批）》 is 《…平台（第一批）》.
pub(super) fn theme(name: &str) -> String {
    let endings = ["升级改造项目", "建设项目", "项目"].into_iter();
    let mut cut = endings.filter_map(|ending| {
        let (theme, lot) = name.rsplit_once(ending)?;
        (lot.is_empty() || lot.starts_with('（')).then(|| format!("{theme}{lot}"))
    });
    cut.next().unwrap_or_else(|| name.to_owned())
}

/// Cards are entered on the day, in each seventh project weeks later; never after today.
fn entered(plan: &Plan, day: NaiveDate, dice: &mut Dice) -> String {
    let delay = if plan.nth % 7 == 5 { 25 } else { 0 };
    let entered = later(day, delay).min(plan.today);
    let (hour, minute) = moment(dice, entered, plan.today);
    format!("{entered}T{hour:02}:{minute:02}:00+08:00")
}
