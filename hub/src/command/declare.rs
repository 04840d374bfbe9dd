use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::{
    Keyed, Scope, Tenant, allocation, asset, attachment, budget_quota, catalog_entry, contract,
    discrepancy, document, document_content, finding, gate_state, institution_share, obligation,
    organization, outbox, payment, person, policy_exception, project, project_code, project_event,
    project_fact, project_relation, report, review, tender,
};
use uuid::Uuid;

use super::register::Registered;
use super::submit::{Command, forget_requests, project_version};
use crate::access::Permission;
use crate::desk::{CLASSIFIED, File};
use crate::fault::Fault;
use crate::field::Slot;
use crate::ledger::{self, Draft, ERASED_ELSEWHERE};
use crate::sync::{self, Called};
use crate::transact::Tx;

/// Declares that a known project has become state-secret (涉密) and erases what the hub holds of
/// it: afterwards it is as if it had been entered by `RegisterClassified`.
///
/// Takes no reason: it would be content. What its systems say from now on is refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclareClassified {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
}

#[async_trait::async_trait]
impl Command for DeclareClassified {
    const NAME: &'static str = "declare_classified";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Registered;

    async fn run(&self, tx: &mut Tx) -> Result<Registered, Fault> {
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let was = file.project.get().clone();
        let mut called = Called {
            codes: said(file, HeaderFact::PROJECT_CODE),
            names: said(file, HeaderFact::NAME),
            units: said(file, HeaderFact::UNIT_NAME),
            unit_codes: said(file, HeaderFact::UNIT_CREDIT_CODE),
        };
        if let Some(unit) = was.unit_id {
            let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
            let unit = organization::Entity::find_key(&scope, tx.key(unit));
            let unit = unit.one(tx.db()).await?;
            called
                .units
                .extend(unit.iter().map(|unit| unit.name.clone()));
            called
                .unit_codes
                .extend(unit.and_then(|unit| unit.credit_code));
        }
        let mut erased = ledger::erase_splits(tx, self.project).await?;
        ledger::erase(tx, self.project).await?;
        // What names the project to outside systems is read from its rows: first of all.
        erased.extend(sync::shut(tx, self.project, &called).await?);
        forget_requests(tx, self.project).await?;
        let related = part(tx, self.project).await?;
        rows(tx, self.project).await?;
        tx.forget_sets();
        // What its unit owes is put together without it.
        if let Some(unit) = was.unit_id {
            tx.touch_institution(unit);
        }
        if !called.codes.is_empty() {
            project_code::Entity::delete_many()
                .filter(project_code::Column::Code.is_in(called.codes))
                .filter(project_code::Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter(project_code::Column::ProjectId.eq(self.project))
                .exec(tx.db())
                .await?;
        }
        let (origin, law) = (tx.origin(), tx.law().clone());
        let blank = project::Model {
            name: String::new(),
            project_code: None,
            stage: "-".to_owned(),
            project_type: None,
            build_nature: None,
            budget_fen: None,
            investment_fen: None,
            classified: true,
            tracked_since: Some(tx.today()),
            derived: json!({}),
            assessed_for: None,
            assessed_under: None,
            unstarted_set: None,
            next_change_on: None,
            ..was
        };
        let file = tx.desk_mut().begin_anew(blank);
        let mark = Slot::of_project(CLASSIFIED);
        file.put_fact(&law, &origin, &mark, Json::Bool(true), None);
        // What and how much there was of it would be content, too.
        let mut body = json!({"declared": {CLASSIFIED: true}});
        if !erased.is_empty() {
            body[ERASED_ELSEWHERE] = json!(erased);
        }
        tx.record(Draft::of_project(
            "project",
            self.project,
            self.project,
            body,
        ));
        tx.touch(self.project);
        // What it told of others it tells no more.
        for other in related {
            tx.touch(other);
        }
        Ok(Registered {
            project: self.project,
        })
    }
}

/// What anybody ever said of an attribute of the project itself, as text.
fn said(file: &File, name: &str) -> BTreeSet<String> {
    let rows = file.facts.iter();
    let rows = rows.filter(|row| row.subject.is_none() && row.name == name);
    rows.filter_map(|row| row.value.as_str().map(ToOwned::to_owned))
        .collect()
}

/// Takes the project out of the files of those that it was related to; gives these.
async fn part(tx: &Tx, project: Uuid) -> Result<Vec<Uuid>, Fault> {
    use project_relation::{Column, Entity};
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let there = Entity::find_in(&scope).filter(Column::OtherId.eq(project));
    let there = there.all(tx.db()).await?;
    Entity::delete_many()
        .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(Column::OtherId.eq(project))
        .exec(tx.db())
        .await?;
    Ok(there.into_iter().map(|row| row.project_id).collect())
}

/// Removes the rows of the project's file, those that refer to others first.
async fn rows(tx: &Tx, project: Uuid) -> Result<(), Fault> {
    macro_rules! remove {
        ($($table:ident),+ $(,)?) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter($table::Column::ProjectId.eq(project))
                .exec(tx.db())
                .await?;
        )+};
    }
    remove!(
        outbox,
        person,
        payment,
        budget_quota,
        catalog_entry,
        asset,
        allocation,
        review,
        contract,
        tender,
        policy_exception,
        project_relation,
        report,
        attachment,
        document_content,
        document,
        project_event,
        discrepancy,
        project_fact,
        finding,
        gate_state,
        institution_share,
        obligation,
    );
    Ok(())
}
