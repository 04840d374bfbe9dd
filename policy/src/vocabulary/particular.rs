//! What sentences call a record whose attributes are known: “自评价报财政部门备案” instead of a form
//! with two fields.

/// A phrase with places for attributes: `{by}的审核意见`. Of a report the places are `period` and
/// `on`, the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particular {
    /// In Chinese.
    pub zh: String,
    /// In English, with the same places.
    pub en: String,
}

impl Particular {
    /// The names of its places, in the order of the Chinese phrase.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        places(&self.zh)
    }

    /// Whether both languages have the same places.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let sorted = |text| {
            let mut names: Vec<&str> = places(text).collect();
            names.sort_unstable();
            names
        };
        sorted(&self.zh) == sorted(&self.en)
    }

    /// Both phrases with their places filled; nothing where one of them cannot be.
    #[must_use]
    pub fn filled(
        &self,
        with: impl Fn(&str) -> Option<(String, String)>,
    ) -> Option<(String, String)> {
        let (mut zh, mut en) = (self.zh.clone(), self.en.clone());
        for name in self.places() {
            let (z, e) = with(name)?;
            let place = format!("{{{name}}}");
            zh = zh.replace(&place, &z);
            en = en.replace(&place, &e);
        }
        Some((zh, en))
    }
}

fn places(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split('{').skip(1);
    after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Family, Vocabulary};

    #[test]
    fn a_phrase_is_told_only_where_all_its_places_can_be_filled() {
        let filing = Particular {
            zh: "{matter}报{with}备案".to_owned(),
            en: "a filing of {matter} with {with}".to_owned(),
        };
        let told = filing.filled(|name| Some((format!("“{name}”"), name.to_uppercase())));
        let (zh, en) = told.unwrap();
        assert_eq!(zh, "“matter”报“with”备案");
        assert_eq!(en, "a filing of MATTER with WITH");
        let known = |name: &str| (name == "with").then(Default::default);
        assert_eq!(filing.filled(known), None);
    }

    #[test]
    fn every_place_is_an_attribute_and_stands_in_both_languages() {
        for family in [Family::Event, Family::Document, Family::Report] {
            for of in Vocabulary::shared().all(family) {
                assert!(of.phrase.is_some(), "{}", of.name);
                for one in &of.particular {
                    assert!(one.agrees(), "{}: {}", of.name, one.zh);
                    let known = |name: &str| match family {
                        Family::Report => ["period", "on"].contains(&name),
                        _ => of.attribute(name).is_some(),
                    };
                    assert!(one.places().all(known), "{}: {}", of.name, one.zh);
                }
            }
        }
    }
}
