use shuniu_policy::Fen;

use super::dice::Dice;
use crate::investment_approval::AmountText;

/// Amounts on, just below and just above every threshold of the five regulations, in 分.
const AROUND_THRESHOLDS: [i64; 20] = [
    20_000_000,
    38_600_000,
    49_999_999,
    50_000_000,
    50_000_001,
    76_500_000,
    99_999_999,
    100_000_000,
    100_000_001,
    118_000_000,
    186_000_000,
    264_000_000,
    398_000_000,
    499_999_999,
    500_000_000,
    500_000_001,
    728_000_000,
    999_999_999,
    1_000_000_000,
    2_350_000_000,
];

/// The investment of the `index`-th project: every threshold comes around again and again.
pub(super) fn investment(index: usize) -> Fen {
    // A step that shares no factor with the length walks through all of them.
    Fen::new(AROUND_THRESHOLDS[index * 7 % AROUND_THRESHOLDS.len()])
}

/// The budget: the investment, sometimes with a reserve, so that the two fall on different sides
/// of a threshold.
pub(super) fn budget(investment: Fen, dice: &mut Dice) -> Fen {
    if dice.chance(70) {
        return investment;
    }
    let ten_thousand_yuan = 1_000_000;
    Fen::new((investment.get() / ten_thousand_yuan + 1) * ten_thousand_yuan)
}

/// A price a few per cent below, in whole yuan.
pub(super) fn price(ceiling: Fen, dice: &mut Dice) -> Fen {
    let per_mille = dice.between(915, 995) as i64;
    Fen::new(ceiling.get() / 1_000 * per_mille / 100 * 100)
}

/// Writes an amount as the platforms do: in yuan, or in ten thousand yuan.
pub(super) fn write(amount: Fen, in_wan_yuan: bool) -> AmountText {
    if !in_wan_yuan {
        return AmountText {
            number: amount.to_string(),
            unit: "元".into(),
        };
    }
    let (whole, rest) = (amount.get() / 1_000_000, amount.get() % 1_000_000);
    let number = format!("{whole}.{rest:06}");
    AmountText {
        number: number.trim_end_matches('0').trim_end_matches('.').into(),
        unit: "万元".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_the_same_in_both_units() {
        for fen in AROUND_THRESHOLDS.map(Fen::new) {
            assert_eq!(Fen::from_yuan(&write(fen, false).number), Ok(fen));
            assert_eq!(Fen::from_wan_yuan(&write(fen, true).number), Ok(fen));
        }
        assert_eq!(write(Fen::new(99_999_999), true).number, "99.999999");
        assert_eq!(write(Fen::new(100_000_000), true).number, "100");
    }

    #[test]
    fn every_threshold_occurs_among_twenty_projects() {
        let mut seen: Vec<i64> = (0..20).map(|index| investment(index).get()).collect();
        seen.sort_unstable();
        assert_eq!(seen, AROUND_THRESHOLDS);
    }
}
