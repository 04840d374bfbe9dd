use shuniu_policy::assessment::{GateStatus, evaluate_gate};

use crate::trial::{equal_gates, holds, same};

#[test]
fn the_order_in_which_facts_are_told_changes_nothing() {
    holds(|judge, sheet, chance| {
        let mut reversed = sheet.clone();
        reversed.records.reverse();
        reversed.reports.reverse();
        reversed.exceptions.reverse();
        let mut shuffled = sheet.clone();
        chance.shuffle(&mut shuffled.records);
        chance.shuffle(&mut shuffled.reports);
        chance.shuffle(&mut shuffled.exceptions);
        let one = judge.of(sheet);
        for other in [reversed, shuffled] {
            let other = judge.of(&other);
            same(&one, &other)?;
            if one.next_change_on != other.next_change_on {
                return Err("other day of the next change".to_owned());
            }
        }
        Ok(())
    });
}

#[test]
fn a_gate_asked_for_alone_stands_as_it_does_among_all() {
    holds(|judge, sheet, _| {
        let facts = sheet.facts(judge.pack);
        for among in &judge.of(sheet).gates {
            let name = &among.gate;
            let alone = evaluate_gate(&[judge.pack], &judge.calendar, &facts, sheet.today, name);
            match alone {
                Some(alone) => equal_gates(among, &alone)?,
                None if among.status == GateStatus::NoRule => {}
                None => return Err(format!("gate {name} has no rule alone")),
            }
        }
        Ok(())
    });
}
