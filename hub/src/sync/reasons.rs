use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::RecordError;
use shuniu_policy::pack::Bilingual;

use super::null;

/// Most kinds that are told apart; a stream that fails in more ways fails of something else.
const KINDS: usize = 100;

/// Most kinds that are told.
const TOLD: usize = 10;

/// Why records were set aside: one kind of reason at one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideReason {
    /// Kind of reason.
    pub code: String,
    /// Field at fault, as a JSON pointer; empty for the record as a whole.
    pub path: String,
    /// How many records.
    pub count: i64,
    /// The first of them, as its system calls it.
    pub example: String,
    /// What is wrong with that one.
    pub reason: Bilingual,
    /// How to mend it.
    pub mend: Bilingual,
}

/// Why records were set aside, by kind and field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    kinds: Vec<AsideReason>,
    /// Records of further kinds, which are not told apart.
    others: i64,
}

impl Reasons {
    /// Notes why a record was set aside.
    pub(super) fn note(&mut self, external_id: &str, error: &RecordError) {
        // They quote what was received.
        let shown = |text: &String| null::shown(text.clone());
        self.count(AsideReason {
            code: error.reason.code.clone(),
            path: shown(&error.path),
            count: 1,
            example: null::shown(external_id.to_owned()),
            reason: Bilingual {
                zh: shown(&error.reason.zh),
                en: shown(&error.reason.en),
            },
            mend: (*error.mend).clone(),
        });
    }

    /// Counts others on top.
    pub fn add(&mut self, more: Self) {
        self.others += more.others;
        for one in more.kinds {
            self.count(one);
        }
    }

    fn count(&mut self, more: AsideReason) {
        let alike = |one: &&mut AsideReason| one.code == more.code && one.path == more.path;
        if let Some(one) = self.kinds.iter_mut().find(alike) {
            one.count += more.count;
        } else if self.kinds.len() < KINDS {
            self.kinds.push(more);
        } else {
            self.others += more.count;
        }
    }

    /// The most frequent kinds, at most ten of them.
    #[must_use]
    pub fn told(&self) -> Vec<&AsideReason> {
        let mut kinds: Vec<&AsideReason> = self.kinds.iter().collect();
        // Stable, so that of two that are as frequent the one that came first does so here.
        kinds.sort_by_key(|one| std::cmp::Reverse(one.count));
        kinds.truncate(TOLD);
        kinds
    }

    /// Records of the kinds that are not told.
    #[must_use]
    pub fn untold(&self) -> i64 {
        let told: i64 = self.told().iter().map(|one| one.count).sum();
        let all: i64 = self.kinds.iter().map(|one| one.count).sum();
        all - told + self.others
    }
}

#[cfg(test)]
mod tests {
    use shuniu_connectors::contract::Misfit;

    use super::*;

    fn noted(path: &str, times: usize) -> Reasons {
        let mut reasons = Reasons::default();
        for at in 0..times {
            let error = RecordError::new(path, &Misfit::Missing);
            reasons.note(&format!("{path}-{at}"), &error);
        }
        reasons
    }

    #[test]
    fn the_most_frequent_ten_are_told_and_the_others_counted() {
        let mut reasons = Reasons::default();
        for at in 0..KINDS + 5 {
            reasons.add(noted(&format!("/f{at}"), 1));
        }
        reasons.add(noted("/f7", 2));
        let told = reasons.told();
        assert_eq!(told.len(), TOLD);
        assert_eq!((told[0].path.as_str(), told[0].count), ("/f7", 3));
        assert_eq!(told[0].example, "/f7-0");
        assert_eq!(told[1].path, "/f0");
        let all = i64::try_from(KINDS).unwrap() + 5 + 2;
        assert_eq!(reasons.untold(), all - 3 - 9);
    }
}
