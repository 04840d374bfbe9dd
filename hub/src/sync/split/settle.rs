use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value as Json, json};
use shuniu_entities::{Scope, Tenant, match_candidate, padded, source_record};
use uuid::Uuid;

use super::{MovedRecord, RecordName};
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::sync::barred;
use crate::sync::merge::Incoming;
use crate::sync::no_match::NoMatch;
use crate::sync::rejoin::BY_KEY;
use crate::transact::Tx;

/// Records that left a project for another.
pub(super) struct Moved {
    pub(super) project: Uuid,
    pub(super) into: Uuid,
    /// Those that a person named.
    pub(super) named: Vec<Incoming>,
    /// Those that went along.
    pub(super) along: Vec<Incoming>,
}

impl Moved {
    /// Writes down of which project the records are now, that those which were named stay there, and
    /// why, for whoever reads the history of either project.
    pub(super) async fn settle(&self, tx: &mut Tx, reason: &str) -> Result<(), Fault> {
        self.assign(tx).await?;
        self.stay(tx, reason).await?;
        self.go_along(tx).await?;
        let told = |one: &Incoming, along: bool| {
            json!({
                "system": one.system, "stream": one.stream, "external_id": one.external_id,
                "source_record": one.source_record, "along": along,
            })
        };
        let named = self.named.iter().map(|one| told(one, false));
        let along = self.along.iter().map(|one| told(one, true));
        let records: Vec<Json> = named.chain(along).collect();
        for (project, how, other) in [
            (self.project, "split_into", self.into),
            (self.into, "split_from", self.project),
        ] {
            let body = json!({how: other, "records": records, "reason": reason});
            tx.record(Draft::of_project("project", project, project, body));
            tx.touch(project);
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Incoming> {
        self.named.iter().chain(&self.along)
    }

    /// The newest merged version of each is of the other project, and so are those after it that
    /// were set aside.
    async fn assign(&self, tx: &Tx) -> Result<(), Fault> {
        use source_record::Column;
        let newest: Vec<Uuid> = self.all().map(|one| one.source_record).collect();
        let versions = self.all().flat_map(|one| one.versions.iter().copied());
        let versions: Vec<Uuid> = versions.collect();
        let is_newest = Column::Id.is_in(padded(&newest));
        let waits = Column::Id
            .is_in(padded(&versions))
            .and(Column::ProjectId.eq(self.project))
            .and(Column::Outcome.ne("merged"));
        for moved in [is_newest, waits] {
            source_record::Entity::update_many()
                .col_expr(Column::ProjectId, Expr::value(self.into))
                .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter(moved)
                .exec(tx.db())
                .await?;
        }
        Ok(())
    }

    /// A person's word on those that were named: not of the one project, and of the other.
    async fn stay(&self, tx: &mut Tx, reason: &str) -> Result<(), Fault> {
        let mut rows = Vec::with_capacity(self.named.len());
        for one in &self.named {
            let one = Incoming {
                earlier: None,
                ..one.clone()
            };
            let (mut row, mut barred) =
                barred::entry(tx, &one, (self.project, NoMatch::SplitOff)).await?;
            // Whatever it was taken out of before, a person puts it here now.
            barred.remove(&self.into);
            row.barred = Some(json!(barred));
            "matched".clone_into(&mut row.state);
            row.project_id = Some(self.into);
            row.settled_by = Some(tx.actor().subject.clone());
            let body = json!({
                "state": row.state, "source_record": one.source_record,
                "split_from": self.project, "reason": reason,
            });
            tx.record(Draft::of_project(
                "match_candidate",
                row.id,
                self.into,
                body,
            ));
            rows.push(row);
        }
        desk::write::<match_candidate::Entity>(tx.db(), rows).await
    }

    /// What was matched once to the one project is matched by what it went along with.
    async fn go_along(&self, tx: &Tx) -> Result<(), Fault> {
        use match_candidate::Column;
        if self.along.is_empty() {
            return Ok(());
        }
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let records: Vec<Uuid> = self.along.iter().map(|one| one.source_record).collect();
        let mut rows = match_candidate::Entity::find_in(&scope)
            .filter(Column::SourceRecordId.is_in(padded(&records)))
            .filter(Column::State.eq("matched"))
            .all(tx.db())
            .await?;
        for row in &mut rows {
            row.project_id = Some(self.into);
            row.settled_by = Some(BY_KEY.to_owned());
            row.version += 1;
        }
        desk::write::<match_candidate::Entity>(tx.db(), rows).await
    }

    pub(super) fn records(self) -> Vec<MovedRecord> {
        let moved = |one: Incoming, along: bool| MovedRecord {
            name: RecordName {
                system: one.system,
                stream: one.stream,
                external_id: one.external_id,
            },
            along,
        };
        let named = self.named.into_iter().map(|one| moved(one, false));
        let along = self.along.into_iter().map(|one| moved(one, true));
        named.chain(along).collect()
    }
}
