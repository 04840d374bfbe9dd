use chrono::DateTime;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::contract::{HandOverKind, PushRequest};
use shuniu_entities::{
    Keyed, OfProject, Scope, Tenant, connector_instance, document_content, organization, outbox,
    sync_cursor,
};
use shuniu_policy::{CreditCode, Fen};
use uuid::Uuid;

use super::compose::{Unit, compose};
use super::grounds::{self, GROUNDS};
use super::withdraw::{WITHDRAWN, withdraw_groundless};
use crate::access::Permission;
use crate::command::{Command, project_version};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::sync::is_retired;
use crate::transact::Tx;

/// What a project has handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Ask {
    /// An application for a unified project code (第11条 of 亭湖 and its like).
    ProjectCodeApplication,
    /// The project's entry in the municipal project system.
    ProjectRegistration,
    /// The filing of a project that needs no full process.
    ProjectFiling {
        /// What it is about.
        summary: Option<String>,
    },
    /// The filing of a change.
    ChangeFiling {
        /// The `change_decided` event.
        event: Uuid,
        /// The amount afterwards, where it changed.
        amount: Option<Fen>,
        /// Why.
        reason: String,
    },
    /// The report of final acceptance with its papers.
    AcceptanceReport,
    /// An asset's card.
    AssetCard {
        /// The asset.
        asset: Uuid,
    },
}

impl Ask {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> HandOverKind {
        match self {
            Self::ProjectCodeApplication => HandOverKind::ProjectCodeApplication,
            Self::ProjectRegistration => HandOverKind::ProjectRegistration,
            Self::ProjectFiling { .. } => HandOverKind::ProjectFiling,
            Self::ChangeFiling { .. } => HandOverKind::ChangeFiling,
            Self::AcceptanceReport => HandOverKind::AcceptanceReport,
            Self::AssetCard { .. } => HandOverKind::AssetCard,
        }
    }

    /// What of the project it is about; nothing for the project itself.
    pub(super) const fn about(&self) -> Option<Uuid> {
        match self {
            Self::ChangeFiling { event, .. } => Some(*event),
            Self::AssetCard { asset } => Some(*asset),
            _ => None,
        }
    }
}

/// Hands something over to an outside system, once. What comes back comes later, as facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HandOverProject {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// What is handed over.
    pub what: Ask,
}

/// It is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Its row in the outbox.
    pub hand_over: Uuid,
}

#[async_trait::async_trait]
impl Command for HandOverProject {
    const NAME: &'static str = "hand_over";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = HandedOver;

    async fn run(&self, tx: &mut Tx) -> Result<HandedOver, Fault> {
        let region = tx.region();
        let kind = self.what.kind();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let unit = unit_of(tx, self.project).await?;
        let contents = self.contents(tx).await?;
        let law = tx.law().clone();
        let file = tx.file(self.project).await?;
        let body = compose(&self.what, file, &contents, &law, unit, region)?;
        let grounds = grounds::grounds(&self.what, file, &law);
        system_is_here(tx, kind).await?;
        self.refuse_second(tx).await?;
        let id = Uuid::now_v7();
        let request = PushRequest {
            idempotency_key: id.to_string(),
            body,
        };
        let mut payload = json!(request);
        payload[GROUNDS] = json!(grounds);
        let row = outbox::Model {
            jurisdiction_id: tx.jurisdiction(),
            id,
            project_id: self.project,
            system: kind.system().as_str().to_owned(),
            kind: kind.as_str().to_owned(),
            about: self.what.about(),
            key: request.idempotency_key.clone(),
            payload,
            state: "prepared".to_owned(),
            attempts: 0,
            next_attempt_at: tx.now(),
            holder: "-".to_owned(),
            fence: 0,
            lease_until: DateTime::UNIX_EPOCH,
            answer: None,
            sent_at: None,
            created_at: tx.now(),
            version: 1,
        };
        outbox::Entity::insert(outbox::ActiveModel::from(row))
            .exec_without_returning(tx.db())
            .await?;
        let body = json!({"prepared": kind.as_str(), "about": self.what.about(), "key": request.idempotency_key});
        tx.record(Draft::of_project("outbox", id, self.project, body));
        Ok(HandedOver { hand_over: id })
    }
}

impl HandOverProject {
    /// What the documents of the project hold, for what carries papers.
    async fn contents(&self, tx: &Tx) -> Result<Vec<document_content::Model>, Fault> {
        if self.what != Ask::AcceptanceReport {
            return Ok(Vec::new());
        }
        let held = document_content::Entity::find_of(tx.scope(), &[tx.key(self.project)]);
        let held = held.order_by_asc(document_content::Column::Id);
        Ok(held.all(tx.db()).await?)
    }

    /// What is under way or was accepted is not handed over again; what was rejected or withdrawn
    /// may be, and so may what has not gone out and lost its ground. A change is filed once, however
    /// often its event is corrected.
    async fn refuse_second(&self, tx: &mut Tx) -> Result<(), Fault> {
        let scope = tx.scope().clone();
        let mut standing = outbox::Entity::find_in(&scope)
            .filter(outbox::Column::ProjectId.eq(self.project))
            .filter(outbox::Column::Kind.eq(self.what.kind().as_str()))
            .filter(outbox::Column::State.is_not_in(["rejected", WITHDRAWN]));
        if let Some(about) = self.what.about() {
            let family = grounds::family(tx.file(self.project).await?, about);
            standing = standing.filter(outbox::Column::About.is_in(family));
        }
        for row in standing.all(tx.db()).await? {
            if row.state != "prepared" || !withdraw_groundless(tx, &row).await? {
                return Err(Fault::invalid("project", self.already(&row)));
            }
        }
        Ok(())
    }

    fn already(&self, row: &outbox::Model) -> String {
        let (id, state) = (row.id, &row.state);
        if row.about == self.what.about() {
            return format!("it was handed over already: {id} ({state})");
        }
        // The other side would keep two filings of one change.
        format!(
            "the change was handed over already as it was on record before it was corrected: {id} ({state}); one change is filed once. Tell {} what was corrected in that filing, and put its answer on file as a document whose occurrence is this event; a further change is recorded as a `change_decided` of its own, and what is rejected may be handed over anew",
            row.system
        )
    }
}

/// Refuses what nobody here would ever take.
async fn system_is_here(tx: &Tx, kind: HandOverKind) -> Result<(), Fault> {
    let system = kind.system();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let instance = connector_instance::Entity::find_in(&scope)
        .filter(connector_instance::Column::System.eq(system.as_str()))
        .one(tx.db())
        .await?;
    match instance {
        Some(row) if is_retired(&streams(tx, row.id).await?) => {
            let problem = format!(
                "{} goes to {system}, which was retired in {}; set it up again under [[connectors.instances]]",
                kind.as_str(),
                tx.region().as_str(),
            );
            Err(Fault::invalid("what", problem))
        }
        Some(_) => Ok(()),
        None => {
            let problem = format!(
                "{} goes to {system}, and no connector of it is set up in {}; add one under [[connectors.instances]]",
                kind.as_str(),
                tx.region().as_str(),
            );
            Err(Fault::invalid("what", problem))
        }
    }
}

/// How far the streams of a system were read.
async fn streams(tx: &Tx, connector: Uuid) -> Result<Vec<sync_cursor::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let streams = sync_cursor::Entity::find_in(&scope)
        .filter(sync_cursor::Column::ConnectorId.eq(connector))
        .all(tx.db());
    Ok(streams.await?)
}

async fn unit_of(tx: &mut Tx, project: Uuid) -> Result<Unit, Fault> {
    let missing = || {
        Fault::invalid(
            "project",
            "the other side asks for the unit's credit code; record it first",
        )
    };
    let unit = tx.file(project).await?.project.get().unit_id;
    let unit = unit.ok_or_else(missing)?;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let row = organization::Entity::find_key(&scope, tx.key(unit))
        .one(tx.db())
        .await?;
    let row = row.ok_or_else(missing)?;
    let code = row.credit_code.as_deref().ok_or_else(missing)?;
    let credit_code = CreditCode::parse(code).map_err(|e| Fault::corrupt("credit code", e))?;
    Ok(Unit {
        name: row.name,
        credit_code,
    })
}
