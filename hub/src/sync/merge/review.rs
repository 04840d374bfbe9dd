use serde_json::json;
use shuniu_connectors::contract::ReviewRecord;
use shuniu_entities::review;
use uuid::Uuid;

use super::project::Merge;

impl Merge<'_> {
    pub(super) fn review(&mut self, said: &ReviewRecord) {
        let same =
            |row: &review::Model| row.number == said.number && row.source == self.origin.source;
        let old = self.file.reviews.iter().find(|row| same(row)).cloned();
        let row = review::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id: old.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
            project_id: self.file.id(),
            number: said.number.clone(),
            kind: said.kind.clone(),
            reviewer: said.by.clone(),
            result: said.result.as_str().to_owned(),
            opinion: said.opinion.clone(),
            panel_size: said.panel_size.and_then(|size| i32::try_from(size).ok()),
            reviewed_on: said.reviewed_on,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: old.as_ref().map_or(1, |row| row.version + 1),
        };
        let change = json!({
            "number": row.number, "kind": row.kind, "by": row.reviewer, "result": row.result,
            "reviewed_on": row.reviewed_on, "panel_size": row.panel_size,
        });
        self.tell("review", Some(row.id), &change);
        match self.file.reviews.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.reviews.add(row),
        }
    }
}
