use std::cmp::Reverse;
use std::collections::BTreeMap;

use shuniu_policy::RegionCode;
use uuid::Uuid;

use super::GroupOrder;
use super::dimension::{Dimension, GroupValue};
use super::measures::Measures;
use crate::fault::Fault;
use crate::jurisdiction::Jurisdiction;

/// What the database counted within one jurisdiction.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) jurisdiction: Uuid,
    /// What it has in the dimensions that are no divisions, in their order.
    pub(super) values: Vec<GroupValue>,
    pub(super) measures: Measures,
}

/// A group, with one of the jurisdictions it has something of, whose law names what it has.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) values: Vec<GroupValue>,
    pub(super) jurisdiction: Uuid,
    pub(super) measures: Measures,
}

/// The parts of all jurisdictions, put together.
pub(super) struct Folded {
    pub(super) groups: BTreeMap<Vec<GroupValue>, (Uuid, Measures)>,
    pub(super) total: Measures,
}

impl Folded {
    pub(super) fn of(
        parts: Vec<Part>,
        by: &[Dimension],
        places: &[Jurisdiction],
    ) -> Result<Self, Fault> {
        let regions: BTreeMap<Uuid, RegionCode> = places
            .iter()
            .map(|one| (one.id, one.setup.region))
            .collect();
        let mut groups: BTreeMap<Vec<GroupValue>, (Uuid, Measures)> = BTreeMap::new();
        let mut total = Measures::default();
        for part in parts {
            total.add(&part.measures)?;
            let mut values = part.values.into_iter();
            let region = regions.get(&part.jurisdiction).copied();
            let keys = by.iter().map(|dimension| match dimension {
                Dimension::Jurisdiction => division(region),
                Dimension::Prefecture => division(region.and_then(RegionCode::prefecture)),
                Dimension::Province => division(region.map(RegionCode::province)),
                _ => values.next().unwrap_or(GroupValue::Unknown),
            });
            let group = groups
                .entry(keys.collect())
                .or_insert_with(|| (part.jurisdiction, Measures::default()));
            group.0 = group.0.min(part.jurisdiction);
            group.1.add(&part.measures)?;
        }
        // Grouped by nothing, all of it is the total.
        if by.is_empty() {
            groups.clear();
        }
        Ok(Self { groups, total })
    }

    /// The groups in an order, as many as are wanted.
    pub(super) fn ordered(self, order: GroupOrder, first: Option<usize>) -> Vec<Named> {
        let named = |(values, (jurisdiction, measures))| Named {
            values,
            jurisdiction,
            measures,
        };
        let mut groups: Vec<Named> = self.groups.into_iter().map(named).collect();
        if order == GroupOrder::Count {
            groups.sort_by_key(|group| Reverse(group.measures.count));
        }
        groups.truncate(first.unwrap_or(usize::MAX));
        groups
    }
}

fn division(region: Option<RegionCode>) -> GroupValue {
    region.map_or(GroupValue::Unknown, GroupValue::Region)
}
