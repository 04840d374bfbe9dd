use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::offered::{Offered, codes_differ, taken_out};
use crate::likeness::{Band, Corpus, Frequencies, Key, Likeness, Profile, choose, score};

/// A project that records are compared with.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) profile: Profile,
    /// Its project code.
    pub(super) code: Option<String>,
}

/// The projects that the records of a page are worth being compared with.
#[derive(Clone, Debug, Default)]
pub(in crate::sync) struct Alike {
    pub(super) places: Vec<String>,
    /// How many projects have a key.
    pub(super) counts: HashMap<Key, u64>,
    pub(super) projects: u64,
    pub(super) holding: HashMap<Key, Vec<Uuid>>,
    pub(super) stored: BTreeMap<Uuid, Candidate>,
    /// Those of this transaction, which are not written yet.
    pub(super) corpus: Corpus<Uuid>,
    pub(super) here: BTreeMap<Uuid, Candidate>,
}

/// What becomes of a record beside all projects that it was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sync) struct Compared {
    /// Whether it is of one project, perhaps of some, or of none that may be its own.
    pub(in crate::sync) band: Band,
    /// Those to show, best first; of one that is linked that project alone.
    pub(in crate::sync) offered: Vec<Offered>,
}

impl Frequencies for Alike {
    fn projects(&self) -> u64 {
        self.projects
    }

    fn holding(&self, key: Key) -> u64 {
        self.counts.get(&key).copied().unwrap_or_default()
    }
}

impl Alike {
    pub(in crate::sync) fn places(&self) -> &[String] {
        &self.places
    }

    /// Takes a project in that this transaction entered, so that the next record is compared with
    /// it.
    pub(in crate::sync) fn enter(&mut self, project: Uuid, profile: Profile, code: Option<String>) {
        self.corpus.put(project, &profile);
        self.here.insert(project, Candidate { profile, code });
    }

    /// Compares a record with all that are worth it. Where it bears a code, a project with another
    /// one is not its own, and where a person took it out of one, it is not linked there again;
    /// both are shown all the same, with the reason.
    pub(in crate::sync) fn compare(
        &self,
        record: &Profile,
        code: Option<&str>,
        barred: &BTreeSet<Uuid>,
    ) -> Compared {
        let asks = record.asks(self);
        let stored = asks
            .iter()
            .filter_map(|key| self.holding.get(key))
            .flatten();
        let mut found: BTreeSet<Uuid> = stored.copied().collect();
        found.extend(self.corpus.candidates(record));
        let found = found.into_iter().filter_map(|id| {
            let candidate = self.here.get(&id).or_else(|| self.stored.get(&id))?;
            Some((id, candidate, score(record, &candidate.profile, self)))
        });
        let found: Vec<(Uuid, &Candidate, Likeness)> = found.collect();
        let is_other = |candidate: &Candidate| {
            let codes = code.zip(candidate.code.as_deref());
            codes.is_some_and(|(one, other)| one != other)
        };
        let all: Vec<(Uuid, Likeness)> = found.iter().map(|one| (one.0, one.2.clone())).collect();
        let own = found
            .iter()
            .filter(|(id, candidate, _)| !is_other(candidate) && !barred.contains(id));
        let own: Vec<(Uuid, Likeness)> = own.map(|one| (one.0, one.2.clone())).collect();
        let (own, all) = (choose(&own), choose(&all));
        // One as near that it cannot be of casts doubt all the same.
        let band = if own.band == Band::Link && all != own {
            Band::Review
        } else {
            own.band
        };
        let offered = all.offered.iter().filter_map(|id| {
            let (_, candidate, likeness) = found.iter().find(|(one, ..)| one == id)?;
            let parts = likeness.parts.iter();
            let mut reasons: Vec<_> = parts
                .map(|part| part.said(record, &candidate.profile))
                .collect();
            if let Some((one, other)) = code
                .zip(candidate.code.as_deref())
                .filter(|_| is_other(candidate))
            {
                reasons.push(codes_differ(one, other));
            }
            if barred.contains(id) {
                reasons.push(taken_out());
            }
            Some(Offered {
                project: *id,
                likeness: likeness.of_names(),
                score: likeness.score,
                reasons,
            })
        });
        Compared {
            band,
            offered: offered.collect(),
        }
    }
}
