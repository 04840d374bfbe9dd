use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A data resource of a project in the catalogue of government data (政务数据目录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogRecord {
    /// Its code in the catalogue; names it within its project.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The information system that holds it.
    pub system_name: Option<String>,
    /// `unconditional`, `conditional` or `not_shared`.
    pub sharing: String,
    /// `realtime`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly` or `irregular`.
    pub update_cycle: Option<String>,
    /// The day on which it was entered in the catalogue; none until then.
    pub registered_on: Option<NaiveDate>,
}
