use serde_json::json;
use shuniu_connectors::contract::AssetRecord;
use shuniu_entities::asset;
use uuid::Uuid;

use super::project::Merge;
use crate::fault::Fault;

impl Merge<'_> {
    /// Takes over what the registry says of an asset: the card of one that we registered, or what
    /// became of one.
    pub(super) fn asset(&mut self, said: &AssetRecord) -> Result<(), Fault> {
        let ours = said
            .asset
            .as_deref()
            .and_then(|id| Uuid::parse_str(id).ok());
        let same = |row: &asset::Model| {
            ours == Some(row.id) || row.card_number.as_deref() == Some(said.card_number.as_str())
        };
        let old = self.file.assets.iter().find(|row| same(row)).cloned();
        let state = said.state.as_str();
        let later = |row: &asset::Model| row.changed_on.is_none_or(|day| day <= said.changed_on);
        if let Some(old) = &old
            && !later(old)
        {
            // An older card that comes in late tells nothing of what became of the asset since.
            return Ok(());
        }
        let mut row = old.clone().unwrap_or_else(|| self.blank_asset(said));
        row.card_number = Some(said.card_number.clone());
        state.clone_into(&mut row.state);
        row.changed_on = Some(said.changed_on);
        row.holder_name = said.holder_name.clone().or(row.holder_name);
        if old.as_ref() == Some(&row) {
            return Ok(());
        }
        row.version += 1;
        row.source_record_id = self.origin.source_record;
        let change = json!({
            "card_number": row.card_number, "name": row.name, "state": row.state,
            "changed_on": row.changed_on, "holder": row.holder_name,
        });
        self.tell("asset", Some(row.id), &change);
        match self.file.assets.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.assets.add(row),
        }
        Ok(())
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
            quantity: said.quantity.and_then(|count| i32::try_from(count).ok()),
            original_value_fen: said.original_value.as_ref().map(|amount| amount.fen.get()),
            acquired_on: None,
            contract_id: None,
            card_number: None,
            state: String::new(),
            changed_on: None,
            holder_name: None,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: 0,
        }
    }
}
