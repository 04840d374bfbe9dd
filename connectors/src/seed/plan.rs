use chrono::NaiveDate;
use shuniu_policy::{Fen, ProjectCode, RegionCode};

use super::{
    SeedOptions, amount,
    dice::Dice,
    life::{Milestone, Timeline, unfold},
    party::{self, Party},
    place::Place,
    title::Titles,
};

/// How long ago the last step was: just now, within every period, and beyond every period.
const LAGS: [u64; 9] = [1, 4, 8, 13, 21, 36, 70, 130, 200];

/// From this budget on a project of 亭湖 is approved and not only filed.
const FULL_PROCESS_FEN: i64 = 100_000_000;

/// How many more of a round are finished; 17 steps and these share no factor with what else goes
/// round.
const FINISHED_MORE: usize = 2;

/// A few projects show a whole life already; shares no factor with any round.
const STRIDE: usize = 13;

/// One project before it is split into what each system and person knows of it.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Its number in the world, of which its identities are made.
    pub(super) index: usize,
    pub(super) place: Place,
    pub(super) region: RegionCode,
    /// Its number within its place, by which every place gets its share of what is unusual.
    pub(super) nth: usize,
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
    /// 亭湖's full process, from one million yuan of budget.
    pub(super) fn is_full_process(&self) -> bool {
        self.budget.get() >= FULL_PROCESS_FEN
    }

    /// The day from which final acceptance is got ready: the end of the trial run, or, where
    /// there is none, the initial acceptance.
    pub(super) fn ready_on(&self) -> Option<NaiveDate> {
        let tried = self.place.steps(false).iter();
        let tried = tried.copied().any(|(step, ..)| step == Milestone::TrialEnd);
        self.day(if tried {
            Milestone::TrialEnd
        } else {
            Milestone::Initial
        })
    }

    pub(super) fn day(&self, milestone: Milestone) -> Option<NaiveDate> {
        self.days.get(&milestone).copied()
    }
}

/// Makes one plan after the other.
#[derive(Debug)]
pub(super) struct Planner {
    pub(super) options: SeedOptions,
    /// The division of all its projects, where that is not the place whose law they are under.
    within: Option<RegionCode>,
    titles: Titles,
    units: [Vec<Party>; 5],
    suppliers: Vec<Party>,
    /// Projects so far, by place: amounts go round within each.
    placed: [usize; 5],
    /// Projects so far, by sequence of steps, of which 亭湖 has two: stages go round within each.
    staged: [usize; 6],
}

impl Planner {
    pub(super) fn new(options: SeedOptions) -> Self {
        Self {
            options,
            within: None,
            titles: Titles::default(),
            units: Place::ALL.map(party::units),
            suppliers: party::suppliers(),
            placed: [0; 5],
            staged: [0; 6],
        }
    }

    /// The same, with all projects in an invented division.
    pub(super) fn within(self, region: RegionCode) -> Self {
        Self {
            within: Some(region),
            ..self
        }
    }

    pub(super) fn next(&mut self, index: usize) -> Plan {
        self.next_in(Place::at(index), index)
    }

    /// The same, where the place is given.
    pub(super) fn next_in(&mut self, place: Place, index: usize) -> Plan {
        let seed = self.options.seed.wrapping_mul(1_000_003) + index as u64;
        let mut dice = Dice::new(seed);
        let unit = dice.pick(&self.units[place.ordinal()]).clone();
        let supplier = self.supplier(place, &mut dice);
        let (kind, nature, contents) = *dice.pick(&KINDS);
        let named_for = if kind == "运维类" {
            "运维"
        } else {
            nature
        };
        let name = self.titles.next(place, &unit, named_for, &mut dice);
        let nth = turn(&mut self.placed, place.ordinal());
        let investment = amount::investment(nth);
        let budget = amount::budget(investment, &mut dice);
        let files = place == Place::Tinghu && budget.get() < FULL_PROCESS_FEN;
        let steps = place.steps(files);
        let sequence = if files {
            Place::ALL.len()
        } else {
            place.ordinal()
        };
        // The stage goes round at every project, its age also at every round.
        let staged = turn(&mut self.staged, sequence);
        // A few more are finished than stand at each step before.
        let round = steps.len() + FINISHED_MORE;
        let reached = &steps[..=(staged * STRIDE % round).min(steps.len() - 1)];
        let lag = LAGS[(staged / round + staged) % LAGS.len()];
        let diligent = dice.chance(60);
        let punctual = diligent || dice.chance(50);
        let season = |step| place.season(step).filter(|_| punctual);
        let mut days = unfold(reached, lag, self.options.today, season, &mut dice);
        if place == Place::Tinghu && investment.get() < 50_000_000 {
            days.remove(&Milestone::Fiscal);
        }
        let region = self.within.unwrap_or_else(|| place.region());
        let code = days
            .get(&Milestone::Code)
            .and_then(|day| project_code(region, *day, index));
        Plan {
            index,
            place,
            region,
            nth,
            declare_no: format!("{}{:05}", place.letters(), index + 1),
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
            diligent,
            today: self.options.today,
            dice,
        }
    }

    /// Firms of the place win more often.
    fn supplier(&self, place: Place, dice: &mut Dice) -> Party {
        let chosen = match self.suppliers.get(place.near_suppliers()) {
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
