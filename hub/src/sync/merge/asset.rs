use serde_json::json;
use shuniu_connectors::contract::AssetRecord;
use shuniu_entities::asset;
use uuid::Uuid;

use super::project::Merge;
use super::spoken::{asset_of, is_behind};
use super::trade::yuan;
use crate::command::VOIDED;
use crate::field::Slot;

impl Merge<'_> {
    /// Takes over what the registry says of an asset: the card of one that we registered, or what
    /// became of one. What the asset is may be told otherwise by people; what became of it is the
    /// registry's alone to say, but for what was voided here.
    pub(super) fn asset(&mut self, said: &AssetRecord) {
        let versions = self.telling.versions;
        let old = asset_of(self.file, said, versions).cloned();
        let later = |row: &asset::Model| row.changed_on.is_none_or(|day| day <= said.changed_on);
        if let Some(old) = &old
            && !later(old)
            && !is_behind(old, versions)
        {
            // An older record that comes in late tells nothing of what became of the asset since.
            // What the registry corrects may turn out to have been earlier.
            return;
        }
        let mut row = old.clone().unwrap_or_else(|| self.blank_asset(said));
        row.card_number = Some(said.card_number.clone());
        // What was voided here is not brought back by its card; that there is one is a finding.
        if row.state != VOIDED {
            said.state.as_str().clone_into(&mut row.state);
        }
        row.registry_state = Some(said.state.as_str().to_owned());
        row.changed_on = Some(said.changed_on);
        row.holder_name = said.holder_name.clone().or(row.holder_name);
        let id = row.id;
        self.give_up(&said.card_number, id);
        if old.as_ref() != Some(&row) {
            row.version += 1;
            self.registered(&mut row);
            let change = json!({
                "card_number": row.card_number, "state": row.state,
                "changed_on": row.changed_on, "holder": row.holder_name,
            });
            self.tell("asset", Some(id), &change);
            let renumbered = |old: &asset::Model| old.card_number != row.card_number;
            if old.as_ref().is_some_and(renumbered) {
                self.file.gone.cards.push(id);
            }
            match self.file.assets.change(|known| known.id == id) {
                Some(known) => *known = row,
                None => self.file.assets.add(row),
            }
        }
        let fields = [
            ("name", Some(json!(said.name))),
            ("quantity", said.quantity.map(|count| json!(count))),
            ("original_value_yuan", yuan(said.original_value.as_ref())),
        ];
        let new = self.say(&Slot::asset(id), fields);
        let named = json!({"card_number": said.card_number});
        self.tell_of("asset", id, &named, new);
    }

    /// Takes a card from whoever else bears it: what was voided here, or what its own record at hand
    /// gives another.
    fn give_up(&mut self, card: &str, to: Uuid) {
        let bears = |row: &asset::Model| row.card_number.as_deref() == Some(card) && row.id != to;
        while let Some(row) = self.file.assets.change(bears) {
            row.card_number = None;
            row.version += 1;
            let id = row.id;
            self.file.gone.cards.push(id);
            self.tell("asset", Some(id), &json!({"card_number": {"was": card}}));
        }
    }

    /// Notes by which record the registry said it. Where the asset itself came from stays, unless
    /// it came from the registry as well.
    fn registered(&self, row: &mut asset::Model) {
        let origin = self.origin;
        if row.source == origin.source {
            row.source_record_id = origin.source_record;
        }
        row.registry_source = Some(origin.source.clone());
        row.registry_record_id = origin.source_record;
        row.registry_recorded_by = Some(origin.recorded_by.clone());
        row.registry_recorded_at = Some(origin.recorded_at);
    }

    /// An asset that the registry knows and nobody entered here.
    fn blank_asset(&self, said: &AssetRecord) -> asset::Model {
        asset::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.file.id(),
            kind: said.kind.as_str().to_owned(),
            name: said.name.clone(),
            category_code: None,
            quantity: None,
            original_value_fen: None,
            acquired_on: None,
            contract_id: None,
            contract_number: None,
            card_number: None,
            state: String::new(),
            changed_on: None,
            holder_name: None,
            registry_source: None,
            registry_state: None,
            registry_record_id: None,
            registry_recorded_by: None,
            registry_recorded_at: None,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: 0,
        }
    }
}
