use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

/// Walks through what a stream holds beside its increments: complete comparisons and backfills.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "sync_sweep",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("connector_id"),
            Column::text("stream"),
            Column::text("kind"),
            Column::text("state"),
            Column::instant("since").nullable(),
            Column::instant("until").nullable(),
            Column::text("cursor").nullable(),
            Column::text("asked_by"),
            Column::text("reason").nullable(),
            Column::instant("began_at"),
            Column::instant("ended_at").nullable(),
            Column::big("pages"),
            Column::big("received"),
            Column::big("same"),
            Column::big("differing"),
            Column::big("missing_here"),
            Column::big("missing_there").nullable(),
            Column::big("held_here").nullable(),
            Column::text("failure").nullable(),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "connector_id"], "connector_instance"),
        ],
        indexes: &[(
            "sync_sweep_stream_idx",
            &["jurisdiction_id", "connector_id", "stream", "began_at"],
            false,
        )],
    },
    Table {
        name: "sync_difference",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("sweep_id"),
            Column::text("kind"),
            Column::uuid("source_record_id"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "sync_difference_sweep_idx",
                &["jurisdiction_id", "sweep_id", "id"],
                false,
            ),
            (
                "sync_difference_record_idx",
                &["jurisdiction_id", "source_record_id"],
                false,
            ),
        ],
    },
    Table {
        name: "sync_seen",
        key: &["jurisdiction_id", "sweep_id", "external_id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("sweep_id"),
            Column::text("external_id"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}
