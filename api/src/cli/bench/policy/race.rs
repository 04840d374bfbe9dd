use std::hint::black_box;
use std::time::{Duration, Instant};

use shuniu_hub::policy::Truth;

/// One way to judge the same conditions over the same fact sheets.
pub(super) trait Side {
    /// Judges all conditions on one sheet; what `found` held before is gone.
    fn judge(&self, sheet: usize, found: &mut Vec<Truth>);
}

/// How long one pass over all sheets takes a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tried {
    pass: Duration,
}

impl Tried {
    #[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    pub(super) fn per_second(self, things: usize) -> f64 {
        things as f64 / self.pass.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Lets the sides pass over all sheets in turn for so long, at least once each, after a pass that
/// is not timed. Half of a side's passes took no longer than what is told of it.
pub(super) fn race(sides: &[&dyn Side], sheets: usize, long: Duration) -> Vec<Tried> {
    let mut found = Vec::new();
    let mut pass = |side: &dyn Side| {
        let began = Instant::now();
        for sheet in 0..sheets {
            side.judge(sheet, &mut found);
            black_box(&found);
        }
        began.elapsed()
    };
    for side in sides {
        pass(*side);
    }
    let mut passes: Vec<Vec<Duration>> = vec![Vec::new(); sides.len()];
    let began = Instant::now();
    loop {
        for (side, passes) in sides.iter().zip(&mut passes) {
            passes.push(pass(*side));
        }
        if began.elapsed() >= long {
            break;
        }
    }
    let median = |mut passes: Vec<Duration>| {
        passes.sort_unstable();
        passes.get(passes.len() / 2).copied().unwrap_or_default()
    };
    let medians = passes.into_iter().map(median);
    medians.map(|pass| Tried { pass }).collect()
}
