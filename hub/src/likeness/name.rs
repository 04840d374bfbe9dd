use unicode_normalization::UnicodeNormalization as _;

use super::frequency::common;
use super::key::Key;
use super::mark::Marks;
use super::phase::starts;
use super::places::Places;
use super::short::in_one_way;
use super::subject::Subjects;
use super::work::Works;
use crate::name::fold;

/// Most letters of a name that are compared.
const LONGEST: usize = 64;

/// Words that hardly any name of the kind is without: the core of a name is the rest.
const EMPTY: &[&str] = &[
    "信息化",
    "数字化",
    "智能化",
    "一体化",
    "政府采购",
    "项目",
    "系统",
    "平台",
    "建设",
    "采购",
    "服务",
    "工程",
    "智慧",
    "数字",
    "智能",
    "综合",
    "管理",
    "信息",
    "软件",
    "互联网",
    "云",
    "年度",
    "运行维护",
    "监理",
    "升级",
    "改造",
    "等级保护",
    "测评",
];

/// Words that others put in, leave out or replace by another of them.
const LOOSE: &[&str] = &[
    "信息化",
    "数字化",
    "智能化",
    "一体化",
    "政府采购",
    "项目",
    "系统",
    "平台",
    "建设",
    "采购",
    "服务",
    "工程",
    "智慧",
    "数字",
    "智能",
    "综合",
    "管理",
    "信息",
    "软件",
    "互联网",
    "年度",
    "云平台",
];

/// Two letters that stand side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bigram {
    pub(super) key: Key,
    /// Of a thousand names anywhere, how many hold it.
    pub(super) common: u16,
    /// Whether one of the letters is of a word that others put in or leave out at will.
    pub(super) loose: bool,
    /// Whether both are.
    pub(super) empty: bool,
}

/// The name of a project, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// What is left without marks and places, in one way.
    pub(super) letters: Vec<char>,
    /// In their order: the first is of the first two letters.
    pub(super) bigrams: Vec<Bigram>,
    /// Each once, by their keys.
    pub(super) sorted: Vec<Bigram>,
    /// The letters without words that most names have.
    pub(super) core: String,
    pub(super) marks: Marks,
    pub(super) works: Works,
    pub(super) subjects: Subjects,
}

impl Name {
    pub(super) fn of(name: &str, places: &Places) -> Self {
        let plain = name.nfkc().filter(|letter| !letter.is_whitespace());
        let plain: Vec<char> = plain
            .flat_map(char::to_lowercase)
            .take(LONGEST * 4)
            .collect();
        let (marks, rest) = Marks::take(&plain);
        let text = in_one_way(&places.cleared(&fold(&rest)));
        let letters: Vec<char> = text.chars().take(LONGEST).collect();
        let loose = loose(&letters);
        let bigram = |(pair, loose): (&[char], &[bool])| Bigram {
            key: Key::bigram(pair[0], pair[1]),
            common: common(pair[0], pair[1]),
            loose: loose[0] || loose[1],
            empty: loose[0] && loose[1],
        };
        let pairs = letters.windows(2).zip(loose.windows(2));
        let bigrams: Vec<Bigram> = pairs.map(bigram).collect();
        let mut sorted = bigrams.clone();
        // Of those with one key the one that tells least stays.
        sorted.sort_unstable_by_key(|one| (one.key, !one.empty, !one.loose));
        sorted.dedup_by_key(|one| one.key);
        let mut core = text.clone();
        for word in EMPTY {
            core = core.replace(word, "");
        }
        let (works, subjects) = (Works::of(&text), Subjects::of(&text));
        Self {
            letters,
            bigrams,
            sorted,
            core,
            marks,
            works,
            subjects,
        }
    }

    pub(super) fn find(&self, key: Key) -> Option<&Bigram> {
        let at = self.sorted.binary_search_by_key(&key, |one| one.key).ok()?;
        self.sorted.get(at)
    }
}

/// For each letter, whether it is of a loose word.
fn loose(letters: &[char]) -> Vec<bool> {
    let mut loose = vec![false; letters.len()];
    for word in LOOSE {
        let length = word.chars().count();
        for at in 0..(letters.len() + 1).saturating_sub(length) {
            if starts(&letters[at..], word) {
                loose[at..at + length].fill(true);
            }
        }
    }
    loose
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::of(text, &Places::new(["亭湖区", "盐城市"]))
    }

    #[test]
    fn what_is_written_otherwise_is_the_same_name() {
        let plain = name("亭湖区智慧城管信息化项目（二期）");
        let other = name("盐城市亭湖区智慧城市管理　信息化项目Ⅱ期");
        assert_eq!(plain.letters, other.letters);
        assert_eq!(plain.marks, other.marks);
        assert_eq!(plain.core, "城市");
    }

    #[test]
    fn of_a_pair_that_stands_twice_the_place_where_it_tells_least_counts() {
        let pair = Key::bigram('理', '信');
        for text in ["整理信访管理信息", "管理信息整理信访"] {
            assert!(name(text).find(pair).is_some_and(|pair| pair.empty));
        }
    }

    #[test]
    fn a_name_without_end_is_cut() {
        let long = name(&"渣土车监管".repeat(1000));
        assert_eq!(long.letters.len(), LONGEST);
        assert!(name("").letters.is_empty());
    }
}
