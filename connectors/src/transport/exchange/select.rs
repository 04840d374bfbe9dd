use sea_orm::{ConnectionTrait, Value};

use super::{batch::Batches, reader::Exchange, row::Row};
use crate::{
    Failure,
    contract::{Cursor, Stream},
    keyset::Place,
    mapping::StreamRule,
    strict::nearest,
    transport::layout::{Engine, StreamLayout},
};

/// A stream's table and how it is read.
pub(super) struct Source<'a> {
    pub(super) stream: &'a Stream,
    pub(super) table: String,
    pub(super) layout: &'a StreamLayout,
    pub(super) rule: &'a StreamRule,
    /// The columns of time and id.
    pub(super) order: (&'a str, &'a str),
    /// Which columns of the layout the table has.
    pub(super) has: Vec<bool>,
}

impl Exchange {
    /// The table of a stream, held against the layout.
    pub(super) async fn source<'a>(
        &'a self,
        db: &impl ConnectionTrait,
        stream: &'a Stream,
    ) -> Result<Source<'a>, Failure> {
        let what = format!("{}: stream {stream}", self.system);
        let layout = self.layout.stream(stream);
        let rules = layout.zip(self.mapping.stream(stream));
        let order = self.layout.order(stream.as_str());
        let Some(((layout, rule), order)) = rules.zip(order) else {
            return Err(Failure::config(format!("{what} is not in the layout")));
        };
        let table = self.table(stream)?;
        let columns = self.columns(db, &table).await?;
        let missing = |name: &str| {
            let near = nearest(name, columns.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!(" (is \"{near}\" meant?)"));
            let there = if columns.is_empty() {
                "there is no table"
            } else {
                "there is no column"
            };
            let thing = if columns.is_empty() {
                table.clone()
            } else {
                format!("\"{name}\" in {table}{near}")
            };
            Failure::config(format!(
                "{what}: {there} {thing} in the exchange database; have it made as `shuniu \
                 connector ddl --system {}` prints it, or adapt `layout_file` or \
                 `exchange.tables`",
                self.system
            ))
        };
        let mut control: Vec<&str> = Vec::new();
        if self.has_keys() {
            control.extend(["batch_no", "seq"]);
        }
        if !self.config.read_only {
            control.extend(["flag", "error_text", "receipt", "taken_at"]);
        }
        let has = |name: &str| columns.iter().any(|column| column == name);
        if let Some(name) = control.into_iter().find(|name| !has(name)) {
            return Err(missing(name));
        }
        let needed = layout
            .columns
            .iter()
            .find(|one| !one.optional && !has(&one.column));
        if let Some(column) = needed {
            return Err(missing(&column.column));
        }
        Ok(Source {
            has: layout.columns.iter().map(|one| has(&one.column)).collect(),
            stream,
            table,
            layout,
            rule,
            order,
        })
    }

    /// Rows behind the cursor in the order of time and id, one more than asked for to tell whether
    /// there are more.
    pub(super) async fn rows(
        &self,
        db: &impl ConnectionTrait,
        source: &Source<'_>,
        cursor: Option<&Cursor>,
        batches: Option<&Batches>,
    ) -> Result<Vec<Row>, Failure> {
        let mut query = Query::default();
        let text = |column: &str| self.bytewise(&format!("CAST(s.\"{column}\" AS TEXT)"));
        let (time, id) = (text(source.order.0), text(source.order.1));
        if !self.config.read_only {
            query.where_(r#"s."flag" = 0"#);
        }
        let place = Place::new(source.rule, cursor, 0);
        match (place.since(), place.after_id()) {
            (Some(since), Some(after)) => {
                let (since, after) = (query.bind(since.into()), query.bind(after.into()));
                query.where_(&format!(
                    "({time} > {since} OR ({time} = {since} AND {id} > {after}))"
                ));
            }
            // Rows that are not marked are read whatever their time is.
            (Some(since), None) if self.config.read_only => {
                let since = query.bind(since.into());
                query.where_(&format!("{time} >= {since}"));
            }
            _ => {}
        }
        if let Some(batches) = batches {
            self.in_batches(source, batches, &mut query);
        }
        let keys = if self.has_keys() {
            let batch = self.bytewise("s.\"batch_no\"");
            (
                "CAST(s.\"batch_no\" AS TEXT), CAST(s.\"seq\" AS BIGINT)",
                format!(", {batch}, s.\"seq\""),
            )
        } else {
            ("NULL, NULL", String::new())
        };
        let columns = source.layout.columns.iter().zip(&source.has);
        let columns: Vec<String> = columns
            .map(|(column, has)| match has {
                true => format!("CAST(s.\"{}\" AS TEXT)", column.column),
                false => "CAST(NULL AS TEXT)".to_owned(),
            })
            .collect();
        let sql = format!(
            "SELECT {}, {} FROM {} s {} ORDER BY {time}, {id}{} LIMIT {}",
            keys.0,
            columns.join(", "),
            source.table,
            query.conditions(),
            keys.1,
            self.page_size + 1
        );
        let rows = db.query_all_raw(self.statement(sql, query.values)).await;
        let rows = rows.map_err(|error| self.trouble("read", &source.table, &error))?;
        let read = rows
            .iter()
            .map(|row| Row::read(row, source.layout.columns.len(), self.has_keys()));
        read.collect::<Result<_, _>>()
            .map_err(|error| self.trouble("read", &source.table, &error))
    }

    /// Rows of batches that are there as a whole. Who marks rows comes back for a late batch; who
    /// goes by time alone would have passed it, and waits before it.
    fn in_batches(&self, source: &Source<'_>, batches: &Batches, query: &mut Query) {
        let number = self.bytewise("s.\"batch_no\"");
        let stream = query.bind(source.stream.as_str().into());
        query.where_(&format!(
            "EXISTS (SELECT 1 FROM {} b WHERE b.\"stream\" = {stream} AND b.\"batch_no\" = s.\"batch_no\")",
            self.batch_table()
        ));
        let last = query.bind(batches.last.clone().unwrap_or_default().into());
        query.where_(&format!("{number} <= {last}"));
        let Some(first) = batches.open.first() else {
            return;
        };
        if self.config.read_only {
            let first = query.bind(first.number.clone().into());
            return query.where_(&format!("{number} < {first}"));
        }
        for open in &batches.open {
            let open = query.bind(open.number.clone().into());
            query.where_(&format!("{number} <> {open}"));
        }
    }

    /// A text that is compared byte by byte, as this side does.
    pub(super) fn bytewise(&self, text: &str) -> String {
        match self.address.engine {
            Engine::Postgres => format!("{text} COLLATE \"C\""),
            Engine::Sqlite => format!("{text} COLLATE BINARY"),
        }
    }

    /// Whether rows have a number of their own.
    pub(super) const fn has_keys(&self) -> bool {
        self.config.batches || !self.config.read_only
    }
}

/// Conditions with the values that they are about.
#[derive(Default)]
struct Query {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn where_(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }

    fn conditions(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.conditions.join(" AND "))
    }
}
