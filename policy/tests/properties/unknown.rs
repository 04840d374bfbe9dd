use shuniu_policy::Status;

use crate::trial::{holds, may_pass, same_in};

/// To forget an attribute opens nothing and classifies nothing otherwise, and to learn one closes
/// nothing that was open: what was decided without it stays decided.
#[test]
fn what_is_not_known_opens_no_gate() {
    holds(|judge, sheet, chance| {
        let knowing = judge.of(sheet);
        for name in sheet.attributes.keys().filter(|_| chance.one_in(4)) {
            let mut forgetting = sheet.clone();
            forgetting.attributes.remove(name);
            let without = judge.of(&forgetting);
            for (gate, same) in knowing.gates.iter().zip(&without.gates) {
                if !may_pass(gate) && may_pass(same) {
                    return Err(format!("gate {} opens without `{name}`", gate.gate));
                }
            }
            for derived in without.derived.iter().filter(|d| d.needs.is_empty()) {
                let got = knowing.derived(&derived.name);
                let got = got.filter(|got| got.needs.is_empty());
                if got.is_some_and(|got| got.value != derived.value) {
                    return Err(format!("{} is guessed without `{name}`", derived.name));
                }
            }
            for obligation in &without.obligations {
                let status = obligation.status(sheet.today);
                let got = same_in(&knowing, obligation).map(|same| same.status(sheet.today));
                if status != Status::Undetermined && got.is_some_and(|got| got != status) {
                    return Err(format!(
                        "{} is {status} without `{name}` and {got:?} with it",
                        obligation.provision
                    ));
                }
            }
        }
        Ok(())
    });
}
