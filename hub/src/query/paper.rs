//! What documents are attached to, and how the papers that a duty asks for stand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use shuniu_entities::{Key, OfProject, attachment};
use shuniu_policy::facts::Value;
use shuniu_policy::pack::{Paper, Provision};
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::page::gather;
use super::row::{AttachmentRow, DocumentRow, ObligationRow};
use super::view::View;
use crate::access::Permission;
use crate::assess::typed_attributes;
use crate::desk::WHOLE;
use crate::fault::Fault;
use crate::field::plain;
use crate::law::LocalLaw;

impl View {
    /// What the documents of the projects are evidence of, in the order in which they were attached,
    /// without what was taken away again.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn attachments_of(&self, projects: &[Key]) -> Result<Vec<AttachmentRow>, Fault> {
        use attachment::{Column, Entity};
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(projects, &self.reader(), |keys| {
            Entity::find_of(&scope, keys)
                .filter(Column::Standing.eq("current"))
                .order_by_asc(Column::RecordedAt)
                .order_by_asc(Column::Id)
        })
        .await
    }
}

/// Whether a document is attached to the duty, whatever row the duty had then.
#[must_use]
pub fn is_attached_to(attachment: &AttachmentRow, duty: &ObligationRow) -> bool {
    let named = [
        (&attachment.provision, &duty.provision),
        (&attachment.subject, &duty.subject),
        (&attachment.occurrence, &duty.occurrence),
        (&attachment.period, &duty.period),
    ];
    named.iter().all(|(one, own)| one.as_ref() == Some(*own))
}

/// Whether a document is of the project, or of the contract, lot or asset that owes.
#[must_use]
pub fn is_of(row: &DocumentRow, duty: &ObligationRow) -> bool {
    let named = || plain(&row.occurrence) == plain(&duty.subject);
    row.occurrence == WHOLE || duty.subject == WHOLE || named()
}

/// How a paper that a duty asks for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperState {
    /// On file, and attached to the duty or to an event that performed it.
    Attached,
    /// On file, and attached to neither.
    OnFile,
    /// Nowhere on file.
    Missing,
    /// Not on file, and another way that the text leaves was taken.
    NotNeeded,
    /// Not on file; the record is not complete, another way may have been taken, or what is on file
    /// may be of another period or clock of the same provision.
    Unknown,
}

/// A paper that a duty asks for, and what is there of it.
#[derive(Clone, Debug)]
pub struct AskedPaper<'a> {
    /// What the law says of it.
    pub paper: Paper<'a>,
    /// The parts that are there, of those that it must have.
    pub held: BTreeSet<String>,
    /// The documents on file that are such a paper or hold a part of it, in their given order.
    pub documents: Vec<Uuid>,
    /// How it stands.
    pub state: PaperState,
}

/// What there is of a project to look for papers in.
#[derive(Clone, Debug)]
pub struct OnFile<'a> {
    /// Its documents, withdrawn ones among them.
    pub documents: Vec<&'a DocumentRow>,
    /// Those of them that are attached to the duty or to an event that performed it.
    pub attached: BTreeSet<Uuid>,
    /// What performed the duty.
    pub performed: BTreeSet<Uuid>,
    /// Kinds of paper of which something else on record is one: budget quotas and payments.
    pub recorded: BTreeSet<&'a str>,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

/// The papers that a duty asks for, in the order of the text.
#[must_use]
pub fn asked_papers<'a>(
    law: &LocalLaw,
    provision: &'a Provision,
    duty: &ObligationRow,
    on_file: &OnFile<'_>,
) -> Vec<AskedPaper<'a>> {
    let there: Vec<_> = provision
        .papers()
        .into_iter()
        .map(|paper| there(law, paper, duty, on_file))
        .collect();
    let taken: BTreeSet<usize> = there
        .iter()
        .filter(|one| matches!(one.state, PaperState::Attached | PaperState::OnFile))
        .filter_map(|one| Some(one.paper.alternative?.choice))
        .collect();
    let unseen = duty.observed_through.is_some_and(|day| day < on_file.today);
    let settle = |one: AskedPaper<'a>| {
        let state = match (one.state, one.paper.alternative) {
            (PaperState::Missing | PaperState::Unknown, Some(way))
                if taken.contains(&way.choice) || duty.fulfilled_on.is_some() =>
            {
                PaperState::NotNeeded
            }
            (PaperState::Missing, Some(way)) if !way.of_papers => PaperState::Unknown,
            (PaperState::Missing, _) if unseen => PaperState::Unknown,
            (state, _) => state,
        };
        AskedPaper { state, ..one }
    };
    there.into_iter().map(settle).collect()
}

/// What some documents hold of a paper together.
#[derive(Default)]
struct Held {
    any: bool,
    parts: BTreeSet<String>,
}

impl Held {
    fn add(&mut self, parts: &[String]) {
        self.any = true;
        self.parts.extend(parts.iter().cloned());
    }

    fn is_whole(&self, paper: &Paper<'_>) -> bool {
        self.any && paper.parts().iter().all(|part| self.parts.contains(part))
    }
}

/// What is there of a paper; what is not is missing, whatever else may have been done.
fn there<'a>(
    law: &LocalLaw,
    paper: Paper<'a>,
    duty: &ObligationRow,
    on_file: &OnFile<'_>,
) -> AskedPaper<'a> {
    // Of several periods or clocks, a paper is not this one's because it is there.
    let several = duty.occurrence != WHOLE || duty.period != WHOLE;
    let (mut attached, mut own) = (Held::default(), Held::default());
    let mut documents = Vec::new();
    for row in &on_file.documents {
        let Some(parts) = parts_of(law, &paper, duty, row) else {
            continue;
        };
        documents.push(row.id);
        let is_attached = on_file.attached.contains(&row.id);
        if is_attached {
            attached.add(&parts);
        }
        if is_attached || !several || on_file.performed.contains(&row.id) {
            own.add(&parts);
        }
    }
    let recorded = on_file.recorded.contains(paper.kind());
    let state = if attached.is_whole(&paper) {
        PaperState::Attached
    } else if own.is_whole(&paper) || (recorded && (!several || duty.fulfilled_on.is_some())) {
        PaperState::OnFile
    } else if several && (recorded || !documents.is_empty()) {
        PaperState::Unknown
    } else {
        PaperState::Missing
    };
    let held = own.parts;
    AskedPaper {
        paper,
        held,
        documents,
        state,
    }
}

/// The parts of the paper that a document holds; nothing where it is no such paper, or of another
/// contract, lot or asset than owes.
fn parts_of(
    law: &LocalLaw,
    paper: &Paper<'_>,
    duty: &ObligationRow,
    row: &DocumentRow,
) -> Option<Vec<String>> {
    if row.standing != "current" || row.kind != paper.kind() || !is_of(row, duty) {
        return None;
    }
    let definition = law.vocabulary().get(Family::Document, &row.kind)?;
    let attributes: BTreeMap<String, Value> = typed_attributes(definition, &row.attributes).ok()?;
    if !paper.is_such(&attributes) {
        return None;
    }
    let holds = match attributes.get("parts") {
        Some(Value::List(words)) => words.clone(),
        _ => Vec::new(),
    };
    let asked = holds
        .into_iter()
        .filter(|part| paper.parts().contains(part));
    let parts: Vec<String> = asked.collect();
    (paper.parts().is_empty() || !parts.is_empty()).then_some(parts)
}
