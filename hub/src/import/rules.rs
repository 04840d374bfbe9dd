use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_connectors::StrictError;
use shuniu_connectors::contract::{Connector, System};
use shuniu_connectors::import::{Forming, Forms, Headings, LedgerFile, Limits};
use uuid::Uuid;

use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;

/// How ledgers are read: how much of a file, and by which headings.
#[derive(Clone, Debug)]
pub struct LedgerRules {
    /// How much of a file is read.
    pub limits: Limits,
    /// Headings that the place gives its columns, beside those that are known.
    pub headings: Headings,
    /// Rows in one page, which is one transaction.
    pub page: usize,
}

impl Default for LedgerRules {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            headings: Headings::default(),
            page: 50,
        }
    }
}

impl LedgerRules {
    /// The forms of a place.
    ///
    /// # Errors
    ///
    /// [`StrictError`] when one of the headings fills a field that no form has.
    pub fn forms(&self, law: &LocalLaw) -> Result<Forms, StrictError> {
        Forms::with(law.vocabulary(), &self.headings)
    }

    pub(super) fn forming(&self, law: &LocalLaw, today: NaiveDate) -> Result<Forming, Fault> {
        let forms = self
            .forms(law)
            .map_err(|error| Fault::invalid("headings", error))?;
        Ok(Forming {
            forms,
            today,
            longest: self.limits.cell_characters,
        })
    }
}

impl Hub {
    /// What maps the raw records of a system: the connector that is attached, or the forms of
    /// ledgers, which need none.
    pub(crate) fn mapping_of(
        &self,
        jurisdiction: Uuid,
        system: &str,
    ) -> Option<Arc<dyn Connector>> {
        if system == System::IMPORT.as_str() {
            let law = self.local_law(jurisdiction);
            let forming = self
                .ledger_rules()
                .forming(&law, self.clock().today())
                .ok()?;
            return Some(Arc::new(LedgerFile::none(forming, self.clock().now())));
        }
        self.source(jurisdiction, system)
            .map(|source| source.connector)
    }
}
