use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, add_columns, create, drop, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "law_in_force",
    key: &["jurisdiction_id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::text("digest"),
        Column::json("packs"),
        Column::instant("since"),
    ],
    references: &[(&["jurisdiction_id"], "jurisdiction")],
    indexes: &[],
}];

const PROJECT: &[Column] = &[Column::text("assessed_under").nullable()];

const INDEX: &str = "project_assessed_under_idx";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await?;
        add_columns(manager, "project", PROJECT).await?;
        let index = Index::create()
            .name(INDEX)
            .table(Alias::new("project"))
            .col(Alias::new("jurisdiction_id"))
            .col(Alias::new("assessed_under"))
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name(INDEX)
            .table(Alias::new("project"))
            .to_owned();
        manager.drop_index(index).await?;
        drop_columns(manager, "project", PROJECT).await?;
        drop(manager, TABLES).await
    }
}
