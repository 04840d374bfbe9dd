//! What a heading says: the name of a column, and perhaps a unit of money.

use super::text::plain;
use crate::contract::AmountUnit;

/// A heading, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// What it may be known by, the most exact first.
    pub(super) names: Vec<String>,
    /// What it says of the unit.
    pub(super) unit: Unit,
    /// The words that say it; empty where nothing is said.
    pub(super) unit_words: String,
}

/// What words say of the unit of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nothing.
    Unsaid,
    /// One.
    Of(AmountUnit),
    /// Several, or one in which no amounts are taken: which is meant is not guessed.
    Unclear,
}

impl Unit {
    /// The unit, where exactly one is stated.
    pub(super) const fn one(self) -> Option<AmountUnit> {
        match self {
            Self::Of(unit) => Some(unit),
            Self::Unsaid | Self::Unclear => None,
        }
    }

    /// Both together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unsaid, one) | (one, Self::Unsaid) => one,
            (one, other) if one == other => one,
            _ => Self::Unclear,
        }
    }

    /// What words such as `人民币元` or `元/万元` state. Of the units that end with 元, only 元 and
    /// 万元 are taken: 千元, 亿元 and 美元 are others.
    pub(super) fn in_words(words: &str) -> Self {
        let mut found = Self::Unsaid;
        let mut before = [' ', ' '];
        for letter in words.chars() {
            if letter == '元' {
                let (scale, unit) = match before {
                    [scale, '万'] => (scale, AmountUnit::WanYuan),
                    [_, scale] => (scale, AmountUnit::Yuan),
                };
                found = found.and(if OTHER_UNITS.contains(&scale) {
                    Self::Unclear
                } else {
                    Self::Of(unit)
                });
            }
            before = [before[1], letter];
        }
        found
    }
}

/// What stands before 元 in other units and currencies.
const OTHER_UNITS: [char; 10] = ['十', '百', '千', '亿', '美', '港', '欧', '日', '澳', '加'];

/// What a unit behind a heading may be written with: 总投资/万元, 总投资元/万元.
const UNIT_LETTERS: [char; 12] = [
    '元', '万', '亿', '千', '百', '十', '/', '或', '、', '_', '-', ':',
];

impl Heading {
    pub(super) fn of(text: &str) -> Self {
        let whole = name(text);
        let mut names = vec![whole.clone()];
        let mut base = whole;
        let mut unit = Unit::Unsaid;
        let mut unit_words = String::new();
        // 总投资(万元), 建设单位(全称)(必填)
        while let Some((before, inside)) = base
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
        {
            let inside_says = Unit::in_words(inside);
            if inside_says != Unit::Unsaid {
                unit_words.insert_str(0, inside);
            }
            unit = unit.and(inside_says);
            base = before.to_owned();
            names.push(base.clone());
        }
        // 总投资/万元, 总投资万元
        let before = base.trim_end_matches(UNIT_LETTERS);
        let behind = Unit::in_words(&base[before.len()..]);
        if unit == Unit::Unsaid && behind != Unit::Unsaid {
            unit = behind;
            base[before.len()..].clone_into(&mut unit_words);
            names.push(before.to_owned());
        }
        names.retain(|one| !one.is_empty());
        names.dedup();
        Self {
            names,
            unit,
            unit_words,
        }
    }
}

/// What a heading of a day says took place on it: 专家评审 of 专家评审日期.
pub(super) fn day_of(name: &str) -> Option<&str> {
    let mut endings = ["日期", "时间"].iter();
    endings.find_map(|ending| name.strip_suffix(ending))
}

/// How long the longest text is that both hold, in letters.
pub(super) fn in_common(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let run = |from: usize, at: usize| {
        let both = one[from..].iter().zip(&other[at..]);
        both.take_while(|(a, b)| a == b).count()
    };
    let starts = (0..one.len()).flat_map(|from| (0..other.len()).map(move |at| (from, at)));
    starts.map(|(from, at)| run(from, at)).max().unwrap_or(0)
}

/// The unit that a line above the headings states for the whole sheet, such as 单位：万元.
pub(super) fn unit_of_sheet(line: &str) -> Option<AmountUnit> {
    let line = plain(line);
    line.split("单位:").skip(1).find_map(|after| {
        let after = after.strip_prefix("人民币").unwrap_or(after);
        let stated = after.chars().take_while(|one| UNIT_LETTERS.contains(one));
        Unit::in_words(&stated.collect::<String>()).one()
    })
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
            ("总投资（万元）", "总投资", Unit::Of(AmountUnit::WanYuan)),
            ("*总投资\n(单位：元)", "总投资", Unit::Of(AmountUnit::Yuan)),
            ("合同金额/万元", "合同金额", Unit::Of(AmountUnit::WanYuan)),
            ("预算（人民币元）", "预算", Unit::Of(AmountUnit::Yuan)),
            ("建设单位（全称）", "建设单位", Unit::Unsaid),
            ("项目名称：", "项目名称", Unit::Unsaid),
        ] {
            let heading = Heading::of(text);
            assert!(heading.names.iter().any(|one| one == named), "{heading:?}");
            assert_eq!(heading.unit, unit, "{text}");
        }
        for (line, unit) in [
            ("填报单位：城管局", None),
            ("金额单位：万元", Some(AmountUnit::WanYuan)),
            ("台账（单位：万元）", Some(AmountUnit::WanYuan)),
            (
                "填报单位：城管局 金额单位：人民币元",
                Some(AmountUnit::Yuan),
            ),
            ("单位：元/万元", None),
            ("单位：亿元", None),
        ] {
            assert_eq!(unit_of_sheet(line), unit, "{line}");
        }
    }

    #[test]
    fn a_heading_of_a_day_tells_what_took_place() {
        for (heading, event) in [
            ("专家评审日期", Some("专家评审")),
            ("评审时间", Some("评审")),
            ("合同金额", None),
        ] {
            assert_eq!(day_of(heading), event, "{heading}");
        }
        assert_eq!(in_common("专家评审", "组织专家评审通过"), 4);
        assert_eq!(in_common("评审", "投入运行"), 0);
        assert_eq!(in_common("", "投入运行"), 0);
    }

    #[test]
    fn a_heading_with_several_units_states_none() {
        for text in [
            "总投资（元/万元）",
            "总投资（万元或元）",
            "总投资元/万元",
            "总投资（万元）（元）",
            "总投资（亿元）",
            "总投资（百万元）",
            "总投资（美元）",
        ] {
            let heading = Heading::of(text);
            assert_eq!(heading.unit, Unit::Unclear, "{text}");
            assert!(heading.names.iter().any(|one| one == "总投资"), "{text}");
        }
    }
}
