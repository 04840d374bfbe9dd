use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::demo::sheet::{Sheet, Tone, short};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;
use crate::demo::tour::law::Both;

const OPEN: &str = r"
query Open($first: Int, $after: String) {
  discrepancies(first: $first, after: $after, filter: {states: [OPEN]}) {
    nodes {
      project { name }
      field { zh en }
      values { value standing provenance { source } }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

/// How many are shown.
const SHOWN: usize = 3;

#[derive(Debug, Deserialize)]
struct Open {
    project: Option<Named>,
    field: Both,
    values: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Said {
    value: Value,
    standing: String,
    provenance: Source,
}

#[derive(Debug, Deserialize)]
struct Source {
    source: String,
}

/// What sources disagree about, and whose word counts until a person settles it.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    let admin = demo.pass("admin")?;
    let open: Vec<Open> = demo
        .window
        .all(admin, OPEN, json!({}), "discrepancies")
        .await?;
    summary.discrepancies = open.len() as u64;
    sheet.say_as(
        Tone::Strong,
        2,
        &format!(
            "不一致 {} 处：几个系统说法不同，按来源优先级暂取其一，余者保留。{} fields on which systems \
             disagree; one counts by the order of sources, the others are kept.",
            open.len(),
            open.len()
        ),
    );
    // Of each field one, so that a visitor sees how they differ.
    let mut shown: Vec<&Open> = Vec::new();
    for one in &open {
        if shown.len() < SHOWN && shown.iter().all(|other| other.field != one.field) {
            shown.push(one);
        }
    }
    for one in shown {
        let name = one.project.as_ref().map_or("–", |named| &named.name);
        sheet.say(4, &format!("“{name}” {}", one.field.both()));
        for said in &one.values {
            let tone = if said.standing == "current" {
                Tone::Good
            } else {
                Tone::Quiet
            };
            let value = said
                .value
                .as_str()
                .map_or_else(|| said.value.to_string(), ToOwned::to_owned);
            let source = &said.provenance.source;
            sheet.say_as(tone, 6, &format!("{source}: {}", short(&value, 60)));
        }
    }
    Ok(())
}
