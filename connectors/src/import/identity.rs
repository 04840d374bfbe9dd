use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;
use shuniu_policy::ProjectCode;

use super::form::{Column, Form, Target};
use super::heading::Heading;
use super::map::reader;
use super::named::{by_code, name};
use crate::contract::Identity;

impl Form {
    /// What names the record and the project of a raw row; nothing else of it is looked at, and
    /// what cannot be read is left out.
    pub(super) fn identity(&self, body: &str, today: NaiveDate, longest: usize) -> Identity {
        let Ok(Json::Object(body)) = serde_json::from_str::<Json>(body) else {
            return Identity::default();
        };
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for (heading, text) in &body {
            let found = Heading::of(heading);
            let (Some(column), Some(text)) = (self.column(&found), text.as_str()) else {
                continue;
            };
            if !self.identifies(column) {
                continue;
            }
            let mut remarks = Vec::new();
            let mut reader = reader(heading, found.unit, today, longest, &mut remarks);
            if let Ok(Some(value)) = reader.read(column, text) {
                said.entry(column.field.clone())
                    .or_insert_with(|| value.text());
            }
        }
        let code = said.get("project_code");
        let records = name(self, &said).into_iter();
        Identity {
            records: records.chain(code.map(|code| by_code(code))).collect(),
            project_code: code.and_then(|code| ProjectCode::parse(code).ok()),
            card_number: said.get("card_number").cloned(),
            named: said
                .get("name")
                .cloned()
                .zip(said.get("unit_name").cloned()),
            ..Identity::default()
        }
    }

    /// Whether the column is part of what names a row or its project.
    fn identifies(&self, column: &Column) -> bool {
        let header = [Target::Name, Target::ProjectCode, Target::UnitName];
        header.contains(&column.target)
            || (self.named_by_attributes && column.target == Target::Attribute)
            || self
                .identity
                .iter()
                .flatten()
                .any(|field| *field == column.field)
    }
}
