use serde::Deserialize;
use serde_json::Value as Json;
use shuniu_policy::assessment::Reason;
use shuniu_policy::pack::Bilingual;

use crate::law::LocalLaw;

/// Stored reasons in both languages, in the words of the pack that judged: by its id and version,
/// or by the version at hand where that one is no longer here.
///
/// A reason that cannot be worded is told as such and never left out: what a decision rests on
/// would seem complete without it.
#[must_use]
pub fn worded(law: &LocalLaw, (pack, version): (&str, &str), stored: &Json) -> Vec<Bilingual> {
    let pack = law.pack_of(pack, version);
    let one = |stored: &Json| {
        // An earlier version stored reasons in words. No upgrade touches every row: one keeps them
        // until its project is assessed anew.
        if let Ok(words) = Bilingual::deserialize(stored) {
            return words;
        }
        let Ok(reason) = Reason::deserialize(stored) else {
            return said(
                "此项理由由系统的另一版本记录，本版本不能显示，重新评估后更新",
                "this reason was recorded by another version of the system, which this one cannot read; it is told again once it is assessed anew",
            );
        };
        let words = pack.map(|pack| reason.explain(pack));
        // What a provision says of itself is nowhere when another version has not the provision.
        words.filter(|words| !words.zh.is_empty()).unwrap_or_else(|| {
            said(
                "此项理由所依据的法规版本已不在此适用，重新评估后更新",
                "this reason rests on a version of the regulation that is no longer applied here; it is told again once it is assessed anew",
            )
        })
    };
    stored.as_array().into_iter().flatten().map(one).collect()
}

/// Whether a last day was counted in working days, by stored reasons.
#[must_use]
pub fn counts_workdays(stored: &Json) -> bool {
    let mut reasons = stored.as_array().into_iter().flatten();
    reasons.any(|one| Reason::deserialize(one).is_ok_and(|reason| reason.counts_workdays()))
}

fn said(zh: &str, en: &str) -> Bilingual {
    Bilingual {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shuniu_policy::RegionCode;

    use super::*;
    use crate::jurisdiction::{JurisdictionSetup, PackChoice};
    use crate::law::Law;

    fn told(judged_by: (&str, &str), stored: &Json) -> Vec<Bilingual> {
        let setup = JurisdictionSetup {
            region: RegionCode::parse("320902").unwrap(),
            name: "亭湖区".to_owned(),
            packs: vec![PackChoice {
                id: "tinghu".to_owned(),
                effective_on: "2025-01-01".parse().ok(),
            }],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        worded(&Law::shipped().of(&setup).unwrap(), judged_by, stored)
    }

    fn zh(judged_by: (&str, &str), stored: &Json) -> Vec<String> {
        let told = told(judged_by, stored);
        told.into_iter().map(|one| one.zh).collect()
    }

    /// What the shipped pack says of a reason.
    fn says(reason: &Reason) -> Bilingual {
        reason.explain(Law::shipped().pack("tinghu").unwrap())
    }

    const NO_TIME: Reason = Reason::NoTime { periodic: false };
    const OTHER: &str = "此项理由由系统的另一版本记录，本版本不能显示，重新评估后更新";
    const GONE: &str = "此项理由所依据的法规版本已不在此适用，重新评估后更新";

    #[test]
    fn a_stored_reason_is_told_in_the_words_of_its_pack() {
        let reason = Reason::UnknownFact {
            name: "lot_count".to_owned(),
        };
        let stored = json!([reason, NO_TIME]);
        let expected = [says(&reason), says(&NO_TIME)];
        assert_eq!(told(("tinghu", "1"), &stored), expected);
        // The version that judged is no longer here: the one at hand has the words.
        assert_eq!(told(("tinghu", "0"), &stored), expected);
    }

    #[test]
    fn what_was_stored_in_words_is_told_as_it_is() {
        let stored = json!([{"zh": "立项批复", "en": "approved"}, NO_TIME]);
        let expected = [said("立项批复", "approved"), says(&NO_TIME)];
        assert_eq!(told(("tinghu", "1"), &stored), expected);
    }

    #[test]
    fn a_reason_that_cannot_be_worded_is_told_as_such_and_the_others_are_told() {
        let stored = json!([{"of_tomorrow": {"on": "2026-03-02"}}, NO_TIME, 7]);
        let expected = [OTHER, &says(&NO_TIME).zh, OTHER];
        assert_eq!(zh(("tinghu", "1"), &stored), expected);
        let missed = json!([{"missed": {"provision": "tinghu-of-tomorrow"}}]);
        assert_eq!(zh(("tinghu", "2"), &missed), [GONE]);
        assert_eq!(zh(("dongzhi", "1"), &json!([NO_TIME])), [GONE]);
    }

    #[test]
    fn where_nothing_is_stored_nothing_is_told() {
        assert_eq!(told(("tinghu", "1"), &json!([])), []);
        assert_eq!(told(("", ""), &Json::Null), []);
    }
}
