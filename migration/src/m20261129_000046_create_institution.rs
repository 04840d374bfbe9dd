use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

/// What no single project owes: duties of units for all of their projects, and of bureaus.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "institution",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::flag("stale"),
            Column::date("assessed_for").nullable(),
            Column::text("assessed_under").nullable(),
            Column::date("next_change_on").nullable(),
            Column::big("version"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
    },
    Table {
        name: "institution_share",
        key: &["jurisdiction_id", "project_id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("project_id"),
            Column::uuid("unit_id").nullable(),
            Column::json("duties"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "institution_share_unit_idx",
            &["jurisdiction_id", "unit_id"],
            false,
        )],
    },
    Table {
        name: "institution_report",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("institution_id"),
            Column::text("kind"),
            Column::text("period"),
            Column::date("submitted_on"),
            Column::text("source"),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "institution_id"], "institution"),
        ],
        indexes: &[(
            "institution_report_idx",
            &["jurisdiction_id", "institution_id"],
            false,
        )],
    },
    Table {
        name: "institution_obligation",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("institution_id"),
            Column::text("provision"),
            Column::text("pack_id"),
            Column::text("pack_version"),
            Column::text("occurrence"),
            Column::text("period"),
            Column::date("triggered_on").nullable(),
            Column::date("earliest_on").nullable(),
            Column::date("due_on").nullable(),
            Column::date("latest_on").nullable(),
            Column::date("last_on").nullable(),
            Column::date("fulfilled_on").nullable(),
            Column::uuid("report_id").nullable(),
            Column::uuid("project_id").nullable(),
            Column::big("projects"),
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
            (&["jurisdiction_id", "institution_id"], "institution"),
        ],
        indexes: &[
            (
                "institution_obligation_idx",
                &["jurisdiction_id", "institution_id"],
                false,
            ),
            (
                "institution_obligation_last_on_idx",
                &["jurisdiction_id", "last_on", "id"],
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
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}
