//! `document_content`: what a document holds.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What a document holds: the bytes lie in the document store under their hash, once for each
/// jurisdiction, whatever the number of documents that hold the same.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_content")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The document; its content never changes, another one needs a corrected document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// SM3 of the bytes, 64 hex digits.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// Number of bytes.
    pub size_bytes: i64,
    /// Media type, as the bytes show it.
    #[sea_orm(column_type = "Text")]
    pub media_type: String,
    /// Name to offer when it is fetched.
    #[sea_orm(column_type = "Text")]
    pub file_name: String,
    /// Subject of the token that uploaded it.
    #[sea_orm(column_type = "Text")]
    pub uploaded_by: String,
    /// When it was complete (UTC).
    pub uploaded_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
