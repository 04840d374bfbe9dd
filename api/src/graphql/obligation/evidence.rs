use async_graphql::{Context, SimpleObject};
use shuniu_hub::Fault;
use shuniu_hub::query::{DocumentRow, Key, ObligationRow, View};

use super::Obligation;
use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::document::Document;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::schema::{named, view};
use crate::graphql::set::Link;

/// The documents of the project that owes.
struct OnFile;

impl Link<ObligationRow> for OnFile {
    type Row = DocumentRow;

    fn from(row: &ObligationRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.project_id))
    }

    fn to(row: &DocumentRow) -> Key {
        Key::new(row.jurisdiction_id, row.project_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<DocumentRow>, Fault> {
        view.documents_of(keys).await
    }
}

/// 履行材料 evidence. The papers that a duty asks for, and those of them that are on file.
#[derive(SimpleObject)]
pub(crate) struct Evidence {
    /// 要求的材料种类 required: kinds of document that perform the duty, in the order of the text; where the text leaves a choice, each of them. Empty where no paper does.
    required: Vec<Definition>,
    /// 已有材料 filed: documents in force of these kinds, of the project or of the contract, lot or asset that owes. That one is on file does not say that it suffices or came in time: `status` does.
    filed: Vec<Document>,
}

impl Evidence {
    /// What the duty asks for; nothing when no pack in force has its provision any more.
    pub(super) async fn of(owed: &Obligation, ctx: &Context<'_>) -> Answer<Option<Self>> {
        let (view, row) = (view(ctx)?, &owed.row);
        let place = row.jurisdiction_id;
        let Some(provision) = Provision::find(view.hub(), place, &row.provision) else {
            return Ok(None);
        };
        let kinds = provision.printed().papers();
        let family = DefinitionFamily::Document;
        let defined = kinds.iter();
        let required = defined
            .filter_map(|kind| Definition::find(view.hub(), place, family, kind))
            .collect();
        if kinds.is_empty() {
            let filed = Vec::new();
            return Ok(Some(Self { required, filed }));
        }
        let counts = |paper: &DocumentRow| {
            let about = named(&paper.occurrence);
            paper.standing == "current"
                && kinds.contains(&paper.kind.as_str())
                && (about.is_none() || named(&row.subject).is_none_or(|of| about == Some(of)))
        };
        let on_file = row.all::<OnFile>(view).await?.into_iter();
        let filed = on_file.filter(|paper| counts(paper)).map(Document);
        Ok(Some(Self {
            required,
            filed: filed.collect(),
        }))
    }
}
