use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::law::{Both, Provision};
use crate::demo::sheet::{Sheet, Tone, short};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;

const GATES: &str = r"
query Gates($first: Int, $after: String) {
  projects(first: $first, after: $after) {
    nodes {
      name
      stage { zh en position }
      unit { name }
      gates {
        name state
        definition { zh en }
        blockers { provisionCode provision { article lead quote en pack { title } } because { zh en } }
        needs { fact definition { zh en } provision { article } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

/// How many gates get an example.
const EXAMPLES: usize = 3;

#[derive(Debug, Deserialize)]
struct Project {
    name: String,
    stage: Stage,
    unit: Option<Named>,
    gates: Vec<Gate>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Stage {
    zh: String,
    en: String,
    position: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Gate {
    name: String,
    state: String,
    definition: Option<Both>,
    blockers: Vec<Blocker>,
    needs: Vec<Need>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Blocker {
    provision_code: String,
    provision: Option<Provision>,
    because: Vec<Both>,
}

#[derive(Debug, Deserialize)]
struct Need {
    fact: String,
    definition: Option<Both>,
    provision: Option<Article>,
}

#[derive(Debug, Deserialize)]
struct Article {
    article: String,
}

/// How a gate stands over all projects.
#[derive(Default)]
struct Tally<'a> {
    open: usize,
    blocked: usize,
    needing: usize,
    shown: String,
    /// The closed one that is nearest to being open, in the project that has come furthest.
    example: Option<(&'a Project, &'a Gate)>,
}

/// Which gates are closed and why.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(3, "哪些关口关闭，为什么", "Which gates are closed, and why");
    let admin = demo.pass("admin")?;
    let projects: Vec<Project> = demo.window.all(admin, GATES, json!({}), "projects").await?;
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for project in &projects {
        for gate in &project.gates {
            let tally = tallies.entry(&gate.name).or_default();
            tally.count(project, gate);
        }
    }
    summary.blocked = tallies.values().map(|tally| tally.blocked as u64).sum();
    let mut tallies: Vec<(&str, Tally)> = tallies.into_iter().collect();
    tallies.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.blocked));
    let rows: Vec<Vec<String>> = tallies
        .iter()
        .map(|(name, tally)| {
            vec![
                format!("{} ({name})", tally.shown),
                tally.open.to_string(),
                tally.blocked.to_string(),
                tally.needing.to_string(),
            ]
        })
        .collect();
    let heads = [
        "关口 gate",
        "开放 open",
        "受阻 blocked",
        "缺事实 needs facts",
    ];
    sheet.table(&heads, &rows);
    let mut examples: Vec<(&Project, &Gate)> = tallies
        .iter()
        .filter_map(|(_, tally)| tally.example)
        .collect();
    // The later the step, the more there is to see.
    examples.sort_by_key(|(project, gate)| {
        let blockers = gate.blockers.len() + gate.needs.len();
        (std::cmp::Reverse(project.stage.position), blockers)
    });
    for (project, gate) in examples.into_iter().take(EXAMPLES) {
        example(project, gate, sheet);
    }
    Ok(())
}

impl<'a> Tally<'a> {
    fn count(&mut self, project: &'a Project, gate: &'a Gate) {
        if self.shown.is_empty() {
            self.shown = shown(gate);
        }
        match gate.state.as_str() {
            "OPEN" => self.open += 1,
            "CLOSED" if gate.blockers.is_empty() => self.needing += 1,
            "CLOSED" => {
                self.blocked += 1;
                let nearer = |(known, other): (&Project, &Gate)| {
                    (
                        known.stage.position,
                        std::cmp::Reverse(other.blockers.len()),
                    ) < (
                        project.stage.position,
                        std::cmp::Reverse(gate.blockers.len()),
                    )
                };
                if self.example.is_none_or(nearer) {
                    self.example = Some((project, gate));
                }
            }
            _ => {}
        }
    }
}

fn shown(gate: &Gate) -> String {
    gate.definition
        .as_ref()
        .map_or_else(|| gate.name.clone(), Both::both)
}

fn example(project: &Project, gate: &Gate, sheet: &mut Sheet) {
    let unit = project.unit.as_ref().map_or("", |unit| unit.name.as_str());
    sheet.verbatim("");
    sheet.say_as(
        Tone::Alarm,
        2,
        &format!(
            "{} · {unit} · 现阶段 stage {} {}",
            project.name, project.stage.zh, project.stage.en
        ),
    );
    sheet.say(2, &format!("关口关闭 gate closed: {}", shown(gate)));
    for blocker in gate.blockers.iter().take(4) {
        match &blocker.provision {
            Some(provision) => {
                sheet.say(4, &format!("阻断 blocked by {}", provision.quoted(90)));
                sheet.say_as(Tone::Quiet, 6, &short(&provision.en, 150));
            }
            None => sheet.say(4, &format!("阻断 blocked by {}", blocker.provision_code)),
        }
        for reason in &blocker.because {
            sheet.say(6, &format!("因为 because: {}", reason.both()));
        }
    }
    if gate.blockers.len() > 4 {
        let more = gate.blockers.len() - 4;
        sheet.say(4, &format!("另有 {more} 条阻断。{more} more blockers."));
    }
    for need in gate.needs.iter().take(4) {
        let what = need
            .definition
            .as_ref()
            .map_or_else(|| need.fact.clone(), Both::both);
        let article = need
            .provision
            .as_ref()
            .map_or("", |one| one.article.as_str());
        sheet.say(4, &format!("需要 needed: {what}（{article}）"));
    }
}
