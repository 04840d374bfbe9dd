//! What names payments, budget quotas, catalogue entries and allocations within their project.

use std::fmt::{Debug, Display};

use chrono::{Datelike, NaiveDate, TimeDelta};
use shuniu_policy::Fen;
use shuniu_policy::pack::Bilingual;

use super::change::{Dated, WHOLE};
use super::kept::{Attached, CatalogEntry, Payment, Quota, Resource};
use super::same::{Difference, Same, Saying, both};
use crate::field::plain;

/// Nothing names an event, a paper or a report: of one kind there may be several.
impl Saying for Dated {
    fn differences(&self, on_record: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.on != on_record.on {
            let day =
                |on: Option<NaiveDate>| on.map_or_else(|| "-".to_owned(), |on| on.to_string());
            let values = Some((day(self.on), day(on_record.on)));
            found.push(Difference {
                field: ("日期", "day"),
                values,
            });
        }
        let said = self.attributes.as_object().into_iter().flatten();
        let mut both_say =
            said.filter_map(|(name, value)| Some((on_record.attributes.get(name)?, value)));
        if both_say.any(|(one, other)| one != other) {
            found.push(Difference {
                field: ("其他内容", "something else"),
                values: None,
            });
        }
        let both_name = self.occurrence != WHOLE && on_record.occurrence != WHOLE;
        if self.kind != on_record.kind || (both_name && self.occurrence != on_record.occurrence) {
            found.push(Difference {
                field: ("所指事项", "what it is of"),
                values: None,
            });
        }
        found
    }

    fn called(&self) -> Bilingual {
        both("该事项", "it")
    }
}

impl Saying for Attached {}

/// A payment is named by its voucher number within the month in which it was paid: numbers begin
/// anew each month. One that was not paid yet when it was told becomes the one that was.
impl Saying for Payment {
    const NAMED: bool = true;
    const FIELD: &'static str = "number";

    fn same(&self, other: &Self) -> Same {
        let (Some(own), Some(others)) = (&self.number, &other.number) else {
            return Same::No;
        };
        if plain(own) != plain(others) {
            return Same::No;
        }
        let month = |day: NaiveDate| (day.year(), day.month());
        match (self.paid_on, other.paid_on) {
            (Some(own), Some(others)) if month(own) == month(others) => Same::Named,
            (Some(_), Some(_)) => Same::No,
            (None, None) => Same::Named,
            (Some(paid), None) => asked_before(other.requested_on, paid),
            (None, Some(paid)) => asked_before(self.requested_on, paid),
        }
    }

    fn resembles(&self, other: &Self) -> bool {
        let days = |one: &Self| one.paid_on.or(one.requested_on);
        let apart = days(self).zip(days(other));
        let near = apart.is_some_and(|(own, others)| (own - others).abs() <= NEAR);
        let amounts = self.amount_fen == other.amount_fen;
        match (&self.number, &other.number) {
            // The day may have been corrected, over the end of a month or by a year.
            (Some(own), Some(others)) => plain(own) == plain(others) && (amounts || near),
            _ => amounts && near && self.kind == other.kind && self.may_share_contract(other),
        }
    }

    fn differences(&self, on_record: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        found.extend(differs(("款项", "kind"), &self.kind, &on_record.kind));
        found.extend(amount(self.amount_fen, on_record.amount_fen));
        let asked = self.requested_on.zip(on_record.requested_on);
        found.extend(asked.and_then(|(is, was)| differs(("申请日期", "requested on"), &is, &was)));
        found.extend(day(
            ("支付日期", "paid on"),
            self.paid_on,
            on_record.paid_on,
        ));
        for (field, is, was) in [
            (("合同", "contract"), self.contract, on_record.contract),
            (("收款单位", "payee"), self.payee, on_record.payee),
        ] {
            if is.zip(was).is_some_and(|(is, was)| is != was) {
                found.push(Difference {
                    field,
                    values: None,
                });
            }
        }
        found
    }

    fn called(&self) -> Bilingual {
        let number = self.number.as_deref().unwrap_or_default();
        both(format!("支付 {number}"), format!("payment {number}"))
    }
}

/// How far the day of a payment may be mistaken before it is more likely another one.
const NEAR: TimeDelta = TimeDelta::days(31);

impl Payment {
    /// Whether both may be made under one contract: one that names none may be of any.
    fn may_share_contract(&self, other: &Self) -> bool {
        let numbers = self
            .contract_number
            .as_ref()
            .zip(other.contract_number.as_ref());
        match (self.contract.zip(other.contract), numbers) {
            (Some((own, others)), _) => own == others,
            (None, Some((own, others))) => plain(own) == plain(others),
            (None, None) => true,
        }
    }
}

/// Money leaves no earlier than it was asked for.
fn asked_before(asked: Option<NaiveDate>, paid: NaiveDate) -> Same {
    if asked.is_none_or(|asked| asked <= paid) {
        Same::Earlier
    } else {
        Same::No
    }
}

/// A quota is named by its document, its budget year and where its money comes from. One that does
/// not say the last is the one of its amount that does.
impl Saying for Quota {
    const NAMED: bool = true;
    const FIELD: &'static str = "documentNumber";

    fn same(&self, other: &Self) -> Same {
        if self.year != other.year || plain(&self.document_number) != plain(&other.document_number)
        {
            return Same::No;
        }
        match (&self.funding_source, &other.funding_source) {
            (own, others) if own == others => Same::Named,
            (Some(_), Some(_)) => Same::No,
            _ if self.amount_fen == other.amount_fen => Same::Earlier,
            _ => Same::No,
        }
    }

    fn differences(&self, on_record: &Self) -> Vec<Difference> {
        let issued = ("下达日期", "issued on");
        let amounts = amount(self.amount_fen, on_record.amount_fen);
        let days = differs(issued, &self.issued_on, &on_record.issued_on);
        amounts.into_iter().chain(days).collect()
    }

    fn called(&self) -> Bilingual {
        let (number, year) = (&self.document_number, self.year);
        both(
            format!("预算指标 {number}（{year} 年度）"),
            format!("quota {number} of {year}"),
        )
    }
}

/// A catalogue entry is named by its code, once it has one.
impl Saying for CatalogEntry {
    const NAMED: bool = true;
    const FIELD: &'static str = "code";

    fn same(&self, other: &Self) -> Same {
        match (&self.code, &other.code) {
            (Some(own), Some(others)) if plain(own) == plain(others) => Same::Named,
            _ => Same::No,
        }
    }

    fn resembles(&self, other: &Self) -> bool {
        let named = self.code.is_some() && other.code.is_some();
        !named && plain(&self.name) == plain(&other.name)
    }

    fn differences(&self, on_record: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if plain(&self.name) != plain(&on_record.name) {
            found.extend(differs(("名称", "name"), &self.name, &on_record.name));
        }
        let sharing = ("共享属性", "sharing");
        found.extend(differs(sharing, &self.sharing, &on_record.sharing));
        let systems = self
            .system_name
            .as_ref()
            .zip(on_record.system_name.as_ref());
        let other = systems.filter(|(is, was)| plain(is) != plain(was));
        let system = ("所属系统", "information system");
        found.extend(other.and_then(|(is, was)| differs(system, is, was)));
        let cycles = self
            .update_cycle
            .as_ref()
            .zip(on_record.update_cycle.as_ref());
        let cycle = ("更新周期", "update cycle");
        found.extend(cycles.and_then(|(is, was)| differs(cycle, is, was)));
        let days = self.registered_on.zip(on_record.registered_on);
        let registered = ("登记日期", "registered on");
        found.extend(days.and_then(|(is, was)| differs(registered, &is, &was)));
        found
    }

    fn called(&self) -> Bilingual {
        let code = self.code.as_deref().unwrap_or(&self.name);
        both(
            format!("目录条目 {code}"),
            format!("catalogue entry {code}"),
        )
    }
}

/// A resource is named by the number of its allocation.
impl Saying for Resource {
    const NAMED: bool = true;
    const FIELD: &'static str = "number";

    fn same(&self, other: &Self) -> Same {
        if plain(&self.number) == plain(&other.number) {
            Same::Named
        } else {
            Same::No
        }
    }

    fn differences(&self, on_record: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        found.extend(differs(("资源类型", "kind"), &self.kind, &on_record.kind));
        let specifications = (&self.specification, &on_record.specification);
        if plain(specifications.0) != plain(specifications.1) {
            let field = ("规格", "specification");
            found.extend(differs(field, specifications.0, specifications.1));
        }
        let counts = self.quantity.zip(on_record.quantity);
        found.extend(counts.and_then(|(is, was)| differs(("数量", "quantity"), &is, &was)));
        let given = ("分配日期", "allocated on");
        found.extend(differs(given, &self.allocated_on, &on_record.allocated_on));
        let back = ("回收日期", "released on");
        found.extend(day(back, self.released_on, on_record.released_on));
        found
    }

    fn called(&self) -> Bilingual {
        let number = &self.number;
        both(format!("资源分配 {number}"), format!("allocation {number}"))
    }
}

fn differs<T: PartialEq + Display + Debug>(
    field: (&'static str, &'static str),
    is: &T,
    was: &T,
) -> Option<Difference> {
    let values = Some((is.to_string(), was.to_string()));
    (is != was).then_some(Difference { field, values })
}

fn amount(is: i64, was: i64) -> Option<Difference> {
    let field = ("金额（元）", "amount in yuan");
    differs(field, &Fen::new(is), &Fen::new(was))
}

/// A day that is not there says that it has not come.
fn day(
    field: (&'static str, &'static str),
    is: Option<NaiveDate>,
    was: Option<NaiveDate>,
) -> Option<Difference> {
    let printed =
        |day: Option<NaiveDate>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    differs(field, &printed(is), &printed(was))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(number: Option<&str>, asked: Option<&str>, paid: Option<&str>) -> Payment {
        Payment {
            number: number.map(str::to_owned),
            contract: None,
            contract_number: None,
            payee: None,
            kind: "progress".to_owned(),
            amount_fen: 100,
            requested_on: asked.and_then(|day| day.parse().ok()),
            paid_on: paid.and_then(|day| day.parse().ok()),
            evidence: None,
        }
    }

    #[test]
    fn a_voucher_number_names_a_payment_within_its_month() {
        let january = paid(Some("记-12"), None, Some("2026-01-05"));
        for (other, same) in [
            (paid(Some("记－12"), None, Some("2026-01-31")), Same::Named),
            (paid(Some("记-12"), None, Some("2026-03-05")), Same::No),
            (paid(Some("记-13"), None, Some("2026-01-05")), Same::No),
            (paid(Some("记-12"), Some("2026-01-02"), None), Same::Earlier),
            (paid(Some("记-12"), Some("2026-03-02"), None), Same::No),
            (paid(None, None, Some("2026-01-05")), Same::No),
        ] {
            assert_eq!(january.same(&other), same, "{other:?}");
            assert_eq!(other.same(&january), same, "{other:?}");
        }
        for (other, may_be) in [
            (paid(None, None, Some("2026-01-05")), true),
            (paid(None, None, Some("2026-02-05")), true),
            (paid(None, None, Some("2026-02-06")), false),
            (paid(Some("记-13"), None, Some("2026-01-05")), false),
            (paid(Some("记-12"), None, Some("2026-02-01")), true),
            (paid(Some("记-12"), None, Some("2025-01-05")), true),
            (
                Payment {
                    amount_fen: 7,
                    ..paid(Some("记-12"), None, Some("2025-01-05"))
                },
                false,
            ),
            (
                Payment {
                    amount_fen: 7,
                    ..paid(Some("记-12"), None, Some("2026-02-01"))
                },
                true,
            ),
        ] {
            assert_eq!(january.resembles(&other), may_be, "{other:?}");
            assert_eq!(other.resembles(&january), may_be, "{other:?}");
        }
        let under = |number: &str| Payment {
            contract_number: Some(number.to_owned()),
            ..paid(None, None, Some("2026-01-05"))
        };
        assert!(under("合-1").resembles(&under("合－1")));
        assert!(!under("合-1").resembles(&under("合-2")), "another contract");
    }

    #[test]
    fn one_document_gives_money_of_two_sources_and_two_years() {
        let quota = |year, source: Option<&str>, amount_fen| Quota {
            document_number: "财〔2026〕9号".to_owned(),
            year,
            amount_fen,
            funding_source: source.map(str::to_owned),
            issued_on: NaiveDate::MIN,
        };
        let own = quota(2026, Some("fiscal"), 1);
        assert_eq!(own.same(&quota(2026, Some("fiscal"), 2)), Same::Named);
        assert_eq!(own.same(&quota(2026, Some("superior"), 1)), Same::No);
        assert_eq!(own.same(&quota(2027, Some("fiscal"), 1)), Same::No);
        assert_eq!(own.same(&quota(2026, None, 1)), Same::Earlier);
        assert_eq!(own.same(&quota(2026, None, 2)), Same::No);
    }
}
