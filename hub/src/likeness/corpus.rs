use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::frequency::Frequencies;
use super::key::Key;
use super::profile::Profile;

/// Projects by their keys, in memory: those of a page that are not written yet, or all of a
/// jurisdiction where none is asked. Of a project it holds its keys, at most 80, and not its name.
#[derive(Clone, Debug)]
pub struct Corpus<T> {
    projects: BTreeMap<T, Vec<Key>>,
    by_key: HashMap<Key, BTreeSet<T>>,
}

impl<T> Default for Corpus<T> {
    fn default() -> Self {
        Self {
            projects: BTreeMap::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<T: Copy + Ord> Corpus<T> {
    /// Puts a project in, in place of what was known of it.
    pub fn put(&mut self, project: T, profile: &Profile) {
        self.remove(project);
        let keys = profile.keys();
        for key in &keys {
            self.by_key.entry(*key).or_default().insert(project);
        }
        self.projects.insert(project, keys);
    }

    /// Takes a project out; one that is not in makes no difference.
    pub fn remove(&mut self, project: T) {
        for key in self.projects.remove(&project).unwrap_or_default() {
            if let Some(holding) = self.by_key.get_mut(&key) {
                holding.remove(&project);
                if holding.is_empty() {
                    self.by_key.remove(&key);
                }
            }
        }
    }

    /// The projects that are worth comparing with a record, in their order.
    #[must_use]
    pub fn candidates(&self, record: &Profile) -> Vec<T> {
        let asks = record.asks(self);
        let found = asks.iter().filter_map(|key| self.by_key.get(key)).flatten();
        let found: BTreeSet<T> = found.copied().collect();
        found.into_iter().collect()
    }
}

impl<T> Frequencies for Corpus<T> {
    fn projects(&self) -> u64 {
        self.projects.len() as u64
    }

    fn holding(&self, key: Key) -> u64 {
        self.by_key
            .get(&key)
            .map_or(0, |holding| holding.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Places, Told};
    use super::*;

    fn profile(name: &str) -> Profile {
        Profile::new(
            &Told {
                name,
                ..Told::default()
            },
            &Places::default(),
        )
    }

    #[test]
    fn a_project_is_found_as_it_is_called_now_and_not_once_it_is_out() {
        let (was, is) = (profile("渣土车监管"), profile("泵站远程调度"));
        let mut corpus = Corpus::default();
        corpus.put(1, &was);
        assert_eq!(corpus.candidates(&was), [1]);
        corpus.put(1, &is);
        assert_eq!(
            (corpus.candidates(&was), corpus.candidates(&is)),
            (vec![], vec![1])
        );
        corpus.remove(1);
        corpus.remove(2);
        assert_eq!(corpus.candidates(&is), [0; 0]);
        assert!(corpus.by_key.is_empty());
        assert_eq!(corpus.projects(), 0);
    }

    #[test]
    fn those_of_one_unit_and_year_are_looked_at_where_they_are_few() {
        let places = Places::default();
        let of = |name: &str| {
            let told = Told {
                name,
                unit: Some("财政局"),
                year: Some(2024),
                ..Told::default()
            };
            Profile::new(&told, &places)
        };
        let record = of("甲乙丙丁");
        let mut corpus = Corpus::default();
        for project in 0..60 {
            corpus.put(project, &of(&format!("渣土车{project}")));
        }
        assert_eq!(corpus.candidates(&record).len(), 60);
        corpus.put(60, &of("渣土车六十"));
        assert_eq!(corpus.candidates(&record), [0; 0]);
    }
}
