use super::{Caller, Role};
use crate::transact::{Actor, WORKER};

/// Something that may be done in a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See which law a place applies, and what its words mean.
    ReadLaw,
    /// Try what another law would change for all projects of a place.
    TryLaw,
    /// See projects with their files, duties and gates.
    ReadProjects,
    /// Fetch what documents hold.
    ReadContents,
    /// See personal contacts in full; others see them masked.
    ReadContacts,
    /// See the ledger and follow it.
    ReadLedger,
    /// See how the connectors fare, what was set aside and what waits for a person.
    ReadIntegration,
    /// Register a project and record, correct or void its events, facts and evidence.
    RecordProject,
    /// Record, correct and erase personal contacts.
    RecordContacts,
    /// Record what the bureau hands in for itself.
    RecordBureau,
    /// Ask for a stage step.
    RequestStep,
    /// Record an exception to an in-principle provision.
    RecordException,
    /// Settle the review list, replay what was set aside, start a sync; correct or void what an
    /// outside system reported.
    Reconcile,
    /// Have calendars of duties that a credential opens, and revoke one's own.
    KeepCalendars,
    /// See and revoke the calendars of others.
    ManageCalendars,
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
        KeepCalendars, ManageCalendars, ReadContacts, ReadContents, ReadIntegration, ReadLaw,
        ReadLedger, ReadProjects, Reconcile, RecordBureau, RecordContacts, RecordException,
        RecordProject, RequestStep, TryLaw,
    };
    let permissions: &[Permission] = match role {
        Role::Viewer => &[ReadLaw, ReadProjects, ReadContents, KeepCalendars],
        // Lists show what single projects show; what documents hold is no part of a list.
        Role::Reporting => &[ReadLaw, ReadProjects],
        Role::ProjectUnit => &[
            ReadLaw,
            ReadProjects,
            ReadContents,
            ReadContacts,
            ReadLedger,
            RecordProject,
            RecordContacts,
            RequestStep,
            KeepCalendars,
        ],
        Role::Authority => &[
            ReadLaw,
            ReadProjects,
            ReadContents,
            ReadLedger,
            RecordProject,
            KeepCalendars,
        ],
        Role::Connector => &[ReadLaw, ReadProjects, ReadLedger],
        // Front-end developers work with definitions and the schema, not with projects of theirs.
        Role::Developer | Role::Contractor => &[ReadLaw],
        Role::DataBureau | Role::Admin => &[
            ReadLaw,
            TryLaw,
            ReadProjects,
            ReadContents,
            ReadContacts,
            ReadLedger,
            ReadIntegration,
            RecordProject,
            RecordBureau,
            RecordContacts,
            RequestStep,
            RecordException,
            Reconcile,
            KeepCalendars,
        ],
    };
    // What opens without a token is taken away by whoever runs the hub, also from the bureau.
    let runs = role == Role::Admin && permission == ManageCalendars;
    runs || permissions.contains(&permission)
}

/// Whether whoever acts may record what the bureau hands in.
#[must_use]
pub(crate) fn may_act_for_bureau(actor: &Actor) -> bool {
    let role = actor.role.parse::<Role>();
    role.is_ok_and(|role| grants(role, Permission::RecordBureau))
}

/// Whether whoever acts may see and revoke the calendars of others.
#[must_use]
pub(crate) fn may_manage_calendars(actor: &Actor) -> bool {
    let role = actor.role.parse::<Role>();
    role.is_ok_and(|role| grants(role, Permission::ManageCalendars))
}

/// Whether whoever acts may relieve a project of duties: those who settle records, and the hub
/// itself where an outside system is the first to vouch for a project.
#[must_use]
pub(crate) fn may_relieve(actor: &Actor) -> bool {
    let role = actor.role.parse::<Role>();
    let reconciles = role.is_ok_and(|role| grants(role, Permission::Reconcile));
    reconciles || actor.role == WORKER
}
