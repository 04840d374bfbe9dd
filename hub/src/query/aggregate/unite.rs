use std::collections::{BTreeMap, BTreeSet};

use shuniu_entities::Key;

use super::dimension::GroupValue;
use super::fold::Part;
use crate::fault::Fault;
use crate::query::view::View;

impl View {
    /// Makes one of the organizations at a position of the parts that bear the same credit code in
    /// several jurisdictions: each has rows of its own, and a report over a province asks for the
    /// organization.
    pub(super) async fn unite(&self, parts: &mut [Part], at: usize) -> Result<(), Fault> {
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        for part in &*parts {
            keys.extend(part.values.get(at).and_then(organization));
        }
        let jurisdictions: BTreeSet<_> = keys.iter().map(|key| key.jurisdiction).collect();
        if jurisdictions.len() < 2 {
            return Ok(());
        }
        let keys: Vec<Key> = keys.into_iter().collect();
        let mut by_code: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
        for row in self.organizations(&keys).await? {
            let key = row.key();
            if let Some(code) = row.credit_code {
                by_code.entry(code).or_default().insert(key);
            }
        }
        let mut one_of: BTreeMap<Key, Key> = BTreeMap::new();
        for same in by_code.into_values() {
            if let Some(first) = same.first().copied() {
                one_of.extend(same.into_iter().map(|key| (key, first)));
            }
        }
        for value in parts.iter_mut().filter_map(|part| part.values.get_mut(at)) {
            if let Some(first) = organization(value).and_then(|key| one_of.get(&key)) {
                *value = GroupValue::Organization(*first);
            }
        }
        Ok(())
    }
}

fn organization(value: &GroupValue) -> Option<Key> {
    match value {
        GroupValue::Organization(key) => Some(*key),
        _ => None,
    }
}
