use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, add_columns, create, drop, drop_columns};

/// Comparisons of what was handed over with what the other side lists, the differences that stand,
/// and when a hand-over last went out.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SENT: &[Column] = &[Column::instant("sent_at").nullable()];

const TABLES: &[Table] = &[
    Table {
        name: "hand_over_comparison",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("connector_id"),
            Column::text("state"),
            Column::instant("since"),
            Column::text("cursor").nullable(),
            Column::text("asked_by"),
            Column::instant("began_at"),
            Column::instant("ended_at").nullable(),
            Column::instant("through").nullable(),
            Column::big("pages"),
            Column::big("listed"),
            Column::big("same"),
            Column::big("settled"),
            Column::big("under_way"),
            Column::big("differing"),
            Column::big("not_here"),
            Column::big("missing_there").nullable(),
            Column::text("failure").nullable(),
            Column::text("holder"),
            Column::big("fence"),
            Column::instant("lease_until"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "connector_id"], "connector_instance"),
        ],
        indexes: &[(
            "hand_over_comparison_began_idx",
            &["jurisdiction_id", "connector_id", "began_at"],
            false,
        )],
    },
    Table {
        name: "hand_over_difference",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("connector_id"),
            Column::uuid("comparison_id"),
            Column::uuid("hand_over_id").nullable(),
            Column::uuid("project_id").nullable(),
            Column::text("key"),
            Column::text("kind"),
            Column::text("what"),
            Column::text("number").nullable(),
            Column::text("here").nullable(),
            Column::text("there").nullable(),
            Column::instant("received_at").nullable(),
            Column::instant("found_at"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "hand_over_difference_key_idx",
                &["jurisdiction_id", "connector_id", "key"],
                true,
            ),
            (
                "hand_over_difference_row_idx",
                &["jurisdiction_id", "hand_over_id"],
                false,
            ),
        ],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "outbox", SENT).await?;
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await?;
        drop_columns(manager, "outbox", SENT).await
    }
}
