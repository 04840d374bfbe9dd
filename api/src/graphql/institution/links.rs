use shuniu_hub::Fault;
use shuniu_hub::query::{
    InstitutionObligationRow, InstitutionReportRow, Key, OrganizationRow, ProjectRow, View,
};

use crate::graphql::set::Link;

/// The unit that owes or reported; none where it is the bureau, which goes by the id of its place.
pub(super) struct Unit;

fn unit(jurisdiction: uuid::Uuid, institution: uuid::Uuid) -> Option<Key> {
    (institution != jurisdiction).then(|| Key::new(jurisdiction, institution))
}

macro_rules! of_unit {
    ($($row:ty),+) => {$(
        impl Link<$row> for Unit {
            type Row = OrganizationRow;

            fn from(row: &$row) -> Option<Key> {
                unit(row.jurisdiction_id, row.institution_id)
            }

            fn to(row: &OrganizationRow) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
                view.organizations(keys).await
            }
        }
    )+};
}
of_unit!(InstitutionObligationRow, InstitutionReportRow);

/// The report that performed a duty.
pub(super) struct Performing;

impl Link<InstitutionObligationRow> for Performing {
    type Row = InstitutionReportRow;

    fn from(row: &InstitutionObligationRow) -> Option<Key> {
        row.report_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &InstitutionReportRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<InstitutionReportRow>, Fault> {
        view.institution_reports_by_key(keys).await
    }
}

/// The project whose file decides how a duty stands.
pub(super) struct DecidedIn;

impl Link<InstitutionObligationRow> for DecidedIn {
    type Row = ProjectRow;

    fn from(row: &InstitutionObligationRow) -> Option<Key> {
        row.project_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &ProjectRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
        view.projects_by_key(keys).await
    }
}
