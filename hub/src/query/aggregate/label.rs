use std::collections::BTreeMap;

use shuniu_entities::Key;
use shuniu_policy::RegionCode;
use shuniu_policy::assessment::Status;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::dimension::{Dimension, Group, GroupKey, GroupValue};
use super::fold::Named;
use crate::command::PaymentKind;
use crate::fault::Fault;
use crate::query::view::View;

impl View {
    /// Names what the groups have, as their jurisdictions do.
    pub(super) async fn labelled(
        &self,
        groups: Vec<Named>,
        by: &[Dimension],
    ) -> Result<Vec<Group>, Fault> {
        let places = self.hub().known_jurisdictions();
        let places: BTreeMap<RegionCode, &str> = places
            .iter()
            .map(|one| (one.setup.region, one.setup.name.as_str()))
            .collect();
        let named = groups.iter().flat_map(|group| &group.values);
        let mut units: Vec<Key> = named
            .filter_map(|value| match value {
                GroupValue::Organization(key) => Some(*key),
                _ => None,
            })
            .collect();
        units.sort_unstable();
        units.dedup();
        let units = if units.is_empty() {
            Vec::new()
        } else {
            self.organizations(&units).await?
        };
        let units: BTreeMap<Key, String> =
            units.into_iter().map(|row| (row.key(), row.name)).collect();
        let group = |group: Named| {
            let keys = by.iter().zip(group.values).map(|(dimension, value)| {
                let label = match &value {
                    GroupValue::Unknown => None,
                    GroupValue::Region(code) => {
                        let known = places.get(code).copied().or_else(|| code.name());
                        known.map(ToOwned::to_owned)
                    }
                    GroupValue::Organization(key) => units.get(key).cloned(),
                    GroupValue::Word(word) => self.name_of(*dimension, group.jurisdiction, word),
                };
                GroupKey {
                    dimension: *dimension,
                    value,
                    label,
                }
            });
            Group {
                keys: keys.collect(),
                measures: group.measures,
            }
        };
        Ok(groups.into_iter().map(group).collect())
    }

    /// What the law of the jurisdiction calls it.
    fn name_of(&self, dimension: Dimension, jurisdiction: Uuid, word: &str) -> Option<String> {
        let law = self.hub().local_law(jurisdiction);
        let value_of = |fact: &str| {
            let defined = law.vocabulary().get(Family::Fact, fact)?;
            Some(defined.value_zh(word).to_owned())
        };
        match dimension {
            Dimension::ProjectType => value_of("project_type"),
            Dimension::BuildNature => value_of("build_nature"),
            Dimension::Stage => {
                let mut stages = law.packs().iter().rev().flat_map(|pack| &pack.stages);
                Some(stages.find(|stage| stage.key == word)?.zh.clone())
            }
            Dimension::Pack => {
                let mut packs = law.packs().iter();
                Some(packs.find(|pack| pack.id == word)?.title.clone())
            }
            Dimension::Provision => {
                let (pack, provision) = law.provision(word)?;
                Some(format!("{} {}", pack.title, provision.article))
            }
            Dimension::Status => Some(Status::parse(word)?.zh().to_owned()),
            Dimension::PaymentKind => {
                let kind = PaymentKind::ALL.iter().find(|one| one.as_str() == word)?;
                Some(kind.zh().to_owned())
            }
            _ => None,
        }
    }
}
