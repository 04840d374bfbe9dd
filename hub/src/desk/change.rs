use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::{document, project_event, report};
use uuid::Uuid;

use super::same::{Saying, Telling, counts, meant};
use super::take_over::earlier;
use super::{Rows, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;

/// Stands for the project itself where a row may name a contract, lot or asset.
pub(crate) const WHOLE: &str = "-";
/// The source of what somebody records through the hub.
pub(crate) const PERSON: &str = "person";
/// The source of what people hand in as a ledger.
pub(crate) const IMPORT: &str = "import";

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

impl RecordKind {
    /// The field of the input that holds its day.
    pub(crate) const fn day_field(self) -> &'static str {
        match self {
            Self::Event => "occurredOn",
            Self::Document => "filedOn",
            Self::Report => "submittedOn",
        }
    }
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
    /// The field of the input that names a row.
    const FIELD: &'static str;
    /// What a row says, apart from who said it and whether it counts.
    type Says: Saying;

    fn make(
        jurisdiction: Uuid,
        project: Uuid,
        origin: &Origin,
        says: Self::Says,
    ) -> Result<Self, Fault>;
    fn id(&self) -> Uuid;
    fn source(&self) -> &str;
    fn source_record(&self) -> Option<Uuid>;
    fn recorded_by(&self) -> &str;
    fn recorded_at(&self) -> DateTime<Utc>;
    fn standing(&self) -> &str;
    /// The row that this one corrects.
    fn corrected(&self) -> Option<Uuid>;
    /// Why it was corrected, withdrawn or set aside.
    fn reason(&self) -> Option<&str>;
    fn says(&self) -> Self::Says;
    fn withdraw(&mut self, standing: Standing, reason: Option<String>);
    /// Has another record of its source stand behind it.
    fn told_by(&mut self, record: Option<Uuid>);
    fn corrects(&mut self, earlier: Uuid, reason: String);
}

macro_rules! entry {
    ($module:ident, ($table:literal, $input:literal), $says:ty, |$row:ident| $told:expr, |$said:ident| { $($field:ident: $value:expr),+ $(,)? }) => {
        impl $crate::desk::change::Entry for $module::Model {
            const TABLE: &'static str = $table;
            const FIELD: &'static str = $input;
            type Says = $says;

            fn make(
                jurisdiction: uuid::Uuid,
                project: uuid::Uuid,
                origin: &$crate::desk::Origin,
                $said: $says,
            ) -> Result<Self, $crate::fault::Fault> {
                Ok(Self {
                    jurisdiction_id: jurisdiction,
                    id: uuid::Uuid::now_v7(),
                    project_id: project,
                    $($field: $value,)+
                    source: origin.source.clone(),
                    source_record_id: origin.source_record,
                    recorded_by: origin.recorded_by.clone(),
                    recorded_at: origin.recorded_at,
                    standing: $crate::desk::Standing::Current.as_str().to_owned(),
                    corrects_id: None,
                    reason: None,
                })
            }

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn source(&self) -> &str {
                &self.source
            }

            fn source_record(&self) -> Option<uuid::Uuid> {
                self.source_record_id
            }

            fn recorded_by(&self) -> &str {
                &self.recorded_by
            }

            fn recorded_at(&self) -> chrono::DateTime<chrono::Utc> {
                self.recorded_at
            }

            fn standing(&self) -> &str {
                &self.standing
            }

            fn corrected(&self) -> Option<uuid::Uuid> {
                self.corrects_id
            }

            fn reason(&self) -> Option<&str> {
                self.reason.as_deref()
            }

            fn says(&self) -> $says {
                let $row = self;
                $told
            }

            fn withdraw(&mut self, standing: $crate::desk::Standing, reason: Option<String>) {
                self.standing = standing.as_str().to_owned();
                self.reason = reason;
            }

            fn told_by(&mut self, record: Option<uuid::Uuid>) {
                self.source_record_id = record;
            }

            fn corrects(&mut self, earlier: uuid::Uuid, reason: String) {
                self.corrects_id = Some(earlier);
                self.reason = Some(reason);
            }
        }
    };
}
pub(super) use entry;

entry!(
    project_event,
    ("project_event", "event"),
    Dated,
    |row| Dated {
        kind: row.kind.clone(),
        on: Some(row.occurred_on),
        attributes: row.attributes.clone(),
        occurrence: row.occurrence.clone(),
    },
    |dated| {
        occurred_on: dated.on.ok_or_else(|| Fault::invalid("occurredOn", "an event needs its day"))?,
        kind: dated.kind,
        attributes: dated.attributes,
        occurrence: dated.occurrence,
    }
);
entry!(
    document,
    ("document", "document"),
    Dated,
    |row| Dated {
        kind: row.kind.clone(),
        on: row.filed_on,
        attributes: row.attributes.clone(),
        occurrence: row.occurrence.clone(),
    },
    |dated| {
        filed_on: dated.on,
        kind: dated.kind,
        attributes: dated.attributes,
        occurrence: dated.occurrence,
    }
);
entry!(
    report,
    ("report", "report"),
    Dated,
    |row| Dated {
        kind: row.kind.clone(),
        on: Some(row.submitted_on),
        attributes: json!({}),
        occurrence: row.period.clone(),
    },
    |dated| {
        submitted_on: dated.on.ok_or_else(|| Fault::invalid("submittedOn", "a report needs its day"))?,
        kind: dated.kind,
        period: dated.occurrence,
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
    says: E::Says,
) -> Result<(Uuid, Draft), Fault> {
    let row = E::make(jurisdiction, project, origin, says)?;
    let body = json!({"recorded": row.says(), "source": origin.source});
    let draft = Draft::of_project(E::TABLE, row.id(), project, body);
    let id = row.id();
    rows.add(row);
    Ok((id, draft))
}

/// Takes over what a record says of one thing: nothing when it is on record already, a correction
/// of what its source said of it. It is known by what names it, else by the record's earlier
/// versions; where nothing names a kind of row, what says the same is the same. What a person
/// corrected or withdrew since stays as it is, and so does what another source says.
pub(crate) fn renew<E: Entry>(
    rows: &mut Rows<E>,
    owner: (Uuid, Uuid),
    telling: Telling<'_>,
    says: E::Says,
) -> Result<Option<Draft>, Fault> {
    let origin = telling.origin;
    let said = |row: &E| counts(row) && telling.is_theirs(row) && row.says() == says;
    if !E::Says::NAMED && rows.iter().any(said) {
        return Ok(None);
    }
    match meant(rows, telling, &says) {
        Some(row) if said(row) => Ok(None),
        Some(row) if counts(row) && telling.is_theirs(row) => {
            let (id, reason) = (row.id(), format!("{} now says otherwise", origin.source));
            correct(rows, owner, origin, id, says, reason).map(|(_, draft)| Some(draft))
        }
        Some(row) if counts(row) => Ok(None),
        // What a person voided is not said again; what the record never said before is.
        Some(row) if is_new(rows, telling, row, &says) => {
            add(rows, owner, origin, says).map(|(_, draft)| Some(draft))
        }
        Some(_) => Ok(None),
        None => add(rows, owner, origin, says).map(|(_, draft)| Some(draft)),
    }
}

/// Whether a record of which a row was voided, perhaps after people had corrected it, now says what
/// neither it nor they said of it.
fn is_new<E: Entry>(rows: &Rows<E>, telling: Telling<'_>, row: &E, says: &E::Says) -> bool {
    let last = last_word(rows, row);
    let of_record = rows.iter().filter(|row| telling.of_record(*row));
    let before = earlier(rows, last).filter_map(|id| rows.iter().find(|row| row.id() == id));
    let mut said = of_record.chain(before).chain([last]);
    last.standing() == Standing::Voided.as_str() && !said.any(|row| row.says() == *says)
}

/// What was put in the place of a row last, however often it was corrected; itself where it was not.
pub(super) fn last_word<'a, E: Entry>(rows: &'a Rows<E>, row: &'a E) -> &'a E {
    let mut last = row;
    let correction = |of: Uuid| {
        let corrections = rows.iter().filter(move |one| one.corrected() == Some(of));
        corrections.max_by_key(|one| one.id())
    };
    while let Some(next) = correction(last.id()) {
        last = next;
    }
    last
}

/// Puts a corrected row in the place of another, which is kept.
pub(crate) fn correct<E: Entry>(
    rows: &mut Rows<E>,
    (jurisdiction, project): (Uuid, Uuid),
    origin: &Origin,
    id: Uuid,
    says: E::Says,
    reason: String,
) -> Result<(Uuid, Draft), Fault> {
    let mut row = E::make(jurisdiction, project, origin, says)?;
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
) -> Result<E::Says, Fault> {
    let row = rows
        .change(|row| row.id() == id)
        .ok_or_else(|| Fault::not_found(E::TABLE, id))?;
    if row.standing() != Standing::Current.as_str() {
        let problem = format!("the {} was already {}", E::TABLE, row.standing());
        return Err(Fault::invalid(E::FIELD, problem));
    }
    let was = row.says();
    row.withdraw(standing, reason);
    Ok(was)
}
