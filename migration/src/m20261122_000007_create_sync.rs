use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "connector_instance",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::text("system"),
            Column::json("health"),
            Column::instant("checked_at").nullable(),
            Column::big("version"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[(
            "connector_instance_system_key",
            &["jurisdiction_id", "system"],
            true,
        )],
    },
    Table {
        name: "sync_run",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("connector_id"),
            Column::text("stream"),
            Column::text("state"),
            Column::instant("started_at"),
            Column::instant("finished_at").nullable(),
            Column::big("pages"),
            Column::big("received"),
            Column::big("unchanged"),
            Column::big("merged"),
            Column::big("unmatched"),
            Column::big("quarantined"),
            Column::big("refused"),
            Column::text("failure").nullable(),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[(
            "sync_run_started_idx",
            &["jurisdiction_id", "connector_id", "started_at"],
            false,
        )],
    },
    Table {
        name: "sync_cursor",
        key: &["jurisdiction_id", "connector_id", "stream"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("connector_id"),
            Column::text("stream"),
            Column::text("cursor").nullable(),
            Column::instant("observed_through").nullable(),
            Column::text("holder"),
            Column::big("fence"),
            Column::instant("lease_until"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
    },
    Table {
        name: "source_record",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("connector_id"),
            Column::text("stream"),
            Column::text("external_id"),
            Column::text("hash"),
            Column::text("body"),
            Column::instant("source_time"),
            Column::instant("received_at"),
            Column::text("outcome"),
            Column::uuid("project_id").nullable(),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "source_record_hash_key",
                &[
                    "jurisdiction_id",
                    "connector_id",
                    "stream",
                    "external_id",
                    "source_time",
                    "hash",
                ],
                true,
            ),
            (
                "source_record_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
    Table {
        name: "match_candidate",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("source_record_id"),
            Column::text("reason"),
            Column::json("summary"),
            Column::json("candidates"),
            Column::text("state"),
            Column::uuid("project_id").nullable(),
            Column::text("settled_by").nullable(),
            Column::instant("created_at"),
            Column::big("version"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "match_candidate_state_idx",
                &["jurisdiction_id", "state", "id"],
                false,
            ),
            (
                "match_candidate_record_key",
                &["jurisdiction_id", "source_record_id"],
                true,
            ),
        ],
    },
    Table {
        name: "quarantine",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("source_record_id"),
            Column::text("path"),
            Column::text("reason"),
            Column::text("mend"),
            Column::text("state"),
            Column::instant("created_at"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "quarantine_state_idx",
                &["jurisdiction_id", "state", "id"],
                false,
            ),
            (
                "quarantine_record_key",
                &["jurisdiction_id", "source_record_id"],
                true,
            ),
        ],
    },
    Table {
        name: "outbox",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("system"),
            Column::text("kind"),
            Column::text("key"),
            Column::json("payload"),
            Column::text("state"),
            Column::big("attempts"),
            Column::instant("next_attempt_at"),
            Column::text("holder"),
            Column::big("fence"),
            Column::instant("lease_until"),
            Column::json("answer").nullable(),
            Column::instant("created_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "outbox_key_key",
                &["jurisdiction_id", "system", "key"],
                true,
            ),
            (
                "outbox_due_idx",
                &["jurisdiction_id", "state", "next_attempt_at"],
                false,
            ),
            (
                "outbox_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}
