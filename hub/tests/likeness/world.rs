use super::draw::Draw;
use super::unit::Unit;

/// What a project does to the system it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Build,
    Upgrade,
    Maintain,
    Classify,
    Supervise,
    Crypto,
    Design,
    Rent,
    Secure,
}

/// A project as it is on record, or would be.
pub(crate) struct Project {
    pub(crate) words: Words,
    pub(crate) unit: usize,
    /// In fen.
    pub(crate) budget: i64,
    /// In fen; of each contract, in the order of the lots.
    pub(crate) contracts: Vec<i64>,
    pub(crate) year: i32,
    /// The system it is for; those of one system share everything but phase, year and work.
    pub(crate) system: usize,
    pub(crate) work: Work,
}

/// The words of a project's name, in their order.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) place: &'static str,
    pub(crate) prefix: &'static str,
    pub(crate) about: String,
    pub(crate) does: &'static str,
    pub(crate) form: &'static str,
    pub(crate) phase: Option<u8>,
    pub(crate) work: &'static str,
    pub(crate) year: Option<i32>,
    pub(crate) tail: &'static str,
}

const PLACES: &[&str] = &["亭湖区", "盐城市亭湖区", "亭湖", "", ""];
const PREFIXES: &[&str] = &["智慧", "数字", "“互联网+”", "一体化", "", "", "", ""];
const DOES: &[&str] = &[
    "综合管理",
    "监测预警",
    "指挥调度",
    "智能巡查",
    "数据共享",
    "便民服务",
    "档案数字化",
    "视频监控",
    "大数据分析",
    "信用评价",
    "业务协同",
    "移动应用",
    "",
];
const FORMS: &[&str] = &[
    "系统",
    "平台",
    "信息系统",
    "信息化平台",
    "管理系统",
    "综合平台",
    "服务平台",
    "工程",
    "监管系统",
    "",
];
const TAILS: &[&str] = &["项目", "建设项目", "采购项目", "信息化项目", "", "建设"];
const SHARED: &[&str] = &[
    "办公自动化",
    "视频会议",
    "机房",
    "网络安全防护",
    "信创终端替代",
    "档案",
    "单位内网",
    "正版软件",
    "微信公众号",
    "数据治理",
];

/// Systems and what was done to each over the years: built in phases, upgraded, maintained every
/// year, assessed, supervised.
pub(crate) fn projects(draw: &mut Draw, units: &[Unit], least: usize) -> Vec<Project> {
    let mut projects = Vec::with_capacity(least + 20);
    let mut system = 0;
    while projects.len() < least {
        let at = draw.under(units.len());
        let unit = &units[at];
        let about = if draw.chance(180) {
            draw.word(SHARED).to_owned()
        } else {
            draw.one(&unit.about).clone()
        };
        // What a school or a town builds, its neighbours build under the same name.
        let about = if unit.name.len() > 12 && at >= 40 && draw.chance(600) {
            format!(
                "{}{about}",
                unit.name
                    .trim_end_matches("人民政府")
                    .trim_end_matches("办事处")
            )
        } else {
            about
        };
        let words = Words {
            place: draw.word(PLACES),
            prefix: draw.word(PREFIXES),
            about,
            does: draw.word(DOES),
            form: draw.word(FORMS),
            phase: None,
            work: "",
            year: None,
            tail: draw.word(TAILS),
        };
        series(draw, &mut projects, &words, at, system);
        system += 1;
    }
    projects
}

fn series(draw: &mut Draw, all: &mut Vec<Project>, words: &Words, unit: usize, system: usize) {
    let begun = i32::try_from(draw.between(2016, 2024)).expect("a year");
    let mut add = |draw: &mut Draw, year: i32, wan: i64, work, said: &dyn Fn(&mut Words)| {
        let mut words = words.clone();
        said(&mut words);
        let budget = budget(draw, wan);
        let contracts = contracts(draw, budget, work);
        all.push(Project {
            words,
            unit,
            budget,
            contracts,
            year,
            system,
            work,
        });
    };
    let wan = [40, 65, 90, 120, 180, 240, 360, 480, 760, 1500][draw.under(10)];
    let phases = if draw.chance(550) {
        1
    } else if draw.chance(600) {
        2
    } else {
        3
    };
    let first = phases > 1 && draw.chance(500);
    for phase in 1..=phases {
        let year = begun + i32::from(phase - 1) * 2;
        let named = phase > 1 || first;
        add(draw, year, wan, Work::Build, &|words| {
            words.phase = named.then_some(phase);
        });
    }
    if draw.chance(200) {
        add(draw, begun + 4, wan / 2 + 5, Work::Upgrade, &|words| {
            words.work = "升级改造";
        });
    }
    let mut aside = |draw: &mut Draw, chance, share: i64, work, names: &[&'static str]| {
        if draw.chance(chance) {
            let name = draw.word(names);
            let phase = (phases > 1 && draw.chance(500)).then_some(phases);
            add(draw, begun, (wan / share).max(3), work, &|words| {
                words.work = name;
                words.phase = phase;
            });
        }
    };
    aside(
        draw,
        280,
        40,
        Work::Supervise,
        &["监理", "监理服务", "工程监理"],
    );
    aside(
        draw,
        120,
        50,
        Work::Design,
        &["可行性研究报告编制", "方案设计", "初步设计"],
    );
    aside(
        draw,
        120,
        30,
        Work::Crypto,
        &["密码应用安全性评估", "商用密码应用"],
    );
    aside(draw, 80, 12, Work::Rent, &["线路租赁", "链路租用"]);
    aside(draw, 80, 15, Work::Secure, &["网络安全服务", "安全加固"]);
    if draw.chance(250) {
        let dated = draw.chance(600);
        for year in begun + 1..=begun + 1 + i32::try_from(draw.under(2)).expect("small") {
            add(draw, year, (wan / 40).max(4), Work::Classify, &|words| {
                words.work = "网络安全等级保护测评";
                words.year = dated.then_some(year);
            });
        }
    }
    if draw.chance(450) {
        let (last, same) = (draw.between(2, 5), draw.chance(600));
        let mut wan = (wan / 8).max(5);
        for year in begun + 2..=(begun + 2 + i32::try_from(last).expect("small")).min(2026) {
            if !same {
                wan += draw.between(-1, 2);
            }
            let work = if draw.chance(500) {
                "运行维护"
            } else {
                "运维服务"
            };
            add(draw, year, wan, Work::Maintain, &|words| {
                words.work = work;
                words.year = Some(year);
            });
        }
    }
}

/// Mostly a round sum of 万元, as budgets are.
fn budget(draw: &mut Draw, wan: i64) -> i64 {
    let wan = (wan * draw.between(80, 125) / 100).max(2);
    if draw.chance(650) {
        wan * 1_000_000
    } else {
        wan * 1_000_000 + draw.between(1, 9999) * 100
    }
}

/// What was agreed on, at or under the budget.
fn contracts(draw: &mut Draw, budget: i64, work: Work) -> Vec<i64> {
    let lots = if work == Work::Build && draw.chance(120) {
        draw.between(2, 3)
    } else {
        1
    };
    let lot = |draw: &mut Draw| budget / lots / 1000 * draw.between(820, 999);
    (0..lots).map(|_| lot(draw) / 100 * 100).collect()
}
