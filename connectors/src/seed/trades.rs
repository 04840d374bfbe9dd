use chrono::NaiveDate;
use shuniu_policy::{CreditCode, Fen};

use super::{World, amount, dice::moment, life::Milestone as M, plan::Plan};
use crate::trading_centre::{AwardNotice, ContractNotice, TenderNotice};

/// Procurement methods as the trading centre numbers them, weighted.
const METHODS: [&str; 8] = ["1", "1", "1", "6", "6", "3", "4", "5"];

/// Adds what the trading centre has of a project.
pub(super) fn add(world: &mut World, plan: &mut Plan) {
    let Some(tendered) = plan.day(M::Tender) else {
        return;
    };
    let notice = Notice::new(plan, tendered);
    world.tenders.push(notice.tender(plan, tendered));
    let winning = amount::price(plan.budget, &mut plan.dice);
    if let Some(day) = plan.day(M::Award) {
        world.awards.push(notice.award(plan, day, winning));
    }
    if let Some(day) = plan.day(M::Contract) {
        world.contracts.push(notice.contract(plan, day, winning));
    }
}

/// What the notices of one tender share.
struct Notice {
    number: String,
    deal: String,
    code: Option<String>,
    purchaser: String,
    platform: String,
    agency: &'static str,
    in_wan_yuan: bool,
}

impl Notice {
    fn new(plan: &Plan, tendered: NaiveDate) -> Self {
        // Each seventh tender leaves the project code out, in all its notices.
        let silent = plan.nth % 7 == 3;
        let (seat, letters, agency) = plan.place.trading();
        let platform = CreditCode::compose("12", seat, "MB0E4126")
            .map(String::from)
            .unwrap_or_default();
        let purchaser = if plan.nth % 6 == 5 {
            plan.unit.informally(plan.place)
        } else {
            plan.unit.name.clone()
        };
        Self {
            number: format!("{letters}-{}-{:05}", tendered.format("%Y"), plan.index + 1),
            deal: format!(
                "D03-{platform}-{}-{:06}-{}",
                tendered.format("%Y%m%d"),
                plan.index + 1,
                plan.index % 10
            ),
            code: plan
                .code
                .as_ref()
                .filter(|_| !silent)
                .map(ToString::to_string),
            purchaser,
            platform,
            agency,
            in_wan_yuan: plan.nth.is_multiple_of(2),
        }
    }

    fn id(&self, letter: char, plan: &Plan) -> String {
        format!("{letter}{:05}", plan.index + 1)
    }

    fn tender(&self, plan: &mut Plan, day: NaiveDate) -> TenderNotice {
        // In each eleventh case the published budget is not the approved one.
        let published = if plan.nth % 11 == 6 {
            Fen::new(plan.budget.get() + 5_000_000)
        } else {
            plan.budget
        };
        let budget = amount::write(published, self.in_wan_yuan);
        let closing = super::life::later(day, 21);
        TenderNotice {
            notice_id: self.id('T', plan),
            purchase_project_code: self.number.clone(),
            purchase_project_name: format!("{}采购", plan.name),
            invest_project_code: self.code.clone(),
            purchaser_name: self.purchaser.clone(),
            purchaser_code: Some(plan.unit.code.to_string()),
            program_budget: Some(budget.number),
            budget_currency: "156".into(),
            unit_budget: budget.unit,
            purchaser_mode: (*plan.dice.pick(&METHODS)).into(),
            purchaser_agency_name: Some(self.agency.into()),
            purchase_section_code: None,
            unified_deal_code: self.deal.clone(),
            platform_code: self.platform.clone(),
            region_code: plan.region.to_string(),
            bulletin_title: format!("{}采购公告", plan.name),
            bulletin_start_time: format!("{day} 09:00:00"),
            bid_closing_time: Some(format!("{closing} 09:30:00")),
            url: format!("/notices/tender/{}", plan.index + 1),
            data_timestamp: stamp(plan, day),
        }
    }

    fn award(&self, plan: &mut Plan, day: NaiveDate, winning: Fen) -> AwardNotice {
        let price = amount::write(winning, self.in_wan_yuan);
        AwardNotice {
            notice_id: self.id('A', plan),
            purchase_project_code: self.number.clone(),
            purchase_project_name: format!("{}采购", plan.name),
            invest_project_code: self.code.clone(),
            purchaser_name: self.purchaser.clone(),
            purchaser_code: Some(plan.unit.code.to_string()),
            purchase_section_code: None,
            unified_deal_code: self.deal.clone(),
            platform_code: self.platform.clone(),
            region_code: plan.region.to_string(),
            win_bid_bulletin_title: format!("{}中标（成交）公告", plan.name),
            win_bid_bulletin_start_time: format!("{day} 16:00:00"),
            winningbidder_name: plan.supplier.name.clone(),
            winningbidder_code: Some(plan.supplier.code.to_string()),
            win_bid_price: Some(price.number),
            currency_code: "156".into(),
            price_unit: price.unit,
            data_timestamp: stamp(plan, day),
        }
    }

    fn contract(&self, plan: &mut Plan, day: NaiveDate, winning: Fen) -> ContractNotice {
        // In each ninth case less was signed than was won: a part was left out in talks.
        let signed = if plan.nth % 9 == 5 {
            Fen::new(winning.get() / 10_000 * 98 * 100)
        } else {
            winning
        };
        let price = amount::write(signed, !self.in_wan_yuan);
        ContractNotice {
            notice_id: self.id('C', plan),
            contract_code: format!("{}-HT", self.number),
            contract_name: format!("{}合同", plan.name),
            purchase_project_code: self.number.clone(),
            invest_project_code: self.code.clone(),
            purchaser_name: self.purchaser.clone(),
            purchaser_code: Some(plan.unit.code.to_string()),
            purchase_section_code: None,
            unified_deal_code: self.deal.clone(),
            platform_code: self.platform.clone(),
            region_code: plan.region.to_string(),
            supplier_name: plan.supplier.name.clone(),
            supplier_code: Some(plan.supplier.code.to_string()),
            contract_amount: Some(price.number),
            currency_code: "156".into(),
            price_unit: price.unit,
            contract_term: Some("自合同签订之日起180日历天".into()),
            signing_time: day.to_string(),
            url: format!("/notices/contract/{}", plan.index + 1),
            data_timestamp: stamp(plan, day),
        }
    }
}

/// A moment of that day, as the trading centre writes it.
fn stamp(plan: &mut Plan, day: NaiveDate) -> String {
    let (hour, minute) = moment(&mut plan.dice, day, plan.today);
    format!("{}{hour:02}{minute:02}00", day.format("%Y%m%d"))
}
