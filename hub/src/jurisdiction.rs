//! Places with their own law, and how one is set up.

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{jurisdiction, jurisdiction_pack, ledger_head};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use crate::db::Reader;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::GENESIS;
use crate::precedence::OwnPrecedence;
use crate::transact::{Actor, Tx, Work, transact};

/// How a jurisdiction is set up: its region and the packs it applies, national layer first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionSetup {
    /// Six digits of GB/T 2260.
    pub region: RegionCode,
    /// Printed name.
    pub name: String,
    /// The packs, in the order of their layers.
    pub packs: Vec<PackChoice>,
    /// Settings that the packs leave open, by name.
    #[serde(default)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Its own order of sources; nothing keeps to the one that ships with the hub.
    #[serde(default)]
    pub precedence: Option<OwnPrecedence>,
}

/// A pack and what its text leaves to the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackChoice {
    /// Identity of the pack.
    pub id: String,
    /// Day it took effect here; required where the text gives none (R19).
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}

/// A jurisdiction as it is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Its identity.
    pub id: Uuid,
    /// How it was set up.
    pub setup: JurisdictionSetup,
}

impl Hub {
    /// Sets a jurisdiction up, or brings its name, packs, settings and order of sources in step with what is given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn ensure_jurisdiction(&self, setup: &JurisdictionSetup) -> Result<Uuid, Fault> {
        // A wrong setup is refused before anything is written.
        self.law()
            .of(setup)
            .map_err(|error| Fault::Policy(error.to_string()))?;
        let reader = self.reader();
        let known = jurisdiction::Entity::of_region(setup.region.as_str())
            .one(&reader)
            .await?;
        // Reference rows are written in transactions of their own, apart from tenant rows.
        let id = known.map_or_else(Uuid::now_v7, |row| row.id);
        let work = WriteReference {
            id,
            setup: setup.clone(),
        };
        let actor = Actor::worker("setup");
        let id = transact(self, id, &actor, "set_up_jurisdiction", &work).await?;
        transact(self, id, &actor, "set_up_jurisdiction", &WriteHead { id }).await?;
        self.load_jurisdictions().await?;
        Ok(id)
    }
}

struct WriteReference {
    id: Uuid,
    setup: JurisdictionSetup,
}

#[async_trait::async_trait]
impl Work for WriteReference {
    type Output = Uuid;

    async fn run(&self, tx: &mut Tx) -> Result<Uuid, Fault> {
        let region = self.setup.region.as_str();
        let known = jurisdiction::Entity::of_region(region).one(tx.db()).await?;
        let created_at = known
            .as_ref()
            .map_or_else(|| tx.now(), |row| row.created_at);
        let id = known.map_or(self.id, |row| row.id);
        let row = jurisdiction::ActiveModel {
            id: Set(id),
            region_code: Set(region.to_owned()),
            name: Set(self.setup.name.clone()),
            parent_region_code: Set(self.setup.region.parent().map(String::from)),
            settings: Set(self.setup.settings.clone().into()),
            precedence: Set(self.setup.precedence.as_ref().map(|own| json!(own))),
            created_at: Set(created_at),
        };
        let update = OnConflict::column(jurisdiction::Column::Id)
            .update_columns([
                jurisdiction::Column::Name,
                jurisdiction::Column::Settings,
                jurisdiction::Column::Precedence,
            ])
            .to_owned();
        jurisdiction::Entity::insert(row)
            .on_conflict(update)
            .exec_without_returning(tx.db())
            .await?;
        jurisdiction_pack::Entity::delete_many()
            .filter(jurisdiction_pack::Column::JurisdictionId.eq(id))
            .exec(tx.db())
            .await?;
        let packs =
            (0..)
                .zip(&self.setup.packs)
                .map(|(position, pack)| jurisdiction_pack::ActiveModel {
                    jurisdiction_id: Set(id),
                    position: Set(position),
                    pack_id: Set(pack.id.clone()),
                    effective_on: Set(pack.effective_on),
                });
        jurisdiction_pack::Entity::insert_many(packs)
            .exec_without_returning(tx.db())
            .await?;
        Ok(id)
    }
}

struct WriteHead {
    id: Uuid,
}

#[async_trait::async_trait]
impl Work for WriteHead {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let head = ledger_head::ActiveModel {
            jurisdiction_id: Set(self.id),
            seq: Set(0),
            hash: Set(GENESIS.to_owned()),
            signature: Set("-".to_owned()),
            signed_at: Set(tx.now()),
        };
        let keep = OnConflict::column(ledger_head::Column::JurisdictionId)
            .do_nothing()
            .to_owned();
        ledger_head::Entity::insert(head)
            .on_conflict(keep)
            .exec_without_returning(tx.db())
            .await?;
        Ok(())
    }
}

pub(crate) async fn load(reader: &Reader) -> Result<Vec<Jurisdiction>, Fault> {
    let rows = jurisdiction::Entity::all_of_them()
        .order_by_asc(jurisdiction::Column::RegionCode)
        .all(reader)
        .await?;
    let packs = jurisdiction_pack::Entity::all_of_them()
        .order_by_asc(jurisdiction_pack::Column::Position)
        .all(reader)
        .await?;
    rows.into_iter()
        .map(|row| {
            let corrupt =
                |problem: String| Fault::corrupt(format!("jurisdiction {}", row.id), problem);
            let region = RegionCode::parse(&row.region_code).map_err(|e| corrupt(e.to_string()))?;
            let settings = match row.settings {
                serde_json::Value::Object(settings) => settings,
                other => return Err(corrupt(format!("settings are {other}"))),
            };
            let precedence = row.precedence.map(serde_json::from_value).transpose();
            let precedence = precedence.map_err(|e| corrupt(e.to_string()))?;
            let chosen = packs.iter().filter(|pack| pack.jurisdiction_id == row.id);
            let packs = chosen
                .map(|pack| PackChoice {
                    id: pack.pack_id.clone(),
                    effective_on: pack.effective_on,
                })
                .collect();
            let setup = JurisdictionSetup {
                region,
                name: row.name.clone(),
                packs,
                settings,
                precedence,
            };
            Ok(Jurisdiction { id: row.id, setup })
        })
        .collect()
}
