use chrono::NaiveDate;

/// A small deterministic source of variety (splitmix64), the same on every machine and release.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the choices.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let last = choices.len() as u64 - 1;
        &choices[self.between(0, last) as usize]
    }
}

/// An hour and minute of a day within office hours; of today the first, for whatever the clock says
/// now, nothing is told of before it took place.
pub(super) fn moment(dice: &mut Dice, day: NaiveDate, today: NaiveDate) -> (u64, u64) {
    let moment = (dice.between(9, 17), dice.between(0, 59));
    if day < today { moment } else { (0, 0) }
}
