use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::beside::Beside;
use super::observed::{Observed, observed};
use crate::desk::File;
use crate::fault::Fault;
use crate::law::LocalLaw;

/// What files are judged on besides what they hold themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    /// How far the record is complete in the place.
    pub(super) observed: Observed,
    /// What other projects tell of them.
    pub(super) beside: Beside,
}

impl Ground {
    /// Reads it for the files of one jurisdiction that lie open.
    pub(crate) async fn of<C: ConnectionTrait>(
        db: &C,
        jurisdiction: Uuid,
        law: &LocalLaw,
        files: &BTreeMap<Uuid, File>,
    ) -> Result<Self, Fault> {
        Ok(Self {
            observed: observed(db, jurisdiction, law.vocabulary()).await?,
            beside: Beside::of(db, jurisdiction, files).await?,
        })
    }
}
