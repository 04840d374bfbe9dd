//! How a table is written down: one shape for both databases, one DDL command per call.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// On SQLite too a migration is applied wholly or not at all; the migrator's default there is
/// not to open a transaction.
pub(crate) const WHOLLY: Option<bool> = Some(true);

/// A table, its keys and its indexes.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: &'static [Column],
    /// Columns, the table they refer to; they name its primary key.
    pub(crate) references: &'static [(&'static [&'static str], &'static str)],
    /// Name, columns, whether unique.
    pub(crate) indexes: &'static [(&'static str, &'static [&'static str], bool)],
}

/// A column; not null unless said.
pub(crate) struct Column {
    name: &'static str,
    kind: Kind,
    nullable: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Uuid,
    Text,
    Big,
    Int,
    Date,
    Instant,
    Flag,
    Json,
}

impl Column {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            nullable: false,
        }
    }
    pub(crate) const fn uuid(name: &'static str) -> Self {
        Self::new(name, Kind::Uuid)
    }
    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }
    /// Eight bytes: counters, versions and money in 分.
    pub(crate) const fn big(name: &'static str) -> Self {
        Self::new(name, Kind::Big)
    }
    pub(crate) const fn int(name: &'static str) -> Self {
        Self::new(name, Kind::Int)
    }
    pub(crate) const fn date(name: &'static str) -> Self {
        Self::new(name, Kind::Date)
    }
    pub(crate) const fn instant(name: &'static str) -> Self {
        Self::new(name, Kind::Instant)
    }
    pub(crate) const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Flag)
    }
    pub(crate) const fn json(name: &'static str) -> Self {
        Self::new(name, Kind::Json)
    }
    pub(crate) const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    fn definition(&self) -> ColumnDef {
        let mut column = ColumnDef::new(Alias::new(self.name));
        match self.kind {
            Kind::Uuid => column.uuid(),
            Kind::Text => column.text(),
            Kind::Big => column.big_integer(),
            Kind::Int => column.integer(),
            Kind::Date => column.date(),
            Kind::Instant => column.timestamp_with_time_zone(),
            Kind::Flag => column.boolean(),
            Kind::Json => column.json_binary(),
        };
        if !self.nullable {
            column.not_null();
        }
        column
    }
}

/// Creates the tables in order, then their indexes.
pub(crate) async fn create(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table.statement()).await?;
        for (name, columns, unique) in table.indexes {
            let mut index = Index::create();
            index.name(*name).table(Alias::new(table.name));
            for column in *columns {
                index.col(Alias::new(*column));
            }
            if *unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
    }
    Ok(())
}

/// Adds columns to a table that has rows, each by its own command and without a constraint.
pub(crate) async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &str,
    columns: &[Column],
) -> Result<(), DbErr> {
    for column in columns {
        let statement = sea_query::Table::alter()
            .table(Alias::new(table))
            .add_column(column.definition())
            .to_owned();
        manager.alter_table(statement).await?;
    }
    Ok(())
}

/// Takes columns away again, the last one first.
pub(crate) async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &str,
    columns: &[Column],
) -> Result<(), DbErr> {
    for column in columns.iter().rev() {
        let statement = sea_query::Table::alter()
            .table(Alias::new(table))
            .drop_column(Alias::new(column.name))
            .to_owned();
        manager.alter_table(statement).await?;
    }
    Ok(())
}

/// Alters tables on PostgreSQL alone, each by its own command: SQLite can neither drop a constraint
/// nor add one.
pub(crate) async fn alter_on_postgres(
    manager: &SchemaManager<'_>,
    tables: &[&str],
    command: impl Fn(&str) -> String,
) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let sql = format!("ALTER TABLE \"{table}\" {}", command(table));
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// An index that a list is read by. Both engines read it in the same order.
pub(crate) struct Order {
    name: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    unknown_first: Option<&'static str>,
    bytewise: Option<&'static str>,
    only: Option<&'static str>,
}

impl Order {
    pub(crate) const fn of(
        name: &'static str,
        table: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            table,
            columns,
            unknown_first: None,
            bytewise: None,
            only: None,
        }
    }

    /// Rows without a value in the column come first, as they always do on SQLite.
    pub(crate) const fn unknown_first(mut self, column: &'static str) -> Self {
        self.unknown_first = Some(column);
        self
    }

    /// The column is ordered by its bytes, as it always is on SQLite.
    pub(crate) const fn bytewise(mut self, column: &'static str) -> Self {
        self.bytewise = Some(column);
        self
    }

    /// Only rows that fulfil a condition, which both engines must understand.
    pub(crate) const fn only(mut self, condition: &'static str) -> Self {
        self.only = Some(condition);
        self
    }

    /// Creates the indexes in order, each by its own command.
    pub(crate) async fn create_all(
        manager: &SchemaManager<'_>,
        orders: &[Self],
    ) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for order in orders {
            let sql = order.sql(manager.get_database_backend());
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// Drops the indexes, the last one first.
    pub(crate) async fn drop_all(
        manager: &SchemaManager<'_>,
        orders: &[Self],
    ) -> Result<(), DbErr> {
        for order in orders.iter().rev() {
            let statement = Index::drop()
                .name(order.name)
                .table(Alias::new(order.table))
                .to_owned();
            manager.drop_index(statement).await?;
        }
        Ok(())
    }

    /// Written by hand because SQLite knows neither the one addition nor the other.
    fn sql(&self, engine: DbBackend) -> String {
        let column = |name: &&str| {
            let postgres = engine == DbBackend::Postgres;
            let bytewise = postgres && self.bytewise == Some(name);
            let first = postgres && self.unknown_first == Some(name);
            format!(
                "\"{name}\"{}{}",
                if bytewise { " text_pattern_ops" } else { "" },
                if first { " NULLS FIRST" } else { "" },
            )
        };
        let columns: Vec<String> = self.columns.iter().map(column).collect();
        let only = self.only.map(|only| format!(" WHERE {only}"));
        format!(
            "CREATE INDEX \"{}\" ON \"{}\" ({}){}",
            self.name,
            self.table,
            columns.join(", "),
            only.unwrap_or_default(),
        )
    }
}

/// Drops the tables, the last one first.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        let statement = sea_query::Table::drop()
            .table(Alias::new(table.name))
            .to_owned();
        manager.drop_table(statement).await?;
    }
    Ok(())
}

impl Table {
    /// Constraints stand in the table because SQLite cannot add them later; each has a name.
    fn statement(&self) -> TableCreateStatement {
        let mut statement = sea_query::Table::create();
        statement.table(Alias::new(self.name));
        for column in self.columns {
            statement.col(column.definition());
        }
        let mut key = Index::create();
        key.name(format!("{}_pkey", self.name)).primary();
        for column in self.key {
            key.col(Alias::new(*column));
        }
        statement.primary_key(&mut key);
        for (columns, table) in self.references {
            let mut reference = ForeignKey::create();
            reference
                .name(format!("{}_{table}_fkey", self.name))
                .from_tbl(Alias::new(self.name))
                .to_tbl(Alias::new(*table))
                .on_delete(ForeignKeyAction::Restrict);
            for column in *columns {
                let target = if columns.len() == 1 {
                    "id"
                } else {
                    target_of(column)
                };
                reference
                    .from_col(Alias::new(*column))
                    .to_col(Alias::new(target));
            }
            statement.foreign_key(&mut reference);
        }
        statement
    }
}

/// In a composite reference the jurisdiction refers to itself, everything else to `id`.
fn target_of(column: &str) -> &'static str {
    if column == "jurisdiction_id" {
        "jurisdiction_id"
    } else {
        "id"
    }
}
