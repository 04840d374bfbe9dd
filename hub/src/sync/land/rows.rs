use shuniu_connectors::contract::CanonicalRecord;
use shuniu_entities::{quarantine, source_record};
use uuid::Uuid;

use super::{Land, Landed};
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::sync::aside;
use crate::sync::known::{Known, REFUSED};
use crate::sync::merge::Incoming;
use crate::transact::Tx;

impl Land<'_> {
    /// Where its records came from, for those that are set aside.
    pub(super) fn whence(&self) -> aside::Whence<'_> {
        aside::Whence {
            system: self.system(),
            stream: self.of.stream.as_str(),
            run: self.advance.as_ref().map(|advance| advance.hold.run),
        }
    }

    pub(in crate::sync) fn incoming(
        &self,
        id: Uuid,
        landed: &Landed,
        record: &CanonicalRecord,
        known: &Known,
    ) -> Incoming {
        Incoming {
            source_record: id,
            system: self.system().to_owned(),
            stream: self.of.stream.as_str().to_owned(),
            external_id: landed.external_id.clone(),
            source_time: Some(landed.source_time),
            earlier: known.earlier(&landed.external_id),
            versions: known.ids(&landed.external_id),
            asked_for: self.asked_for,
            mapping_version: self.of.source.connector.mapping_version().to_owned(),
            record: record.clone(),
        }
    }

    /// The raw row; nothing is kept of a record whose secrecy is marked or unreadable.
    pub(super) fn row(&self, tx: &Tx, id: Uuid, landed: &Landed) -> source_record::Model {
        let (outcome, body) = match &landed.mapped {
            Ok(record) if record.classified => (REFUSED, String::new()),
            Ok(_) => ("merged", landed.body.clone()),
            Err(error) if error.withhold => ("quarantined", String::new()),
            Err(_) => ("quarantined", landed.body.clone()),
        };
        source_record::Model {
            jurisdiction_id: tx.jurisdiction(),
            id,
            connector_id: self.connector(),
            stream: self.of.stream.as_str().to_owned(),
            external_id: landed.external_id.clone(),
            hash: landed.hash.clone(),
            body,
            source_time: landed.source_time,
            received_at: tx.now(),
            outcome: outcome.to_owned(),
            project_id: self.asked_for,
        }
    }

    /// That a record of what was declared state-secret came, so that it is not reported again:
    /// neither its id nor what it says, as of one whose secrecy is marked.
    pub(super) fn refused(&self, tx: &Tx, name: &str, landed: &Landed) -> source_record::Model {
        source_record::Model {
            external_id: name.to_owned(),
            hash: "-".to_owned(),
            body: String::new(),
            outcome: REFUSED.to_owned(),
            project_id: None,
            ..self.row(tx, Uuid::now_v7(), landed)
        }
    }
}

/// Writes raw rows, with what was set aside of them, and closes what waited of the versions before.
pub(super) async fn write(
    tx: &Tx,
    rows: Vec<source_record::Model>,
    set_aside: Vec<quarantine::Model>,
    known: &Known,
) -> Result<(), Fault> {
    use source_record::Column;
    let renewed: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| known.newest.get(&row.external_id))
        .map(|k| k.id)
        .collect();
    // One that comes back as it was has its row already.
    let back = There::Takes(&[Column::Outcome, Column::ProjectId, Column::ReceivedAt]);
    insert::<source_record::Entity, _>(tx.db(), rows, back).await?;
    aside::write(tx, set_aside).await?;
    aside::supersede(tx, &renewed).await
}
