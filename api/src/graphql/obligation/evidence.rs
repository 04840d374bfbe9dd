use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{Context, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{
    BUDGET_QUOTA, DocumentRow, Key, ObligationRow, OnFile, PAYMENT_REQUEST, PaymentRow, QuotaRow,
    View, asked_papers, is_of,
};
use uuid::Uuid;

use super::Obligation;
use super::fulfils;
use super::paper::AskedPaper;
use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::document::{self, Document};
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

macro_rules! on_record {
    ($($(#[$doc:meta])* $link:ident -> $row:ty = $fetch:ident;)+) => {$(
        $(#[$doc])*
        struct $link;

        impl Link<ObligationRow> for $link {
            type Row = $row;

            fn from(row: &ObligationRow) -> Option<Key> {
                Some(Key::new(row.jurisdiction_id, row.project_id))
            }

            fn to(row: &$row) -> Key {
                Key::new(row.jurisdiction_id, row.project_id)
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<$row>, Fault> {
                view.$fetch(keys).await
            }
        }
    )+};
}
on_record! {
    /// The documents of the project that owes.
    Documents -> DocumentRow = documents_of;
    /// Its budget quotas.
    Quotas -> QuotaRow = quotas_of;
    /// Its payments.
    Payments -> PaymentRow = payments_of;
}

/// What a duty asks for, by a provision that a pack in force has.
pub(crate) struct Evidence {
    row: Member<ObligationRow>,
    provision: Provision,
}

impl Evidence {
    /// What the duty asks for; nothing when no pack in force has its provision any more.
    pub(super) fn of(owed: &Obligation, view: &View) -> Option<Self> {
        let row = owed.row.clone();
        let provision = Provision::judged(
            view.hub(),
            row.jurisdiction_id,
            &row.provision,
            &row.pack_version,
        )?;
        Some(Self { row, provision })
    }

    fn kinds(&self) -> Vec<&str> {
        let mut kinds = Vec::new();
        for paper in self.provision.printed().papers() {
            if !kinds.contains(&paper.kind()) {
                kinds.push(paper.kind());
            }
        }
        kinds
    }

    /// The papers that are asked for, with what is there of each.
    async fn asked(&self, view: &View) -> Answer<Vec<AskedPaper>> {
        let kinds = self.kinds();
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let on_file = self.row.all::<Documents>(view).await?;
        let attached = document::of_performance(&self.row, view).await?;
        let mut recorded = BTreeSet::new();
        if kinds.contains(&BUDGET_QUOTA) {
            let quotas = self.row.all::<Quotas>(view).await?;
            let there = quotas.iter().any(|row| row.standing == "current");
            recorded.extend(there.then_some(BUDGET_QUOTA));
        }
        if kinds.contains(&PAYMENT_REQUEST) {
            let mut asked = self.row.all::<Payments>(view).await?.into_iter();
            let there = asked.any(|row| row.standing == "current" && row.requested_on.is_some());
            recorded.extend(there.then_some(PAYMENT_REQUEST));
        }
        let there = OnFile {
            documents: on_file.iter().map(|row| &**row).collect(),
            attached: attached.iter().map(|paper| paper.0.id).collect(),
            performed: fulfils::ids(&self.row).into_iter().collect(),
            recorded,
            today: view.today(),
        };
        let law = view.hub().local_law(self.row.jurisdiction_id);
        let by_id: BTreeMap<Uuid, &Member<DocumentRow>> =
            on_file.iter().map(|row| (row.id, row)).collect();
        let asked = asked_papers(&law, self.provision.printed(), &self.row, &there);
        let shown = asked.iter().map(|one| {
            let documents = one.documents.iter().filter_map(|id| by_id.get(id));
            let documents = documents.map(|row| Document((*row).clone())).collect();
            AskedPaper::of(&law, one, documents)
        });
        Ok(shown.collect())
    }
}

/// 履行材料 evidence. The papers that a duty asks for, and what of them is on file and attached.
#[Object]
impl Evidence {
    /// 要求的材料种类 required: kinds of document that perform the duty, in the order of the text; where the text leaves a choice, each of them. Empty where no paper does.
    async fn required(&self, ctx: &Context<'_>) -> Answer<Vec<Definition>> {
        let hub = view(ctx)?.hub();
        let (place, family) = (self.row.jurisdiction_id, DefinitionFamily::Document);
        let kinds = self.kinds().into_iter();
        let defined = kinds.filter_map(|kind| Definition::find(hub, place, family, kind));
        Ok(defined.collect())
    }

    /// 要求的各项材料 papers that perform the duty, each with what it must be and hold and how it stands, in the order of the text.
    async fn papers(&self, ctx: &Context<'_>) -> Answer<Vec<AskedPaper>> {
        self.asked(view(ctx)?).await
    }

    /// 材料说明 in words: what a person must supply, in the words of the pack; of what is not among `papers`, a person tells whether it is there. Null where nothing is named.
    async fn in_words(&self) -> Option<&str> {
        self.provision.printed().evidence.as_deref()
    }

    /// 已有材料 filed: documents in force of these kinds, of the project or of the contract, lot or asset that owes. That one is on file does not say that it suffices or came in time: `status` does.
    async fn filed(&self, ctx: &Context<'_>) -> Answer<Vec<Document>> {
        let kinds = self.kinds();
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let counts = |paper: &DocumentRow| {
            paper.standing == "current"
                && kinds.contains(&paper.kind.as_str())
                && is_of(paper, &self.row)
        };
        let on_file = self.row.all::<Documents>(view(ctx)?).await?.into_iter();
        Ok(on_file
            .filter(|paper| counts(paper))
            .map(Document)
            .collect())
    }

    /// 已附材料 attached: documents that are attached to the duty or to an event that performed it, whatever their kind.
    async fn attached(&self, ctx: &Context<'_>) -> Answer<Vec<Document>> {
        document::of_performance(&self.row, view(ctx)?).await
    }
}
