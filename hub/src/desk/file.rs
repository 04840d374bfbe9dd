use shuniu_entities::{
    Key, allocation, asset, attachment, budget_quota, catalog_entry, contract, discrepancy,
    document, finding, gate_state, institution_share, obligation, payment, policy_exception,
    project, project_event, project_fact, project_relation, report, review, tender,
};
use uuid::Uuid;

use super::{Row, Rows};

/// Whether a row of a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts.
    Current,
    /// A correction took its place.
    Corrected,
    /// It was withdrawn.
    Voided,
    /// A newer value of the same source took its place.
    Superseded,
    /// Another source takes precedence.
    Losing,
}

impl Standing {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Corrected => "corrected",
            Self::Voided => "voided",
            Self::Superseded => "superseded",
            Self::Losing => "losing",
        }
    }
}

/// Everything the hub holds of one project.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) project: Row<project::Model>,
    pub(crate) facts: Rows<project_fact::Model>,
    pub(crate) discrepancies: Rows<discrepancy::Model>,
    pub(crate) events: Rows<project_event::Model>,
    pub(crate) documents: Rows<document::Model>,
    pub(crate) attachments: Rows<attachment::Model>,
    pub(crate) reports: Rows<report::Model>,
    pub(crate) exceptions: Rows<policy_exception::Model>,
    pub(crate) tenders: Rows<tender::Model>,
    pub(crate) contracts: Rows<contract::Model>,
    pub(crate) reviews: Rows<review::Model>,
    pub(crate) allocations: Rows<allocation::Model>,
    pub(crate) assets: Rows<asset::Model>,
    pub(crate) payments: Rows<payment::Model>,
    pub(crate) quotas: Rows<budget_quota::Model>,
    pub(crate) catalog: Rows<catalog_entry::Model>,
    pub(crate) relations: Rows<project_relation::Model>,
    pub(crate) obligations: Rows<obligation::Model>,
    pub(crate) shares: Rows<institution_share::Model>,
    pub(crate) gates: Rows<gate_state::Model>,
    pub(crate) findings: Rows<finding::Model>,
    /// Rows that are no longer.
    pub(crate) gone: Gone,
    /// Whether the project was assessed for another day or under another law than is stored.
    pub(crate) assessed_anew: bool,
    /// Whether the set of its duties that nothing has started may be another one than is stored.
    pub(crate) owes_anew: bool,
    /// Whether that set is named by what lies in the file now.
    pub(crate) names_set: bool,
    /// Whether the name or code of the unit that counts is another one than before.
    pub(crate) unit_moved: bool,
}

/// Rows to be deleted: those of the law that an assessment no longer yields, and what a record
/// entered that turned out to be of another project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) tenders: Vec<Uuid>,
    pub(crate) contracts: Vec<Uuid>,
    pub(crate) reviews: Vec<Uuid>,
    pub(crate) assets: Vec<Uuid>,
    /// Assets that no longer bear the card that they are stored with: another may bear it now.
    pub(crate) cards: Vec<Uuid>,
    pub(crate) obligations: Vec<Uuid>,
    pub(crate) findings: Vec<String>,
    pub(crate) gates: Vec<String>,
}

impl File {
    pub(crate) fn new(project: Row<project::Model>) -> Self {
        Self {
            project,
            facts: Rows::default(),
            discrepancies: Rows::default(),
            events: Rows::default(),
            documents: Rows::default(),
            attachments: Rows::default(),
            reports: Rows::default(),
            exceptions: Rows::default(),
            tenders: Rows::default(),
            contracts: Rows::default(),
            reviews: Rows::default(),
            allocations: Rows::default(),
            assets: Rows::default(),
            payments: Rows::default(),
            quotas: Rows::default(),
            catalog: Rows::default(),
            relations: Rows::default(),
            obligations: Rows::default(),
            shares: Rows::default(),
            gates: Rows::default(),
            findings: Rows::default(),
            gone: Gone::default(),
            assessed_anew: false,
            owes_anew: false,
            names_set: false,
            unit_moved: false,
        }
    }

    /// Whether anything is to be put back: a row that is new, was changed or is no longer.
    pub(crate) fn is_changed(&self) -> bool {
        macro_rules! any {
            ($($rows:ident),+ $(,)?) => {
                self.project.is_dirty()
                    || self.unit_moved
                    || self.gone != Gone::default()
                    $(|| self.$rows.dirty().next().is_some())+
            };
        }
        any!(
            facts,
            discrepancies,
            events,
            documents,
            attachments,
            reports,
            exceptions,
            tenders,
            contracts,
            reviews,
            allocations,
            assets,
            payments,
            quotas,
            catalog,
            relations,
            obligations,
            shares,
            gates,
            findings,
        )
    }

    pub(crate) fn key(&self) -> Key {
        self.project.get().key()
    }

    pub(crate) fn id(&self) -> Uuid {
        self.project.get().id
    }
}
