//! Ledgers that people keep, with the dirt that they have.

mod again;
mod astray;
pub(crate) mod book;
mod cut;
mod dirty;
mod followed;
mod joined;
mod json_lines;
mod kinds;
mod marked;
mod notices;
mod old;
mod on_record;
mod paper;
mod phrases;
mod renamed;
mod same;
mod served;
mod signed;
mod voided;
mod whose;

use shuniu_hub::access::{Caller, Role};
use shuniu_hub::import::Kind;
use shuniu_hub::policy::CreditCode;
use shuniu_tests::journey::Desk;

/// Hands in ledgers as the bureau and as a unit, rehearsed and in earnest.
pub(crate) async fn handed_in(desk: &Desk<'_>) {
    let unit = Caller {
        role: Role::ProjectUnit,
        organization: CreditCode::parse(whose::OWN).ok(),
        ..desk.caller.clone()
    };
    let projects = whose::known();
    let contracts = whose::contracts();
    let payments = "项目名称,建设单位,凭证号,合同编号,支付类型,支付金额（元）,支付日期\n\
        智慧城管,亭湖区城市管理局,支-1,合-1,进度款,354000,2026-06-01\n";
    for (caller, kind, ledger) in [
        (&desk.caller, Kind::Projects, projects.as_bytes()),
        (&unit, Kind::Projects, projects.as_bytes()),
        (&unit, Kind::Contracts, contracts.as_bytes()),
        (&desk.caller, Kind::Payments, payments.as_bytes()),
    ] {
        for dry_run in [true, false] {
            let order = book::order(kind, ledger, dry_run);
            desk.hub
                .import(caller, desk.jurisdiction, order)
                .await
                .unwrap();
        }
    }
}
