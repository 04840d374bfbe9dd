use std::collections::{BTreeMap, BTreeSet};

use shuniu_connectors::import::{Asked, Kind};
use shuniu_policy::pack::Pack;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::rules::LedgerRules;
use crate::access::{Caller, Permission};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;

impl Hub {
    /// An empty ledger of a kind for a place to fill in.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not look there.
    pub async fn template(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        kind: Kind,
    ) -> Result<Vec<u8>, Fault> {
        self.scope_in(caller, Permission::ReadProjects, jurisdiction)
            .await?;
        let known = self.known_jurisdictions();
        let place = known.iter().find(|one| one.id == jurisdiction);
        let name = place.map_or("", |one| one.setup.name.as_str());
        let law = self.local_law(jurisdiction);
        self.ledger_rules().template(&law, name, kind)
    }
}

impl LedgerRules {
    /// The same for whoever has the law at hand: what it reads of a project is what the ledger
    /// asks for.
    ///
    /// # Errors
    ///
    /// [`Fault`] when a heading of the place fills no field, or the workbook cannot be written.
    pub fn template(&self, law: &LocalLaw, place: &str, kind: Kind) -> Result<Vec<u8>, Fault> {
        let forms = self.forms(law);
        let forms = forms.map_err(|error| Fault::invalid("headings", error))?;
        let written = forms.form(kind).template(place, &asked(law));
        written.map_err(|error| Fault::corrupt("template", error))
    }
}

/// The attributes, events and documents that the packs of the place read, with the articles.
fn asked(law: &LocalLaw) -> Asked {
    let mut asked = Asked::new();
    // Of several versions of a pack the newest speaks.
    let mut newest: BTreeMap<&str, &Pack> = BTreeMap::new();
    for pack in law.packs() {
        newest.insert(&pack.id, pack);
    }
    for pack in newest.into_values() {
        for ((family, name), articles) in pack.reads() {
            if matches!(family, Family::Fact | Family::Event | Family::Document) {
                let articles: BTreeSet<&str> = articles.into_iter().map(head).collect();
                let articles: Vec<&str> = articles.into_iter().collect();
                let cited = format!("《{}》{}", pack.title, articles.join("、"));
                let named = (family, name.to_owned());
                asked.entry(named).or_default().push(cited);
            }
        }
    }
    asked
}

/// 第19条 of 第19条(二)(1).
fn head(article: &str) -> &str {
    article.split(['(', '（']).next().unwrap_or(article)
}
