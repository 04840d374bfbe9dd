use chrono::Days;
use shuniu_policy::Status;

use crate::trial::{holds, key, may_pass};

/// The same records, once as the whole file and once complete through an earlier day only: what
/// ended after that day is not called late for want of what might have come since.
#[test]
fn an_incomplete_file_makes_nothing_late_found_or_open() {
    holds(|judge, sheet, chance| {
        let whole = sheet.clone().complete();
        let mut partial = whole.clone();
        let back = Days::new(chance.next() % 500);
        let through = sheet.today.checked_sub_days(back).unwrap_or(sheet.today);
        partial.complete_through = Some(through);
        let (full, part) = (judge.of(&whole), judge.of(&partial));
        let late = [Status::Overdue, Status::Breached];
        for obligation in &part.obligations {
            let status = obligation.status(sheet.today);
            let days = &obligation.days;
            let unseen = days.fulfilled_on.is_none() && days.last_on > Some(through);
            if late.contains(&status) && unseen {
                let id = &obligation.provision;
                return Err(format!(
                    "{id} is {status}, which nobody has seen since {through}"
                ));
            }
            let is_late = full
                .obligations
                .iter()
                .any(|same| key(same) == key(obligation) && same.status(sheet.today) == status);
            if late.contains(&status) && !is_late {
                return Err(format!("{} is {status}", obligation.provision));
            }
        }
        for found in &part.findings {
            let also = |other: &&_| same_finding(found, other);
            if !full.findings.iter().any(|other| also(&other)) {
                return Err(format!("{} {} is found", found.provision, found.code));
            }
        }
        for (gate, same) in full.gates.iter().zip(&part.gates) {
            if !may_pass(gate) && may_pass(same) {
                return Err(format!("gate {} is open", gate.gate));
            }
        }
        Ok(())
    });
}

/// A file that ends on a day, and the same file told on to its end: what came after that day may
/// have closed a gate, so that without it none is open.
#[test]
fn what_may_have_happened_since_opens_no_gate() {
    holds(|judge, sheet, chance| {
        let mut whole = sheet.clone().complete().without_what_lies_ahead();
        // What is known at all is known; exceptions are told as such and are no kind of record.
        whole.exceptions.clear();
        let mut ended = whole.clone();
        let back = Days::new(chance.next() % 500);
        let through = sheet.today.checked_sub_days(back).unwrap_or(sheet.today);
        ended.complete_through = Some(through);
        ended
            .records
            .retain(|r| r.on.is_none_or(|on| on <= through));
        ended.reports.retain(|report| report.on <= through);
        let (full, part) = (judge.of(&whole), judge.of(&ended));
        for (gate, same) in full.gates.iter().zip(&part.gates) {
            if !may_pass(gate) && may_pass(same) {
                let by = gate.blockers.iter().map(|b| &b.provision);
                let by: Vec<&String> = by.chain(gate.needs.iter().map(|n| &n.provision)).collect();
                return Err(format!("gate {} is open, closed by {by:?}", gate.gate));
            }
        }
        Ok(())
    });
}

fn same_finding(
    one: &shuniu_policy::assessment::FindingReport,
    other: &shuniu_policy::assessment::FindingReport,
) -> bool {
    (&one.provision, &one.code, &one.subject) == (&other.provision, &other.code, &other.subject)
}

/// What nobody has seen is not late: an old project owes nothing from before its attested day.
#[test]
fn an_old_project_is_late_with_nothing_that_a_new_one_is_not() {
    holds(|judge, sheet, chance| {
        let whole = sheet.clone().complete();
        let mut old = whole.clone();
        let back = Days::new(chance.next() % 700);
        let since = sheet.today.checked_sub_days(back).unwrap_or(sheet.today);
        old.tracked_since = Some(since);
        let (new, old) = (judge.of(&whole), judge.of(&old));
        for obligation in &old.obligations {
            let status = obligation.status(sheet.today);
            if status != Status::Overdue {
                continue;
            }
            let days = [obligation.days.triggered_on, obligation.days.last_on];
            if days.iter().all(|day| day.is_some_and(|day| day < since)) {
                return Err(format!("{} was late before {since}", obligation.provision));
            }
            let late = new.obligations.iter().any(|same| {
                same.provision == obligation.provision && same.status(sheet.today) == status
            });
            if !late {
                return Err(format!("{} is overdue", obligation.provision));
            }
        }
        Ok(())
    });
}
