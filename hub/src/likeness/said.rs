use shuniu_policy::pack::Bilingual;

use super::amount::Apart;
use super::profile::Profile;
use super::score::Part;
use super::shared::Only;
use super::sign::{Alike, Doing, Done, Marked, Sign, Sum, Years};
use super::unit::Same;
use super::work::{Work, Works};

impl Part {
    /// What the part says to the person who decides, of the two sides that were compared.
    #[must_use]
    pub fn said(&self, left: &Profile, right: &Profile) -> Bilingual {
        match self.sign {
            Sign::Name(alike) => name(alike, left, right),
            Sign::Phase(how) => {
                let (one, other) = (&left.name.marks.phases, &right.name.marks.phases);
                marked(how, ("期次", "phases"), &numbers(one), &numbers(other))
            }
            Sign::Lot(how) => {
                let (one, other) = (&left.name.marks.lots, &right.name.marks.lots);
                marked(how, ("标段", "lots"), &numbers(one), &numbers(other))
            }
            Sign::Span(how) => plain(span(how)),
            Sign::Number => {
                let (one, other) = (&left.name.marks.numbers, &right.name.marks.numbers);
                marked(
                    Marked::Differ,
                    ("编号", "numbers"),
                    &numbers(one),
                    &numbers(other),
                )
            }
            Sign::Subject => plain(("业务领域不同", "they are about different fields")),
            Sign::Work(done) => work(done),
            Sign::Unit(owned) => plain(unit(owned.0)),
            Sign::Amount(sum) => amount(sum),
            Sign::Year(0) => plain(("年份相同", "they are of the same year")),
            Sign::Year(years) => Bilingual {
                zh: format!("年份相差 {years} 年"),
                en: format!("{years} years lie between them"),
            },
        }
    }
}

fn plain((zh, en): (&str, &str)) -> Bilingual {
    Bilingual {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

fn name(alike: Alike, left: &Profile, right: &Profile) -> Bilingual {
    if alike.equal {
        return plain(("名称相同", "the names are the same"));
    }
    let (one, other) = (
        Only::of(&left.name, &right.name),
        Only::of(&right.name, &left.name),
    );
    let mut said = Bilingual {
        zh: format!("名称相近 {} %", alike.share / 10),
        en: format!("the names are alike to {} %", alike.share / 10),
    };
    let parts = [
        ("共有", "both have", one.runs(&left.name, false)),
        (
            "来件另有",
            "only the record has",
            one.runs(&left.name, true),
        ),
        (
            "项目另有",
            "only the project has",
            other.runs(&right.name, true),
        ),
    ];
    for (zh, en, runs) in parts {
        if !runs.is_empty() {
            said.zh += &format!("；{zh}“{}”", runs.join("”“"));
            said.en += &format!("; {en} “{}”", runs.join("”, “"));
        }
    }
    said
}

fn marked(how: Marked, (zh, en): (&str, &str), one: &str, other: &str) -> Bilingual {
    match how {
        Marked::Same => Bilingual {
            zh: format!("{zh}相同（{one}）"),
            en: format!("the {en} are the same ({one})"),
        },
        Marked::OneFirst | Marked::One => Bilingual {
            zh: format!("只有一方写明{zh}（{one}{other}）"),
            en: format!("only one side gives {en} ({one}{other})"),
        },
        Marked::Partly => Bilingual {
            zh: format!("{zh}只有部分相同（{one} / {other}）"),
            en: format!("the {en} are the same only in part ({one} / {other})"),
        },
        Marked::Differ => Bilingual {
            zh: format!("{zh}不同（{one} / {other}）"),
            en: format!("the {en} differ ({one} / {other})"),
        },
    }
}

/// What is counted by letters stands from 101.
fn numbers(numbers: &[u16]) -> String {
    let said = numbers.iter().map(|number| match *number {
        number @ 101..=126 => char::from_u32(u32::from(number) - 101 + u32::from('A'))
            .map_or_else(String::new, String::from),
        number => number.to_string(),
    });
    said.collect::<Vec<_>>().join("、")
}

fn span(how: Years) -> (&'static str, &'static str) {
    match how {
        Years::Same => ("名称中的年度相同", "the names give the same years"),
        Years::Partly => ("名称中的年度只有部分相同", "the years in the names overlap"),
        Years::Fits | Years::FitsYearly => (
            "一方名称中的年度与另一方的年份相符",
            "the year in one name is the year of the other side",
        ),
        Years::One => ("只有一方写明年度", "only one side gives a year"),
        Years::Near => (
            "一方名称中的年度与另一方的年份相差一年",
            "the year in one name is one off the year of the other side",
        ),
        Years::Differ => ("年度不同", "the years differ"),
        Years::Yearly => (
            "每年实施的项目，年份不同",
            "it is done every year, and the years differ",
        ),
        Years::YearlySame => (
            "每年实施的项目，名称未写年度，年份相同",
            "it is done every year; the names give no year, the years are the same",
        ),
        Years::YearlyUnknown => (
            "每年实施的项目，年度不明",
            "it is done every year, and nobody says in which",
        ),
    }
}

fn work(done: Done) -> Bilingual {
    let named = |works: Works| {
        let built = works.is_none();
        let zh = if built {
            "建设".to_owned()
        } else {
            works.named(Work::zh, "、")
        };
        let en = if built {
            "building".to_owned()
        } else {
            works.named(Work::en, ", ")
        };
        (zh, en)
    };
    let ((one_zh, one_en), (other_zh, other_en)) = (named(done.left), named(done.right));
    match done.how {
        Doing::Same => Bilingual {
            zh: format!("工作内容相同（{one_zh}）"),
            en: format!("the work is the same ({one_en})"),
        },
        Doing::Upgrade | Doing::Partly => Bilingual {
            zh: format!("工作内容不完全相同（{one_zh} / {other_zh}）"),
            en: format!("the work is not quite the same ({one_en} / {other_en})"),
        },
        Doing::Differ => Bilingual {
            zh: format!("工作内容不同（{one_zh} / {other_zh}）"),
            en: format!("the work differs ({one_en} / {other_en})"),
        },
    }
}

fn unit(same: Same) -> (&'static str, &'static str) {
    match same {
        Same::Code => (
            "单位的统一社会信用代码相同",
            "the units have the same credit code",
        ),
        Same::Name => ("单位相同", "the units are the same"),
        Same::Office => (
            "单位为同一机构的简称或原名称",
            "one unit is an old or short name of the other",
        ),
        Same::No => ("单位不同", "the units differ"),
        Same::Unknown => ("单位不明", "one side names no unit"),
    }
}

fn amount(Sum(apart): Sum) -> Bilingual {
    let percent = |permille: u16| format!("{}.{}", permille / 10, permille % 10);
    match apart {
        Apart::Equal | Apart::EqualRound | Apart::EqualVeryRound => {
            plain(("金额相同", "the amounts are the same"))
        }
        Apart::Alike(permille) => Bilingual {
            zh: format!("金额相差 {} %", percent(permille)),
            en: format!("the amounts are {} % apart", percent(permille)),
        },
        Apart::Share(9999) => plain((
            "中标或合同金额远高于预算",
            "what was agreed on is many times the budget",
        )),
        Apart::Share(permille) => Bilingual {
            zh: format!("中标或合同金额为预算的 {} %", percent(permille)),
            en: format!(
                "what was agreed on is {} % of the budget",
                percent(permille)
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, Corpus, Of, Places, Told, score};
    use super::*;

    #[test]
    fn a_person_sees_part_by_part_why() {
        let places = Places::new(["亭湖区"]);
        let of = |name, unit, of, fen| {
            let told = Told {
                name,
                unit: Some(unit),
                amounts: &[Amount { of, fen }],
                year: Some(2024),
                ..Told::default()
            };
            Profile::new(&told, &places)
        };
        let record = of(
            "智慧渣土车监管二期",
            "亭湖区城管局",
            Of::Contract,
            95_500_000,
        );
        let project = of(
            "亭湖区智慧渣土车管理平台（一期）",
            "亭湖区城市管理局",
            Of::Budget,
            100_000_000,
        );
        let likeness = score(&record, &project, &Corpus::<u8>::default());
        let said = likeness
            .parts
            .iter()
            .map(|part| part.said(&record, &project));
        let (zh, en): (Vec<_>, Vec<_>) = said.map(|said| (said.zh, said.en)).unzip();
        assert_eq!(
            zh,
            [
                "名称相近 76 %；共有“智慧渣土车”；来件另有“监管”；项目另有“管理平台”",
                "期次不同（2 / 1）",
                "单位为同一机构的简称或原名称",
                "中标或合同金额为预算的 95.5 %",
                "年份相同",
            ]
        );
        assert!(en[0].ends_with(
            "both have “智慧渣土车”; only the record has “监管”; only the project has “管理平台”"
        ));
        assert_eq!(en[1], "the phases differ (2 / 1)");
        assert_eq!(en[3], "what was agreed on is 95.5 % of the budget");
    }
}
