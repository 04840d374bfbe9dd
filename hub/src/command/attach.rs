use serde::{Deserialize, Serialize};
use shuniu_entities::obligation;
use uuid::Uuid;

use super::record::{RecordKind, Recorded, may_withdraw, needs_reason};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::desk::{self, Attached, Duty, Entry, Evidenced, File, Origin, Rows};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// What a document is evidence of, by the row that it has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidences {
    /// An event of the project.
    Event(Uuid),
    /// A duty of the project.
    Duty(Uuid),
}

/// What is attached in the step that records something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attach {
    /// Nothing.
    #[default]
    Nothing,
    /// To the event that is recorded, these documents on file.
    Documents(Vec<Uuid>),
    /// The document that is recorded, to these events and duties.
    To(Vec<Evidences>),
}

/// Names events and duties that a document on file is evidence of. What it is attached to already
/// stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttachDocument {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The document.
    pub document: Uuid,
    /// What it evidences; at least one.
    pub evidences: Vec<Evidences>,
}

/// Takes a document away from what it is no evidence of; it stays on file, and the ledger keeps
/// that it was attached. What it is not attached to stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DetachDocument {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The document.
    pub document: Uuid,
    /// From what; from everything if left out, duties that are no longer owed among it.
    pub evidences: Option<Vec<Evidences>>,
    /// Why.
    pub reason: String,
}

#[async_trait::async_trait]
impl Command for AttachDocument {
    const NAME: &'static str = "attach_document";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        if self.evidences.is_empty() {
            let problem = "name an event or a duty that the document evidences";
            return Err(Fault::invalid("evidences", problem));
        }
        let origin = tx.origin();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let named = Named {
            field: "evidences",
            documents: &[self.document],
            evidences: &self.evidences,
        };
        let drafts = attach(file, &origin, &named)?;
        Ok(moved(tx, self.project, self.document, drafts))
    }
}

#[async_trait::async_trait]
impl Command for DetachDocument {
    const NAME: &'static str = "detach_document";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        let actor = tx.actor().clone();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        if !file.documents.iter().any(|row| row.id == self.document) {
            return Err(Fault::not_found("document", self.document));
        }
        let from = self.evidences.as_ref().map(|all| {
            let all = all.iter().map(|one| one.found(file));
            all.collect::<Result<Vec<Evidenced>, Fault>>()
        });
        let from = from.transpose()?;
        let goes = |says: &Attached| {
            let meant = from.as_ref().is_none_or(|from| from.contains(&says.to));
            says.document == self.document && meant
        };
        let rows = file.attachments.iter().filter(|row| counts(*row));
        let gone: Vec<Uuid> = rows
            .filter(|row| goes(&row.says()))
            .map(|row| row.id)
            .collect();
        let mut drafts = Vec::with_capacity(gone.len());
        for id in gone {
            let rows = &mut file.attachments;
            may_withdraw(&actor, desk::source_of(rows, id))?;
            drafts.push(desk::void(rows, self.project, id, &self.reason)?);
        }
        Ok(moved(tx, self.project, self.document, drafts))
    }
}

impl Attach {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// Does it to the row that was recorded.
    pub(super) fn to_row(
        &self,
        file: &mut File,
        origin: &Origin,
        (table, row): (RecordKind, Uuid),
    ) -> Result<Vec<Draft>, Fault> {
        let named = match (table, self) {
            (_, Self::Nothing) => return Ok(Vec::new()),
            (RecordKind::Event, Self::Documents(documents)) => Named {
                field: "documents",
                documents,
                evidences: &[Evidences::Event(row)],
            },
            (RecordKind::Document, Self::To(evidences)) => Named {
                field: "evidences",
                documents: &[row],
                evidences,
            },
            _ => {
                let problem = "documents are attached to events and duties, and nothing else is";
                return Err(Fault::invalid("attach", problem));
            }
        };
        attach(file, origin, &named)
    }
}

/// Documents, and what each of them evidences.
struct Named<'a> {
    /// What a refusal is about.
    field: &'static str,
    documents: &'a [Uuid],
    evidences: &'a [Evidences],
}

/// Attaches documents to events and duties of the same project, all of which are in force.
fn attach(file: &mut File, origin: &Origin, named: &Named<'_>) -> Result<Vec<Draft>, Fault> {
    let owner = (file.key().jurisdiction, file.id());
    let mut drafts = Vec::new();
    for document in named.documents {
        in_force(&file.documents, (named.field, "document"), *document)?;
        for one in named.evidences {
            if let Evidences::Event(id) = one {
                in_force(&file.events, (named.field, "event"), *id)?;
            }
            let to = one.found(file)?;
            let document = *document;
            let says = Attached { document, to };
            let rows = &mut file.attachments;
            if !rows.iter().any(|row| counts(row) && row.says() == says) {
                drafts.push(desk::add(rows, owner, origin, says)?.1);
            }
        }
    }
    Ok(drafts)
}

impl Evidences {
    /// What of the file it names.
    fn found(self, file: &File) -> Result<Evidenced, Fault> {
        match self {
            Self::Event(id) if file.events.iter().any(|row| row.id == id) => {
                Ok(Evidenced::Event(id))
            }
            Self::Event(_) => Err(Fault::invalid(
                "evidences",
                "the project has no such event; record it first",
            )),
            Self::Duty(id) => {
                let duty = |row: &&obligation::Model| row.id == id;
                let found = file.obligations.iter().find(duty).map(Duty::of);
                found.map(Evidenced::Duty).ok_or_else(|| {
                    let problem = "the project owes no such duty; read its obligations again";
                    Fault::invalid("evidences", problem)
                })
            }
        }
    }
}

/// Refuses a row that is not of the file or was corrected or voided.
fn in_force<E: Entry>(rows: &Rows<E>, (field, what): (&str, &str), id: Uuid) -> Result<(), Fault> {
    let problem = match rows.iter().find(|row| row.id() == id) {
        Some(row) if counts(row) => return Ok(()),
        Some(row) => {
            let standing = row.standing();
            format!("the {what} was {standing}; name what is right instead")
        }
        None => format!("the project has no such {what}; record it first"),
    };
    Err(Fault::invalid(field, problem))
}

fn counts<E: Entry>(row: &E) -> bool {
    row.standing() == desk::Standing::Current.as_str()
}

/// Writes down what was attached or taken away; the project's version grows where anything was.
fn moved(tx: &mut Tx, project: Uuid, document: Uuid, drafts: Vec<Draft>) -> Recorded {
    if !drafts.is_empty() {
        if let Some(file) = tx.desk_mut().files.get_mut(&project) {
            file.project.change();
        }
        tx.touch(project);
    }
    for draft in drafts {
        tx.record(draft);
    }
    Recorded {
        project,
        record: Some(document),
    }
}
