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
      stage { zh en }
      unit { name }
      events { kind }
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

/// A step of which the tour tells: its gate, the event that makes it the next one, and the event
/// by which it was taken.
const STEPS: [(&str, &str, &str); 7] = [
    (
        "final_acceptance",
        "trial_run_ended",
        "final_acceptance_passed",
    ),
    ("trial_run", "construction_completed", "trial_run_started"),
    (
        "construction_start",
        "contract_signed",
        "implementation_started",
    ),
    ("contract_signing", "award_notice_issued", "contract_signed"),
    ("procurement", "project_approved", "award_notice_issued"),
    (
        "project_approval",
        "expert_review_passed",
        "project_approved",
    ),
    (
        "going_live",
        "final_acceptance_passed",
        "system_in_operation",
    ),
];

/// How many gates get an example.
const EXAMPLES: usize = 2;
/// How many blockers and needs of an example are told.
const TOLD: usize = 4;

#[derive(Debug, Deserialize)]
struct Project {
    name: String,
    stage: Both,
    unit: Option<Named>,
    events: Vec<Event>,
    gates: Vec<Gate>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Event {
    kind: String,
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

impl Project {
    fn had(&self, kind: &str) -> bool {
        self.events.iter().any(|event| event.kind == kind)
    }
}

/// Which gates are closed and why.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(3, "哪些关口关闭，为什么", "Which gates are closed, and why");
    let admin = demo.pass("admin")?;
    let projects: Vec<Project> = demo.window.all(admin, GATES, json!({}), "projects").await?;
    let gates = projects.iter().flat_map(|project| &project.gates);
    summary.blocked = gates.filter(|gate| !gate.blockers.is_empty()).count() as u64;
    sheet.say(
        2,
        "只数下一步就是它的项目。Counted over the projects whose next step it is.",
    );
    let (mut rows, mut examples) = (Vec::new(), Vec::new());
    for (name, makes_next, taken) in STEPS {
        let next: Vec<(&Project, &Gate)> = projects
            .iter()
            .filter(|project| project.had(makes_next) && !project.had(taken))
            .filter_map(|project| {
                let gate = project.gates.iter().find(|gate| gate.name == name)?;
                Some((project, gate))
            })
            .collect();
        let Some((_, first)) = next.first() else {
            continue;
        };
        let count = |fits: &dyn Fn(&Gate) -> bool| {
            next.iter()
                .filter(|(_, gate)| fits(gate))
                .count()
                .to_string()
        };
        rows.push(vec![
            shown(first),
            count(&|gate| gate.state == "OPEN"),
            count(&|gate| !gate.blockers.is_empty()),
            count(&|gate| gate.state == "CLOSED" && gate.blockers.is_empty()),
        ]);
        let blocked = next.iter().filter(|(_, gate)| !gate.blockers.is_empty());
        examples.extend(blocked.min_by_key(|(_, gate)| gate.blockers.len() + gate.needs.len()));
    }
    let heads = [
        "关口 gate",
        "开放 open",
        "受阻 blocked",
        "缺事实 facts missing",
    ];
    sheet.table(&heads, &rows);
    for (project, gate) in examples.into_iter().take(EXAMPLES) {
        example(project, gate, sheet);
    }
    Ok(())
}

fn shown(gate: &Gate) -> String {
    gate.definition
        .as_ref()
        .map_or_else(|| gate.name.clone(), Both::both)
}

fn example(project: &Project, gate: &Gate, sheet: &mut Sheet) {
    let unit = project.unit.as_ref().map_or("", |unit| unit.name.as_str());
    sheet.verbatim("");
    let headline = format!(
        "{}（{unit}）过不了 cannot pass: {}",
        project.name,
        shown(gate)
    );
    sheet.say_as(Tone::Alarm, 2, &headline);
    sheet.say(4, &format!("现阶段 stage: {}", project.stage.both()));
    for blocker in gate.blockers.iter().take(TOLD) {
        match &blocker.provision {
            Some(provision) => {
                sheet.say(4, &format!("阻断 blocked by {}", provision.quoted(90)));
                sheet.say_as(Tone::Quiet, 6, &short(&provision.en, 150));
            }
            None => sheet.say(4, &format!("阻断 blocked by {}", blocker.provision_code)),
        }
        for reason in blocker.because.iter().filter(|reason| !reason.is_ruling()) {
            sheet.say(6, &format!("因为 because: {}", reason.both()));
        }
    }
    if let Some(more) = gate
        .blockers
        .len()
        .checked_sub(TOLD)
        .filter(|more| *more > 0)
    {
        sheet.say(4, &format!("另有 {more} 条阻断。{more} more blockers."));
    }
    for need in gate.needs.iter().take(TOLD) {
        let what = need
            .definition
            .as_ref()
            .map_or_else(|| need.fact.clone(), Both::both);
        let article = need
            .provision
            .as_ref()
            .map_or("", |one| one.article.as_str());
        sheet.say(4, &format!("还需查明 still needed: {what}（{article}）"));
    }
}
