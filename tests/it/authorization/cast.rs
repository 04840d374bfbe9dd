//! Who asks.

use shuniu_hub::access::{Body, Caller, Role};
use shuniu_hub::policy::{CreditCode, RegionCode};

use super::world::{OURS, THEIRS};

/// The columns of `rights.txt`: name, role, region, unit.
pub(super) const CAST: [(&str, Role, &str, Option<&str>); 12] = [
    ("viewer", Role::Viewer, "320902", None),
    ("own", Role::ProjectUnit, "320902", Some(OURS)),
    ("other", Role::ProjectUnit, "320902", Some(THEIRS)),
    ("bureau", Role::DataBureau, "320902", None),
    ("authority", Role::Authority, "320902", None),
    ("contractor", Role::Contractor, "320902", Some(OURS)),
    ("connector", Role::Connector, "320902", None),
    ("reporting", Role::Reporting, "320902", None),
    ("developer", Role::Developer, "320902", None),
    ("admin", Role::Admin, "320902", None),
    ("elsewhere", Role::Admin, "320903", None),
    ("prefecture", Role::DataBureau, "320900", None),
];

/// The caller of a column.
pub(super) fn caller(column: usize) -> Caller {
    let (name, role, region, unit) = CAST[column];
    Caller {
        subject: name.to_owned(),
        role,
        body: (role == Role::Authority).then_some(Body::Finance),
        jurisdictions: vec![RegionCode::parse(region).unwrap()],
        organization: unit.map(|code| CreditCode::parse(code).unwrap()),
        expires_at: None,
    }
}

#[test]
fn every_role_is_in_the_cast() {
    for role in Role::ALL {
        assert!(
            CAST.iter().any(|one| one.1 == *role),
            "{role} has no column"
        );
    }
}
