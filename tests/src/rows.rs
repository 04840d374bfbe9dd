use anyhow::Result;
use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};

use crate::Raw;

/// Rows a statement inserts at most.
const CHUNK: usize = 200;

impl Raw {
    /// Inserts the rows as they are, past the one write path and its ledger.
    ///
    /// # Errors
    ///
    /// When a key is taken or a reference leads nowhere.
    pub async fn insert<M>(&self, rows: Vec<M>) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk = rows.by_ref().take(CHUNK);
            M::Entity::insert_many(chunk.map(IntoActiveModel::into_active_model))
                .exec_without_returning(&self.connection)
                .await?;
        }
        Ok(())
    }
}
