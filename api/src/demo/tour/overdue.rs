use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::law::Provision;
use crate::demo::sheet::{Sheet, Tone, short};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;

const DUTIES: &str = r"
query Late($first: Int, $after: String) {
  obligations(first: $first, after: $after, filter: {statuses: [OVERDUE, BREACHED]}) {
    nodes {
      status provisionCode daysLeft lastOn
      provision { article lead quote en pack { title } }
      project { name }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

/// How many stand in each status.
const STANDING: &str = r"
query Standing($status: ObligationStatus!) {
  obligations(first: 1, filter: {statuses: [$status]}) { totalCount }
}";

const STATUSES: [(&str, &str, &str); 7] = [
    ("OVERDUE", "逾期", "overdue"),
    ("BREACHED", "违反", "breached"),
    ("PENDING", "进行中", "pending"),
    ("NOT_DUE", "未触发", "not due"),
    ("FULFILLED", "已履行", "fulfilled"),
    ("FULFILLED_LATE", "逾期履行", "fulfilled late"),
    ("UNDETERMINED", "无法确定", "undetermined"),
];

/// How many provisions are shown.
const SHOWN: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Late {
    status: String,
    provision_code: String,
    days_left: Option<i64>,
    last_on: Option<String>,
    provision: Option<Provision>,
    project: Option<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    total_count: u64,
}

/// What is overdue, by article, those with most first.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(2, "哪些义务逾期，依据哪一条", "What is overdue, by article");
    warn_of_calendars(demo, sheet);
    let admin = demo.pass("admin")?;
    let mut standing = Vec::new();
    for (status, zh, en) in STATUSES {
        let variables = json!({"status": status});
        let counted: Counted = demo
            .window
            .ask(admin, STANDING, variables, "obligations")
            .await?;
        match status {
            "OVERDUE" => summary.overdue = counted.total_count,
            "BREACHED" => summary.breached = counted.total_count,
            _ => {}
        }
        standing.push(format!("{zh} {en} {}", counted.total_count));
    }
    sheet.say(2, &standing.join(" · "));
    let late: Vec<Late> = demo
        .window
        .all(admin, DUTIES, json!({}), "obligations")
        .await?;
    let mut by_provision: BTreeMap<String, Vec<Late>> = BTreeMap::new();
    for one in late {
        by_provision
            .entry(one.provision_code.clone())
            .or_default()
            .push(one);
    }
    let mut groups: Vec<(String, Vec<Late>)> = by_provision.into_iter().collect();
    groups.sort_by_key(|(_, late)| std::cmp::Reverse(late.len()));
    for (code, late) in groups.iter().take(SHOWN) {
        group(code, late, sheet);
    }
    if let Some((_, rest)) = groups.split_at_checked(SHOWN)
        && !rest.is_empty()
    {
        let duties: usize = rest.iter().map(|(_, late)| late.len()).sum();
        sheet.say(
            2,
            &format!(
                "另有 {} 条规定、{duties} 项逾期。{} more provisions with {duties} overdue.",
                rest.len(),
                rest.len()
            ),
        );
    }
    Ok(())
}

fn group(code: &str, late: &[Late], sheet: &mut Sheet) {
    // The one that is late the longest: fewest days left.
    let Some(worst) = late.iter().min_by_key(|one| one.days_left) else {
        return;
    };
    let breached = late.iter().filter(|one| one.status == "BREACHED").count();
    let count = match (late.len() - breached, breached) {
        (overdue, 0) => format!("{overdue} 项逾期 overdue"),
        (0, breached) => format!("{breached} 项违反 breached"),
        (overdue, breached) => format!("{overdue} 项逾期 overdue、{breached} 项违反 breached"),
    };
    let days = worst.days_left.unwrap_or_default().unsigned_abs();
    let title = worst
        .provision
        .as_ref()
        .map_or("", |provision| provision.pack.title.as_str());
    sheet.verbatim("");
    sheet.say_as(
        Tone::Alarm,
        2,
        &format!("{count}，最久 {days} 天 days at worst ·《{title}》"),
    );
    if let Some(provision) = &worst.provision {
        sheet.say(4, &provision.quoted(120));
        sheet.say_as(Tone::Quiet, 4, &short(&provision.en, 180));
    }
    let project = worst.project.as_ref().map_or("", |one| one.name.as_str());
    let last = worst.last_on.as_deref().unwrap_or("–");
    sheet.say(
        4,
        &format!("例 e.g. {project}，末日 last day {last}（{code}）"),
    );
}

/// Days that no calendar covers cannot be counted; whoever chose such a day should know.
fn warn_of_calendars(demo: &Demo, sheet: &mut Sheet) {
    let today = demo.hub.clock().today();
    for place in demo.hub.known_jurisdictions().iter() {
        if !demo.hub.local_law(place.id).calendar_covers(today) {
            let name = &place.setup.name;
            sheet.say_as(
                Tone::Alarm,
                2,
                &format!(
                    "{name}：{today} 所在年份的节假日安排未装入，跨入该年的工作日无法确定。The \
                     holidays of that year are not loaded: working days that reach into it are \
                     undetermined. Choose an earlier --today."
                ),
            );
        }
    }
}
