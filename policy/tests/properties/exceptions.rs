use shuniu_policy::{facts::Exception, pack::Strength};

use crate::trial::{holds, same};

#[test]
fn an_exception_changes_nothing_of_what_takes_none() {
    holds(|judge, sheet, _| {
        let mut excepted = sheet.clone();
        let plain = judge.pack.provisions.iter();
        for provision in plain.filter(|p| p.strength != Strength::InPrinciple) {
            excepted.exceptions.push(Exception {
                provision: provision.id.clone(),
                approved_by: "县人民政府".to_owned(),
                on: sheet.today,
                reason: "急需".to_owned(),
            });
        }
        same(&judge.of(sheet), &judge.of(&excepted))
    });
}
