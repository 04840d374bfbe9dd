use std::ops::Range;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};

use super::{AssetKind, System};
use crate::Failure;

/// Something to hand over to an outside system, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    /// Names this hand-over for ever, on both sides; up to 64 letters, digits, `-` and `_`.
    pub idempotency_key: String,
    /// What is handed over.
    pub body: HandOver,
}

/// What is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HandOver {
    /// Asks the approval platform for a national investment project code.
    ProjectCodeApplication(ProjectCodeApplication),
    /// Enters a project in the municipal project system (纳入市级项目管理系统).
    ProjectRegistration(ProjectRegistration),
    /// Files a project below the threshold of full process (报备).
    ProjectFiling(ProjectFiling),
    /// Files a change (变更备案).
    ChangeFiling(ChangeFiling),
    /// Hands in the report of final acceptance with its evidence (验收报告).
    AcceptanceReport(AcceptanceReport),
    /// Registers an asset (资产卡片).
    AssetCard(AssetCard),
}

/// The kinds of hand-over, by the names that the outbox keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverKind {
    /// See [`HandOver::ProjectCodeApplication`].
    ProjectCodeApplication,
    /// See [`HandOver::ProjectRegistration`].
    ProjectRegistration,
    /// See [`HandOver::ProjectFiling`].
    ProjectFiling,
    /// See [`HandOver::ChangeFiling`].
    ChangeFiling,
    /// See [`HandOver::AcceptanceReport`].
    AcceptanceReport,
    /// See [`HandOver::AssetCard`].
    AssetCard,
}

impl HandOverKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ProjectCodeApplication,
        Self::ProjectRegistration,
        Self::ProjectFiling,
        Self::ChangeFiling,
        Self::AcceptanceReport,
        Self::AssetCard,
    ];

    /// What it is, in Chinese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ProjectCodeApplication => ("项目代码申请", "application for a project code"),
            Self::ProjectRegistration => ("项目登记", "registration of the project"),
            Self::ProjectFiling => ("项目报备", "filing of the project"),
            Self::ChangeFiling => ("变更备案", "filing of the change"),
            Self::AcceptanceReport => ("验收报告", "acceptance report"),
            Self::AssetCard => ("资产卡片", "card of the asset"),
        }
    }

    /// Its name in the outbox and in GraphQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProjectCodeApplication => "project_code_application",
            Self::ProjectRegistration => "project_registration",
            Self::ProjectFiling => "project_filing",
            Self::ChangeFiling => "change_filing",
            Self::AcceptanceReport => "acceptance_report",
            Self::AssetCard => "asset_card",
        }
    }
}

impl HandOverKind {
    /// Who is told.
    #[must_use]
    pub const fn system(self) -> System {
        match self {
            Self::ProjectCodeApplication => System::INVESTMENT_APPROVAL,
            Self::ProjectRegistration
            | Self::ProjectFiling
            | Self::ChangeFiling
            | Self::AcceptanceReport => System::MUNICIPAL_PROJECTS,
            Self::AssetCard => System::ASSET_CLOUD,
        }
    }
}

impl HandOver {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> HandOverKind {
        match self {
            Self::ProjectCodeApplication(_) => HandOverKind::ProjectCodeApplication,
            Self::ProjectRegistration(_) => HandOverKind::ProjectRegistration,
            Self::ProjectFiling(_) => HandOverKind::ProjectFiling,
            Self::ChangeFiling(_) => HandOverKind::ChangeFiling,
            Self::AcceptanceReport(_) => HandOverKind::AcceptanceReport,
            Self::AssetCard(_) => HandOverKind::AssetCard,
        }
    }
}

/// The project as it is named to another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectIdentity {
    /// The division it belongs to.
    pub region: RegionCode,
    /// Its name.
    pub name: String,
    /// Its national investment project code, once it has one.
    pub project_code: Option<ProjectCode>,
    /// The project unit.
    pub unit_name: String,
    /// The project unit's credit code.
    pub unit_credit_code: CreditCode,
}

/// What the approval platform wants to know before it issues a project code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectCodeApplication {
    /// The project, without code.
    pub project: ProjectIdentity,
    /// The investment declared.
    pub investment: Fen,
}

/// What the municipal project system wants to know of a project that is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRegistration {
    /// The project.
    pub project: ProjectIdentity,
    /// The investment.
    pub investment: Fen,
    /// The budget.
    pub budget: Option<Fen>,
    /// Vocabulary value of `project_type`.
    pub project_type: Option<String>,
    /// Vocabulary value of `build_nature`.
    pub build_nature: Option<String>,
}

/// The filing of a project that needs no full process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFiling {
    /// The project.
    pub project: ProjectIdentity,
    /// The budget.
    pub budget: Fen,
    /// What it is about.
    pub summary: Option<String>,
}

/// The filing of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeFiling {
    /// The project.
    pub project: ProjectIdentity,
    /// Vocabulary value of `change_kind`.
    pub change_kind: String,
    /// The day it was decided.
    pub decided_on: NaiveDate,
    /// The amount afterwards, where the amount changed.
    pub amount: Option<Fen>,
    /// Why.
    pub reason: String,
}

/// The report of final acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptanceReport {
    /// The project.
    pub project: ProjectIdentity,
    /// The day of final acceptance.
    pub accepted_on: NaiveDate,
    /// Vocabulary values of `acceptance_report.parts`.
    pub parts: Vec<String>,
    /// The papers.
    pub attachments: Vec<Attachment>,
}

/// A paper that goes along, named by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name as people gave it.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SM3 of the content, 64 hex digits.
    pub hash: String,
}

/// Where the content of attachments is read.
#[async_trait]
pub trait Attachments: Send + Sync {
    /// Exactly the bytes of the range, which lies within the content.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it cannot be read, or when the delivery is no longer ours; nothing more
    /// is to be sent then.
    async fn read(&self, attachment: &Attachment, range: Range<u64>) -> Result<Vec<u8>, Failure>;
}

/// What the asset cloud wants to know of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetCard {
    /// The hub's own id of the asset; it comes back with transfers and disposals.
    pub asset: String,
    /// The project it came from.
    pub project: ProjectIdentity,
    /// What it is; beside the `kind` of a [`HandOver`] it needs a name of its own when stored.
    #[serde(rename = "asset_kind")]
    pub kind: AssetKind,
    /// Its name.
    pub name: String,
    /// Classification code of the asset standard in use there, where known.
    pub category_code: Option<String>,
    /// How many.
    pub quantity: u32,
    /// What it cost.
    pub original_value: Fen,
    /// The day from which it is owned.
    pub acquired_on: NaiveDate,
    /// The contract it was bought by.
    pub contract_number: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_sent() {
        let project = ProjectIdentity {
            region: RegionCode::parse("320902").unwrap(),
            name: "亭湖区电子证照库建设项目".into(),
            project_code: None,
            unit_name: "亭湖区行政审批局".into(),
            unit_credit_code: CreditCode::parse("11320902014344019Y").unwrap(),
        };
        let card = AssetCard {
            asset: "0198-1".into(),
            project: project.clone(),
            kind: AssetKind::Software,
            name: "电子证照库应用软件".into(),
            category_code: None,
            quantity: 1,
            original_value: Fen::new(118_000_000),
            acquired_on: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
            contract_number: None,
        };
        let registration = ProjectRegistration {
            project,
            investment: Fen::new(118_000_000),
            budget: None,
            project_type: Some("build".into()),
            build_nature: None,
        };
        for body in [
            HandOver::AssetCard(card),
            HandOver::ProjectRegistration(registration),
        ] {
            let stored = serde_json::to_value(&body).unwrap();
            assert_eq!(serde_json::from_value::<HandOver>(stored).unwrap(), body);
        }
    }
}
