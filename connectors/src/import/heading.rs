//! What a heading says: the name of a column, and perhaps a unit of money.

use super::text::plain;
use crate::contract::AmountUnit;

/// A heading, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// What it may be known by, the most exact first.
    pub(super) names: Vec<String>,
    /// The unit it states.
    pub(super) unit: Option<AmountUnit>,
}

impl Heading {
    pub(super) fn of(text: &str) -> Self {
        let whole = name(text);
        let mut names = vec![whole.clone()];
        let mut base = whole;
        let mut unit = None;
        // 总投资(万元), 建设单位(全称)(必填)
        while let Some((before, inside)) = base
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
        {
            unit = unit.or_else(|| unit_in(inside));
            base = before.to_owned();
            names.push(base.clone());
        }
        // 总投资/万元, 总投资万元
        if unit.is_none()
            && let Some((before, found)) = UNITS
                .iter()
                .find_map(|(word, unit)| Some((base.strip_suffix(word)?, *unit)))
        {
            unit = Some(found);
            names.push(before.trim_end_matches(['/', '_', '-', ':']).to_owned());
        }
        names.retain(|one| !one.is_empty());
        names.dedup();
        Self { names, unit }
    }
}

/// Longest first: 万元 ends with 元.
const UNITS: [(&str, AmountUnit); 2] = [("万元", AmountUnit::WanYuan), ("元", AmountUnit::Yuan)];

/// The unit that words such as `单位:万元` or `人民币元` state.
pub(super) fn unit_in(words: &str) -> Option<AmountUnit> {
    let found = UNITS.iter().find(|(word, _)| words.contains(word));
    found.map(|(_, unit)| *unit)
}

/// The unit that a line above the headings states for the whole sheet, such as 单位：万元.
pub(super) fn unit_of_sheet(line: &str) -> Option<AmountUnit> {
    let line = plain(line);
    let (_, after) = line.split_once("单位:")?;
    ["万元", "元", "人民币"]
        .iter()
        .any(|word| after.starts_with(word))
        .then(|| unit_in(after))
        .flatten()
}

/// A heading or synonym as it is compared.
pub(super) fn name(text: &str) -> String {
    let text = plain(text).to_lowercase();
    text.trim_matches(['*', ':', '.', '、', '★']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_tells_its_name_and_unit() {
        for (text, named, unit) in [
            ("总投资（万元）", "总投资", Some(AmountUnit::WanYuan)),
            ("*总投资\n(单位：元)", "总投资", Some(AmountUnit::Yuan)),
            ("合同金额/万元", "合同金额", Some(AmountUnit::WanYuan)),
            ("建设单位（全称）", "建设单位", None),
            ("项目名称：", "项目名称", None),
        ] {
            let heading = Heading::of(text);
            assert!(heading.names.iter().any(|one| one == named), "{heading:?}");
            assert_eq!(heading.unit, unit, "{text}");
        }
        assert_eq!(unit_of_sheet("填报单位：城管局"), None);
        assert_eq!(unit_of_sheet("金额单位：万元"), Some(AmountUnit::WanYuan));
    }
}
