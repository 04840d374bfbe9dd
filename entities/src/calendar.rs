//! `calendar`: a feed of duties that a credential opens.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::Select;
use sea_orm::entity::prelude::*;

/// A feed of duties that a credential opens, for whoever made it and as long as it holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar")]
pub struct Model {
    /// The jurisdiction that owns the row, and whose duties it shows.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SM3 of the credential, 64 hex digits. The credential itself is kept nowhere.
    #[sea_orm(column_type = "Text")]
    pub secret_hash: String,
    /// What its owner calls it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Subject of the token with which it was made: its owner.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// Role of that token.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// Body of that token; for an authority.
    #[sea_orm(column_type = "Text", nullable)]
    pub body: Option<String>,
    /// Credit code of the unit of that token.
    #[sea_orm(column_type = "Text", nullable)]
    pub organization: Option<String>,
    /// Which duties: an object of lists that narrow when they are not empty, and `mine`.
    #[sea_orm(column_type = "JsonBinary")]
    pub choice: Json,
    /// Last day on which it opens, in Asia/Shanghai.
    pub expires_on: NaiveDate,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// Last day on which it was read; absent: never.
    pub used_on: Option<NaiveDate>,
    /// When it was revoked (UTC); absent: it was not.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Subject of the token that revoked it.
    #[sea_orm(column_type = "Text", nullable)]
    pub revoked_by: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

// Whose it is decides who is shown it, which the hub looks at; a unit sees none by its projects.
crate::scope::tenant!(plain);
crate::scope::keyed!();

impl Entity {
    /// Starts a query for what a credential of the jurisdiction opens.
    #[must_use]
    pub fn of_secret(jurisdiction: Uuid, hash: &str) -> Select<Self> {
        Self::find()
            .filter(Column::JurisdictionId.eq(jurisdiction))
            .filter(Column::SecretHash.eq(hash))
    }
}
