use std::collections::BTreeSet;

use super::amount::{Amount, Of};
use super::frequency::{Frequencies, log2};
use super::key::Key;
use super::name::Name;
use super::places::Places;
use super::unit::Unit;

/// What is said of a project, by those who have it on record or by a record of an outside system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// As it is written.
    pub name: &'a str,
    /// Whose project it is: 建设单位, 采购人.
    pub unit: Option<&'a str>,
    /// That unit's unified social credit code.
    pub credit_code: Option<&'a str>,
    /// What is said of money, of the whole or of a part of it.
    pub amounts: &'a [Amount],
    /// The year of the approval, of the budget or of the paper.
    pub year: Option<i32>,
}

/// What is compared of a project or a record, made once.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(super) name: Name,
    pub(super) unit: Unit,
    pub(super) amounts: Vec<Amount>,
    pub(super) year: Option<i32>,
}

/// Most amounts that are compared of one side.
const AMOUNTS: usize = 6;
/// A sum and one greater by a tenth are side by side; in thousandths of a power of two.
const BUCKET: i32 = 138;
/// Sums of 10,000 yuan or a multiple of it tell nobody apart.
const ROUND: i64 = 1_000_000;
/// Most projects looked at because of pairs of characters.
const BY_NAME: u64 = 90;
/// Most pairs of characters asked for.
const PAIRS: usize = 8;
/// A key that more projects have is not asked for, unless it is of two characters.
const CROWD: u64 = 60;

impl Profile {
    /// Takes apart what is said, in a place.
    #[must_use]
    pub fn new(told: &Told<'_>, places: &Places) -> Self {
        let mut amounts: Vec<Amount> = told.amounts.to_vec();
        amounts.retain(|amount| amount.fen > 0);
        amounts.sort_unstable();
        amounts.dedup();
        amounts.truncate(AMOUNTS);
        Self {
            name: Name::of(told.name, places),
            unit: Unit::of(told.unit, told.credit_code, places),
            amounts,
            year: told.year,
        }
    }

    /// What is stored for a project, so that records find it: each once, sorted, at most 80.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.pairs().collect();
        keys.extend(self.core());
        if let Some(unit) = self.unit.stem() {
            keys.extend(self.years().map(|year| Key::unit_year(&unit, year)));
            let buckets = self.amounts.iter().map(|amount| bucket(amount.fen));
            keys.extend(buckets.map(|bucket| Key::unit_sum(&unit, bucket)));
        }
        keys.extend(self.sums());
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// What is looked up for a record: those of its keys, and of the sums and years next to its
    /// own, that few projects have. Each once, sorted. Whoever answers needs the frequencies of
    /// [`Profile::considered`].
    #[must_use]
    pub fn asks(&self, frequencies: &impl Frequencies) -> Vec<Key> {
        let mut asks: BTreeSet<Key> = self.narrow().collect();
        asks.retain(|key| (1..=CROWD).contains(&frequencies.holding(*key)));
        let pairs = self.name.sorted.iter();
        let pairs = pairs.map(|one| (frequencies.holding(one.key), one.key));
        let mut pairs: Vec<(u64, Key)> = pairs.filter(|(holding, _)| *holding > 0).collect();
        pairs.sort_unstable();
        let mut looked_at = 0;
        for (holding, key) in pairs.into_iter().take(PAIRS) {
            looked_at += holding;
            if looked_at > BY_NAME {
                break;
            }
            asks.insert(key);
        }
        asks.into_iter().collect()
    }

    /// All keys whose frequencies are asked for to tell what to look up, and to compare. Each
    /// once, sorted.
    #[must_use]
    pub fn considered(&self) -> Vec<Key> {
        let keys: BTreeSet<Key> = self.pairs().chain(self.narrow()).collect();
        keys.into_iter().collect()
    }

    /// The pairs of characters of the name, whose frequencies are asked for to compare. Each once,
    /// sorted.
    pub fn pairs(&self) -> impl Iterator<Item = Key> {
        self.name.sorted.iter().map(|one| one.key)
    }

    /// What tells a project so well that a record that came before it waits for one that has it: a
    /// sum, the name without what half of all names hold, its unit with its year. At most 12.
    #[must_use]
    pub fn telling(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.core().into_iter().chain(self.sums()).collect();
        if let Some(unit) = self.unit.stem() {
            keys.extend(self.years().map(|year| Key::unit_year(&unit, year)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// What such a record waits for: one of these a project would tell that it may be linked to.
    #[must_use]
    pub fn awaited(&self) -> Vec<Key> {
        let mut keys = self.telling();
        if let Some(unit) = self.unit.stem() {
            keys.extend(self.years().map(|year| Key::unit_year(&unit, year - 1)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn narrow(&self) -> impl Iterator<Item = Key> {
        let mut keys: Vec<Key> = self.core().into_iter().chain(self.sums()).collect();
        if let Some(unit) = self.unit.stem() {
            let years = self.years().flat_map(|year| year - 1..=year);
            keys.extend(years.map(|year| Key::unit_year(&unit, year)));
            for amount in &self.amounts {
                let at = bucket(amount.fen);
                // What was agreed on is mostly up to a fifth under what might be spent.
                let last = if amount.of == Of::Budget {
                    at + 1
                } else {
                    at + 2
                };
                keys.extend((at - 1..=last).map(|at| Key::unit_sum(&unit, at)));
            }
        }
        keys.into_iter()
    }

    fn core(&self) -> Option<Key> {
        let core = &self.name.core;
        (!core.is_empty()).then(|| Key::core(core))
    }

    /// The year it is of, and those that its name says.
    fn years(&self) -> impl Iterator<Item = i32> {
        let said = self.name.marks.span.map(|(first, _)| first);
        let years: BTreeSet<i32> = self.year.into_iter().chain(said).collect();
        years.into_iter()
    }

    fn sums(&self) -> impl Iterator<Item = Key> {
        let odd = self.amounts.iter().filter(|amount| amount.fen % ROUND != 0);
        odd.map(|amount| Key::sum(amount.fen))
    }
}

fn bucket(fen: i64) -> i32 {
    log2(fen.unsigned_abs()) / BUCKET
}
