use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, assessment_day, law_in_force};
use uuid::Uuid;

use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::{older, versions};
use crate::ledger::Draft;
use crate::transact::{Actor, Tx, Work, transact};

impl Hub {
    /// Whether projects of the jurisdiction are to be reassessed under this process's law; puts
    /// it in force where it is new.
    ///
    /// During an upgrade two processes may know different laws. So that they do not reassess
    /// each other's projects for ever, each process puts its law in force once: where it later
    /// finds another, or one with a pack of a higher version, it leaves the projects alone.
    pub(super) async fn law_is_in_force(
        &self,
        jurisdiction: Uuid,
        actor: &Actor,
    ) -> Result<bool, Fault> {
        let law = self.local_law(jurisdiction);
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let there = law_in_force::Entity::find_in(&scope)
            .one(&self.reader())
            .await?;
        if there
            .as_ref()
            .is_some_and(|there| there.digest == law.digest())
        {
            self.remember_law(jurisdiction, law.digest());
            return Ok(true);
        }
        let gives_way = self.remembers_law(jurisdiction, law.digest())
            || there.is_some_and(|there| older(&law.versions(), &versions(&there.packs)));
        let ours =
            !gives_way && transact(self, jurisdiction, actor, "reassess", &PutInForce).await?;
        if ours {
            self.remember_law(jurisdiction, law.digest());
        } else {
            tracing::warn!(
                place = %self.region_of(jurisdiction),
                "another process put other packs, calendars, settings or orders of sources in \
                 force: its projects are left to that process; give all processes the same ones \
                 and restart this one"
            );
        }
        Ok(ours)
    }
}

/// Puts the law of this process in the place of an older one; says whether it is in force then.
struct PutInForce;

#[async_trait::async_trait]
impl Work for PutInForce {
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let law = tx.law().clone();
        let packs = law.versions();
        let was = in_force(tx, LockType::Update).await?;
        if let Some(was) = &was {
            if was.digest == law.digest() {
                return Ok(true);
            }
            if older(&packs, &versions(&was.packs)) {
                return Ok(false);
            }
        }
        use law_in_force::Column;
        let row = law_in_force::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            digest: Set(law.digest().to_owned()),
            packs: Set(json!(packs)),
            since: Set(tx.now()),
        };
        let update = OnConflict::column(Column::JurisdictionId)
            .update_columns([Column::Digest, Column::Packs, Column::Since])
            .to_owned();
        law_in_force::Entity::insert(row)
            .on_conflict(update)
            .exec_without_returning(tx.db())
            .await?;
        // Of no day can it be said that every project is assessed under this law.
        assessment_day::Entity::delete_many()
            .filter(assessment_day::Column::JurisdictionId.eq(tx.jurisdiction()))
            .exec(tx.db())
            .await?;
        if let Some(was) = was {
            let order = law.precedence().version();
            let is = json!({"digest": law.digest(), "packs": packs, "precedence": order});
            let was = json!({"digest": was.digest, "packs": was.packs});
            let draft = Draft::general("law_in_force", None, json!({"was": was, "is": is}));
            tx.record(draft);
        }
        Ok(true)
    }
}

/// Whether the law of the transaction is still in force; until its end no other can be put in
/// its place. Several transactions may hold to it at once.
pub(crate) async fn is_ours(tx: &Tx) -> Result<bool, Fault> {
    let there = in_force(tx, LockType::Share).await?;
    Ok(there.is_some_and(|there| there.digest == tx.law().digest()))
}

async fn in_force(tx: &Tx, lock: LockType) -> Result<Option<law_in_force::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    Ok(law_in_force::Entity::find_in(&scope)
        .lock(lock)
        .one(tx.db())
        .await?)
}
