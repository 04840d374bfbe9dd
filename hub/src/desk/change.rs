use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::{document, project_event, report};
use uuid::Uuid;

use super::{Rows, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;

/// Stands for the project itself where a row may name a contract, lot or asset.
pub(crate) const WHOLE: &str = "-";
/// The source of what somebody records through the hub.
pub(crate) const PERSON: &str = "person";

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) source: String,
    pub(crate) source_record: Option<Uuid>,
    pub(crate) recorded_by: String,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// Which of the three tables of a file's records is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Something that happened on a day.
    Event,
    /// Evidence on file.
    Document,
    /// A recurring submission.
    Report,
}

/// What an event, document or report says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Dated {
    pub(crate) kind: String,
    pub(crate) on: Option<NaiveDate>,
    /// An object; empty where there is nothing more to say.
    pub(crate) attributes: Json,
    /// Contract, lot or asset; for a report its period.
    pub(crate) occurrence: String,
}

/// A row of the file that can be recorded, corrected and voided.
pub(crate) trait Entry: Clone {
    const TABLE: &'static str;

    fn make(
        jurisdiction: Uuid,
        project: Uuid,
        origin: &Origin,
        dated: Dated,
    ) -> Result<Self, Fault>;
    fn id(&self) -> Uuid;
    fn source(&self) -> &str;
    fn standing(&self) -> &str;
    fn says(&self) -> Dated;
    fn withdraw(&mut self, standing: Standing, reason: Option<String>);
    fn corrects(&mut self, earlier: Uuid, reason: String);
}

macro_rules! entry {
    ($module:ident, $table:literal, |$row:ident| $says:expr, |$day:ident, $dated:ident| { $($field:ident: $value:expr),+ }) => {
        impl Entry for $module::Model {
            const TABLE: &'static str = $table;

            fn make(
                jurisdiction: Uuid,
                project: Uuid,
                origin: &Origin,
                $dated: Dated,
            ) -> Result<Self, Fault> {
                let $day = $dated.on;
                Ok(Self {
                    jurisdiction_id: jurisdiction,
                    id: Uuid::now_v7(),
                    project_id: project,
                    $($field: $value,)+
                    kind: $dated.kind,
                    source: origin.source.clone(),
                    source_record_id: origin.source_record,
                    recorded_by: origin.recorded_by.clone(),
                    recorded_at: origin.recorded_at,
                    standing: Standing::Current.as_str().to_owned(),
                    corrects_id: None,
                    reason: None,
                })
            }

            fn id(&self) -> Uuid {
                self.id
            }

            fn source(&self) -> &str {
                &self.source
            }

            fn standing(&self) -> &str {
                &self.standing
            }

            fn says(&self) -> Dated {
                let $row = self;
                $says
            }

            fn withdraw(&mut self, standing: Standing, reason: Option<String>) {
                self.standing = standing.as_str().to_owned();
                self.reason = reason;
            }

            fn corrects(&mut self, earlier: Uuid, reason: String) {
                self.corrects_id = Some(earlier);
                self.reason = Some(reason);
            }
        }
    };
}

entry!(
    project_event,
    "project_event",
    |row| Dated {
        kind: row.kind.clone(),
        on: Some(row.occurred_on),
        attributes: row.attributes.clone(),
        occurrence: row.occurrence.clone(),
    },
    |day, dated| {
        occurred_on: day.ok_or_else(|| Fault::invalid("on", "an event needs its day"))?,
        attributes: dated.attributes.clone(),
        occurrence: dated.occurrence.clone()
    }
);
entry!(
    document,
    "document",
    |row| Dated {
        kind: row.kind.clone(),
        on: row.filed_on,
        attributes: row.attributes.clone(),
        occurrence: row.occurrence.clone(),
    },
    |day, dated| {
        filed_on: day,
        attributes: dated.attributes.clone(),
        occurrence: dated.occurrence.clone()
    }
);
entry!(
    report,
    "report",
    |row| Dated {
        kind: row.kind.clone(),
        on: Some(row.submitted_on),
        attributes: json!({}),
        occurrence: row.period.clone(),
    },
    |day, dated| {
        submitted_on: day.ok_or_else(|| Fault::invalid("on", "a report needs its day"))?,
        period: dated.occurrence.clone()
    }
);

/// Where a row comes from.
pub(crate) fn source_of<E: Entry>(rows: &Rows<E>, id: Uuid) -> Option<&str> {
    rows.iter().find(|row| row.id() == id).map(Entry::source)
}

/// Adds a row, whatever is there already.
pub(crate) fn add<E: Entry>(
    rows: &mut Rows<E>,
    (jurisdiction, project): (Uuid, Uuid),
    origin: &Origin,
    dated: Dated,
) -> Result<(Uuid, Draft), Fault> {
    let row = E::make(jurisdiction, project, origin, dated)?;
    let body = json!({"recorded": row.says(), "source": origin.source});
    let draft = Draft::of_project(E::TABLE, row.id(), project, body);
    let id = row.id();
    rows.add(row);
    Ok((id, draft))
}

/// Takes over what an outside system says: nothing when it said so before, a correction when
/// it said something else of the same kind and occurrence.
pub(crate) fn take_over<E: Entry>(
    rows: &mut Rows<E>,
    owner: (Uuid, Uuid),
    origin: &Origin,
    dated: Dated,
) -> Result<Option<Draft>, Fault> {
    let same = |row: &E| {
        let says = row.says();
        row.standing() == Standing::Current.as_str()
            && row.source() == origin.source
            && says.kind == dated.kind
            && says.occurrence == dated.occurrence
    };
    let said_before = rows
        .iter()
        .find(|row| same(row))
        .map(|row| (row.id(), row.says()));
    match said_before {
        Some((_, said)) if said == dated => Ok(None),
        Some((id, _)) => {
            let reason = format!("{} now says otherwise", origin.source);
            correct(rows, owner, origin, id, dated, reason).map(|(_, draft)| Some(draft))
        }
        None => add(rows, owner, origin, dated).map(|(_, draft)| Some(draft)),
    }
}

/// Puts a corrected row in the place of another, which is kept.
pub(crate) fn correct<E: Entry>(
    rows: &mut Rows<E>,
    (jurisdiction, project): (Uuid, Uuid),
    origin: &Origin,
    id: Uuid,
    dated: Dated,
    reason: String,
) -> Result<(Uuid, Draft), Fault> {
    let mut row = E::make(jurisdiction, project, origin, dated)?;
    let was = end(rows, id, Standing::Corrected, None)?;
    let body = json!({"was": was, "is": row.says(), "reason": reason, "source": origin.source});
    row.corrects(id, reason);
    let draft = Draft::of_project(E::TABLE, row.id(), project, body);
    let corrected = row.id();
    rows.add(row);
    Ok((corrected, draft))
}

/// Withdraws a row, which is kept.
pub(crate) fn void<E: Entry>(
    rows: &mut Rows<E>,
    project: Uuid,
    id: Uuid,
    reason: &str,
) -> Result<Draft, Fault> {
    let was = end(rows, id, Standing::Voided, Some(reason.to_owned()))?;
    Ok(Draft::of_project(
        E::TABLE,
        id,
        project,
        json!({"voided": was, "reason": reason}),
    ))
}

fn end<E: Entry>(
    rows: &mut Rows<E>,
    id: Uuid,
    standing: Standing,
    reason: Option<String>,
) -> Result<Dated, Fault> {
    let row = rows
        .change(|row| row.id() == id)
        .ok_or_else(|| Fault::not_found(E::TABLE, id))?;
    if row.standing() != Standing::Current.as_str() {
        let problem = format!("the {} was already {}", E::TABLE, row.standing());
        return Err(Fault::invalid("id", problem));
    }
    let was = row.says();
    row.withdraw(standing, reason);
    Ok(was)
}
