use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{Datelike as _, Days, NaiveDate};
use serde::Deserialize;
use serde_json::json;
use shuniu_hub::Hub;
use shuniu_hub::import::{Fate, Kind, Order};
use shuniu_hub::policy::{Fen, RegionCode};

use super::folder::Folder;
use super::people::bureau;
use super::place::PLACES;
use super::window::Window;

/// The contracts of a place, oldest projects first.
const CONTRACTS: &str = r#"
query Contracts($first: Int, $after: String, $places: [RegionCode!]) {
  projects(first: $first, after: $after, filter: {jurisdictions: $places},
      orderBy: {field: CREATED_AT, direction: ASC}) {
    nodes { name projectCode unit { name } contracts { number amount signedOn } }
    pageInfo { hasNextPage endCursor }
  }
}"#;

const HEADINGS: &str =
    "项目名称,建设单位,项目代码,合同编号,凭证号,支付类型,支付金额（元）,支付日期\n";

/// What is paid of a contract: kind, hundredths of its amount, days after it was signed.
const INSTALMENTS: [(&str, i64, u64); 3] =
    [("预付款", 30, 20), ("进度款", 40, 120), ("尾款", 25, 300)];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    name: String,
    project_code: Option<String>,
    unit: Option<Unit>,
    contracts: Vec<Contract>,
}

#[derive(Debug, Deserialize)]
struct Unit {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contract {
    number: String,
    amount: Option<String>,
    signed_on: Option<NaiveDate>,
}

/// Has the payment ledger of each place handed in, as the file that the demo's folder keeps it in.
/// Gives how many payments the ledgers hold; those that came in before change nothing.
pub(super) async fn hand_in(
    hub: &Hub,
    window: &Window,
    token: &str,
    folder: &Folder,
) -> Result<u64> {
    let mut payments = 0;
    for place in PLACES {
        let contracts = json!({"places": [place.region]});
        let projects: Vec<Project> = window.all(token, CONTRACTS, contracts, "projects").await?;
        let ledger = ledger(&projects, hub.clock().today())?;
        let file = folder.ledger(&format!("{}-payments.csv", place.key));
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("making {}", parent.display()))?;
        }
        std::fs::write(&file, &ledger).with_context(|| format!("writing {}", file.display()))?;
        let region = RegionCode::parse(place.region)?;
        let known = hub.known_jurisdictions();
        let known = known.iter().find(|one| one.setup.region == region);
        let jurisdiction = known.with_context(|| format!("{region} is not set up"))?.id;
        let order = Order {
            bytes: Arc::from(ledger.as_bytes()),
            kind: Kind::Payments,
            sheet: None,
            dry_run: false,
        };
        let imported = hub.import(&bureau(region), jurisdiction, order).await;
        let imported = imported.with_context(|| format!("handing in {}", file.display()))?;
        // What somebody has corrected or voided meanwhile stays as it is.
        let taken = [Fate::Merged, Fate::Unchanged];
        let rows = imported.rows.iter();
        payments += rows.filter(|row| taken.contains(&row.fate)).count() as u64;
    }
    Ok(payments)
}

fn ledger(projects: &[Project], today: NaiveDate) -> Result<String> {
    let mut text = HEADINGS.to_owned();
    let mut vouchers = 0;
    for project in projects {
        let Some(unit) = &project.unit else { continue };
        let code = project.project_code.as_deref().unwrap_or_default();
        for contract in &project.contracts {
            let (Some(amount), Some(signed)) = (&contract.amount, contract.signed_on) else {
                continue;
            };
            let amount = Fen::from_yuan(amount)?.get();
            for (kind, part, after) in INSTALMENTS {
                let paid = signed.checked_add_days(Days::new(after));
                let Some(paid) = paid.filter(|day| *day <= today) else {
                    break;
                };
                vouchers += 1;
                let sum = Fen::new(amount / 100 * part);
                writeln!(
                    text,
                    "{},{},{code},{},记{}-{vouchers:04},{kind},{sum},{paid}",
                    project.name,
                    unit.name,
                    contract.number,
                    paid.year(),
                )?;
            }
        }
    }
    Ok(text)
}
