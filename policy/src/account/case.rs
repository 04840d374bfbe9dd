use chrono::NaiveDate;
use serde::Serialize;

use super::{Cited, GateAccount, ObligationAccount, Titled, cited::facts};
use crate::{
    assessment::{Assessment, DerivedValue},
    cases::{Case, Difference, Outcome},
    pack::{Bilingual, Pack},
    vocabulary::Family,
    words::Words,
};

/// What the law asks of the project of a case on the case's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseAccount {
    /// The case's sentence.
    pub name: String,
    /// The pack's id.
    pub pack: String,
    /// The pack's version.
    pub pack_version: String,
    /// The regulation.
    pub title: Bilingual,
    /// The day of evaluation.
    pub today: NaiveDate,
    /// The classifications.
    pub derived: Vec<DerivedAccount>,
    /// What is owed.
    pub obligations: Vec<ObligationAccount>,
    /// Which steps may be taken.
    pub gates: Vec<GateAccount>,
    /// What is reported.
    pub findings: Vec<FindingAccount>,
    /// The claims of the case that did not come true.
    pub differences: Vec<Difference>,
}

/// A classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedAccount {
    /// Its name.
    pub derived: Titled,
    /// Its value as in scenarios; absent where no rule holds, or while something is missing.
    pub value: Option<String>,
    /// What the value is called.
    pub value_text: Bilingual,
    /// The provisions it rests on.
    pub by: Vec<Cited>,
    /// What is missing to tell.
    pub needs: Vec<Titled>,
    /// Its rules as sentences, the first that holds decides.
    pub rules: Vec<Bilingual>,
    /// The facts used.
    pub because: Vec<Bilingual>,
}

/// Something reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingAccount {
    /// The provision.
    #[serde(flatten)]
    pub cited: Cited,
    /// The code as in scenarios.
    pub code: String,
    /// The contract, lot, asset, request or entry; absent for the project.
    pub subject: Option<String>,
    /// What it says.
    pub text: Bilingual,
    /// The facts used.
    pub because: Vec<Bilingual>,
}

impl CaseAccount {
    /// What follows from a case.
    #[must_use]
    pub fn of(case: &Case, outcome: &Outcome<'_>) -> Self {
        let (pack, assessment) = (outcome.pack.as_ref(), &outcome.assessment);
        Self {
            name: case.name.clone(),
            pack: pack.id.clone(),
            pack_version: pack.version.clone(),
            title: Bilingual {
                zh: pack.title.clone(),
                en: pack.title_en.clone(),
            },
            today: case.today,
            derived: assessment
                .derived
                .iter()
                .map(|value| derived(pack, value))
                .collect(),
            obligations: ObligationAccount::all(pack, assessment),
            gates: GateAccount::all(pack, assessment),
            findings: findings(pack, assessment),
            differences: case.differences(outcome),
        }
    }

    /// The same, of one provision only. A gate stays where the provision has to do with it.
    #[must_use]
    pub fn only(mut self, provision: &str) -> Self {
        let is = |cited: &Cited| cited.provision == provision;
        self.derived.retain(|value| value.by.iter().any(is));
        self.obligations.retain(|owed| is(&owed.cited));
        self.findings.retain(|found| is(&found.cited));
        for gate in &mut self.gates {
            gate.blocked_by.retain(|at| is(&at.cited));
            gate.opened_by_exception.retain(|at| is(&at.cited));
            gate.needs.retain(|at| is(&at.cited));
        }
        self.gates.retain(|gate| {
            !gate.blocked_by.is_empty()
                || !gate.opened_by_exception.is_empty()
                || !gate.needs.is_empty()
        });
        self.differences
            .retain(|difference| difference.what.contains(provision));
        self
    }
}

fn derived(pack: &Pack, value: &DerivedValue) -> DerivedAccount {
    let words = Words::of(pack);
    let of = words.definition(Family::Derived, &value.name);
    let text = match (&value.value, of) {
        (Some(known), Some(of)) => Bilingual {
            zh: known.zh(of),
            en: known.en(of),
        },
        _ if !value.needs.is_empty() => Bilingual {
            zh: "尚不能确定".to_owned(),
            en: "cannot be told yet".to_owned(),
        },
        _ => Bilingual {
            zh: "没有规定".to_owned(),
            en: "no rule".to_owned(),
        },
    };
    let by = value.by.iter().filter_map(|id| pack.provision(id));
    let rules = pack.derived(&value.name).map(|rules| words.derived(rules));
    DerivedAccount {
        derived: Titled::of(&value.name, words.term(Family::Derived, &value.name)),
        value: value.value.as_ref().map(ToString::to_string),
        value_text: text,
        by: by.map(|provision| Cited::of(pack, provision)).collect(),
        needs: Titled::needs(&value.needs, pack),
        rules: rules.unwrap_or_default(),
        because: value.because.iter().map(|r| r.explain(pack)).collect(),
    }
}

fn findings(pack: &Pack, assessment: &Assessment) -> Vec<FindingAccount> {
    let found = assessment.findings.iter().filter_map(|finding| {
        let provision = pack.provision(&finding.provision)?;
        Some(FindingAccount {
            cited: Cited::of(pack, provision),
            code: finding.code.clone(),
            subject: finding.subject.clone(),
            text: finding.text.clone(),
            because: facts(pack, &finding.because).collect(),
        })
    });
    found.collect()
}
