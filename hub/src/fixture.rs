//! Rows put straight into the tables, for tests of what is read. Not part of the product: it
//! exists only with the feature `fixture`.

use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};

use crate::fault::Fault;
use crate::hub::Hub;

/// Rows a statement inserts at most.
const CHUNK: usize = 200;

/// Inserts the rows as they are, past the one write path and its ledger.
///
/// # Errors
///
/// [`Fault::Database`] when a key is taken or a reference leads nowhere.
pub async fn put<M>(hub: &Hub, rows: Vec<M>) -> Result<(), Fault>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    let writer = hub.database().begin().await?;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk = rows
            .by_ref()
            .take(CHUNK)
            .map(IntoActiveModel::into_active_model);
        M::Entity::insert_many(chunk)
            .exec_without_returning(&writer)
            .await?;
    }
    Ok(writer.commit().await?)
}

/// An outside record as it is stored.
pub use shuniu_entities::source_record::Model as RawRecord;
