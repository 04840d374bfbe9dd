use chrono::DateTime;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::contract::{
    HandOver, HandOverKind, ProjectCodeApplication, ProjectIdentity, PushRequest, System,
};
use shuniu_entities::{Keyed, Scope, Tenant, organization, outbox};
use shuniu_policy::{CreditCode, Fen};
use uuid::Uuid;

use crate::access::Permission;
use crate::command::{Command, project_version};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Name of what is asked, in the outbox.
const APPLY: &str = HandOverKind::ProjectCodeApplication.as_str();

/// Applies for a unified project code at the investment approval platform (第11条 of 亭湖 and
/// its like). The answer comes later, as a fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplyForProjectCode {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
}

/// An application is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Its row in the outbox.
    pub application: Uuid,
}

#[async_trait::async_trait]
impl Command for ApplyForProjectCode {
    const NAME: &'static str = "apply_for_project_code";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Applied;

    async fn run(&self, tx: &mut Tx) -> Result<Applied, Fault> {
        let region = tx.region();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let project = file.project.get().clone();
        if let Some(code) = &project.project_code {
            return Err(Fault::invalid(
                "project",
                format!("it bears the code {code} already"),
            ));
        }
        let Some(investment) = project.investment_fen else {
            let problem = "the platform asks for the investment; record `investment_yuan` first";
            return Err(Fault::invalid("project", problem));
        };
        let (unit_name, unit_credit_code) = unit_of(tx, project.unit_id).await?;
        self.refuse_second(tx).await?;
        let id = Uuid::now_v7();
        let request = PushRequest {
            idempotency_key: id.to_string(),
            body: HandOver::ProjectCodeApplication(ProjectCodeApplication {
                project: ProjectIdentity {
                    region,
                    name: project.name.clone(),
                    project_code: None,
                    unit_name,
                    unit_credit_code,
                },
                investment: Fen::new(investment),
            }),
        };
        let row = outbox::Model {
            jurisdiction_id: tx.jurisdiction(),
            id,
            project_id: self.project,
            system: System::INVESTMENT_APPROVAL.as_str().to_owned(),
            kind: APPLY.to_owned(),
            key: request.idempotency_key.clone(),
            payload: json!(request),
            state: "prepared".to_owned(),
            attempts: 0,
            next_attempt_at: tx.now(),
            holder: "-".to_owned(),
            fence: 0,
            lease_until: DateTime::UNIX_EPOCH,
            answer: None,
            created_at: tx.now(),
            version: 1,
        };
        outbox::Entity::insert(outbox::ActiveModel::from(row))
            .exec_without_returning(tx.db())
            .await?;
        let body = json!({"prepared": APPLY, "key": request.idempotency_key});
        tx.record(Draft::of_project("outbox", id, self.project, body));
        Ok(Applied { application: id })
    }
}

impl ApplyForProjectCode {
    async fn refuse_second(&self, tx: &Tx) -> Result<(), Fault> {
        let scope = tx.scope().clone();
        let open = outbox::Entity::find_in(&scope)
            .filter(outbox::Column::ProjectId.eq(self.project))
            .filter(outbox::Column::Kind.eq(APPLY))
            .filter(outbox::Column::State.is_in(["prepared", "sent", "unknown"]))
            .one(tx.db())
            .await?;
        match open {
            Some(row) => {
                let problem = format!("an application is under way already ({})", row.id);
                Err(Fault::invalid("project", problem))
            }
            None => Ok(()),
        }
    }
}

async fn unit_of(tx: &Tx, unit: Option<Uuid>) -> Result<(String, CreditCode), Fault> {
    let missing = || {
        Fault::invalid(
            "project",
            "the platform asks for the unit's credit code; record it first",
        )
    };
    let unit = unit.ok_or_else(missing)?;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let row = organization::Entity::find_key(&scope, tx.key(unit))
        .one(tx.db())
        .await?;
    let row = row.ok_or_else(missing)?;
    let code = row.credit_code.as_deref().ok_or_else(missing)?;
    let code = CreditCode::parse(code).map_err(|e| Fault::corrupt("credit code", e))?;
    Ok((row.name, code))
}
