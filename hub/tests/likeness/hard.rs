use std::collections::BTreeSet;

use super::record::Of;

/// One side of a pair made by hand.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) amounts: Vec<(Of, i64)>,
    pub(crate) year: i32,
}

/// Two sides, and whether they are of one project.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) left: Side,
    pub(crate) right: Side,
    pub(crate) same: bool,
    pub(crate) why: &'static str,
}

/// The pairs of `hard.csv`.
pub(crate) fn pairs() -> Vec<Pair> {
    let rows = include_str!("hard.csv").lines().skip(1);
    let pair = |row: &'static str| {
        let cells: Vec<&str> = row.split(',').collect();
        let [left @ .., truth, why] = cells.as_slice() else {
            panic!("too short: {row}");
        };
        let same = match *truth {
            "same" => true,
            "different" => false,
            _ => panic!("neither same nor different: {row}"),
        };
        Pair {
            left: side(&left[..4]),
            right: side(&left[4..]),
            same,
            why,
        }
    };
    rows.map(pair).collect()
}

fn side(cells: &[&'static str]) -> Side {
    let [name, unit, amount, year] = cells else {
        panic!("not four cells: {cells:?}");
    };
    let of = [
        ("预算", Of::Budget),
        ("中标", Of::Award),
        ("合同", Of::Contract),
    ];
    let (of, wan) = of
        .iter()
        .find_map(|(word, of)| Some((*of, amount.strip_prefix(word)?)))
        .expect("an amount says what it is of");
    // A person wrote full-width digits into one of the amounts.
    let plain = |letter: char| match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - 0xfee0).expect("a digit"),
        _ => letter,
    };
    let wan: String = wan.chars().map(plain).collect();
    let (whole, part) = wan.split_once('.').unwrap_or((&wan, ""));
    let fen: i64 = format!("{whole}{part:0<6}")
        .parse()
        .expect("an amount in 万元");
    Side {
        name,
        unit,
        amounts: vec![(of, fen)],
        year: year.parse().expect("a year"),
    }
}

#[test]
fn two_hundred_pairs_are_made_by_hand_and_each_is_another() {
    let pairs = pairs();
    assert_eq!(pairs.len(), 200);
    let same = pairs.iter().filter(|pair| pair.same).count();
    assert!((90..=110).contains(&same), "{same}");
    let apart: BTreeSet<_> = pairs.iter().map(|pair| (&pair.left, &pair.right)).collect();
    assert_eq!(apart.len(), 200);
    assert!(
        pairs
            .iter()
            .all(|pair| pair.left != pair.right && !pair.why.is_empty())
    );
    assert_eq!(pairs[0].right.amounts, [(Of::Contract, 305_800_000)]);
}
