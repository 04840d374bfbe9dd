use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde_json::Value as Json;
use shuniu_entities::{Key, finding};
use shuniu_policy::Impossible;
use shuniu_policy::assessment::{Assessment, Blocker, Obligation, Reason};
use shuniu_policy::pack::{Bilingual, Pack};
use uuid::Uuid;

use crate::access::Permission;
use crate::assess::{Ground, derived, judge_all};
use crate::desk::{File, look_into};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::query::View;

/// How far ahead of today may be asked: what recurs would be counted for ever.
const YEARS_AHEAD: i32 = 10;

/// What the law says of a project on a day.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// The project; of one that is not there, only the jurisdiction whose law says it counts.
    pub project: Key,
    /// The law.
    pub law: Arc<LocalLaw>,
    /// What it says: duties, gates, derived values, and which provisions apply.
    pub said: Assessment,
    /// The stage that the events have entered; none where no pack has stages.
    pub stage: Option<String>,
    /// What is reported without closing anything.
    pub findings: Vec<finding::Model>,
}

impl Assessed {
    /// The derived values as they are stored with a project.
    #[must_use]
    pub fn derived(&self) -> Json {
        derived(&self.law, &self.said)
    }

    /// Why something is owed, in both languages, in the words of the version that judged.
    #[must_use]
    pub fn because_of(&self, owed: &Obligation) -> Vec<Bilingual> {
        let pack = self.law.pack_of(&owed.pack, &owed.pack_version);
        explain(pack, &owed.because)
    }

    /// Why a provision closes a gate, or would have, in both languages.
    #[must_use]
    pub fn because_blocked(&self, blocker: &Blocker) -> Vec<Bilingual> {
        let pack = self.law.pack_on(&blocker.pack, self.said.assessed_for);
        explain(pack, &blocker.because)
    }
}

fn explain(pack: Option<&Pack>, reasons: &[Reason]) -> Vec<Bilingual> {
    let of = |pack: &Pack| reasons.iter().map(|one| one.explain(pack)).collect();
    pack.map_or_else(Vec::new, of)
}

/// Refuses a day of another age and one for which nothing can be said.
pub(super) fn day_asked(field: &str, day: NaiveDate, today: NaiveDate) -> Result<(), Fault> {
    if Impossible::day(day).is_some() || day.year() > today.year() + YEARS_AHEAD {
        let last = today.year() + YEARS_AHEAD;
        let first = Impossible::YEARS.start;
        let problem = format!("{day} is of another age; ask for a day of {first} to {last}");
        return Err(Fault::invalid(field, problem));
    }
    Ok(())
}

impl View {
    /// What the law said of the projects on a day, by what is known now; of a day to come, what it
    /// will say if nothing further is recorded. Projects that the caller does not see, and
    /// classified ones, are left out.
    ///
    /// # Errors
    ///
    /// [`Fault::Invalid`] for a day of another age; [`Fault`] when the role may not read projects
    /// or the database fails.
    pub async fn assessed_on(
        &self,
        projects: &[Key],
        day: NaiveDate,
    ) -> Result<Vec<Assessed>, Fault> {
        day_asked("asOf", day, self.today())?;
        let mut places: BTreeMap<Uuid, Vec<Key>> = BTreeMap::new();
        for key in projects {
            places.entry(key.jurisdiction).or_default().push(*key);
        }
        let now = self.hub().clock().now();
        let mut all = Vec::new();
        for (place, keys) in places {
            let law = self.hub().local_law(place);
            let (files, ground) = self.files(place, &keys, &law).await?;
            let open = files.values();
            let open: Vec<&File> = open.filter(|file| !file.project.get().classified).collect();
            for (id, judged) in judge_all(&law, &open, &ground, (day, now))? {
                all.push(Assessed {
                    project: Key::new(place, id),
                    law: Arc::clone(&law),
                    said: judged.said,
                    stage: judged.stage,
                    findings: judged.findings,
                });
            }
        }
        Ok(all)
    }

    /// Reads files of one jurisdiction as they are at one moment, with what else they are judged on.
    pub(super) async fn files(
        &self,
        jurisdiction: Uuid,
        projects: &[Key],
        law: &LocalLaw,
    ) -> Result<(BTreeMap<Uuid, File>, Ground), Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        let moment = self.hub().database().look().await?;
        let files = look_into(&moment, &scope, projects).await?;
        let ground = Ground::of(&moment, jurisdiction, law, &files).await?;
        moment.rollback().await?;
        Ok((files, ground))
    }
}
