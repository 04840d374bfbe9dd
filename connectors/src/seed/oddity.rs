use super::{
    World, approvals, municipal,
    place::Place,
    plan::{Plan, Planner},
    trades,
};
use crate::{
    asset_cloud::AssetChange,
    data_sharing::{Connection, Delivery, SharedResource},
    investment_approval::Approval,
    municipal_projects::{Allocation, PlanItem, Review},
};

/// Adds what real platforms deliver besides sound records. Each kind is there at least once,
/// whatever the seed, under its own declaration number or notice id (`…-Y…`).
pub(super) fn add(world: &mut World, plans: &mut Planner) {
    let first = plans.options.projects;
    let mut broken = |offset: usize, spoil: &dyn Fn(&mut Approval)| {
        // Every other one is of the first place, so that it meets each kind of mark there.
        let others = &Place::ALL[1..];
        let place = if offset.is_multiple_of(2) || offset == 9 {
            Place::Tinghu
        } else {
            others[offset / 2 % others.len()]
        };
        let mut plan = odd_in(plans, place, first + offset);
        let mut record = approvals::record(&mut plan);
        spoil(&mut record);
        world.approvals.push(record);
    };
    broken(0, &|r| r.project_code = Some("2025-亭湖-0017".into()));
    broken(1, &|r| r.project_code = Some("25053209020401000176".into()));
    broken(2, &|r| r.total_investment = None);
    broken(3, &|r| r.total_investment = Some("约一百万".into()));
    broken(4, &|r| {
        if let Some(step) = r.steps.first_mut() {
            step.finished_on = Some("2025-13-01".into());
        }
    });
    broken(5, &|r| r.amount_unit = "美元".into());
    broken(6, &|r| r.project_type = Some("研究类".into()));
    broken(7, &|r| r.unit_code = "11320902MB000000".into());
    broken(8, &wrong_check_digit);
    broken(9, &wrong_check_digit);
    broken(10, &|r| r.secrecy = "1".into());
    broken(11, &|r| r.updated_at = "昨天".into());
    declared_twice(world);
    broken_notices(world, plans, first + 12);
    broken_plans_and_reviews(world, plans, first + 72);
    broken_cards(world);
    broken_sharing(world);
}

fn odd(plans: &mut Planner, index: usize) -> Plan {
    odd_in(plans, Place::at(index), index)
}

fn odd_in(plans: &mut Planner, place: Place, index: usize) -> Plan {
    let mut plan = plans.next_in(place, index);
    plan.declare_no = format!("{}-Y", plan.declare_no);
    plan
}

fn wrong_check_digit(record: &mut Approval) {
    let code = record
        .project_code
        .clone()
        .unwrap_or_else(|| "2505-320902-04-01-000176".into());
    let (body, check) = code.split_at(code.len() - 1);
    let wrong = (check.parse::<u32>().unwrap_or(0) + 1) % 10;
    record.project_code = Some(format!("{body}{wrong}"));
}

/// Two projects that were declared a second time with the same code, one under another name.
fn declared_twice(world: &mut World) {
    let coded = world.approvals.iter().filter(|r| r.project_code.is_some());
    let mut again: Vec<Approval> = coded.take(2).cloned().collect();
    for record in &mut again {
        record.declare_no = format!("{}-Y2", record.declare_no);
    }
    if let Some(renamed) = again.last_mut() {
        renamed.project_name = renamed.project_name.replace("项目", "工程");
    }
    world.approvals.extend(again);
}

fn broken_notices(world: &mut World, plans: &mut Planner, first: usize) {
    // Life stages go round with the index: among these some have been tendered and contracted.
    let mut extra = World::default();
    for index in first..first + 60 {
        let mut plan = odd(plans, index);
        trades::add(&mut extra, &mut plan);
    }
    let mark = |id: &mut String| id.push_str("-Y");
    for (n, mut tender) in extra.tenders.into_iter().take(5).enumerate() {
        mark(&mut tender.notice_id);
        match n {
            0 => tender.purchaser_mode = "9".into(),
            1 => tender.unit_budget = "亿元".into(),
            2 => tender.bulletin_start_time = "2025-02-30 09:00:00".into(),
            // The rest are sound, of projects that the approval platform has never seen.
            _ => {}
        }
        world.tenders.push(tender);
    }
    for (n, mut award) in extra.awards.into_iter().take(3).enumerate() {
        mark(&mut award.notice_id);
        match n {
            0 => award.data_timestamp = "2025061".into(),
            1 => award.winningbidder_code = Some("91320902MAIO000000".into()),
            _ => award.win_bid_price = None,
        }
        world.awards.push(award);
    }
    for (n, mut contract) in extra.contracts.into_iter().take(4).enumerate() {
        mark(&mut contract.notice_id);
        match n {
            0 => contract.signing_time = "2025-13-01".into(),
            1 => contract.contract_amount = None,
            2 => contract.currency_code = "840".into(),
            _ => contract.price_unit = "千元".into(),
        }
        world.contracts.push(contract);
    }
    // The same notice published again under another id.
    let again = world.contracts.first().cloned();
    world.contracts.extend(again.map(|mut notice| {
        notice.notice_id.push_str("-Y2");
        notice
    }));
}

/// Spoils one record of a kind.
type Spoil<T> = fn(&mut T);

fn broken_plans_and_reviews(world: &mut World, plans: &mut Planner, first: usize) {
    let items: [Spoil<PlanItem>; 8] = [
        |r| r.project_code = Some("2026-320902".into()),
        |r| r.amount_unit = "亿元".into(),
        |r| r.total_investment = Some("一百二十万".into()),
        |r| r.issued_on = Some("2025-02-30".into()),
        |r| r.unit_name = String::new(),
        |r| r.in_plan = "待定".into(),
        |r| r.secrecy = "涉密".into(),
        |r| r.item_no = String::new(),
    ];
    for (offset, spoil) in (first..).zip(items) {
        let mut plan = odd(plans, offset);
        let mut record = municipal::item(&mut plan, true);
        record.item_no.push_str("-Y");
        spoil(&mut record);
        world.plan_items.push(record);
    }
    let reviews: [Spoil<Review>; 4] = [
        |r| r.result = "原则通过".into(),
        |r| r.review_kind = "论证会".into(),
        |r| r.reviewed_on = Some("2025-13-01".into()),
        |r| r.expert_count = Some("若干".into()),
    ];
    let allocations: [Spoil<Allocation>; 3] = [
        |r| r.resource_kind = "机柜".into(),
        |r| r.quantity = Some("两台".into()),
        |r| r.allocated_on = "尽快".into(),
    ];
    let (mut reviews, mut allocations) = (reviews.into_iter(), allocations.into_iter());
    // Life stages go round with the index: some of these have been reviewed, some have begun.
    for index in first + 8..first + 68 {
        let mut plan = odd(plans, index);
        let approval = approvals::record(&mut plan);
        let reviewed = municipal::reviews(&mut plan, &approval).pop();
        let reviewed = reviewed.filter(|review| review.result == "通过");
        if let Some(mut review) = reviewed
            && let Some(spoil) = reviews.next()
        {
            review.review_no.push_str("-Y");
            spoil(&mut review);
            world.reviews.push(review);
        }
        let given = municipal::allocations(&mut plan).pop();
        if let Some(mut given) = given
            && let Some(spoil) = allocations.next()
        {
            given.allocation_no.push_str("-Y");
            spoil(&mut given);
            world.allocations.push(given);
        }
    }
}

/// Cards of sound projects that were entered badly, each beside the sound one it was copied from.
fn broken_cards(world: &mut World) {
    let spoil: [&dyn Fn(&mut AssetChange); 8] = [
        &|r| r.asset_kind = "无形资产".into(),
        &|r| r.card_number.clear(),
        &|r| r.changed_on = "2026-02-30".into(),
        &|r| r.amount_unit = "千元".into(),
        &|r| r.change_type = "出租".into(),
        &|r| r.holder_code = Some("11320902MB000000".into()),
        &|r| r.updated_at = "昨天".into(),
        &|r| r.secrecy = "1".into(),
    ];
    let mut again: Vec<AssetChange> = world
        .asset_changes
        .iter()
        .take(spoil.len())
        .cloned()
        .collect();
    for (record, spoil) in again.iter_mut().zip(spoil) {
        record.change_no.push_str("-Y");
        spoil(record);
    }
    world.asset_changes.extend(again);
    // What changes the books only is no news of an asset.
    let booked = world.asset_changes.first().cloned();
    world.asset_changes.extend(booked.map(|record| AssetChange {
        change_no: format!("{}-Y2", record.change_no),
        change_type: "折旧".into(),
        registered_on: None,
        ..record
    }));
}

/// Records of the sharing platform that were entered badly, each beside the sound one it was copied
/// from.
fn broken_sharing(world: &mut World) {
    let entries: [Spoil<SharedResource>; 5] = [
        |r| r.shared_type = "4".into(),
        |r| r.update_cycle = Some("每旬".into()),
        |r| r.registered_on = Some("2026-02-30".into()),
        |r| r.resource_name.clear(),
        |r| r.secrecy = "1".into(),
    ];
    let connections: [Spoil<Connection>; 2] = [
        |r| r.connected = "联调中".into(),
        |r| r.sharing_completed.clear(),
    ];
    let deliveries: [Spoil<Delivery>; 3] = [
        |r| r.received_on = "尽快".into(),
        |r| r.shared_type = "部分共享".into(),
        |r| r.update_time = "昨天".into(),
    ];
    again(&mut world.catalog_entries, entries, |r| {
        &mut r.resource_code
    });
    again(&mut world.connections, connections, |r| {
        &mut r.connection_no
    });
    again(&mut world.deliveries, deliveries, |r| &mut r.request_no);
}

/// Adds copies of the first records under ids of their own, each spoilt otherwise.
fn again<T: Clone, const N: usize>(
    records: &mut Vec<T>,
    spoil: [Spoil<T>; N],
    id: fn(&mut T) -> &mut String,
) {
    let mut copies: Vec<T> = records.iter().take(N).cloned().collect();
    for (record, spoil) in copies.iter_mut().zip(spoil) {
        id(record).push_str("-Y");
        spoil(record);
    }
    records.extend(copies);
}
