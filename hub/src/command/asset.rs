use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
pub use shuniu_connectors::contract::AssetKind;
use shuniu_entities::asset;
use shuniu_policy::{Fen, Impossible};
use uuid::Uuid;

use super::bounds;
use super::record::{Recorded, done, needs_reason};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::desk::PERSON;
use crate::fault::Fault;
use crate::field::Slot;
use crate::ledger::Draft;
use crate::sync::withdraw_card;
use crate::transact::Tx;

/// State of an asset that no registry knows yet.
pub(crate) const UNREGISTERED: &str = "unregistered";
/// State of an asset that was recorded by mistake.
pub(crate) const VOIDED: &str = "voided";
/// The state of an asset that has its card.
pub(crate) const REGISTERED: &str = "registered";

/// Records something that a project left behind and that has to be registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordAsset {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// Hardware, software or data.
    pub kind: AssetKind,
    /// Its name.
    pub name: String,
    /// Classification code of the asset standard in use there.
    pub category_code: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// What it cost.
    pub original_value: Option<Fen>,
    /// The day from which it is owned.
    pub acquired_on: Option<NaiveDate>,
    /// The contract it was bought by.
    pub contract: Option<Uuid>,
}

/// Withdraws an asset that was recorded by mistake, and its card where that has not gone out; the
/// asset is kept. One whose card a ledger told and no registry counts as recorded here, and its
/// card number goes with it: it may well be another's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoidAsset {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The asset.
    pub asset: Uuid,
    /// Why.
    pub reason: String,
}

#[async_trait::async_trait]
impl Command for RecordAsset {
    const NAME: &'static str = "record_asset";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        if self.name.trim().is_empty() {
            return Err(Fault::invalid("name", "an asset needs its name"));
        }
        let quantity = self.quantity.map(i32::try_from).transpose();
        let quantity = quantity.map_err(|_| Fault::invalid("quantity", "it is too large"))?;
        if quantity == Some(0) {
            return Err(Fault::invalid("quantity", "it is at least 1"));
        }
        bounds::past_day("acquiredOn", self.acquired_on, tx.today())?;
        if let Some(why) = self.original_value.and_then(Impossible::amount) {
            return Err(Fault::invalid("originalValue", format!("it is {why}")));
        }
        let id = Uuid::now_v7();
        let (origin, law) = (tx.origin(), tx.law().clone());
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        if let Some(contract) = self.contract
            && !file.contracts.iter().any(|row| row.id == contract)
        {
            return Err(Fault::invalid(
                "contract",
                "the project has no such contract",
            ));
        }
        file.assets.add(asset::Model {
            jurisdiction_id: file.key().jurisdiction,
            id,
            project_id: self.project,
            kind: self.kind.as_str().to_owned(),
            name: self.name.trim().to_owned(),
            category_code: self.category_code.clone(),
            quantity,
            original_value_fen: self.original_value.map(Fen::get),
            acquired_on: self.acquired_on,
            contract_id: self.contract,
            contract_number: None,
            card_number: None,
            state: UNREGISTERED.to_owned(),
            changed_on: None,
            holder_name: None,
            registry_source: None,
            registry_state: None,
            registry_record_id: None,
            registry_recorded_by: None,
            registry_recorded_at: None,
            source: PERSON.to_owned(),
            source_record_id: None,
            recorded_by: origin.recorded_by.clone(),
            recorded_at: origin.recorded_at,
            version: 1,
        });
        let value = self.original_value.map(|fen| json!(fen.to_string()));
        let fields = [
            ("name", Some(json!(self.name.trim()))),
            ("quantity", quantity.map(|count| json!(count))),
            ("original_value_yuan", value),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                let slot = Slot::of(&Slot::asset(id), name);
                file.put_fact(&law, &origin, &slot, value, None);
            }
        }
        let draft = Draft::of_project("asset", id, self.project, json!({"recorded": self}));
        Ok(done(tx, self.project, id, draft))
    }
}

#[async_trait::async_trait]
impl Command for VoidAsset {
    const NAME: &'static str = "void_asset";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let row = file.assets.iter().find(|row| row.id == self.asset);
        let row = row.ok_or_else(|| Fault::not_found("asset", self.asset))?;
        if row.state == VOIDED {
            return Err(Fault::invalid("asset", "it was already voided"));
        }
        let ledgers = row.registry_source.is_none();
        if row.state != UNREGISTERED && !ledgers {
            let problem = format!("it is {}; the registry says what becomes of it", row.state);
            return Err(Fault::invalid("asset", problem));
        }
        withdraw_card(tx, self.project, self.asset, &self.reason).await?;
        let file = tx.file(self.project).await?;
        let row = file.assets.change(|row| row.id == self.asset);
        let row = row.ok_or_else(|| Fault::not_found("asset", self.asset))?;
        VOIDED.clone_into(&mut row.state);
        let card = row.card_number.take_if(|_| ledgers);
        row.version += 1;
        let body = json!({"voided": row.name, "card_number": card, "reason": self.reason});
        let draft = Draft::of_project("asset", self.asset, self.project, body);
        Ok(done(tx, self.project, self.asset, draft))
    }
}
