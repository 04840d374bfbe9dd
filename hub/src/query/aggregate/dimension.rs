use shuniu_entities::Key;
use shuniu_policy::RegionCode;

use super::measures::Measures;

/// What groups are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The province, with all that lies in it.
    Province,
    /// The prefecture, with all that lies in it.
    Prefecture,
    /// The jurisdiction itself.
    Jurisdiction,
    /// The year: of a project's first event on file, of a contract's signing, of a payment, of a
    /// duty's last day.
    Year,
    /// The year in which the project was approved.
    ApprovalYear,
    /// The project's stage.
    Stage,
    /// The project's type.
    ProjectType,
    /// The project's build nature.
    BuildNature,
    /// The unit responsible for the project.
    Unit,
    /// Who does the work of a contract.
    Supplier,
    /// What a payment is within its contract.
    PaymentKind,
    /// The pack that a duty stands in.
    Pack,
    /// The provision that a duty stands in.
    Provision,
    /// How a duty stands.
    Status,
}

impl Dimension {
    /// Every one, in the order of the documents.
    pub(super) const ALL: [Self; 14] = [
        Self::Province,
        Self::Prefecture,
        Self::Jurisdiction,
        Self::Year,
        Self::ApprovalYear,
        Self::Stage,
        Self::ProjectType,
        Self::BuildNature,
        Self::Unit,
        Self::Supplier,
        Self::PaymentKind,
        Self::Pack,
        Self::Provision,
        Self::Status,
    ];

    /// Its name as callers write it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "PROVINCE",
            Self::Prefecture => "PREFECTURE",
            Self::Jurisdiction => "JURISDICTION",
            Self::Year => "YEAR",
            Self::ApprovalYear => "APPROVAL_YEAR",
            Self::Stage => "STAGE",
            Self::ProjectType => "PROJECT_TYPE",
            Self::BuildNature => "BUILD_NATURE",
            Self::Unit => "UNIT",
            Self::Supplier => "SUPPLIER",
            Self::PaymentKind => "PAYMENT_KIND",
            Self::Pack => "PACK",
            Self::Provision => "PROVISION",
            Self::Status => "STATUS",
        }
    }
}

/// What a group has in one dimension. What is unknown comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupValue {
    /// A division.
    Region(RegionCode),
    /// An organization.
    Organization(Key),
    /// A name of law, a year or a word.
    Word(String),
    /// Nothing is known.
    Unknown,
}

/// What a group has in one dimension, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupKey {
    /// The dimension.
    pub dimension: Dimension,
    /// What it has there.
    pub value: GroupValue,
    /// Its name in Chinese, where it has one.
    pub label: Option<String>,
}

/// What has the same in every dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it has, in the order of the dimensions.
    pub keys: Vec<GroupKey>,
    /// What was counted of it.
    pub measures: Measures,
}
