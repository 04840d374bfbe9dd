//! Which source's value counts, as versioned data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The order of sources, by field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precedence {
    /// Version of the data, kept with what it decided.
    pub version: u32,
    default: Vec<String>,
    fields: BTreeMap<String, Vec<String>>,
}

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

    /// Place of a source for a field: less is stronger; an unnamed source comes last.
    #[must_use]
    pub fn rank(&self, field: &str, source: &str) -> usize {
        let order = self.fields.get(field).unwrap_or(&self.default);
        order
            .iter()
            .position(|one| one == source)
            .unwrap_or(order.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_decides_its_own_fields_and_people_the_others() {
        let order = Precedence::shipped();
        assert!(
            order.rank("investment_yuan", "investment_approval")
                < order.rank("investment_yuan", "person")
        );
        assert!(
            order.rank("budget_yuan", "person") < order.rank("budget_yuan", "investment_approval")
        );
        assert!(
            order.rank("budget_yuan", "trading_centre")
                < order.rank("budget_yuan", "somebody_else")
        );
    }
}
