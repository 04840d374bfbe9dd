//! What a record says of money and resources that another source has on record already.

use shuniu_connectors::contract::CanonicalRecord;
use uuid::Uuid;

use super::kept::{payment, quota, resource};
use crate::desk::{self, File, OnRecord, Telling};

/// Looks before anything of the record is merged: one that differs leaves nothing behind.
pub(super) fn look(
    file: &File,
    telling: Telling<'_>,
    record: &CanonicalRecord,
    payee: Option<Uuid>,
) -> OnRecord {
    let mut found = OnRecord::Nothing;
    if let Some(said) = &record.payment {
        let says = payment(file, said, payee);
        found = desk::on_record(&file.payments, telling, &says);
    }
    if let Some(said) = &record.quota {
        found = desk::on_record(&file.quotas, telling, &quota(said));
    }
    if let Some(said) = &record.allocation {
        found = desk::on_record(&file.allocations, telling, &resource(said));
    }
    found
}
