use chrono::NaiveDate;
use shuniu_connectors::import::{Ledger, Remark};
use shuniu_policy::pack::Bilingual;

use crate::sync::Notice;

/// What a clerk is told of a row that was merged, where there is something to be told: a ledger says
/// nothing of an event for which it has no column.
pub(super) fn remark(ledger: &Ledger, notice: Notice) -> Option<Remark> {
    Some(match notice {
        Notice::MayBeOnRecord(source) => may_be_on_record(&source),
        Notice::LikeName(names) => like_name(&names),
        Notice::StillOnRecord { event, on } => {
            let mut used = ledger.layout.used.iter();
            let column = used.find(|one| one.field == event)?;
            still_on_record(&column.heading, on)
        }
    })
}

/// A day was taken out of its cell, and stays on record.
fn still_on_record(heading: &str, on: NaiveDate) -> Remark {
    Remark {
        heading: Some(heading.to_owned()),
        ..of_row(
            "still_on_record",
            format!("此前登记为 {on}，本次为空，原记录保留；如登记有误请作废该事件"),
            format!(
                "{on} is on record from before and the cell is empty now; the event stays: void it \
                 if it is wrong"
            ),
        )
    }
}

/// A payment was added that may be on record already.
fn may_be_on_record(source: &str) -> Remark {
    let source = crate::desk::called(source);
    of_row(
        "may_be_on_record",
        format!(
            "{}已登记一笔类型、金额和日期相同的支付，其中一笔没有凭证号，无法判断是否同一笔；\
             本行已计入，如为同一笔请作废其一",
            source.zh
        ),
        format!(
            "a payment of the same kind, amount and day is on record by {}, and one of the two \
             has no voucher number; this row was added: void one if they are the same",
            source.en
        ),
    )
}

/// A project was entered that its unit may have already.
fn like_name(names: &[String]) -> Remark {
    of_row(
        "like_name",
        format!(
            "同一单位已有名称相近的项目：{}；如为同一项目，请填写项目代码或改用原名称后重新导入",
            names.join("、")
        ),
        format!(
            "its unit has projects of much the same name: {}; if it is one of them, fill in the \
             project code or use the name on record, and import again",
            names.join(", ")
        ),
    )
}

fn of_row(code: &str, zh: String, en: String) -> Remark {
    Remark {
        heading: None,
        code: code.to_owned(),
        text: Bilingual { zh, en },
    }
}
