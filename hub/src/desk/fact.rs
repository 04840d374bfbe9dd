use serde_json::{Value as Json, json};
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::Origin;
use super::{File, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::precedence::Precedence;

impl File {
    /// The value that counts.
    pub(crate) fn fact(&self, name: &str) -> Option<&project_fact::Model> {
        self.facts
            .iter()
            .find(|row| row.name == name && is(row, Standing::Current))
    }

    /// Takes over a value from a source. Nothing when the source said so before; otherwise it
    /// counts unless a stronger source has spoken, and what it displaces is kept.
    pub(crate) fn put_fact(
        &mut self,
        order: &Precedence,
        origin: &Origin,
        name: &str,
        value: Json,
        reason: Option<String>,
    ) -> Option<Draft> {
        let own = |row: &&project_fact::Model| {
            let alive = is(row, Standing::Current) || is(row, Standing::Losing);
            row.name == name && row.source == origin.source && alive
        };
        let said_before = self
            .facts
            .iter()
            .find(own)
            .map(|row| (row.id, row.value.clone()));
        if let Some((_, said)) = &said_before
            && *said == value
        {
            return None;
        }
        if let Some((id, _)) = said_before {
            self.end_fact(id, Standing::Superseded, origin);
        }
        let current = self
            .fact(name)
            .map(|row| (row.id, row.source.clone(), row.value.clone()));
        let was = current.as_ref().map(|(_, _, value)| value.clone());
        let rank = |source: &str| order.rank(name, source);
        let standing = match current {
            Some((_, source, _)) if rank(&source) < rank(&origin.source) => Standing::Losing,
            Some((id, _, _)) => {
                self.end_fact(id, Standing::Losing, origin);
                Standing::Current
            }
            None => Standing::Current,
        };
        let row = project_fact::Model {
            jurisdiction_id: self.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.id(),
            name: name.to_owned(),
            value: value.clone(),
            source: origin.source.clone(),
            source_record_id: origin.source_record,
            recorded_by: origin.recorded_by.clone(),
            recorded_at: origin.recorded_at,
            standing: standing.as_str().to_owned(),
            ended_at: None,
            reason: reason.clone(),
        };
        let body = json!({
            "name": name, "was": was, "is": value, "standing": standing.as_str(),
            "source": origin.source, "reason": reason,
        });
        let draft = Draft::of_project("project_fact", row.id, self.id(), body);
        self.facts.add(row);
        Some(draft)
    }

    /// Withdraws a value; the strongest of the others that still stand takes its place.
    pub(crate) fn void_fact(
        &mut self,
        order: &Precedence,
        origin: &Origin,
        id: Uuid,
        reason: &str,
    ) -> Result<Draft, Fault> {
        let row = self.facts.change(|row| row.id == id);
        let row = row.ok_or_else(|| Fault::not_found("project_fact", id))?;
        let counted = is(row, Standing::Current);
        if !counted && !is(row, Standing::Losing) {
            return Err(Fault::invalid(
                "id",
                format!("the value was already {}", row.standing),
            ));
        }
        Standing::Voided.as_str().clone_into(&mut row.standing);
        row.ended_at = Some(origin.recorded_at);
        row.reason = Some(reason.to_owned());
        let (name, value) = (row.name.clone(), row.value.clone());
        if counted {
            self.promote(order, &name);
        }
        let now_is = self.fact(&name).map(|row| row.value.clone());
        let body = json!({"name": name, "voided": value, "is": now_is, "reason": reason});
        Ok(Draft::of_project("project_fact", id, self.id(), body))
    }

    fn promote(&mut self, order: &Precedence, name: &str) {
        let others = self
            .facts
            .iter()
            .filter(|row| row.name == name && is(row, Standing::Losing));
        let strongest = others
            .min_by_key(|row| order.rank(name, &row.source))
            .map(|row| row.id);
        if let Some(id) = strongest
            && let Some(row) = self.facts.change(|row| row.id == id)
        {
            Standing::Current.as_str().clone_into(&mut row.standing);
            row.ended_at = None;
        }
    }

    fn end_fact(&mut self, id: Uuid, standing: Standing, origin: &Origin) {
        if let Some(row) = self.facts.change(|row| row.id == id) {
            standing.as_str().clone_into(&mut row.standing);
            row.ended_at = Some(origin.recorded_at);
        }
    }
}

fn is(row: &project_fact::Model, standing: Standing) -> bool {
    row.standing == standing.as_str()
}
