use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "project_event",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("kind"),
            Column::date("occurred_on"),
            Column::json("attributes"),
            Column::text("occurrence"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "project_event_project_idx",
            &["jurisdiction_id", "project_id", "kind", "occurred_on"],
            false,
        )],
    },
    Table {
        name: "document",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("kind"),
            Column::date("filed_on").nullable(),
            Column::json("attributes"),
            Column::text("occurrence"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "document_project_idx",
            &["jurisdiction_id", "project_id", "kind"],
            false,
        )],
    },
    Table {
        name: "report",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("kind"),
            Column::text("period"),
            Column::date("submitted_on"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "report_project_idx",
            &["jurisdiction_id", "project_id", "kind", "period"],
            false,
        )],
    },
    Table {
        name: "policy_exception",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("provision"),
            Column::text("approved_by"),
            Column::date("approved_on"),
            Column::text("reason"),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "policy_exception_project_idx",
            &["jurisdiction_id", "project_id"],
            false,
        )],
    },
    Table {
        name: "tender",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("code"),
            Column::text("name"),
            Column::text("deal_code").nullable(),
            Column::text("method").nullable(),
            Column::big("budget_fen").nullable(),
            Column::date("notice_on").nullable(),
            Column::date("awarded_on").nullable(),
            Column::big("award_fen").nullable(),
            Column::uuid("supplier_id").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            ("tender_code_key", &["jurisdiction_id", "code"], true),
            (
                "tender_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
    Table {
        name: "contract",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("number"),
            Column::text("name"),
            Column::big("amount_fen").nullable(),
            Column::text("raw_amount").nullable(),
            Column::uuid("supplier_id").nullable(),
            Column::date("signed_on").nullable(),
            Column::uuid("tender_id").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "contract_number_key",
                &["jurisdiction_id", "source", "number"],
                true,
            ),
            (
                "contract_project_idx",
                &["jurisdiction_id", "project_id"],
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
