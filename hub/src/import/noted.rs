//! What is said of a row that went into its project's file, in the words of a clerk.

use shuniu_connectors::import::{Ledger, Remark};
use shuniu_policy::pack::Bilingual;

use crate::desk::called;
use crate::sync::Noted;

/// What is said of it, if anything: a ledger says nothing of an event for which it has no column.
pub(super) fn remark(ledger: &Ledger, noted: &Noted) -> Option<Remark> {
    let mut heading = None;
    let (code, zh, en) = match noted {
        Noted::StillOnRecord { event, on } => {
            let mut used = ledger.layout.used.iter();
            heading = Some(used.find(|one| one.field == *event)?.heading.clone());
            (
                "still_on_record",
                format!("此前登记为 {on}，本次为空，原记录保留；如登记有误请作废该事件"),
                format!(
                    "{on} is on record from before and the cell is empty now; the event stays: \
                     void it if it is wrong"
                ),
            )
        }
        Noted::Resembles(source) => {
            let source = called(source);
            (
                "may_be_on_record",
                format!(
                    "{}已登记一笔可能相同的支付（凭证号相同，或合同、类型、金额相同且日期相近），无法判断是否同一笔；\
                     本行已计入，如为同一笔请作废其一",
                    source.zh
                ),
                format!(
                    "a payment that may be the same is on record by {}: of the same voucher number, \
                     or of the same contract, kind and amount on a near day; this row was added: \
                     void one if they are the same",
                    source.en
                ),
            )
        }
        Noted::AssetWithoutCard(name) => (
            "may_be_on_record",
            format!(
                "已登记一项没有卡片编号的同名资产“{name}”，无法判断是否同一项；本行已另计一项，如为同一项请作废没有编号的一项"
            ),
            format!(
                "an asset of the name {name} is on record without a card and may be the same; this \
                 row was added beside it: void the one without a card if they are the same"
            ),
        ),
        Noted::FollowedEarlier { stands, told } => match stands {
            Some(stands) => (
                "followed_earlier",
                format!(
                    "台账起始日 {told} 晚于已登记的 {stands}，会免除其间的义务，未采用；其余内容已导入；\
                     确需推迟的，由数据局说明理由后修改"
                ),
                format!(
                    "{told} is later than {stands}, since which the project is followed, and would \
                     relieve it of duties: it was not taken over, the rest was; the data bureau may \
                     move the day with a reason"
                ),
            ),
            None => (
                "followed_earlier",
                format!(
                    "台账起始日 {told} 会免除该项目此前已产生且未履行的义务，未采用；其余内容已导入；\
                     确需如此的，由数据局说明理由后登记"
                ),
                format!(
                    "{told} would relieve the project of duties that are open: it was not taken \
                     over, the rest was; the data bureau may enter the day with a reason"
                ),
            ),
        },
        Noted::LikeName(names) => (
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
        ),
        Noted::ContractUnknown(number) => (
            "contract_unknown",
            format!("该项目没有编号为“{number}”的合同；合同登记后自动关联"),
            format!(
                "the project has no contract of the number {number}; it is joined once the \
                 contract comes in"
            ),
        ),
    };
    Some(Remark {
        heading,
        code: code.to_owned(),
        text: Bilingual { zh, en },
    })
}
