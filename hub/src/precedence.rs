//! Which source's value counts, as versioned data: an order that ships with the hub, and what a
//! jurisdiction puts in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use shuniu_policy::vocabulary::Vocabulary;

use crate::field::{Slot, known};

/// The order of sources, by field; the first wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precedence {
    version: String,
    default: Vec<String>,
    #[serde(default)]
    fields: BTreeMap<String, Vec<String>>,
}

/// What a jurisdiction puts in the place of the order that ships with the hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnPrecedence {
    /// Version of the order, such as `2026-11`; kept with what it decided.
    pub version: String,
    /// The order for fields that have none of their own; the shipped one where it is empty.
    #[serde(default)]
    pub default: Vec<String>,
    /// The order by field.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Identities are not a place's to weigh: two projects could come to bear one code.
const FIXED: &str = "project_code";

/// Most orders that a place gives.
const MOST_FIELDS: usize = 200;

impl Precedence {
    /// The order that ships with the hub.
    ///
    /// # Panics
    ///
    /// When the embedded file is wrong; a test reads it.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Precedence> = OnceLock::new();
        let read = || toml::from_str(include_str!("../data/precedence.toml"));
        SHIPPED.get_or_init(|| read().expect("the shipped file is tested"))
    }

    /// The shipped order with a place's own in front of it.
    ///
    /// # Errors
    ///
    /// What is wrong with the place's own: an unknown field or source, one named twice, no version.
    pub fn with(own: &OwnPrecedence, vocabulary: &Vocabulary) -> Result<Self, String> {
        let shipped = Self::shipped();
        let version = own.version.trim();
        if version.is_empty() || version.len() > 40 {
            return Err(
                "precedence.version is a text of 1 to 40 bytes, such as \"2026-11\"".into(),
            );
        }
        if own.fields.len() > MOST_FIELDS {
            return Err(format!(
                "precedence.fields has more than {MOST_FIELDS} fields"
            ));
        }
        if !own.default.is_empty() {
            sources("precedence.default", &own.default)?;
        }
        for (field, order) in &own.fields {
            let at = format!("precedence.fields.{field}");
            if field == FIXED {
                return Err(format!(
                    "{at} cannot be given: a code is an identity; leave it out"
                ));
            }
            if !known(vocabulary, field) {
                return Err(format!(
                    "{at} is no field; `factDefinitions` lists them, and tenders, contracts and \
                     assets have fields such as contract.amount_yuan"
                ));
            }
            sources(&at, order)?;
        }
        let mut whole = shipped.clone();
        whole.version = format!("{}+{version}", shipped.version);
        if !own.default.is_empty() {
            whole.default.clone_from(&own.default);
        }
        whole.fields.extend(own.fields.clone());
        Ok(whole)
    }

    /// Version of the data, kept with what it decided: that of the shipped order, and behind a
    /// plus sign that of the place's own.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The order for fields without one of their own.
    #[must_use]
    pub fn default_order(&self) -> &[String] {
        &self.default
    }

    /// The fields that have an order of their own.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, Vec<String>> {
        &self.fields
    }

    /// Place of a source for a field: less is stronger. What an order leaves out comes behind it, as
    /// the default order has it, and then as the shipped one has it.
    #[must_use]
    pub fn rank(&self, slot: &Slot, source: &str) -> usize {
        let own = self.fields.get(&slot.to_string()).into_iter().flatten();
        let behind = self.default.iter().chain(&Self::shipped().default);
        let mut order = own.chain(behind);
        let place = order.position(|one| one == source);
        place.unwrap_or(usize::MAX)
    }
}

fn sources(at: &str, order: &[String]) -> Result<(), String> {
    let known = &Precedence::shipped().default;
    if order.is_empty() {
        return Err(format!("{at} names no source; leave it out or name one"));
    }
    let mut seen = BTreeSet::new();
    for source in order {
        if !known.contains(source) {
            let known = known.join(", ");
            return Err(format!(
                "{at} names {source:?}, which is no source; known: {known}"
            ));
        }
        if !seen.insert(source) {
            return Err(format!("{at} names {source} twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shuniu_connectors::contract::System;
    use shuniu_connectors::sandbox::KNOWN;

    use super::*;
    use crate::desk::PERSON;

    fn rank(order: &Precedence, field: &str, source: &str) -> usize {
        order.rank(&Slot::of_project(field), source)
    }

    #[test]
    fn the_platform_decides_its_own_fields_and_people_the_others() {
        let order = Precedence::shipped();
        let stronger = |field, one, other| rank(order, field, one) < rank(order, field, other);
        assert!(stronger("investment_yuan", "investment_approval", "person"));
        assert!(stronger("budget_yuan", "person", "investment_approval"));
        assert!(stronger("budget_yuan", "trading_centre", "somebody_else"));
        let known = |field: &String| known(Vocabulary::shared(), field);
        assert!(order.fields.keys().all(known), "{:?}", order.fields);
        let systems = KNOWN.iter().map(System::as_str);
        for source in systems.chain([PERSON]) {
            assert!(order.default.iter().any(|one| one == source), "{source}");
        }
        for (field, named) in &order.fields {
            sources(field, named).unwrap();
        }
    }

    #[test]
    fn a_place_puts_its_own_order_in_front() {
        let fields = [("contract.amount_yuan", ["trading_centre", "person"])];
        let own = OwnPrecedence {
            version: "2026-11".to_owned(),
            fields: fields
                .map(|(field, order)| (field.to_owned(), order.map(ToOwned::to_owned).into()))
                .into(),
            ..OwnPrecedence::default()
        };
        let order = Precedence::with(&own, Vocabulary::shared()).unwrap();
        let shipped = Precedence::shipped().version();
        assert_eq!(order.version(), format!("{shipped}+2026-11"));
        let amount = Slot::of(&Slot::contract("HT-1"), "amount_yuan");
        assert_eq!(order.rank(&amount, "trading_centre"), 0);
        assert_eq!(Precedence::shipped().rank(&amount, "person"), 0);
        assert_eq!(rank(&order, "name", "investment_approval"), 0);
        let behind = |source| order.rank(&amount, source);
        assert!(behind("person") < behind("investment_approval"));
        assert!(
            behind("investment_approval") < behind("asset_cloud"),
            "as the default has it"
        );
        let own = OwnPrecedence {
            version: "2026-11".to_owned(),
            default: vec!["asset_cloud".to_owned()],
            ..OwnPrecedence::default()
        };
        let order = Precedence::with(&own, Vocabulary::shared()).unwrap();
        let place = |source| rank(&order, "nothing_of_its_own", source);
        assert_eq!(place("asset_cloud"), 0);
        assert!(
            place("investment_approval") < place("trading_centre"),
            "as the shipped one has it"
        );
    }

    #[test]
    fn a_wrong_order_is_refused_with_its_place() {
        let refused = |own: &str| {
            let own: OwnPrecedence = toml::from_str(own).unwrap();
            Precedence::with(&own, Vocabulary::shared()).unwrap_err()
        };
        let told = refused("version = \"\"");
        assert!(told.starts_with("precedence.version"), "{told}");
        let told = refused("version = \"1\"\nfields = { colour = [\"person\"] }");
        assert!(
            told.starts_with("precedence.fields.colour is no field"),
            "{told}"
        );
        let told = refused("version = \"1\"\nfields = { name = [\"treasury\"] }");
        assert!(told.contains("\"treasury\", which is no source"), "{told}");
        let told = refused("version = \"1\"\ndefault = [\"person\", \"person\"]");
        assert!(told.contains("person twice"), "{told}");
        let told = refused("version = \"1\"\nfields = { project_code = [\"person\"] }");
        assert!(told.contains("identity"), "{told}");
    }
}
