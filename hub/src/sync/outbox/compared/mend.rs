use shuniu_connectors::contract::HandOverKind;
use shuniu_entities::hand_over_difference;

/// What differs and how it is mended, in Chinese and English.
#[must_use]
pub fn mend(row: &hand_over_difference::Model, system: &str) -> (String, String) {
    let mut kinds = HandOverKind::ALL.into_iter();
    let (zh, en) = match kinds.find(|kind| kind.as_str() == row.what) {
        Some(kind) => kind.words(),
        None => (row.what.as_str(), row.what.as_str()),
    };
    let (here, there) = (
        row.here.as_deref().unwrap_or("-"),
        row.there.as_deref().unwrap_or("-"),
    );
    let number = row.number.as_deref().unwrap_or("-");
    match row.kind.as_str() {
        "number" => (
            format!(
                "{zh}的回执编号与系统 {system} 不一致：本方 {here}，对方 {there}；请向对方核实后用 settleHandOver 认定正确的编号"
            ),
            format!(
                "the receipt number of the {en} differs from that of {system}: {here} here, {there} there; ask which is right, and settle it by `settleHandOver`"
            ),
        ),
        "not_here" => (
            format!(
                "系统 {system} 收到一件本方没有记录的报送：{zh}（编号 {number}，报送键 {}）；请核实由谁绕过平台提交，属实的由对方撤销或在项目中补记其结果",
                row.key
            ),
            format!(
                "{system} received something that is not known here: {en} (number {number}, key {}); find out who handed it in past the hub, then have it withdrawn there or record its result in the project",
                row.key
            ),
        ),
        "missing_there" => (
            format!(
                "{zh}在本方为 {here}，系统 {system} 的收件清单中没有；请向对方核实，确未收到的用 settleHandOver 认定为未收到后重新报送"
            ),
            format!(
                "the {en} is {here} here and missing from the list of {system}; ask there, and if it never arrived settle it by `settleHandOver` as never received: then it is sent again"
            ),
        ),
        _ => (
            format!(
                "{zh}的状态与系统 {system} 不一致：本方 {here}，对方 {there}（编号 {number}）；请向对方核实后用 settleHandOver 认定"
            ),
            format!(
                "the state of the {en} differs from that at {system}: {here} here, {there} there (number {number}); ask there, and settle it by `settleHandOver`"
            ),
        ),
    }
}
