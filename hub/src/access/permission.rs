use super::{Caller, Role};

/// Something that may be done in a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See projects with their files, duties and gates.
    ReadProjects,
    /// Fetch what documents hold.
    ReadContents,
    /// See the ledger and follow it.
    ReadLedger,
    /// See how the connectors fare, what was set aside and what waits for a person.
    ReadIntegration,
    /// Register a project and record, correct or void its events, facts and evidence.
    RecordProject,
    /// Ask for a stage step.
    RequestStep,
    /// Record an exception to an in-principle provision.
    RecordException,
    /// Settle the review list, replay what was set aside, start a sync; correct or void what an
    /// outside system reported.
    Reconcile,
}

/// Whether the caller's role grants it.
#[must_use]
pub fn granted(caller: &Caller, permission: Permission) -> bool {
    grants(caller.role, permission)
}

/// Whether a role grants it. What is not listed is denied.
#[must_use]
pub(crate) fn grants(role: Role, permission: Permission) -> bool {
    use Permission::{
        ReadContents, ReadIntegration, ReadLedger, ReadProjects, Reconcile, RecordException,
        RecordProject, RequestStep,
    };
    let permissions: &[Permission] = match role {
        Role::Viewer => &[ReadProjects, ReadContents],
        Role::Reporting | Role::Developer => &[ReadProjects],
        Role::ProjectUnit => &[
            ReadProjects,
            ReadContents,
            ReadLedger,
            RecordProject,
            RequestStep,
        ],
        Role::DataBureau => &[
            ReadProjects,
            ReadContents,
            ReadLedger,
            ReadIntegration,
            RecordProject,
            RequestStep,
            RecordException,
            Reconcile,
        ],
        Role::Authority => &[ReadProjects, ReadContents, ReadLedger, RecordProject],
        Role::Connector => &[ReadProjects, ReadLedger],
        Role::Contractor => &[],
        Role::Admin => &[
            ReadProjects,
            ReadContents,
            ReadLedger,
            ReadIntegration,
            RecordProject,
            RequestStep,
            RecordException,
            Reconcile,
        ],
    };
    permissions.contains(&permission)
}
