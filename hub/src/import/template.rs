use std::collections::{BTreeMap, BTreeSet};

use shuniu_connectors::import::{Asked, Kind};
use shuniu_policy::pack::Pack;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::rules::LedgerRules;
use crate::access::{Caller, Permission};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;

impl Hub {
    /// An empty ledger of a kind for a place to fill in.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not look there.
    pub async fn template(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        kind: Kind,
    ) -> Result<Vec<u8>, Fault> {
        self.scope_in(caller, Permission::ReadProjects, jurisdiction)
            .await?;
        let known = self.known_jurisdictions();
        let place = known.iter().find(|one| one.id == jurisdiction);
        let name = place.map_or("", |one| one.setup.name.as_str());
        let law = self.local_law(jurisdiction);
        self.ledger_rules().template(&law, name, kind)
    }
}

impl LedgerRules {
    /// The same for whoever has the law at hand: what it reads of a project is what the ledger
    /// asks for.
    ///
    /// # Errors
    ///
    /// [`Fault`] when a heading of the place fills no field, or the workbook cannot be written.
    pub fn template(&self, law: &LocalLaw, place: &str, kind: Kind) -> Result<Vec<u8>, Fault> {
        let forms = self.forms(law);
        let forms = forms.map_err(|error| Fault::invalid("headings", error))?;
        let written = forms.form(kind).template(place, &asked(law));
        written.map_err(|error| Fault::corrupt("template", error))
    }
}

/// The attributes, events and documents that the packs of the place read, with the articles.
fn asked(law: &LocalLaw) -> Asked {
    let mut asked = Asked::new();
    // Of several versions of a pack the newest speaks.
    let mut newest: BTreeMap<&str, &Pack> = BTreeMap::new();
    for pack in law.packs() {
        newest.insert(&pack.id, pack);
    }
    for pack in newest.into_values() {
        for ((family, name), articles) in pack.reads() {
            if matches!(family, Family::Fact | Family::Event | Family::Document) {
                let articles: BTreeSet<&str> = articles.into_iter().map(head).collect();
                let articles: Vec<&str> = articles.into_iter().collect();
                let cited = format!("《{}》{}", pack.title, articles.join("、"));
                let named = (family, name.to_owned());
                asked.entry(named).or_default().push(cited);
            }
        }
    }
    asked
}

/// 第19条 of 第19条(二)(1). Where a text has parts in place of articles, as in 二(一)1, the part alone
/// would lead nowhere.
fn head(article: &str) -> &str {
    let head = article.split(['(', '（']).next().unwrap_or(article);
    let is_part = head.chars().all(|letter| NUMERALS.contains(letter));
    if is_part { article } else { head }
}

const NUMERALS: &str = "一二三四五六七八九十";

#[cfg(test)]
mod tests {
    use shuniu_policy::RegionCode;

    use super::*;
    use crate::jurisdiction::{JurisdictionSetup, PackChoice};
    use crate::law::Law;

    fn law(region: &str, pack: &str) -> LocalLaw {
        let choice = |id: &str| PackChoice {
            id: id.to_owned(),
            effective_on: "2025-01-01".parse().ok(),
        };
        let setup = JurisdictionSetup {
            region: RegionCode::parse(region).unwrap(),
            name: "某地".to_owned(),
            packs: vec![choice("national"), choice(pack)],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        Law::shipped().of(&setup).unwrap()
    }

    #[test]
    fn a_citation_leads_to_its_place_in_the_text() {
        for (article, cited) in [
            ("第19条(二)(1)", "第19条"),
            ("第七条第一款", "第七条第一款"),
            ("第八条（二）", "第八条"),
            ("二(一)1", "二(一)1"),
            ("三(四)", "三(四)"),
            ("附件2", "附件2"),
        ] {
            assert_eq!(head(article), cited);
        }
        let all = asked(&law("341522", "huoqiu"));
        let accepted = &all[&(Family::Event, "final_acceptance_passed".to_owned())];
        assert!(
            accepted[0].ends_with("》二(三)3、二(四)1、二(四)2、二(四)3、二(四)4"),
            "{accepted:?}"
        );
    }

    #[test]
    fn each_place_chooses_among_its_own_events_and_papers() {
        let places = [
            ("320902", "tinghu"),
            ("652800", "bayingolin"),
            ("341721", "dongzhi"),
            ("610326", "meixian"),
            ("341522", "huoqiu"),
        ];
        for family in [Family::Event, Family::Document] {
            let mut seen: Vec<BTreeSet<String>> = Vec::new();
            for (region, pack) in places {
                let law = law(region, pack);
                let asked = asked(&law).into_keys();
                let names = asked.filter(|(of, _)| *of == family).map(|(_, name)| name);
                let names: BTreeSet<String> = names.collect();
                let known = law.vocabulary().all(family).len();
                assert!((5..known).contains(&names.len()), "{pack}: {names:?}");
                assert!(!seen.contains(&names), "{pack} is as another place");
                seen.push(names);
            }
        }
    }
}
