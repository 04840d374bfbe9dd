use super::draw::Draw;
use super::spell::otherwise;
use super::unit::Unit;
use super::world::{Project, Work};

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    Budget,
    Award,
    Contract,
}

/// What an outside system says of some project that it gives no code of.
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) unit: Option<String>,
    pub(crate) credit_code: Option<String>,
    /// In fen.
    pub(crate) amounts: Vec<(Of, i64)>,
    pub(crate) year: Option<i32>,
    /// The project it is of, by its place among all projects.
    pub(crate) truth: usize,
    /// What was done to it.
    pub(crate) mess: Vec<&'static str>,
}

/// A record of the project, written as others write.
pub(crate) fn record(draw: &mut Draw, truth: usize, project: &Project, units: &[Unit]) -> Record {
    let (mut name, mut mess) = otherwise(&project.words, draw);
    let mut lot = None;
    if project.contracts.len() > 1 && draw.chance(700) {
        let at = draw.under(project.contracts.len());
        name = with_lot(&name, at, draw);
        mess.push("lot");
        lot = Some(at);
    }
    let (unit, credit_code) = unit_of(draw, &units[project.unit], &mut mess);
    let (amounts, later) = money(draw, project, lot, &mut mess);
    let year = draw.chance(880).then(|| {
        // A yearly service is bought in its year or late in the one before.
        let early = project.work == Work::Maintain && draw.chance(150);
        project.year + if early { -1 } else { later }
    });
    Record {
        name,
        unit,
        credit_code,
        amounts,
        year,
        truth,
        mess,
    }
}

fn with_lot(name: &str, at: usize, draw: &mut Draw) -> String {
    let number = at + 1;
    let numeral = ["一", "二", "三"][at];
    match draw.under(6) {
        0 => format!("{name}（标段{numeral}）"),
        1 => format!("{name}{numeral}标段"),
        2 => format!("{name}第{number}包"),
        3 => format!("{name}（包{number}）"),
        4 => format!("{name}-采购包{number}"),
        _ => format!("{name}(第{numeral}标段)"),
    }
}

fn unit_of(
    draw: &mut Draw,
    unit: &Unit,
    mess: &mut Vec<&'static str>,
) -> (Option<String>, Option<String>) {
    if draw.chance(60) {
        mess.push("no unit");
        return (None, None);
    }
    let place = draw.word(&["亭湖区", "盐城市亭湖区", "亭湖区", "江苏省盐城市亭湖区"]);
    let called = match draw.under(100) {
        0..10 if !unit.short.is_empty() => {
            mess.push("unit short");
            draw.one(&unit.short).clone()
        }
        10..22 if !unit.former.is_empty() => {
            mess.push("unit renamed");
            draw.one(&unit.former).clone()
        }
        22..26 => {
            mess.push("bought by another");
            let other = draw.word(&["机关事务管理中心", "公共资源交易中心", "数字科技有限公司"]);
            return (Some(format!("{place}{other}")), None);
        }
        _ => unit.name.clone(),
    };
    let same = called == unit.name;
    let code = (same && draw.chance(450)).then(|| unit.credit_code.clone());
    (Some(format!("{place}{called}")), code)
}

/// What it says of money, and how many years after the project began it was written.
fn money(
    draw: &mut Draw,
    project: &Project,
    lot: Option<usize>,
    mess: &mut Vec<&'static str>,
) -> (Vec<(Of, i64)>, i32) {
    let contract = project.contracts[lot.unwrap_or(0)];
    let later = i32::from(draw.chance(200));
    match draw.under(100) {
        0..12 => {
            mess.push("no amount");
            (Vec::new(), later)
        }
        12..42 if lot.is_none() => {
            let budget = if draw.chance(120) {
                mess.push("budget cut");
                project.budget / 100 * draw.between(80, 98)
            } else {
                project.budget
            };
            (vec![(Of::Budget, budget)], later)
        }
        42..62 => (vec![(Of::Award, contract)], later),
        62..72 if lot.is_none() => (
            vec![(Of::Budget, project.budget), (Of::Award, contract)],
            later,
        ),
        72..78 => {
            mess.push("amount changed");
            (
                vec![(Of::Contract, contract / 100 * draw.between(88, 105))],
                later,
            )
        }
        _ => (vec![(Of::Contract, contract)], later),
    }
}
