use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use shuniu_connectors::contract::System;
use shuniu_connectors::seed::{Instalment, Paid, Told, WholeFile};
use shuniu_entities::{Scope, Tenant, connector_instance, source_record};
use uuid::Uuid;

use super::merge::{Incoming, merge};
use crate::command::{Command, PaymentKind, PaymentTerms, RecordPayment, enter};
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Where the mapping of a load comes from.
const SHIPPED: &str = "shipped";

impl Hub {
    /// Enters whole files of invented projects in one transaction: everything that is told of each
    /// is kept raw, merged by precedence, judged by the law of the place once, and written to its
    /// ledger. A file that was entered before is left as it is, and one that is marked as
    /// state-secret is not entered. Gives how many were new.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing of the files remains then.
    pub async fn enter_files(&self, jurisdiction: Uuid, files: &[WholeFile]) -> Result<u64, Fault> {
        let hashed = files.iter().map(|file| {
            let hash = |told: &Told| self.seal().hash(told.raw.body.as_bytes());
            (file, file.told.iter().map(hash).collect())
        });
        let work = EnterFiles {
            files: hashed.collect(),
        };
        let actor = Actor::worker("seed");
        transact(self, jurisdiction, &actor, "enter_files", &work).await
    }
}

/// Files with the hashes of their raw records.
struct EnterFiles<'a> {
    files: Vec<(&'a WholeFile, Vec<String>)>,
}

#[async_trait::async_trait]
impl Work for EnterFiles<'_> {
    type Output = u64;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Fault> {
        let connectors = self.connectors(tx).await?;
        let of = |system: &System| {
            let id = connectors.get(system.as_str()).copied();
            id.ok_or_else(|| Fault::not_found("connector", system))
        };
        let known = self.known(tx, &connectors).await?;
        let (mut rows, mut placed, mut paid, mut entered) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (file, hashes) in &self.files {
            let secret = file.told.iter().any(|told| told.record.classified);
            if secret || known.contains(&file.declare_no) {
                continue;
            }
            entered += 1;
            let project = enter(tx, None, file.tracked_since);
            for (told, hash) in file.told.iter().zip(hashes) {
                let id = Uuid::now_v7();
                rows.push(raw(tx, of(&told.system)?, id, project, told, hash));
                placed.push((project, incoming(id, told)));
            }
            paid.push((project, &file.paid));
        }
        let codes = placed.iter().filter_map(|(_, one)| {
            let code = one.record.project.project_code.as_ref();
            code.map(|code| code.as_str().to_owned())
        });
        // Invented codes are of invented divisions; nobody else may bear one.
        let taken = desk::bearers(tx, &codes.collect::<Vec<_>>()).await?;
        if let Some(code) = taken.into_keys().next() {
            return Err(Fault::Taken {
                what: "projectCode".to_owned(),
                value: code,
            });
        }
        merge(tx, placed).await?;
        for (project, payments) in paid {
            for one in payments {
                pay(tx, project, one).await?;
            }
        }
        desk::write::<source_record::Entity>(tx.db(), rows).await?;
        Ok(entered)
    }
}

impl EnterFiles<'_> {
    /// The rows of the systems that tell something, made where there are none. No stream of theirs
    /// is written down: what a load tells is complete through today.
    async fn connectors(&self, tx: &Tx) -> Result<BTreeMap<String, Uuid>, Fault> {
        let told = self.files.iter().flat_map(|(file, _)| &file.told);
        let systems: BTreeSet<&str> = told.map(|told| told.system.as_str()).collect();
        let rows = systems
            .iter()
            .map(|system| connector_instance::ActiveModel {
                pause: Set(None),
                jurisdiction_id: Set(tx.jurisdiction()),
                id: Set(Uuid::now_v7()),
                system: Set((*system).to_owned()),
                health: Set(json!({})),
                checked_at: Set(None),
                version: Set(1),
            });
        use connector_instance::Column::{JurisdictionId, System};
        if systems.is_empty() {
            return Ok(BTreeMap::new());
        }
        let keep = OnConflict::columns([JurisdictionId, System])
            .do_nothing()
            .to_owned();
        connector_instance::Entity::insert_many(rows)
            .on_conflict(keep)
            .exec_without_returning(tx.db())
            .await?;
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let rows = connector_instance::Entity::find_in(&scope)
            .all(tx.db())
            .await?;
        Ok(rows.into_iter().map(|row| (row.system, row.id)).collect())
    }

    /// The declaration numbers of files that were entered before; one statement.
    async fn known(
        &self,
        tx: &Tx,
        connectors: &BTreeMap<String, Uuid>,
    ) -> Result<BTreeSet<String>, Fault> {
        let first = self.files.iter().find_map(|(file, _)| file.told.first());
        let Some((first, connector)) =
            first.and_then(|told| Some((told, connectors.get(told.system.as_str())?)))
        else {
            return Ok(BTreeSet::new());
        };
        let ids = self.files.iter().map(|(file, _)| file.declare_no.clone());
        let ids: Vec<String> = ids.collect();
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let known =
            source_record::Entity::versions(&scope, *connector, first.stream.as_str(), &ids)
                .filter(source_record::Column::ProjectId.is_not_null())
                .select_only()
                .column(source_record::Column::ExternalId)
                .into_tuple::<String>()
                .all(tx.db())
                .await?;
        Ok(known.into_iter().collect())
    }
}

/// Books a payment under the project's contract, as its people would.
async fn pay(tx: &mut Tx, project: Uuid, paid: &Paid) -> Result<(), Fault> {
    let file = tx.file(project).await?;
    let contract = file.contracts.iter().next().map(|row| row.id);
    let kind = match paid.instalment {
        Instalment::Advance => PaymentKind::Advance,
        Instalment::Progress => PaymentKind::Progress,
        Instalment::Final => PaymentKind::Final,
    };
    let booking = RecordPayment {
        project,
        expected_version: None,
        terms: PaymentTerms {
            number: None,
            contract,
            payee: None,
            kind,
            amount: paid.amount,
            requested_on: Some(paid.requested_on),
            paid_on: paid.paid_on,
            evidence: None,
        },
    };
    booking.run(tx).await?;
    Ok(())
}

fn raw(
    tx: &Tx,
    connector: Uuid,
    id: Uuid,
    project: Uuid,
    told: &Told,
    hash: &str,
) -> source_record::Model {
    source_record::Model {
        jurisdiction_id: tx.jurisdiction(),
        id,
        connector_id: connector,
        stream: told.stream.as_str().to_owned(),
        external_id: told.raw.external_id.clone(),
        hash: hash.to_owned(),
        body: told.raw.body.clone(),
        source_time: told.raw.source_time,
        received_at: tx.now(),
        outcome: "merged".to_owned(),
        project_id: Some(project),
    }
}

fn incoming(id: Uuid, told: &Told) -> Incoming {
    Incoming {
        source_record: id,
        system: told.system.as_str().to_owned(),
        stream: told.stream.as_str().to_owned(),
        external_id: told.raw.external_id.clone(),
        source_time: Some(told.raw.source_time),
        earlier: None,
        versions: Vec::new(),
        asked_for: None,
        mapping_version: SHIPPED.to_owned(),
        record: told.record.clone(),
    }
}
