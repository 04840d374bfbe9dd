use chrono::NaiveDate;
use serde::Serialize;

use super::{Cited, Titled, cited::facts};
use crate::{
    assessment::{Assessment, Obligation},
    pack::{Bilingual, Pack},
};

/// One thing owed, with all that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObligationAccount {
    /// The provision.
    #[serde(flatten)]
    pub cited: Cited,
    /// Who must act.
    pub responsible: Vec<Titled>,
    /// The contract, lot, asset, request or entry; absent for the project.
    pub subject: Option<String>,
    /// The day or id of the event whose clock it is; empty where only the latest counts.
    pub occurrence: String,
    /// The period of a recurring duty.
    pub period: Option<String>,
    /// The status as in scenarios.
    pub status: &'static str,
    /// What the status is called.
    pub status_text: Bilingual,
    /// Its days.
    pub days: DaysAccount,
    /// Its flags as in scenarios.
    pub flags: Vec<&'static str>,
    /// What is missing to tell.
    pub needs: Vec<Titled>,
    /// The calendar that is missing.
    pub error: Option<String>,
    /// The facts used, in order, and what follows from them on the day. Rulings are told where the
    /// provision is cited.
    pub because: Vec<Bilingual>,
}

/// The days of an obligation; those that it does not have are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DaysAccount {
    /// The day its clock started.
    pub triggered: Option<NaiveDate>,
    /// The first day on which it can be done.
    pub earliest: Option<NaiveDate>,
    /// The last permitted day of a deadline.
    pub due: Option<NaiveDate>,
    /// The last day of a window or duration.
    pub latest: Option<NaiveDate>,
    /// The day it was done.
    pub fulfilled: Option<NaiveDate>,
}

impl ObligationAccount {
    pub(super) fn all(pack: &Pack, assessment: &Assessment) -> Vec<Self> {
        let today = assessment.assessed_for;
        let owed = assessment.obligations.iter();
        owed.filter_map(|one| Self::of(pack, one, today)).collect()
    }

    fn of(pack: &Pack, owed: &Obligation, today: NaiveDate) -> Option<Self> {
        let provision = pack.provision(&owed.provision)?;
        let status = owed.status(today);
        let days = &owed.days;
        let conclusion = owed.conclusion(today);
        Some(Self {
            cited: Cited::of(pack, provision),
            responsible: Titled::roles(&provision.responsible, pack),
            subject: owed.subject.clone(),
            occurrence: owed.occurrence.clone(),
            period: owed.period.map(|period| period.to_string()),
            status: status.as_str(),
            status_text: Bilingual {
                zh: status.zh().to_owned(),
                en: status.as_str().replace('_', " "),
            },
            days: DaysAccount {
                triggered: days.triggered_on,
                earliest: days.earliest_on,
                due: days.due_on,
                latest: days.latest_on,
                fulfilled: days.fulfilled_on,
            },
            flags: owed.flags(today).iter().map(|flag| flag.as_str()).collect(),
            needs: Titled::needs(&owed.needs, pack),
            error: owed.error.map(|error| error.to_string()),
            because: facts(pack, &owed.because).chain([conclusion]).collect(),
        })
    }
}
