use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use crate::demo::place::PLACES;
use crate::demo::start::Demo;

/// Projects of which one is told, those with most money first.
const CHOICE: &str = r#"
query Choice($in: [RegionCode!]) {
  projects(first: 100, filter: {jurisdictions: $in, hasProjectCode: true},
           orderBy: {field: INVESTMENT, direction: DESC}) {
    nodes {
      projectCode
      history(name: "project_code") { fulfils { status } }
      reviews { fulfils { status } }
      contracts { fulfils { status } }
      assets { fulfils { status } }
      obligations { status }
    }
  }
}"#;

#[derive(Deserialize)]
struct Choice {
    nodes: Vec<Candidate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    project_code: Option<String>,
    history: Vec<Told>,
    reviews: Vec<Told>,
    contracts: Vec<Told>,
    assets: Vec<Told>,
    obligations: Vec<Status>,
}

/// What one system told, with the duties that it performed.
#[derive(Deserialize)]
struct Told {
    fulfils: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    status: String,
}

/// The code of the project that has most to tell.
pub(super) async fn chosen(demo: &Demo) -> Result<Option<String>> {
    let admin = demo.pass("admin")?;
    let [first, ..] = PLACES;
    let variables = json!({"in": [first.region]});
    let choice: Choice = demo
        .window
        .ask(admin, CHOICE, variables, "projects")
        .await?;
    let told = |one: &Candidate| {
        let has = |status: &str| one.obligations.iter().any(|duty| duty.status == status);
        let kinds = [
            "OVERDUE",
            "FULFILLED",
            "FULFILLED_LATE",
            "PENDING",
            "NOT_DUE",
        ];
        let variety = kinds.iter().filter(|status| has(status)).count();
        // Each of the four systems, and more where what it told performed a duty.
        let systems = [&one.history, &one.reviews, &one.contracts, &one.assets];
        let worth = systems.into_iter().map(|all| {
            let performed = all.iter().any(|told| !told.fulfils.is_empty());
            usize::from(!all.is_empty()) + usize::from(performed)
        });
        (worth.sum(), variety)
    };
    let mut best: Option<((usize, usize), String)> = None;
    for one in choice.nodes {
        let worth = told(&one);
        if let Some(code) = one.project_code
            && best.as_ref().is_none_or(|(known, _)| *known < worth)
        {
            best = Some((worth, code));
        }
    }
    Ok(best.map(|(_, code)| code))
}
