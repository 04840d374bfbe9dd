use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::key::Key;

/// How many projects of a jurisdiction there are, and how many of them have a key.
///
/// Whoever stores the keys of projects keeps a count per key beside them and brings it in step in
/// the same transaction, so that the same records give the same answer wherever a run was cut off.
pub trait Frequencies {
    /// All projects whose keys are stored.
    fn projects(&self) -> u64;
    /// Those of them that have the key.
    fn holding(&self, key: Key) -> u64;
}

/// As many projects as are taken for granted where few are on record: their names hold the words
/// below as often as everywhere.
const GRANTED: u64 = 256;
/// Most that one pair of characters tells, in thousandths of a bit: one that nobody else has may be
/// a slip of the pen.
const MOST: i32 = 9000;

/// Of a thousand names, how many hold a word.
const USUAL: &[(&str, u16)] = &[
    ("项目", 600),
    ("建设", 400),
    ("系统", 350),
    ("平台", 350),
    ("采购", 300),
    ("信息", 300),
    ("信息化", 250),
    ("服务", 250),
    ("管理", 250),
    ("智慧", 150),
    ("工程", 120),
    ("数据", 120),
    ("数字", 120),
    ("数字化", 100),
    ("综合", 100),
    ("一体化", 80),
    ("运行维护", 120),
    ("升级", 80),
    ("改造", 80),
    ("升级改造", 60),
    ("监管", 80),
    ("政府采购", 40),
    ("应用", 60),
    ("软件", 60),
    ("设备", 60),
    ("智能", 60),
    ("云平台", 40),
    ("信息系统", 120),
    ("管理系统", 100),
    ("管理平台", 80),
    ("信息化项目", 100),
    ("建设项目", 150),
    ("采购项目", 150),
    ("服务项目", 80),
    ("信息化建设", 80),
    ("平台建设", 80),
    ("系统建设", 80),
    ("政务", 80),
    ("监控", 50),
    ("视频监控", 50),
    ("监测", 40),
    ("指挥", 40),
    ("网络", 60),
    ("安全", 80),
    ("监理", 60),
    ("等级保护", 60),
    ("测评", 60),
    ("中心", 60),
    ("城市", 40),
    ("公共", 40),
];

static COMMON: LazyLock<BTreeMap<(char, char), u16>> = LazyLock::new(|| {
    let mut common = BTreeMap::new();
    for (word, share) in USUAL {
        let pairs = word.chars().zip(word.chars().skip(1));
        for pair in pairs {
            let held = common.entry(pair).or_insert(0);
            *held = (*share).max(*held);
        }
    }
    common
});

/// Of a thousand names anywhere, how many hold the pair of characters.
pub(super) fn common(first: char, second: char) -> u16 {
    COMMON.get(&(first, second)).copied().unwrap_or_default()
}

/// What a key tells that `holding` of `projects` have, in thousandths of a bit; `common` of a
/// thousand are expected to have it anywhere.
#[must_use]
pub fn rarity(projects: u64, holding: u64, common: u16) -> i32 {
    let all = (projects + GRANTED) * 1000;
    let with = holding * 1000 + GRANTED * u64::from(common) + 500;
    (log2(all) - log2(with)).clamp(0, MOST)
}

/// In thousandths, rounded down. By whole numbers alone, so that it is the same on every machine.
pub(super) fn log2(of: u64) -> i32 {
    let Some(whole) = of.checked_ilog2() else {
        return 0;
    };
    let mut mantissa = (of << (63 - whole)) >> 32;
    let mut part = 0;
    for _ in 0..10 {
        mantissa = (mantissa * mantissa) >> 31;
        let over = mantissa >> 32;
        part = part * 2 + i32::try_from(over).unwrap_or_default();
        mantissa >>= over;
    }
    i32::try_from(whole).unwrap_or_default() * 1000 + part * 1000 / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_book() {
        assert_eq!(log2(0), 0);
        assert_eq!(log2(1), 0);
        assert_eq!(log2(1024), 10_000);
        assert_eq!(log2(3), 1584);
        assert_eq!(log2(1_000_000), 19_930);
    }

    #[test]
    fn what_few_have_tells_more_and_usual_words_tell_little_even_where_there_are_few_projects() {
        assert!(rarity(20_000, 3, 0) > rarity(20_000, 300, 0));
        assert!(rarity(5, 2, common('系', '统')) < 2000);
        assert!(rarity(5, 2, common('渣', '土')) > 6000);
        assert!(rarity(20_000, 20_000, 0) < 30);
    }
}
