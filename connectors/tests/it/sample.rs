//! A record of each stream, sound and with everything in it that a fault may spoil.

use chrono::Duration;
use serde_json::{Value, json};
use shuniu_connectors::{
    asset_cloud::AssetChange,
    contract::Stream,
    data_sharing::{Connection, Delivery, SharedResource},
    investment_approval::Approval,
    municipal_projects::{Allocation, PlanItem, Review},
    trading_centre::{AwardNotice, ContractNotice, TenderNotice},
};

use crate::rig::now;

const UNIT: &str = "亭湖区数据局";
const REGION: &str = "320902";

/// The `n`-th record of a stream, changed at the given second of the morning.
pub(crate) fn record(stream: &Stream, n: usize, second: i64) -> Value {
    let changed = now() - Duration::hours(1) + Duration::seconds(second);
    let local = changed + Duration::hours(8);
    let (iso, spaced) = (
        changed.to_rfc3339(),
        local.format("%Y-%m-%d %H:%M:%S").to_string(),
    );
    let packed = local.format("%Y%m%d%H%M%S").to_string();
    match stream.as_str() {
        "approvals" => json!(approval(n, iso)),
        "plan_items" => json!(plan_item(n, spaced)),
        "reviews" => json!(review(n, spaced)),
        "allocations" => json!(allocation(n, spaced)),
        "asset_changes" => json!(asset_change(n, iso)),
        "catalog_entries" => json!(catalog_entry(n, spaced)),
        "connections" => json!(connection(n, spaced)),
        "deliveries" => json!(delivery(n, spaced)),
        "awards" => json!(award(n, packed)),
        "contracts" => json!(contract(n, packed)),
        _ => json!(tender(n, packed)),
    }
}

fn project(n: usize) -> String {
    format!("亭湖区政务服务一体化平台（{n}期）")
}

fn approval(n: usize, updated_at: String) -> Approval {
    Approval {
        declare_no: format!("TH-{n:05}"),
        project_name: project(n),
        unit_name: UNIT.into(),
        unit_code: "11320902000000019G".into(),
        region_code: REGION.into(),
        secrecy: "0".into(),
        total_investment: Some("118".into()),
        amount_unit: "万元".into(),
        updated_at,
        ..Approval::default()
    }
}

fn plan_item(n: usize, updated_at: String) -> PlanItem {
    PlanItem {
        item_no: format!("JH-{n:05}"),
        plan_year: "2026".into(),
        project_name: project(n),
        unit_name: UNIT.into(),
        region_code: REGION.into(),
        secrecy: "公开".into(),
        total_investment: Some("118".into()),
        amount_unit: "万元".into(),
        in_plan: "1".into(),
        updated_at,
        ..PlanItem::default()
    }
}

fn review(n: usize, updated_at: String) -> Review {
    Review {
        review_no: format!("PS-{n:05}"),
        project_name: project(n),
        unit_name: UNIT.into(),
        region_code: REGION.into(),
        secrecy: "公开".into(),
        review_kind: "预审".into(),
        reviewer: "数据局".into(),
        result: "通过".into(),
        reviewed_on: Some("2026-06-29".into()),
        updated_at,
        ..Review::default()
    }
}

fn allocation(n: usize, updated_at: String) -> Allocation {
    Allocation {
        allocation_no: format!("ZY-{n:05}"),
        project_name: project(n),
        unit_name: UNIT.into(),
        region_code: REGION.into(),
        secrecy: "公开".into(),
        resource_kind: "云主机".into(),
        specification: "8核32GB".into(),
        quantity: Some("2".into()),
        allocated_on: "2026-06-29".into(),
        updated_at,
        ..Allocation::default()
    }
}

fn asset_change(n: usize, updated_at: String) -> AssetChange {
    AssetChange {
        change_no: format!("DB{n:05}"),
        change_type: "无偿调拨".into(),
        changed_on: "2026-06-29".into(),
        card_number: format!("3209022026{n:05}01"),
        asset_kind: "软件".into(),
        asset_name: format!("政务服务一体化平台软件（{n}期）"),
        region_code: REGION.into(),
        secrecy: "0".into(),
        unit_name: UNIT.into(),
        updated_at,
        ..AssetChange::default()
    }
}

fn catalog_entry(n: usize, update_time: String) -> SharedResource {
    SharedResource {
        resource_code: format!("3320902/{n:05}"),
        resource_name: format!("政务服务办件信息（{n}期）"),
        shared_type: "1".into(),
        status: "2".into(),
        registered_on: Some("2026-06-29".into()),
        provider_name: UNIT.into(),
        project_name: Some(project(n)),
        region_code: REGION.into(),
        secrecy: "0".into(),
        update_time,
        ..SharedResource::default()
    }
}

fn connection(n: usize, update_time: String) -> Connection {
    Connection {
        connection_no: format!("JR-{n:05}"),
        system_name: "政务服务一体化平台".into(),
        connected: "1".into(),
        sharing_completed: "0".into(),
        unit_name: UNIT.into(),
        project_name: Some(project(n)),
        region_code: REGION.into(),
        secrecy: "0".into(),
        update_time,
        ..Connection::default()
    }
}

fn delivery(n: usize, update_time: String) -> Delivery {
    Delivery {
        request_no: format!("SQ-{n:05}"),
        resource_code: format!("3320902/{n:05}"),
        shared_type: "1".into(),
        received_on: "2026-06-29".into(),
        provider_name: UNIT.into(),
        project_name: Some(project(n)),
        region_code: REGION.into(),
        secrecy: "0".into(),
        update_time,
        ..Delivery::default()
    }
}

fn deal(n: usize) -> String {
    format!("D03-11320902000000019G-20250601-{n:06}-5")
}

fn tender(n: usize, data_timestamp: String) -> TenderNotice {
    TenderNotice {
        notice_id: format!("N{n:05}"),
        purchase_project_code: format!("YCTH-{n:05}"),
        purchase_project_name: format!("{}采购", project(n)),
        purchaser_name: UNIT.into(),
        program_budget: Some("118".into()),
        budget_currency: "156".into(),
        unit_budget: "万元".into(),
        purchaser_mode: "1".into(),
        unified_deal_code: deal(n),
        region_code: REGION.into(),
        bulletin_start_time: "2025-06-01 09:00:00".into(),
        data_timestamp,
        ..TenderNotice::default()
    }
}

fn award(n: usize, data_timestamp: String) -> AwardNotice {
    AwardNotice {
        notice_id: format!("A{n:05}"),
        purchase_project_code: format!("YCTH-{n:05}"),
        purchase_project_name: format!("{}采购", project(n)),
        purchaser_name: UNIT.into(),
        unified_deal_code: deal(n),
        region_code: REGION.into(),
        win_bid_bulletin_start_time: "2025-06-25 16:00:00".into(),
        winningbidder_name: "盐城鹤鸣软件有限公司".into(),
        win_bid_price: Some("115".into()),
        currency_code: "156".into(),
        price_unit: "万元".into(),
        data_timestamp,
        ..AwardNotice::default()
    }
}

fn contract(n: usize, data_timestamp: String) -> ContractNotice {
    ContractNotice {
        notice_id: format!("C{n:05}"),
        contract_code: format!("YCTH-{n:05}-HT"),
        contract_name: format!("{}合同", project(n)),
        purchase_project_code: format!("YCTH-{n:05}"),
        purchaser_name: UNIT.into(),
        unified_deal_code: deal(n),
        region_code: REGION.into(),
        supplier_name: "盐城鹤鸣软件有限公司".into(),
        contract_amount: Some("115".into()),
        currency_code: "156".into(),
        price_unit: "万元".into(),
        signing_time: "2025-07-10".into(),
        data_timestamp,
        ..ContractNotice::default()
    }
}
