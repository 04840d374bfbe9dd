use serde_json::{Map, Value, json};

use super::{config::Paths, connector::MunicipalProjects};
use crate::{
    Failure,
    contract::{
        AcceptanceReport, Attachment, ChangeFiling, HandOver, ProjectFiling, ProjectIdentity,
        ProjectRegistration,
    },
};

/// A hand-over in the system's own words.
pub(super) struct Written<'a> {
    /// What it is.
    pub(super) matter: Matter,
    pub(super) body: Value,
    /// The papers that must be there before.
    pub(super) papers: &'a [Attachment],
}

/// What is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    Registration,
    Filing,
    Change,
    AcceptanceReport,
}

impl Matter {
    /// As the system names it.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Registration => "项目登记",
            Self::Filing => "项目报备",
            Self::Change => "变更报备",
            Self::AcceptanceReport => "验收报告",
        }
    }

    /// The service that takes it.
    pub(super) fn path(self, paths: &Paths) -> &str {
        match self {
            Self::Registration => &paths.registrations,
            Self::Filing => &paths.filings,
            Self::Change => &paths.changes,
            Self::AcceptanceReport => &paths.acceptance_reports,
        }
    }
}

impl MunicipalProjects {
    /// Puts a hand-over into the system's words, or nothing when it takes no such thing.
    pub(super) fn write<'a>(
        &self,
        hand_over: &'a HandOver,
    ) -> Result<Option<Written<'a>>, Failure> {
        let (matter, body) = match hand_over {
            HandOver::ProjectRegistration(one) => (Matter::Registration, self.registration(one)?),
            HandOver::ProjectFiling(one) => (Matter::Filing, filing(one)),
            HandOver::ChangeFiling(one) => (Matter::Change, self.change(one)?),
            HandOver::AcceptanceReport(one) => (Matter::AcceptanceReport, self.report(one)?),
            HandOver::ProjectCodeApplication(_) | HandOver::AssetCard(_) => return Ok(None),
        };
        let papers = match hand_over {
            HandOver::AcceptanceReport(report) => report.attachments.as_slice(),
            _ => &[],
        };
        Ok(Some(Written {
            matter,
            body: Value::Object(body),
            papers,
        }))
    }

    fn registration(&self, one: &ProjectRegistration) -> Result<Map<String, Value>, Failure> {
        let mut body = identity(&one.project);
        body.insert("totalInvestment".into(), json!(one.investment.to_string()));
        body.insert("amountUnit".into(), json!("元"));
        if let Some(budget) = one.budget {
            body.insert("budget".into(), json!(budget.to_string()));
        }
        if let Some(word) = &one.project_type {
            body.insert("projectType".into(), self.word("project_types", word)?);
        }
        if let Some(word) = &one.build_nature {
            body.insert("buildNature".into(), self.word("build_natures", word)?);
        }
        Ok(body)
    }

    fn change(&self, one: &ChangeFiling) -> Result<Map<String, Value>, Failure> {
        let mut body = identity(&one.project);
        let kind = self.word("change_kinds", &one.change_kind)?;
        body.insert("changeKind".into(), kind);
        body.insert("decidedOn".into(), json!(one.decided_on));
        body.insert("reason".into(), json!(one.reason));
        if let Some(amount) = one.amount {
            body.insert("amount".into(), json!(amount.to_string()));
            body.insert("amountUnit".into(), json!("元"));
        }
        Ok(body)
    }

    fn report(&self, one: &AcceptanceReport) -> Result<Map<String, Value>, Failure> {
        let mut body = identity(&one.project);
        let parts = one.parts.iter();
        let parts: Vec<Value> = parts
            .map(|part| self.word("acceptance_parts", part))
            .collect::<Result<_, _>>()?;
        let papers = one.attachments.iter().map(|paper| {
            json!({
                "name": paper.name, "mediaType": paper.media_type, "size": paper.size,
                "hash": paper.hash,
            })
        });
        body.insert("acceptedOn".into(), json!(one.accepted_on));
        body.insert("parts".into(), Value::Array(parts));
        body.insert("attachments".into(), papers.collect());
        Ok(body)
    }

    fn word(&self, codes: &str, word: &str) -> Result<Value, Failure> {
        let written = self.mapping.written(codes, word).ok_or_else(|| {
            Failure::config(format!(
                "municipal_projects: the mapping has no text for {word:?} in [codes.{codes}], which hand-overs are written with; add one"
            ))
        })?;
        Ok(json!(written))
    }
}

fn filing(one: &ProjectFiling) -> Map<String, Value> {
    let mut body = identity(&one.project);
    body.insert("budget".into(), json!(one.budget.to_string()));
    body.insert("amountUnit".into(), json!("元"));
    if let Some(summary) = &one.summary {
        body.insert("summary".into(), json!(summary));
    }
    body
}

fn identity(project: &ProjectIdentity) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("regionCode".into(), json!(project.region));
    body.insert("projectName".into(), json!(project.name));
    if let Some(code) = &project.project_code {
        body.insert("projectCode".into(), json!(code.as_str()));
    }
    body.insert("unitName".into(), json!(project.unit_name));
    body.insert("unitCode".into(), json!(project.unit_credit_code));
    body
}
