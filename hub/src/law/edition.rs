use std::collections::BTreeMap;

use serde_json::Value as Json;
use shuniu_policy::pack::{Pack, version_numbers as numbers};

/// The versions of the packs of a jurisdiction, by the packs' ids.
pub(crate) type Versions = BTreeMap<String, String>;

/// Reads the versions that were written down.
pub(crate) fn versions(stored: &Json) -> Versions {
    let packs = stored.as_object().into_iter().flatten();
    packs
        .filter_map(|(id, version)| Some((id.clone(), version.as_str()?.to_owned())))
        .collect()
}

/// Has the versions of one pack follow each other, the oldest first: each is in force until the eve
/// of the next (R19). Of those that begin on the same day the higher one is what was meant all
/// along, and takes the place of the others.
pub(super) fn successive(mut versions: Vec<Pack>) -> Vec<Pack> {
    versions.sort_by_key(|pack| (pack.in_force_from, numbers(&pack.version)));
    let mut successive: Vec<Pack> = Vec::with_capacity(versions.len());
    for next in versions {
        if let Some(before) = successive.last_mut() {
            if before.in_force_from == next.in_force_from {
                *before = next;
                continue;
            }
            let eve = next.in_force_from.and_then(|day| day.pred_opt());
            let ends = [before.in_force_until, eve];
            before.in_force_until = ends.into_iter().flatten().min();
        }
        successive.push(next);
    }
    successive
}

/// Whether one of the packs is of a lower version than there. Versions are numbers with dots
/// between; of others nobody can say which is the lower.
pub(crate) fn older(here: &Versions, there: &Versions) -> bool {
    here.iter().any(|(id, version)| {
        let there = there.get(id).and_then(|version| numbers(version));
        match (numbers(version), there) {
            (Some(here), Some(there)) => here < there,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_version_of_any_pack_is_older() {
        let of = |one: &str, two: &str| {
            let pairs = [("cn", one), ("tinghu", two)];
            let owned = pairs.map(|(id, version)| (id.to_owned(), version.to_owned()));
            Versions::from(owned)
        };
        assert!(older(&of("1", "9"), &of("1", "10")));
        assert!(older(&of("1", "2.1"), &of("1", "2.1.1")));
        assert!(older(&of("1", "3"), &of("2", "2")), "one of them is enough");
        assert!(!older(&of("1", "2"), &of("1", "2")));
        assert!(!older(&of("1", "10"), &of("1", "9")));
        assert!(!older(&of("1", "2026-draft"), &of("1", "3")));
        assert!(
            !older(&of("1", "2"), &Versions::new()),
            "a pack that is new here"
        );
    }
}
