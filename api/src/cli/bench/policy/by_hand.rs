//! Conditions of one pack as somebody would write them who knows no packs. The numbers of the law
//! stand here only to be compared in speed: where the pack says otherwise the comparison fails.

use anyhow::{Result, bail};
use shuniu_hub::policy::facts::{Facts, Value};
use shuniu_hub::policy::{Truth, measure::Reads};

use super::{ours::Ours, race::Side};

/// The pack whose conditions are written here: those that ask attributes.
pub(super) const PACK: &str = "tinghu";

/// The fact sheets as plain structs, made before anything is timed.
pub(super) struct ByHand {
    projects: Vec<Project>,
    /// Where the pack has what is written here; what it has no longer is left out, and what it has
    /// besides is not compared.
    pub(super) at: Vec<Option<usize>>,
}

impl ByHand {
    /// None where nothing is written by hand for the conditions.
    pub(super) fn of(ours: &Ours<'_>) -> Result<Option<Self>> {
        let asked = &ours.conditions.list;
        let attributes = asked.iter().all(|one| one.reads == Reads::Attributes);
        if ours.sheets.pack.id != PACK || !attributes {
            return Ok(None);
        }
        let projects = ours.sheets.cases.iter();
        let projects = projects.map(|case| Project::of(&case.facts));
        let written = rules(&Project::default());
        let at = written.map(|(place, _)| asked.iter().position(|one| one.place == place));
        Ok(Some(Self {
            projects: projects.collect::<Result<_>>()?,
            at: at.to_vec(),
        }))
    }
}

impl Side for ByHand {
    fn judge(&self, sheet: usize, found: &mut Vec<Truth>) {
        let truth = |holds: Option<bool>| holds.map_or(Truth::Unknown, Truth::from);
        found.clear();
        found.extend(rules(&self.projects[sheet]).map(|(_, holds)| truth(holds)));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProjectType {
    Build,
    Ops,
    Service,
    Goods,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Platform {
    SharedCloud,
    Other,
}

/// What the conditions ask; money in 分.
#[derive(Default)]
struct Project {
    budget: Option<i64>,
    investment: Option<i64>,
    surplus: Option<i64>,
    warranty_months: Option<i64>,
    lots: Option<i64>,
    project_type: Option<ProjectType>,
    platform: Option<Platform>,
    /// Whether it builds something new, goes on with it or upgrades it.
    builds: Option<bool>,
    state_requires_separate_construction: Option<bool>,
    data_sharing_completed: Option<bool>,
    includes_separate_mobile_app: Option<bool>,
    in_annual_plan: Option<bool>,
    goals_and_content_unchanged: Option<bool>,
    trusted_it_met: Option<bool>,
    indicators_met: Option<bool>,
    documents_truthful: Option<bool>,
    unexplained_major_problem: Option<bool>,
    open_legal_dispute: Option<bool>,
    digital_asset_duties_met: Option<bool>,
    conforms_to_planning: Option<bool>,
    duplicate_construction: Option<bool>,
    uses_shared_resources: Option<bool>,
    security_requirements_met: Option<bool>,
    crypto_requirements_met: Option<bool>,
}

impl Project {
    fn of(facts: &Facts) -> Result<Self> {
        let number = |name: &str| match facts.get(name) {
            None => Ok(None),
            Some(Value::Money(amount)) => Ok(Some(amount.get())),
            Some(Value::Int(number)) => Ok(Some(*number)),
            Some(_) => bail!("`{name}` is no number"),
        };
        let truth = |name: &str| match facts.get(name) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(*truth)),
            Some(_) => bail!("`{name}` is neither true nor false"),
        };
        let word = |name: &str| match facts.get(name) {
            None => Ok(None),
            Some(Value::One(word)) => Ok(Some(word.as_str())),
            Some(_) => bail!("`{name}` is no word"),
        };
        let project_type = |word: &str| match word {
            "build" => ProjectType::Build,
            "ops" => ProjectType::Ops,
            "service" => ProjectType::Service,
            "goods" => ProjectType::Goods,
            _ => ProjectType::Other,
        };
        let platform = |word: &str| match word {
            "shared_cloud" => Platform::SharedCloud,
            _ => Platform::Other,
        };
        Ok(Self {
            budget: number("budget_yuan")?,
            investment: number("investment_yuan")?,
            surplus: number("surplus_yuan")?,
            warranty_months: number("contract_warranty_months")?,
            lots: number("lot_count")?,
            project_type: word("project_type")?.map(project_type),
            platform: word("deployment_platform")?.map(platform),
            builds: word("build_nature")?
                .map(|word| matches!(word, "new" | "continued" | "upgrade")),
            state_requires_separate_construction: truth("state_requires_separate_construction")?,
            data_sharing_completed: truth("data_sharing_completed")?,
            includes_separate_mobile_app: truth("includes_separate_mobile_app")?,
            in_annual_plan: truth("in_annual_plan")?,
            goals_and_content_unchanged: truth("goals_and_content_unchanged")?,
            trusted_it_met: truth("trusted_it_met")?,
            indicators_met: truth("indicators_met")?,
            documents_truthful: truth("documents_truthful")?,
            unexplained_major_problem: truth("unexplained_major_problem")?,
            open_legal_dispute: truth("open_legal_dispute")?,
            digital_asset_duties_met: truth("digital_asset_duties_met")?,
            conforms_to_planning: truth("conforms_to_planning")?,
            duplicate_construction: truth("duplicate_construction")?,
            uses_shared_resources: truth("uses_shared_resources")?,
            security_requirements_met: truth("security_requirements_met")?,
            crypto_requirements_met: truth("crypto_requirements_met")?,
        })
    }
}

fn not(holds: Option<bool>) -> Option<bool> {
    holds.map(|holds| !holds)
}

fn all<const N: usize>(parts: [Option<bool>; N]) -> Option<bool> {
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    (!parts.contains(&None)).then_some(true)
}

fn any<const N: usize>(parts: [Option<bool>; N]) -> Option<bool> {
    not(all(parts.map(not)))
}

/// What holds of a project; none is unknown.
#[rustfmt::skip]
fn rules(p: &Project) -> [(&'static str, Option<bool>); 75] {
    let full = p.budget.map(|fen| fen >= 100_000_000);
    let filing = not(full);
    let half_million = p.investment.map(|fen| fen >= 50_000_000);
    let million = p.investment.map(|fen| fen >= 100_000_000);
    let preliminary = all([full, p.investment.map(|fen| fen >= 1_000_000_000)]);
    let two_years = p.warranty_months.map(|months| months >= 24);
    [
        ("filing_track", filing),
        ("full_process", full),
        ("needs_fiscal_review", half_million),
        ("needs_five_experts", million),
        ("needs_initial_acceptance", million),
        ("needs_preliminary_design", preliminary),
        ("warranty_long_enough", two_years),
        ("management_track rule 1", full),
        ("management_track rule 2", filing),
        ("expert_panel_minimum rule 1", million),
        ("expert_panel_minimum rule 2", not(million)),
        ("fiscal_review_required rule 1", half_million),
        ("fiscal_review_required rule 2", not(half_million)),
        ("preliminary_design_required rule 1", preliminary),
        ("preliminary_design_required rule 2", not(preliminary)),
        ("initial_acceptance_required rule 1", million),
        ("initial_acceptance_required rule 2", not(million)),
        ("warranty_sufficient rule 1", two_years),
        ("warranty_sufficient rule 2", not(two_years)),
        ("tinghu-02-deploy-on-district-cloud applies", not(p.state_requires_separate_construction)),
        ("tinghu-02-deploy-on-district-cloud duty 1", p.platform.map(|on| on == Platform::SharedCloud)),
        ("tinghu-02-state-separate-exception applies", p.state_requires_separate_construction),
        ("tinghu-02-state-separate-exception duty 1", p.data_sharing_completed),
        ("tinghu-02-no-separate-mobile-apps applies", p.includes_separate_mobile_app),
        ("tinghu-04-full-process-1m applies", full),
        ("tinghu-04-filing-under-1m applies", filing),
        ("tinghu-05-2-implementation-scheme applies", all([p.builds, any([Some(p.builds.is_some()), not(p.project_type.map(|t| matches!(t, ProjectType::Ops | ProjectType::Service)))])])),
        ("tinghu-05-2-ops-contents applies", p.project_type.map(|t| matches!(t, ProjectType::Ops | ProjectType::Service))),
        ("tinghu-06-not-in-plan applies", not(p.in_annual_plan)),
        ("tinghu-06-lifecycle-in-system applies", p.in_annual_plan),
        ("tinghu-07-prereview applies", full),
        ("tinghu-08-feasibility-guideline applies", full),
        ("tinghu-08-data-resource-chapter applies", full),
        ("tinghu-08-digital-asset-catalogue applies", full),
        ("tinghu-08-threshold-10m-preliminary-design applies", preliminary),
        ("tinghu-08-preliminary-design-content applies", preliminary),
        ("tinghu-08-cost-assessment applies", full),
        ("tinghu-08-crypto-plan applies", full),
        ("tinghu-08-network-security-plan applies", full),
        ("tinghu-08-om-plan applies", all([full, p.project_type.map(|t| t == ProjectType::Ops)])),
        ("tinghu-09-departmental-joint-review applies", full),
        ("tinghu-09-review-split applies", full),
        ("tinghu-10-expert-review-organised applies", full),
        ("tinghu-10-panel-3-odd applies", not(million)),
        ("tinghu-10-panel-5-odd-1m applies", million),
        ("tinghu-10-threshold-500k-fiscal-review applies", half_million),
        ("tinghu-11-project-code-and-approval applies", full),
        ("tinghu-11-cyberspace-filing-10-working-days applies", full),
        ("tinghu-11-tender-document-basis applies", full),
        ("tinghu-11-tender-document-basis duty 1", p.investment.map(|n| n < 50_000_000)),
        ("tinghu-18-return-surplus applies", all([p.goals_and_content_unchanged, p.surplus.map(|n| n > 0)])),
        ("tinghu-19-acceptance-mandatory applies", not(p.project_type.map(|t| matches!(t, ProjectType::Goods | ProjectType::Service)))),
        ("tinghu-19-1-initial-acceptance-convened applies", million),
        ("tinghu-19-trial-run-3-6-months gate 1 when", million),
        ("tinghu-19-2-final-preconditions applies", million),
        ("tinghu-19-2-multi-lot applies", p.lots.map(|n| n > 1)),
        ("tinghu-19-2-1-trusted-it-route applies", not(p.trusted_it_met)),
        ("tinghu-19-2-2-indicators-not-met applies", not(p.indicators_met)),
        ("tinghu-19-2-3-untrue-documents applies", not(p.documents_truthful)),
        ("tinghu-19-2-5-unexplained-problem-or-dispute applies", any([p.unexplained_major_problem, p.open_legal_dispute])),
        ("tinghu-19-2-7-data-sharing-and-opening applies", not(p.data_sharing_completed)),
        ("tinghu-19-2-9-digital-assets applies", not(p.digital_asset_duties_met)),
        ("tinghu-19-2-skip-initial-under-1m applies", all([not(million), p.project_type.map(|t| t == ProjectType::Build)])),
        ("tinghu-19-2-self-final-after-filing applies", p.investment.map(|n| n < 100_000_000)),
        ("tinghu-19-2-guided-final-from-1m applies", million),
        ("tinghu-26-filing-internal-review applies", filing),
        ("tinghu-26-1-duplicate applies", all([filing, any([not(p.conforms_to_planning), p.duplicate_construction])])),
        ("tinghu-26-2-shared-resources-unused applies", all([filing, not(p.uses_shared_resources)])),
        ("tinghu-26-4-security-policy applies", all([filing, not(p.security_requirements_met)])),
        ("tinghu-26-5-crypto-trusted-it-policy applies", all([filing, any([not(p.crypto_requirements_met), not(p.trusted_it_met)])])),
        ("tinghu-27-filing-before-acceptance applies", filing),
        ("tinghu-28-change-filing applies", filing),
        ("tinghu-29-spot-checks applies", filing),
        ("tinghu-29-rectify-suspend applies", filing),
        ("tinghu-31-free-om-2-years free_maintenance_too_short", not(two_years)),
    ]
}
