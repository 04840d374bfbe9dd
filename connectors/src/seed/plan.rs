use chrono::NaiveDate;
use shuniu_policy::{Fen, ProjectCode, RegionCode};

use super::{
    SeedOptions, amount,
    dice::Dice,
    life::{BAZHOU, Milestone, TINGHU_FILING, TINGHU_FULL, Timeline, unfold},
    party::{self, Party},
    title::Titles,
};

/// Of a hundred projects sixty are of 亭湖.
const TINGHU: &str = "320902";
const BAZHOU_REGION: &str = "652800";

/// How long ago the last step was: just now, within every period, and beyond every period.
const LAGS: [u64; 9] = [1, 4, 8, 13, 21, 36, 70, 130, 200];

/// One project before it is split into what each system and person knows of it.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) index: usize,
    pub(super) region: RegionCode,
    pub(super) declare_no: String,
    pub(super) name: String,
    pub(super) unit: Party,
    pub(super) supplier: Party,
    pub(super) investment: Fen,
    pub(super) budget: Fen,
    pub(super) nature: &'static str,
    pub(super) kind: &'static str,
    pub(super) contents: Vec<String>,
    pub(super) days: Timeline,
    pub(super) code: Option<ProjectCode>,
    /// Whether the annual plan is a step of its own in the life of the place's projects.
    pub(super) has_plan_step: bool,
    /// Whether its people hand things in on time.
    pub(super) diligent: bool,
    pub(super) today: NaiveDate,
    pub(super) dice: Dice,
}

impl Plan {
    pub(super) fn is_tinghu(&self) -> bool {
        self.region.as_str() == TINGHU
    }

    /// 亭湖's full process, from one million yuan of budget.
    pub(super) fn is_full_process(&self) -> bool {
        self.budget.get() >= 100_000_000
    }

    pub(super) fn day(&self, milestone: Milestone) -> Option<NaiveDate> {
        self.days.get(&milestone).copied()
    }
}

/// Makes one plan after the other.
#[derive(Debug)]
pub(super) struct Planner {
    pub(super) options: SeedOptions,
    titles: Titles,
    tinghu: (RegionCode, Vec<Party>),
    bazhou: (RegionCode, Vec<Party>),
    suppliers: Vec<Party>,
    /// Projects so far, by place: amounts go round within each.
    placed: [usize; 2],
    /// Projects so far, by sequence of steps: stages go round within each.
    staged: [usize; 3],
}

impl Planner {
    pub(super) fn new(options: SeedOptions) -> Self {
        let place = |code: &str| {
            let region = RegionCode::parse(code).unwrap_or(RegionCode::NATIONAL);
            (region, party::units(region))
        };
        Self {
            options,
            titles: Titles::default(),
            tinghu: place(TINGHU),
            bazhou: place(BAZHOU_REGION),
            suppliers: party::suppliers(),
            placed: [0; 2],
            staged: [0; 3],
        }
    }

    pub(super) fn next(&mut self, index: usize) -> Plan {
        let seed = self.options.seed.wrapping_mul(1_000_003) + index as u64;
        let mut dice = Dice::new(seed);
        let in_tinghu = index % 5 < 3;
        let (region, units) = if in_tinghu {
            &self.tinghu
        } else {
            &self.bazhou
        };
        let region = *region;
        let unit = dice.pick(units).clone();
        let supplier = self.supplier(in_tinghu, &mut dice);
        let (kind, nature, contents) = *dice.pick(&KINDS);
        let named_for = if kind == "运维类" {
            "运维"
        } else {
            nature
        };
        let name = self.titles.next(&unit.name, named_for, &mut dice);
        let investment = amount::investment(turn(&mut self.placed, usize::from(in_tinghu)));
        let budget = amount::budget(investment, &mut dice);
        let (steps, sequence): (&[_], _) = match (in_tinghu, budget.get() >= 100_000_000) {
            (true, true) => (&TINGHU_FULL, 0),
            (true, false) => (&TINGHU_FILING, 1),
            (false, _) => (&BAZHOU, 2),
        };
        // The stage goes round at every project, its age also at every round.
        let staged = turn(&mut self.staged, sequence);
        let reached = staged % steps.len();
        let lag = LAGS[(staged / steps.len() + staged) % LAGS.len()];
        let mut days = unfold(steps, reached, lag, self.options.today, &mut dice);
        if in_tinghu && investment.get() < 50_000_000 {
            days.remove(&Milestone::Fiscal);
        }
        let code = days
            .get(&Milestone::Code)
            .and_then(|day| project_code(region, *day, index));
        Plan {
            index,
            region,
            declare_no: format!("{}{:05}", if in_tinghu { "TH" } else { "BZ" }, index + 1),
            name,
            unit,
            supplier,
            investment,
            budget,
            nature,
            kind,
            contents: contents.split('、').map(str::to_owned).collect(),
            days,
            code,
            has_plan_step: steps.iter().any(|(step, ..)| *step == Milestone::Plan),
            diligent: dice.chance(60),
            today: self.options.today,
            dice,
        }
    }

    /// Firms of the place win more often.
    fn supplier(&self, in_tinghu: bool, dice: &mut Dice) -> Party {
        let local = if in_tinghu { 0..12 } else { 12..20 };
        let chosen = match self.suppliers.get(local) {
            Some(near) if dice.chance(85) => dice.pick(near),
            _ => dice.pick(&self.suppliers),
        };
        chosen.clone()
    }
}

/// Counts on, and gives the count before.
fn turn<const N: usize>(counts: &mut [usize; N], which: usize) -> usize {
    let before = counts[which];
    counts[which] += 1;
    before
}

/// Type, nature and contents that go together.
const KINDS: [(&str, &str, &str); 7] = [
    ("建设类", "新建", "软件开发、硬件采购"),
    ("建设类", "新建", "软件开发"),
    ("建设类", "升级改造", "软件开发"),
    ("建设类", "续建", "软件开发、网络集成"),
    ("建设类", "扩建", "硬件采购、网络集成"),
    ("货物类", "新建", "成熟软硬件采购"),
    ("运维类", "续建", "运维服务"),
];

pub(super) fn project_code(
    region: RegionCode,
    issued: NaiveDate,
    index: usize,
) -> Option<ProjectCode> {
    let serial = (index * 7_919 + 10_007) % 100_000;
    let digits = format!("{}{region}0401{serial:05}", issued.format("%y%m"));
    ProjectCode::with_check_digit(&digits).ok()
}
