use std::collections::BTreeSet;
use std::fmt;

use shuniu_policy::ProjectCode;

/// What names a record and its project, and nothing else of it: all that may be read of a record
/// whose secrecy is marked, so that a project that the hub knows can be told of the mark.
///
/// It is held in memory while the record lands and written nowhere; so it cannot be serialized,
/// and prints none of what it holds.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// What the system calls the record, and would call it were it open.
    pub records: BTreeSet<String>,
    /// The national investment project code.
    pub project_code: Option<ProjectCode>,
    /// Trade codes and numbers of tenders.
    pub trade_codes: BTreeSet<String>,
    /// Card number of the asset.
    pub card_number: Option<String>,
    /// The hub's own id of the asset, as it was handed over.
    pub asset: Option<String>,
    /// Printed names of the project and its unit, where people go by these.
    pub named: Option<(String, String)>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(withheld)")
    }
}
