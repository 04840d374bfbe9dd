use super::score::Likeness;
use super::sign::Sign;

/// What becomes of a record beside a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// They have nothing to do with each other, as far as anybody can tell.
    New,
    /// A person decides.
    Review,
    /// They are of one project.
    Link,
}

/// What becomes of a record beside all projects that it was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// Whether it is linked to the first that is offered, goes to a person, or is new.
    pub band: Band,
    /// The projects to show, best first; one where it is linked, none where it is new.
    pub offered: Vec<T>,
}

/// Least score at which a record is linked.
const LINK: i32 = 13_000;
/// Least weight of the names of what is linked.
const NAMED: i32 = 3500;
/// Where no sum tells, either.
const WELL_NAMED: i32 = 7500;
/// Where no unit tells.
const PLAINLY_NAMED: i32 = 9000;
/// Where nothing but the names is looked at.
const ONE_NAME: i32 = 2000;
/// Where one name says all that the other does, least of what both say, in thousandths of a bit.
const ONE_NAME_BOTH: i32 = 8000;
/// And least share of it, of a thousand.
const ONE_NAME_SHARE: u16 = 450;
/// Least score at which a person is asked.
const REVIEW: i32 = 2000;
/// Where the next best is nearer than that, a person decides.
const APART: i32 = 3500;
/// Most projects that a person is shown.
const SHOWN: usize = 5;

/// What becomes of two sides by themselves: never one project on their names alone.
#[must_use]
pub fn band(likeness: &Likeness) -> Band {
    let fits = likeness.has(Sign::is_fitting_sum);
    // Units have many projects a year; where names hardly resemble, only the sum tells.
    let is_far = likeness.named() < 0 && !fits;
    if likeness.score < REVIEW || is_far {
        return Band::New;
    }
    let is_sure = likeness.score >= LINK && is_confirmed(likeness) && is_told_apart(likeness);
    if is_sure && !likeness.has(Sign::bars) {
        Band::Link
    } else {
        Band::Review
    }
}

impl Likeness {
    /// Whether the names may be two spellings of one: nothing in them tells the two apart, and they
    /// are much alike, or one says all that the other does and hardly more.
    #[must_use]
    pub fn is_of_one_name(&self) -> bool {
        let says_all = |sign| match sign {
            Sign::Name(name) => {
                name.less == 0 && name.both >= ONE_NAME_BOTH && name.share >= ONE_NAME_SHARE
            }
            _ => false,
        };
        let is_near = self.named() >= ONE_NAME || self.has(says_all);
        is_near && !self.has(Sign::bars)
    }
}

/// Whether something else than the name says so, too: the unit, or the sum in its time.
fn is_confirmed(likeness: &Likeness) -> bool {
    let (named, fits) = (likeness.named(), likeness.has(Sign::is_fitting_sum));
    if likeness.has(Sign::is_same_unit) {
        return named >= if fits { NAMED } else { WELL_NAMED };
    }
    let summed = likeness.has(Sign::is_same_sum) || (fits && likeness.has(Sign::is_in_time));
    named >= PLAINLY_NAMED && summed
}

/// Whether it is told from others of its kind: of what is done every year only the sum tells which
/// it is, and why a sum is a part of another only a lot.
fn is_told_apart(likeness: &Likeness) -> bool {
    let is_lot = likeness.has(|sign| matches!(sign, Sign::Lot(_)));
    let is_whole = is_lot || !likeness.has(Sign::is_part_of_sum);
    let is_one_of_years = likeness.has(Sign::is_one_of_years);
    is_whole && (!is_one_of_years || likeness.has(Sign::is_same_odd_sum))
}

/// What becomes of a record that was compared with several projects. It is the same in whatever
/// order they come.
#[must_use]
pub fn choose<T: Copy + Ord>(compared: &[(T, Likeness)]) -> Choice<T> {
    let mut worth: Vec<&(T, Likeness)> = compared.iter().collect();
    worth.retain(|(_, likeness)| band(likeness) != Band::New);
    worth.sort_by(|(a, x), (b, y)| y.score.cmp(&x.score).then_with(|| a.cmp(b)));
    let Some((best, likeness)) = worth.first() else {
        return Choice {
            band: Band::New,
            offered: Vec::new(),
        };
    };
    let near = worth
        .get(1)
        .is_some_and(|(_, next)| next.score + APART > likeness.score);
    if band(likeness) == Band::Link && !near {
        return Choice {
            band: Band::Link,
            offered: vec![*best],
        };
    }
    let offered = worth
        .iter()
        .take(SHOWN)
        .map(|(project, _)| *project)
        .collect();
    Choice {
        band: Band::Review,
        offered,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, Corpus, Of, Places, Profile, Told, score};
    use super::*;

    const NAME: &str = "亭湖区渣土车全过程监管平台建设项目";

    fn told(name: &str, unit: Option<&str>, fen: Option<i64>, year: Option<i32>) -> Profile {
        let amounts = fen.map(|fen| Amount {
            of: Of::Budget,
            fen,
        });
        let amounts = amounts.as_slice();
        let told = Told {
            name,
            unit,
            amounts,
            year,
            credit_code: None,
        };
        Profile::new(&told, &Places::new(["亭湖区", "盐城市"]))
    }

    fn banded(record: &Profile, project: &Profile) -> Band {
        band(&score(record, project, &Corpus::<u8>::default()))
    }

    fn project() -> Profile {
        told(
            NAME,
            Some("亭湖区城市管理局"),
            Some(318_000_000),
            Some(2024),
        )
    }

    #[test]
    fn name_and_unit_or_name_and_sum_link_and_the_name_alone_does_not() {
        let unit = Some("盐城市亭湖区城管局");
        assert_eq!(
            banded(&told(NAME, unit, None, None), &project()),
            Band::Link
        );
        let summed = told(NAME, None, Some(318_000_000), Some(2024));
        assert_eq!(banded(&summed, &project()), Band::Link);
        assert_eq!(
            banded(&told(NAME, None, None, None), &project()),
            Band::Review
        );
        assert_eq!(
            banded(&told(NAME, None, None, Some(2024)), &project()),
            Band::Review
        );
        let others = told(NAME, Some("亭湖区财政局"), Some(318_000_000), Some(2024));
        assert_eq!(banded(&others, &project()), Band::Review);
    }

    #[test]
    fn what_tells_two_apart_is_never_linked_whatever_else_agrees() {
        for other in [
            "亭湖区渣土车全过程监管平台建设项目（二期）",
            "亭湖区渣土车全过程监管平台建设项目监理",
            "亭湖区渣土车全过程监管平台建设项目2021年",
            "亭湖区渣土车全过程监管平台升级改造项目",
        ] {
            let other = told(
                other,
                Some("亭湖区城市管理局"),
                Some(318_000_000),
                Some(2024),
            );
            assert_ne!(banded(&other, &project()), Band::Link);
        }
        // Even where the sum is the same to the fen.
        let of = |what: &str| {
            let name = format!("{what}全过程监测预警指挥调度数据共享与便民服务一张图平台");
            told(&name, Some("亭湖区数据局"), Some(318_000_100), Some(2024))
        };
        assert_eq!(banded(&of("渣土"), &of("渣土车")), Band::Link);
        assert_ne!(banded(&of("教育"), &of("卫生")), Band::Link);
        assert_ne!(banded(&of("第一园"), &of("第二园")), Band::Link);
        let lot = |name| {
            told(
                name,
                Some("亭湖区城市管理局"),
                Some(318_000_000),
                Some(2024),
            )
        };
        assert_ne!(
            banded(&lot("渣土车监管第1包"), &lot("渣土车监管第2包")),
            Band::Link
        );
        assert_eq!(
            banded(&lot("渣土车监管第1包"), &lot("渣土车监管包一")),
            Band::Link
        );
    }

    #[test]
    fn of_what_is_done_every_year_the_sum_tells_which_where_no_name_gives_a_year() {
        let name = "渣土车监管平台运行维护服务";
        let unit = Some("亭湖区城市管理局");
        let of = |fen| told(name, unit, Some(fen), Some(2024));
        assert_eq!(banded(&of(11_876_500), &of(11_876_500)), Band::Link);
        assert_eq!(banded(&of(12_000_000), &of(12_000_000)), Band::Review);
        let of_year = |year| told(name, unit, Some(11_876_500), Some(year));
        assert_eq!(banded(&of_year(2023), &of_year(2024)), Band::Review);
        let (says, says_not) = (format!("{name}2024年度"), name);
        let says = |fen| told(&says, unit, fen, Some(2024));
        assert_eq!(
            banded(&says(None), &told(says_not, unit, None, Some(2024))),
            Band::Review
        );
        assert_eq!(banded(&says(Some(11_876_500)), &of_year(2024)), Band::Link);
        let dated = |year| told(&format!("{name}{year}年度"), unit, None, None);
        assert_eq!(banded(&dated(2024), &dated(2024)), Band::Link);
        assert_ne!(banded(&dated(2024), &dated(2025)), Band::Link);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_for_a_person_unless_it_is_of_a_lot() {
        let unit = Some("亭湖区城市管理局");
        let of = |name: &str, of, fen| {
            let amounts = [Amount { of, fen }];
            let told = Told {
                name,
                unit,
                amounts: &amounts,
                year: Some(2024),
                credit_code: None,
            };
            Profile::new(&told, &Places::default())
        };
        let project = of("渣土车监管", Of::Budget, 300_000_000);
        let agreed = |name, fen| banded(&of(name, Of::Contract, fen), &project);
        assert_eq!(agreed("渣土车监管", 240_000_000), Band::Link);
        assert_eq!(agreed("渣土车监管", 120_000_000), Band::Review);
        assert_eq!(agreed("渣土车监管（2标段）", 120_000_000), Band::Link);
        assert_eq!(agreed("渣土车监管", 310_000_000), Band::Review);
        let budget = banded(&of("渣土车监管", Of::Budget, 700_000_000), &project);
        assert_eq!(budget, Band::Review);
    }

    #[test]
    fn a_name_that_many_may_have_is_not_enough_beside_the_unit() {
        let of = |name| told(name, Some("亭湖区财政局"), None, Some(2024));
        let (usual, rare) = (of("信息化系统建设项目"), of("渣土车监管"));
        assert_eq!(banded(&usual, &usual), Band::Review);
        assert_eq!(banded(&rare, &rare), Band::Link);
    }

    #[test]
    fn what_lies_years_apart_is_for_a_person() {
        let of = |year| told(NAME, Some("亭湖区城管局"), Some(318_000_100), Some(year));
        assert_eq!(banded(&of(2022), &of(2024)), Band::Link);
        assert_eq!(banded(&of(2021), &of(2024)), Band::Review);
    }

    #[test]
    fn where_names_hardly_resemble_only_the_sum_brings_them_to_a_person() {
        let unit = Some("亭湖区城市管理局");
        let of = |name, fen| told(name, unit, fen, Some(2024));
        let (one, other) = ("渣土车监管泵站调度", "渣土车监管馆藏整理");
        assert_eq!(banded(&of(one, None), &of(other, None)), Band::New);
        let fen = Some(11_876_500);
        assert_eq!(banded(&of(one, fen), &of(other, fen)), Band::Review);
    }

    #[test]
    fn an_amount_of_nothing_says_nothing() {
        let of = |fen| told(NAME, None, Some(fen), Some(2024));
        assert_eq!(banded(&of(0), &of(0)), Band::Review);
        assert_eq!(banded(&of(-100), &of(-100)), Band::Review);
    }

    #[test]
    fn nothing_in_common_is_new() {
        let other = told(
            "小学智慧黑板",
            Some("亭湖区教育局"),
            Some(99_000_000),
            Some(2019),
        );
        assert_eq!(banded(&other, &project()), Band::New);
    }

    #[test]
    fn where_two_are_as_near_a_person_decides() {
        let record = told(NAME, Some("亭湖区城管局"), None, Some(2024));
        let likeness = score(&record, &project(), &Corpus::<u8>::default());
        let one = choose(&[(1, likeness.clone())]);
        assert_eq!(
            one,
            Choice {
                band: Band::Link,
                offered: vec![1]
            }
        );
        let two = choose(&[(2, likeness.clone()), (1, likeness)]);
        assert_eq!(
            two,
            Choice {
                band: Band::Review,
                offered: vec![1, 2]
            }
        );
        assert_eq!(
            choose::<u8>(&[]),
            Choice {
                band: Band::New,
                offered: vec![]
            }
        );
    }
}
