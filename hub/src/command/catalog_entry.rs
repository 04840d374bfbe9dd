use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_entities::catalog_entry;
use uuid::Uuid;

use super::kept::{Terms, kept_commands};
use crate::desk::{CatalogEntry, File, Rows};
use crate::fault::Fault;
use crate::transact::Tx;

/// How a data resource is shared (共享属性).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// With every department (无条件共享).
    Unconditional,
    /// On conditions (有条件共享).
    Conditional,
    /// Not at all (不予共享).
    NotShared,
}

impl Sharing {
    /// The word in rows and in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unconditional => "unconditional",
            Self::Conditional => "conditional",
            Self::NotShared => "not_shared",
        }
    }
}

/// How often a data resource is brought up to date (更新周期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateCycle {
    /// At once.
    Realtime,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year.
    Yearly,
    /// When it changes.
    Irregular,
}

impl UpdateCycle {
    /// The word in rows and in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Realtime => "realtime",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
            Self::Irregular => "irregular",
        }
    }
}

/// What a catalogue entry says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CatalogTerms {
    /// Its code in the catalogue.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// The information system that holds it.
    pub system_name: Option<String>,
    /// How it is shared.
    pub sharing: Sharing,
    /// How often it is brought up to date.
    pub update_cycle: Option<UpdateCycle>,
    /// The day on which it was entered in the catalogue.
    pub registered_on: Option<NaiveDate>,
}

kept_commands! {
    CatalogTerms, "a catalogue entry",
    RecordCatalogEntry:
    const NAME: &'static str = "record_catalog_entry";
    CorrectCatalogEntry:
    const NAME: &'static str = "correct_catalog_entry";
    VoidCatalogEntry:
    const NAME: &'static str = "void_catalog_entry";
}

#[async_trait::async_trait]
impl Terms for CatalogTerms {
    type Row = catalog_entry::Model;

    fn rows(file: &mut File) -> &mut Rows<catalog_entry::Model> {
        &mut file.catalog
    }

    async fn checked(&self, tx: &mut Tx, _project: Uuid) -> Result<CatalogEntry, Fault> {
        let given = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        };
        if self.name.trim().is_empty() {
            return Err(Fault::invalid("name", "a catalogue entry needs its name"));
        }
        if self.registered_on.is_some_and(|day| day > tx.today()) {
            let problem = "the day lies in the future; record it when it comes";
            return Err(Fault::invalid("registeredOn", problem));
        }
        Ok(CatalogEntry {
            code: given(&self.code),
            name: self.name.trim().to_owned(),
            system_name: given(&self.system_name),
            sharing: self.sharing.as_str().to_owned(),
            update_cycle: self.update_cycle.map(|cycle| cycle.as_str().to_owned()),
            registered_on: self.registered_on,
        })
    }
}
