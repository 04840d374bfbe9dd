use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use crate::demo::sheet::{Sheet, Tone, short};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;
use crate::demo::tour::law::Both;

const REVIEW: &str = r"
query Review($first: Int, $after: String) {
  matchCandidates(first: $first, after: $after) {
    nodes {
      reason { zh en }
      record { system stream externalId }
      summary
      candidates { likeness project { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

const QUARANTINE: &str = r"
query Quarantine($first: Int, $after: String) {
  quarantine(first: $first, after: $after) {
    nodes { path reason { zh en } mend { zh en } record { system stream externalId } }
    pageInfo { hasNextPage endCursor }
  }
}";

/// How many records that were set aside are shown.
const ASIDE: usize = 3;
/// How many entries of a kind are shown.
const SHOWN: usize = 2;

#[derive(Debug, Deserialize)]
struct Waiting {
    reason: Both,
    record: Option<Record>,
    summary: serde_json::Value,
    candidates: Vec<Candidate>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    system: Option<String>,
    stream: String,
    external_id: String,
}

#[derive(Debug, Deserialize)]
struct Candidate {
    likeness: i64,
    project: Named,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Aside {
    path: String,
    reason: Both,
    mend: Both,
    record: Option<Record>,
}

/// What waits for a person.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(4, "什么在等人处理", "What waits for a person");
    let admin = demo.pass("admin")?;
    let waiting: Vec<Waiting> = demo
        .window
        .all(admin, REVIEW, json!({}), "matchCandidates")
        .await?;
    summary.review = waiting.len() as u64;
    sheet.say_as(
        Tone::Strong,
        2,
        &format!(
            "待认领 {} 条：外部记录说不清属于哪个项目。{} records without a certain project.",
            waiting.len(),
            waiting.len()
        ),
    );
    let mut by_reason: BTreeMap<&Both, Vec<&Waiting>> = BTreeMap::new();
    for one in &waiting {
        by_reason.entry(&one.reason).or_default().push(one);
    }
    for (reason, some) in by_reason {
        sheet.say(4, &format!("{} × {}", some.len(), reason.both()));
        // One with a suggestion says more.
        let mut some = some;
        some.sort_by_key(|one| std::cmp::Reverse(one.candidates.len()));
        for one in some.into_iter().take(SHOWN) {
            review(one, sheet);
        }
    }
    let aside: Vec<Aside> = demo
        .window
        .all(admin, QUARANTINE, json!({}), "quarantine")
        .await?;
    summary.quarantine = aside.len() as u64;
    sheet.say_as(
        Tone::Strong,
        2,
        &format!(
            "隔离 {} 条：读不懂的记录连同原因放在一边，同步照常进行。{} records set aside with their \
             reason; the sync went on.",
            aside.len(),
            aside.len()
        ),
    );
    for one in aside.iter().take(ASIDE) {
        sheet.say(
            4,
            &format!(
                "{} · {}：{}",
                named(one.record.as_ref()),
                one.path,
                one.reason.both()
            ),
        );
        sheet.say_as(Tone::Good, 6, &format!("处理 mend: {}", one.mend.both()));
    }
    if let Some(more) = aside.len().checked_sub(ASIDE).filter(|more| *more > 0) {
        sheet.say(
            4,
            &format!("另有 {more} 条，查询 quarantine 可见。{more} more: ask `quarantine`."),
        );
    }
    Ok(())
}

fn named(record: Option<&Record>) -> String {
    record.map_or_else(String::new, |record| {
        let system = record.system.as_deref().unwrap_or("–");
        format!(
            "{system} {} {}",
            record.stream,
            short(&record.external_id, 36)
        )
    })
}

fn review(one: &Waiting, sheet: &mut Sheet) {
    let said = one.summary["record"]["project"]["name"]
        .as_str()
        .unwrap_or("–");
    sheet.say(6, &format!("{} “{said}”", named(one.record.as_ref())));
    if let Some(best) = one.candidates.first() {
        sheet.say_as(
            Tone::Good,
            8,
            &format!(
                "可能是 perhaps: {}（相似度 likeness {}‰）",
                best.project.name, best.likeness
            ),
        );
    }
}
