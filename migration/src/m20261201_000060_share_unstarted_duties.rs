use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, Table, add_columns, create, drop, drop_columns};

/// Duties that nothing has started stand in sets that projects have in common. Those that stand in
/// rows of their own move when their project is next opened.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "unstarted_obligation",
    key: &["jurisdiction_id", "set_id", "number"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("set_id"),
        Column::big("number"),
        Column::text("provision"),
        Column::text("pack_id"),
        Column::text("pack_version"),
        Column::flag("incurable"),
        Column::flag("undetermined"),
        Column::flag("provisional"),
        Column::json("needs"),
        Column::json("flags"),
        Column::json("because"),
        Column::text("fault").nullable(),
    ],
    references: &[(&["jurisdiction_id"], "jurisdiction")],
    indexes: &[(
        "unstarted_obligation_provision_idx",
        &["jurisdiction_id", "provision", "set_id"],
        false,
    )],
}];

const PROJECT: &[Column] = &[Column::uuid("unstarted_set").nullable()];

const ORDERS: &[Order] = &[Order::of(
    "project_unstarted_idx",
    "project",
    &["jurisdiction_id", "unstarted_set", "id"],
)];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await?;
        add_columns(manager, "project", PROJECT).await?;
        Order::create_all(manager, ORDERS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What stood in sets is gone: the next round puts it together again.
        let anew = Query::update()
            .table(Alias::new("project"))
            .value(Alias::new("assessed_under"), Expr::value(None::<String>))
            .and_where(Expr::col(Alias::new("unstarted_set")).is_not_null())
            .to_owned();
        manager.execute(anew).await?;
        Order::drop_all(manager, ORDERS).await?;
        drop_columns(manager, "project", PROJECT).await?;
        drop(manager, TABLES).await
    }
}
