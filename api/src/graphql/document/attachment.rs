use async_graphql::{Context, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::command::{Attach, Evidences};
use shuniu_hub::query::{
    AttachmentRow, DocumentRow, EventRow, Key, ObligationRow, View, is_attached_to,
};

use super::Document;
use crate::graphql::event::Event;
use crate::graphql::id::{Kind, read_id};
use crate::graphql::mutation::of_project;
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::provenance::{Provenance, Sourced};
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// Everything that documents are attached to in the project that something belongs to.
struct Attachments;

impl<M: Sourced> Link<M> for Attachments {
    type Row = AttachmentRow;

    fn from(row: &M) -> Option<Key> {
        Some(row.project())
    }

    fn to(row: &AttachmentRow) -> Key {
        row.project()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<AttachmentRow>, Fault> {
        view.attachments_of(keys).await
    }
}

impl Link<ObligationRow> for Attachments {
    type Row = AttachmentRow;

    fn from(row: &ObligationRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.project_id))
    }

    fn to(row: &AttachmentRow) -> Key {
        row.project()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<AttachmentRow>, Fault> {
        view.attachments_of(keys).await
    }
}

/// The document that is attached.
struct Paper;

impl Link<AttachmentRow> for Paper {
    type Row = DocumentRow;

    fn from(row: &AttachmentRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.document_id))
    }

    fn to(row: &DocumentRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<DocumentRow>, Fault> {
        view.documents(keys).await
    }
}

/// The event that it is attached to.
struct Happened;

impl Link<AttachmentRow> for Happened {
    type Row = EventRow;

    fn from(row: &AttachmentRow) -> Option<Key> {
        let event = row.event_id?;
        Some(Key::new(row.jurisdiction_id, event))
    }

    fn to(row: &EventRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<EventRow>, Fault> {
        view.events(keys).await
    }
}

/// The documents whose attachments are meant, each once.
async fn papers(
    attached: Vec<Member<AttachmentRow>>,
    meant: impl Fn(&AttachmentRow) -> bool,
    view: &View,
) -> Answer<Vec<Document>> {
    let mut papers: Vec<Document> = Vec::new();
    for one in attached.iter().filter(|one| meant(one)) {
        let paper = one.one::<Paper>(view).await?;
        let new = |paper: &Member<DocumentRow>| papers.iter().all(|known| known.0.id != paper.id);
        papers.extend(paper.filter(new).map(Document));
    }
    Ok(papers)
}

/// The documents that evidence an event.
pub(crate) async fn of_event(row: &Member<EventRow>, view: &View) -> Answer<Vec<Document>> {
    let attached = row.all::<Attachments>(view).await?;
    papers(attached, |one| one.event_id == Some(row.id), view).await
}

/// The documents that evidence a duty itself.
pub(crate) async fn of_duty(row: &Member<ObligationRow>, view: &View) -> Answer<Vec<Document>> {
    let attached = row.all::<Attachments>(view).await?;
    papers(attached, |one| is_attached_to(one, row), view).await
}

/// The documents that evidence a duty or an event that performed it.
pub(crate) async fn of_performance(
    row: &Member<ObligationRow>,
    view: &View,
) -> Answer<Vec<Document>> {
    let performed: Vec<_> = fulfils::ids(row);
    let meant = |one: &AttachmentRow| {
        is_attached_to(one, row) || one.event_id.is_some_and(|id| performed.contains(&id))
    };
    papers(row.all::<Attachments>(view).await?, meant, view).await
}

/// That a document evidences something, with those that came into the answer with it.
pub(crate) struct Attachment(Member<AttachmentRow>);

impl Attachment {
    /// What a document evidences.
    pub(super) async fn all(row: &Member<DocumentRow>, view: &View) -> Answer<Vec<Self>> {
        let attached = row.all::<Attachments>(view).await?.into_iter();
        let ours = attached.filter(|one| one.document_id == row.id);
        Ok(ours.map(Self).collect())
    }
}

/// 佐证 attachment. That a document is evidence of an event or of a duty of its project.
#[Object]
impl Attachment {
    /// 事件 event that it evidences; null where it is a duty.
    async fn event(&self, ctx: &Context<'_>) -> Answer<Option<Event>> {
        Ok(self.0.one::<Happened>(view(ctx)?).await?.map(Event))
    }

    /// 义务 obligation that it evidences, with its status today; null where it is an event, and while the law does not demand the duty any more: should it do so again, the document is attached to it.
    async fn obligation(&self, ctx: &Context<'_>) -> Answer<Option<Obligation>> {
        match &self.0.provision {
            Some(_) => fulfils::evidenced(&self.0, ctx).await,
            None => Ok(None),
        }
    }

    /// 条款编号 code of the provision that requires the duty; null where it is an event.
    async fn provision_code(&self) -> Option<&str> {
        self.0.provision.as_deref()
    }

    /// 来源 provenance: who attached it, and when.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }
}

/// Reads what documents are attached to: events and obligations of one project.
pub(super) fn evidences(at: Key, ids: Vec<ID>) -> Answer<Vec<Evidences>> {
    const FIELD: &str = "input.evidences";
    let read = |id: ID| match read_id(&id) {
        Some((Kind::Event | Kind::Obligation, key)) if key.jurisdiction != at.jurisdiction => {
            Err(Refusal::input(FIELD, "belongs to another project"))
        }
        Some((Kind::Event, key)) => Ok(Evidences::Event(key.id)),
        Some((Kind::Obligation, key)) => Ok(Evidences::Duty(key.id)),
        Some((other, _)) => {
            let other = other.name();
            let problem = format!("takes ids of events and obligations, not of a {other}");
            Err(Refusal::input(FIELD, problem))
        }
        None => Err(Refusal::input(FIELD, "is no id of an event or obligation")),
    };
    ids.into_iter().map(read).collect()
}

/// Reads what a document that is recorded is attached to in the same step.
pub(super) fn attached_to(at: Key, ids: Option<Vec<ID>>) -> Answer<Attach> {
    let ids = ids.unwrap_or_default();
    if ids.is_empty() {
        return Ok(Attach::Nothing);
    }
    Ok(Attach::To(evidences(at, ids)?))
}

/// Reads which documents are attached to an event that is recorded in the same step.
pub(crate) fn attached(at: Key, ids: Option<Vec<ID>>) -> Answer<Attach> {
    let ids = ids.unwrap_or_default();
    if ids.is_empty() {
        return Ok(Attach::Nothing);
    }
    let read = |id: &ID| of_project(at, Kind::Document, "input.documents", id);
    Ok(Attach::Documents(
        ids.iter().map(read).collect::<Answer<_>>()?,
    ))
}
