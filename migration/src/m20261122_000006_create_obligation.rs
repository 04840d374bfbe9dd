use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "obligation",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::uuid("unit_id").nullable(),
            Column::text("provision"),
            Column::text("pack_id"),
            Column::text("pack_version"),
            Column::text("subject"),
            Column::text("occurrence"),
            Column::text("period"),
            Column::date("triggered_on").nullable(),
            Column::date("earliest_on").nullable(),
            Column::date("due_on").nullable(),
            Column::date("latest_on").nullable(),
            Column::date("last_on").nullable(),
            Column::date("fulfilled_on").nullable(),
            Column::date("observed_through").nullable(),
            Column::flag("incurable"),
            Column::flag("undetermined"),
            Column::flag("provisional"),
            Column::date("attention_on").nullable(),
            Column::json("needs"),
            Column::json("flags"),
            Column::json("because"),
            Column::text("fault").nullable(),
            Column::date("assessed_for"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "obligation_natural_key",
                &[
                    "jurisdiction_id",
                    "project_id",
                    "provision",
                    "subject",
                    "occurrence",
                    "period",
                ],
                true,
            ),
            (
                "obligation_last_day_idx",
                &["jurisdiction_id", "last_on", "id"],
                false,
            ),
            (
                "obligation_provision_idx",
                &["jurisdiction_id", "provision", "last_on", "id"],
                false,
            ),
            (
                "obligation_unit_idx",
                &["jurisdiction_id", "unit_id", "last_on", "id"],
                false,
            ),
        ],
    },
    Table {
        name: "gate_state",
        key: &["jurisdiction_id", "project_id", "gate"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("project_id"),
            Column::text("gate"),
            Column::text("state"),
            Column::json("blockers"),
            Column::json("needs"),
            Column::json("exceptions"),
            Column::date("assessed_for"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "gate_state_gate_idx",
            &["jurisdiction_id", "gate", "state"],
            false,
        )],
    },
    Table {
        name: "finding",
        key: &["jurisdiction_id", "project_id", "code"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("project_id"),
            Column::text("code"),
            Column::text("provision").nullable(),
            Column::json("detail"),
            Column::instant("found_at"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[],
    },
    Table {
        name: "assessment_day",
        key: &["jurisdiction_id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::date("assessed_for"),
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
