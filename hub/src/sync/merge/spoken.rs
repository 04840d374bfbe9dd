//! What of a project's file a record speaks of.

use std::collections::BTreeSet;

use shuniu_connectors::contract::{AssetRecord, CanonicalRecord};
use shuniu_entities::asset;
use uuid::Uuid;

use super::trade::tender_code;
use crate::desk::{File, Still};
use crate::field::Slot;

/// The procurement, contract, asset and review that a record speaks of in the file.
pub(super) fn still(file: &File, record: &CanonicalRecord, versions: &[Uuid]) -> Still {
    let mut subjects = BTreeSet::new();
    if let Some(tender) = &record.tender {
        let code = tender_code(&tender.number, tender.lot.as_deref());
        subjects.insert(Slot::tender(&code));
    }
    if let Some(award) = &record.award {
        let code = tender_code(&award.tender_number, award.lot.as_deref());
        subjects.insert(Slot::tender(&code));
    }
    if let Some(contract) = &record.contract {
        subjects.insert(Slot::contract(&contract.number));
    }
    let asset = record.asset.as_ref();
    let asset = asset.and_then(|said| asset_of(file, said, versions));
    subjects.extend(asset.map(|row| Slot::asset(row.id)));
    Still {
        subjects,
        review: record.review.as_ref().map(|review| review.number.clone()),
        catalog: record.catalog.is_some(),
    }
}

/// Whether the record behind the state of an asset now says that it came about earlier: others may
/// tell what became of the asset since.
pub(super) fn goes_back(file: &File, said: &AssetRecord, versions: &[Uuid]) -> bool {
    asset_of(file, said, versions).is_some_and(|row| {
        is_behind(row, versions) && row.changed_on.is_some_and(|day| day > said.changed_on)
    })
}

/// Whether one of the versions is behind the state of the asset.
pub(super) fn is_behind(row: &asset::Model, versions: &[Uuid]) -> bool {
    let behind = row.registry_record_id;
    behind.is_some_and(|id| versions.contains(&id))
}

/// The asset that a record of the registry speaks of: by our own id or its card, else the one that
/// the record's earlier versions registered under another card.
pub(super) fn asset_of<'a>(
    file: &'a File,
    said: &AssetRecord,
    versions: &[Uuid],
) -> Option<&'a asset::Model> {
    let ours = said.asset.as_deref();
    let ours = ours.and_then(|id| Uuid::parse_str(id).ok());
    let find = |is_it: &dyn Fn(&asset::Model) -> bool| file.assets.iter().find(|row| is_it(row));
    let borne = |row: &asset::Model| row.card_number.as_deref() == Some(said.card_number.as_str());
    // One that the registry took back may bear its card still.
    find(&|row| ours == Some(row.id))
        .or_else(|| find(&|row| borne(row) && row.registry_source.is_some()))
        .or_else(|| find(&borne))
        .or_else(|| find(&|row| is_behind(row, versions)))
}
