use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_entities::allocation;
use uuid::Uuid;

use super::bounds;
use super::kept::{Terms, kept_commands};
use crate::desk::{File, Resource, Rows};
use crate::fault::Fault;
use crate::transact::Tx;

/// What a resource of shared infrastructure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// 云主机.
    CloudHost,
    /// 存储.
    Storage,
    /// 网络.
    Network,
    /// 数据库.
    Database,
    /// 安全.
    Security,
    /// Any other.
    Other,
}

impl ResourceKind {
    /// The word in rows and in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CloudHost => "cloud_host",
            Self::Storage => "storage",
            Self::Network => "network",
            Self::Database => "database",
            Self::Security => "security",
            Self::Other => "other",
        }
    }
}

/// What an allocation says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AllocationTerms {
    /// Number of the allocation, such as that of the application for it.
    pub number: String,
    /// What it is.
    pub kind: ResourceKind,
    /// What exactly.
    pub specification: String,
    /// How many; one at least.
    pub quantity: Option<u32>,
    /// From this day.
    pub allocated_on: NaiveDate,
    /// Taken back on this day.
    pub released_on: Option<NaiveDate>,
}

kept_commands! {
    AllocationTerms, "a resource of shared infrastructure that was given to a project",
    RecordAllocation:
    const NAME: &'static str = "record_allocation";
    CorrectAllocation:
    const NAME: &'static str = "correct_allocation";
    VoidAllocation:
    const NAME: &'static str = "void_allocation";
}

#[async_trait::async_trait]
impl Terms for AllocationTerms {
    type Row = allocation::Model;

    fn rows(file: &mut File) -> &mut Rows<allocation::Model> {
        &mut file.allocations
    }

    async fn checked(&self, tx: &mut Tx, _project: Uuid) -> Result<Resource, Fault> {
        for (field, text) in [
            ("number", &self.number),
            ("specification", &self.specification),
        ] {
            if text.trim().is_empty() {
                return Err(Fault::invalid(field, "it cannot be empty"));
            }
        }
        let quantity = self.quantity.map(i32::try_from).transpose();
        let quantity = quantity.map_err(|_| Fault::invalid("quantity", "it is too large"))?;
        if quantity == Some(0) {
            return Err(Fault::invalid("quantity", "it is at least 1"));
        }
        for (field, day) in [
            ("allocatedOn", Some(self.allocated_on)),
            ("releasedOn", self.released_on),
        ] {
            bounds::past_day(field, day, tx.today())?;
        }
        if self.released_on.is_some_and(|day| day < self.allocated_on) {
            let problem = "it lies before the day from which the resource was given";
            return Err(Fault::invalid("releasedOn", problem));
        }
        Ok(Resource {
            number: self.number.trim().to_owned(),
            kind: self.kind.as_str().to_owned(),
            specification: self.specification.trim().to_owned(),
            quantity,
            allocated_on: self.allocated_on,
            released_on: self.released_on,
        })
    }
}
