use sea_orm::sea_query::{NullOrdering, Order};
use sea_orm::{ColumnTrait, Iterable, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use shuniu_entities::{
    Key, Keyed, OfProject, Tenant, allocation, asset, contract, document, document_content,
    finding, gate_state, match_candidate, obligation, outbox, policy_exception, project_event,
    project_fact, project_relation, report, review, source_record, tender,
};

use super::page::{gather, gather_as};
use super::row::{
    AllocationRow, AssetRow, ContentRow, ContractRow, DocumentRow, EventRow, ExceptionRow, FactRow,
    FindingRow, GateRow, MatchRow, ObligationRow, OutboxRow, RecordRow, RelationRow, ReportRow,
    ReviewRow, TenderRow,
};
use super::unstarted;
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;
use crate::sync::{BY_LIKENESS, MARKED};

/// Which of the recorded values are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Those in force.
    Current,
    /// Also what was superseded, overruled, corrected or voided.
    Any,
}

impl View {
    /// Rows that belong to the given projects, by project and within it in the given order.
    pub(super) async fn of_projects<E>(
        &self,
        projects: &[Key],
        order: &[E::Column],
    ) -> Result<Vec<E::Model>, Fault>
    where
        E: OfProject,
        E::Model: Send + Sync,
        E::Column: Copy,
    {
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(projects, &self.reader(), |keys| {
            let select = E::find_of(&scope, keys).order_by_asc(E::PROJECT);
            // What is not known comes first, whatever the engine's habit.
            order.iter().fold(select, |select, column| {
                select.order_by_with_nulls(*column, Order::Asc, NullOrdering::First)
            })
        })
        .await
    }

    /// The attributes of the projects themselves, by name, oldest first.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the role may not read projects or the database fails; so for the others.
    pub async fn facts_of(
        &self,
        projects: &[Key],
        standing: Standing,
    ) -> Result<Vec<FactRow>, Fault> {
        use project_fact::Column;
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(projects, &self.reader(), |keys| {
            project_fact::Entity::find_of(&scope, keys)
                .filter(Column::Subject.is_null())
                .apply_if(
                    (standing == Standing::Current).then_some(()),
                    |select, ()| select.filter(Column::Standing.eq("current")),
                )
                .order_by_asc(Column::Name)
                .order_by_asc(Column::RecordedAt)
                .order_by_asc(Column::Id)
        })
        .await
    }

    /// The events of the projects, by day, with what was corrected and voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn events_of(&self, projects: &[Key]) -> Result<Vec<EventRow>, Fault> {
        use project_event::{Column, Entity};
        self.of_projects::<Entity>(
            projects,
            &[Column::OccurredOn, Column::RecordedAt, Column::Id],
        )
        .await
    }

    /// The documents on file, in the order they were recorded, with what was voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn documents_of(&self, projects: &[Key]) -> Result<Vec<DocumentRow>, Fault> {
        use document::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::RecordedAt, Column::Id])
            .await
    }

    /// The reports, by period, with what was voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn reports_of(&self, projects: &[Key]) -> Result<Vec<ReportRow>, Fault> {
        use report::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Period, Column::Kind, Column::Id])
            .await
    }

    /// The exceptions on record, by day of approval.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn exceptions_of(&self, projects: &[Key]) -> Result<Vec<ExceptionRow>, Fault> {
        use policy_exception::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::ApprovedOn, Column::Id])
            .await
    }

    /// What other projects are to the projects, in the order in which it was recorded.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn relations_of(&self, projects: &[Key]) -> Result<Vec<RelationRow>, Fault> {
        use project_relation::{Column, Entity};
        let mut rows = self.of_projects::<Entity>(projects, &[Column::Id]).await?;
        rows.retain(|row| row.standing == "current");
        Ok(rows)
    }

    /// The procurements, oldest first.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn tenders_of(&self, projects: &[Key]) -> Result<Vec<TenderRow>, Fault> {
        use tender::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Id]).await
    }

    /// The contracts, oldest first.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn contracts_of(&self, projects: &[Key]) -> Result<Vec<ContractRow>, Fault> {
        use contract::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Id]).await
    }

    /// The reviews, by day.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn reviews_of(&self, projects: &[Key]) -> Result<Vec<ReviewRow>, Fault> {
        use review::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::ReviewedOn, Column::Id])
            .await
    }

    /// The resources given, by day.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn allocations_of(&self, projects: &[Key]) -> Result<Vec<AllocationRow>, Fault> {
        use allocation::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::AllocatedOn, Column::Id])
            .await
    }

    /// The assets, oldest first, with what was voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn assets_of(&self, projects: &[Key]) -> Result<Vec<AssetRow>, Fault> {
        use asset::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Id]).await
    }

    /// Whether each step may be taken, by name of the step.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn gates_of(&self, projects: &[Key]) -> Result<Vec<GateRow>, Fault> {
        use gate_state::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Gate]).await
    }

    /// The rules broken or doubtful, by code. That a system marks a project as state-secret is told
    /// to those who may declare it.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn findings_of(&self, projects: &[Key]) -> Result<Vec<FindingRow>, Fault> {
        use finding::{Column, Entity};
        let rows = self.of_projects::<Entity>(projects, &[Column::Code]).await;
        let mut rows = rows?;
        if !self.may(Permission::Reconcile) {
            rows.retain(|row| row.code != MARKED);
        }
        Ok(rows)
    }

    /// The duties of the projects, by their last day.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn obligations_of(&self, projects: &[Key]) -> Result<Vec<ObligationRow>, Fault> {
        use obligation::Entity;
        let scope = self.scope(Permission::ReadProjects).await?;
        let reader = self.reader();
        // First what has not begun: what begins meanwhile is then read twice, and not left out.
        let unstarted = unstarted::of_projects(&scope, projects, &reader).await?;
        let mut rows: Vec<ObligationRow> = gather_as(projects, &reader, |keys| {
            let duties = Entity::find_of(&scope, keys).select_only();
            let duties = duties.columns(ObligationRow::columns());
            duties.order_by_asc(Entity::PROJECT)
        })
        .await?;
        let unstarted = unstarted::but(unstarted, &rows);
        rows.extend(unstarted);
        rows.sort_by(|one, other| {
            let place = |row: &ObligationRow| (row.project_id, row.last_on);
            (place(one), &one.provision, one.id).cmp(&(place(other), &other.provision, other.id))
        });
        Ok(rows)
    }

    /// What was asked of outside systems, oldest first.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn outbox_of(&self, projects: &[Key]) -> Result<Vec<OutboxRow>, Fault> {
        use outbox::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Id]).await
    }

    /// What the given documents hold.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role may read what documents hold.
    pub async fn contents(&self, documents: &[Key]) -> Result<Vec<ContentRow>, Fault> {
        let scope = self.scope(Permission::ReadContents).await?;
        gather(documents, &self.reader(), |keys| {
            document_content::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// The given outside records without their bodies, of those that the caller may see.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn records(&self, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        use source_record::{Column, Entity};
        let scope = self.scope(Permission::ReadProjects).await?;
        let mut rows = Vec::new();
        for chunk in keys.chunks(1024) {
            let select = Entity::find_keys(&scope, chunk)
                .select_only()
                .columns(Column::iter().filter(|column| !matches!(column, Column::Body)))
                .into_model::<RecordRow>();
            rows.extend(select.all(&self.reader()).await?);
        }
        Ok(rows)
    }

    /// How those of the given outside records came to their projects that were linked to them because
    /// they are like them; of those that the caller may see.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn likeness_links(&self, records: &[Key]) -> Result<Vec<MatchRow>, Fault> {
        use match_candidate::{Column, Entity};
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(records, &self.reader(), |records| {
            Entity::find_in(&scope)
                .filter(scope.among(Column::JurisdictionId, Column::SourceRecordId, records))
                .filter(Column::SettledBy.eq(BY_LIKENESS))
        })
        .await
    }

    /// The given outside records as they came in, by key.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role sees the integration side.
    pub async fn record_bodies(&self, keys: &[Key]) -> Result<Vec<(Key, String)>, Fault> {
        let scope = self.scope(Permission::ReadIntegration).await?;
        let rows = gather(keys, &self.reader(), |keys| {
            source_record::Entity::find_keys(&scope, keys)
        })
        .await?;
        Ok(rows.into_iter().map(|row| (row.key(), row.body)).collect())
    }
}
