use sea_orm::{EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

use super::kind::Kind;
use super::{Field, There};

/// What a statement begins and ends with, whatever the number of rows.
pub(super) struct Text {
    into: String,
    there: String,
}

impl Text {
    pub(super) fn new<E: EntityTrait>(
        fields: &[Field<E::Column>],
        there: There<E::Column>,
    ) -> Self {
        let table = E::default();
        let columns = listed(fields.iter().map(|field| field.name));
        Self {
            into: format!("INSERT INTO \"{}\" ({columns}) ", table.table_name()),
            there: on_conflict::<E>(fields, there),
        }
    }

    /// Each row with a parameter for each of its columns.
    pub(super) fn of_rows(&self, columns: usize, rows: usize) -> String {
        let row = format!("({})", vec!["?"; columns].join(", "));
        let length = self.into.len() + self.there.len() + (row.len() + 2) * rows + 8;
        let mut sql = String::with_capacity(length);
        sql.push_str(&self.into);
        sql.push_str("VALUES ");
        for at in 0..rows {
            if at > 0 {
                sql.push_str(", ");
            }
            sql.push_str(&row);
        }
        sql.push_str(&self.there);
        sql
    }

    /// A parameter for each column, and one more for each that may be empty.
    pub(super) fn of_arrays<C>(&self, fields: &[Field<C>]) -> String {
        let (mut select, mut from, mut names) = (Vec::new(), Vec::new(), Vec::new());
        let mut parameter = |kind: Kind, name: String| {
            names.push(format!("\"{name}\""));
            from.push(format!("${}::{}", names.len(), kind.array_name()));
        };
        for (at, field) in fields.iter().enumerate() {
            if field.nullable {
                parameter(Kind::Flag, format!("filled_{at}"));
            }
            parameter(field.kind, format!("value_{at}"));
            let cast = if field.kind == Kind::Json {
                "::jsonb"
            } else {
                ""
            };
            let value = format!("\"value_{at}\"{cast}");
            select.push(if field.nullable {
                format!("CASE WHEN \"filled_{at}\" THEN {value} END")
            } else {
                value
            });
        }
        format!(
            "{}SELECT {} FROM unnest({}) AS \"rows\" ({}){}",
            self.into,
            select.join(", "),
            from.join(", "),
            names.join(", "),
            self.there,
        )
    }
}

fn on_conflict<E: EntityTrait>(fields: &[Field<E::Column>], there: There<E::Column>) -> String {
    let key: Vec<E::Column> = E::PrimaryKey::iter()
        .map(PrimaryKeyToColumn::into_column)
        .collect();
    let names: Vec<&str> = key.iter().map(IdenStatic::as_str).collect();
    let taken = |name: &str| format!("\"{name}\" = \"excluded\".\"{name}\"");
    let set: Vec<String> = match there {
        There::Never => return String::new(),
        There::Stays => Vec::new(),
        There::Replaced => {
            let others = fields.iter().filter(|field| !names.contains(&field.name));
            others.map(|field| taken(field.name)).collect()
        }
        There::Takes(columns) => columns
            .iter()
            .map(|column| taken(column.as_str()))
            .collect(),
        There::Adds(column) => {
            let (table, name) = (E::default(), column.as_str());
            let table = table.table_name();
            vec![format!(
                "\"{name}\" = \"{table}\".\"{name}\" + \"excluded\".\"{name}\""
            )]
        }
    };
    let done = if set.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", set.join(", "))
    };
    format!(" ON CONFLICT ({}) DO {done}", listed(names.into_iter()))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use shuniu_entities::{key_count, source_record};

    use super::*;
    use crate::db::insert::fields;

    #[test]
    fn a_column_that_may_be_empty_goes_with_whether_it_is_filled() {
        let fields = fields::<source_record::Entity>().unwrap();
        let text = Text::new::<source_record::Entity>(&fields, There::Never);
        let sql = text.of_arrays(&fields);
        let filled = "CASE WHEN \"filled_10\" THEN \"value_10\" END FROM unnest($1::uuid[], ";
        assert!(sql.contains(filled), "{sql}");
        assert!(sql.contains("$11::boolean[], $12::uuid[]) AS"), "{sql}");
        assert!(!sql.contains("ON CONFLICT"), "{sql}");
    }

    #[test]
    fn every_row_of_a_statement_has_its_parameters() {
        let fields = fields::<key_count::Entity>().unwrap();
        let add = There::Adds(key_count::Column::Projects);
        let text = Text::new::<key_count::Entity>(&fields, add);
        assert_eq!(
            text.of_rows(fields.len(), 2),
            "INSERT INTO \"key_count\" (\"jurisdiction_id\", \"key\", \"projects\") \
             VALUES (?, ?, ?), (?, ?, ?) ON CONFLICT (\"jurisdiction_id\", \"key\") DO \
             UPDATE SET \"projects\" = \"key_count\".\"projects\" + \"excluded\".\"projects\""
        );
    }

    #[test]
    fn what_is_there_gives_up_all_but_its_key() {
        let fields = fields::<source_record::Entity>().unwrap();
        let replaced = Text::new::<source_record::Entity>(&fields, There::Replaced).there;
        assert!(!replaced.contains("\"id\" = "), "{replaced}");
        assert_eq!(replaced.matches("\"excluded\"").count(), fields.len() - 2);
        let stays = Text::new::<source_record::Entity>(&fields, There::Stays).there;
        assert!(stays.ends_with("DO NOTHING"), "{stays}");
    }
}
