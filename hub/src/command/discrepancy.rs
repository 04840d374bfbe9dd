use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_entities::{Keyed, discrepancy};
use shuniu_policy::CreditCode;
use uuid::Uuid;

use super::header::Header;
use super::record::needs_reason;
use super::submit::Command;
use crate::access::Permission;
use crate::desk::{self, Dispute, Party, facts_of, ids, slot_of, values};
use crate::fault::Fault;
use crate::field::{self, Kind, Slot};
use crate::ledger::Draft;
use crate::transact::Tx;

/// Settles what sources disagree about. What loses is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleDiscrepancy {
    /// The disagreement.
    pub discrepancy: Uuid,
    /// The version the caller saw; needed to settle anew what was settled.
    pub expected_version: Option<i64>,
    /// What is right.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
}

/// How a disagreement is settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// One of the values is right: it counts for this field of this project until its source says
    /// otherwise.
    Choose(Uuid),
    /// None of them is: this one counts, as entered by a person.
    Enter(Json),
    /// Both may stand: the order of sources decides, as before.
    Known,
}

impl Ruling {
    /// As stored and shown.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Choose(_) => "chosen",
            Self::Enter(_) => "entered",
            Self::Known => "known",
        }
    }
}

/// A disagreement was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// The disagreement.
    pub discrepancy: Uuid,
    /// Its project.
    pub project: Uuid,
}

#[async_trait::async_trait]
impl Command for SettleDiscrepancy {
    const NAME: &'static str = "settle_discrepancy";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Ruled;

    async fn run(&self, tx: &mut Tx) -> Result<Ruled, Fault> {
        needs_reason(&self.reason)?;
        let scope = tx.scope().clone();
        let found = discrepancy::Entity::find_key(&scope, tx.key(self.discrepancy))
            .one(tx.db())
            .await?;
        let not_found = || Fault::not_found("discrepancy", self.discrepancy);
        let project = found.ok_or_else(not_found)?.project_id;
        // Opening locks the project: what is read from here on stands until the commit.
        let file = tx.file(project).await?;
        let row = file
            .discrepancies
            .iter()
            .find(|row| row.id == self.discrepancy);
        let row = row.ok_or_else(not_found)?.clone();
        self.may_settle(&row)?;
        let slot = Slot::of_key(&row.subject, &row.name);
        let before = Header::of(file);
        let choice = self.decide(tx, project, &row, &slot).await?;
        let (actor, now, law) = (tx.actor().subject.clone(), tx.now(), tx.law().clone());
        let file = tx.file(project).await?;
        let mut next = row.clone();
        next.choice_id = choice;
        Dispute::Settled.as_str().clone_into(&mut next.state);
        next.way = Some(self.ruling.as_str().to_owned());
        next.settled_by = Some(actor);
        next.settled_at = Some(now);
        next.reason = Some(self.reason.clone());
        next.changed_at = now;
        next.version += 1;
        let was = file.counting(&slot).map(|row| row.value.clone());
        file.put_dispute(next.clone());
        file.weigh(&law, &slot, now);
        file.resolve();
        let said = file.testimony(&law, &slot);
        next.facts = ids(&said);
        let is = file.counting(&slot).map(|row| row.value.clone());
        let body = json!({
            "state": next.state, "subject": slot.subject, "field": slot.name, "way": next.way,
            "reason": self.reason, "was": was, "is": is, "values": values(&said),
        });
        file.put_dispute(next);
        file.project.change();
        tx.record(Draft::of_project("discrepancy", row.id, project, body));
        tx.touch(project);
        before.follow(tx, project).await?;
        Ok(Ruled {
            discrepancy: row.id,
            project,
        })
    }
}

impl SettleDiscrepancy {
    fn may_settle(&self, row: &discrepancy::Model) -> Result<(), Fault> {
        if let Some(expected) = self.expected_version
            && expected != row.version
        {
            return Err(Fault::Conflict {
                key: Some(row.key()),
                expected,
                actual: row.version,
            });
        }
        let settled = row.state == Dispute::Settled.as_str();
        if settled && self.expected_version.is_none() {
            let problem = "it was already settled; give expectedVersion to settle it anew";
            return Err(Fault::invalid("discrepancy", problem));
        }
        if row.state == Dispute::Gone.as_str() {
            let problem = "the sources agree again; there is nothing to settle";
            return Err(Fault::invalid("discrepancy", problem));
        }
        Ok(())
    }

    /// The value that is to count, entered first where no source gave it for this very field.
    async fn decide(
        &self,
        tx: &mut Tx,
        project: Uuid,
        row: &discrepancy::Model,
        slot: &Slot,
    ) -> Result<Option<Uuid>, Fault> {
        let value = match &self.ruling {
            Ruling::Known => return Ok(None),
            Ruling::Enter(value) => {
                let kept = field::check(tx.law().vocabulary(), slot, value)
                    .map_err(|problem| Fault::invalid("enter", problem))?;
                without_id(kept)
            }
            Ruling::Choose(fact) => {
                let file = tx.file(project).await?;
                let known = file.facts.iter().find(|one| one.id == *fact);
                let known = known.filter(|_| facts_of(row).contains(fact));
                let problem = "it is none of the values that differ; load them again";
                let known = known.ok_or_else(|| Fault::invalid("fact", problem))?;
                if slot_of(known) == *slot {
                    return Ok(Some(*fact));
                }
                // An award speaks of its contract, but is no value of the contract's own.
                known.value.clone()
            }
        };
        let value = self.with_organization(tx, slot, value).await?;
        let (origin, law) = (tx.origin(), tx.law().clone());
        let file = tx.file(project).await?;
        let draft = file.put_fact(&law, &origin, slot, value, Some(self.reason.clone()));
        let ours = file.said(slot).find(|one| one.source == origin.source);
        let ours = ours.map(|one| one.id);
        if let Some(draft) = draft {
            tx.record(draft);
        }
        Ok(ours)
    }

    /// A party with the organization that it is here; anything else as it is.
    async fn with_organization(
        &self,
        tx: &mut Tx,
        slot: &Slot,
        value: Json,
    ) -> Result<Json, Fault> {
        if Kind::of(tx.law().vocabulary(), slot) != Kind::Party || value["id"].is_string() {
            return Ok(value);
        }
        let code = value["credit_code"].as_str();
        let party = Party {
            name: value["name"].as_str().unwrap_or_default().trim().to_owned(),
            credit_code: code.and_then(|code| CreditCode::parse(code).ok()),
        };
        let known = desk::organizations(tx, desk::PERSON, std::slice::from_ref(&party)).await?;
        Ok(json!({"id": known.first(), "name": party.name, "credit_code": code}))
    }
}

/// A value as somebody enters it. Which organization a party is, is found and not told.
fn without_id(mut value: Json) -> Json {
    if let Some(party) = value.as_object_mut() {
        party.retain(|key, _| key == "name" || key == "credit_code");
    }
    value
}
