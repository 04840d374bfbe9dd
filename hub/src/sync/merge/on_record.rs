//! What a record says of money, resources and cards that is on record already, otherwise.

use std::collections::BTreeMap;

use shuniu_connectors::contract::{AssetRecord, CanonicalRecord, Reason, RecordError};
use shuniu_entities::asset;
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::dated::{event, paper};
use super::incoming::Incoming;
use super::kept::{entry, payment, quota, resource};
use super::spoken::asset_of;
use crate::command::VOIDED;
use crate::desk::{self, File, OnRecord, Telling};

/// The code of a record that gives the card of one asset to another.
const CARD_OF_OTHER: &str = "card_of_other";

/// The cards that the records at hand speak of, by their raw rows and those of their versions.
pub(super) type Cards = BTreeMap<Uuid, String>;

pub(super) fn cards<'a>(records: impl Iterator<Item = &'a Incoming>) -> Cards {
    let mut cards = Cards::new();
    for one in records {
        if let Some(asset) = &one.record.asset {
            let ids = one.versions.iter().chain([&one.source_record]);
            cards.extend(ids.map(|id| (*id, asset.card_number.clone())));
        }
    }
    cards
}

/// Looks before anything of the record is merged: one that differs leaves nothing behind. Of a
/// `listed` one each event and paper is a record of its own.
pub(super) fn look(
    file: &File,
    telling: Telling<'_>,
    (record, listed): (&CanonicalRecord, bool),
    (payee, cards): (Option<Uuid>, &Cards),
) -> OnRecord {
    let mut found = OnRecord::Nothing;
    // A contract is signed, but is more than its signing.
    if listed && record.contract.is_none() {
        for said in &record.events {
            found = desk::on_record(&file.events, telling, &event(said));
        }
        for said in &record.documents {
            found = desk::on_record(&file.documents, telling, &paper(said));
        }
    }
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
    if let Some(said) = &record.catalog {
        found = desk::on_record(&file.catalog, telling, &entry(said));
    }
    if let Some(said) = &record.asset
        && let Some(bearer) = bearer(file, said, (telling.versions, cards))
    {
        found = OnRecord::Differs(taken(bearer, &said.card_number));
    }
    found
}

/// Another asset than the one that the record speaks of, which bears its card: unless it was voided
/// here, or its own record at hand gives it another.
fn bearer<'a>(
    file: &'a File,
    said: &AssetRecord,
    (versions, cards): (&[Uuid], &Cards),
) -> Option<&'a asset::Model> {
    let meant = asset_of(file, said, versions)?.id;
    let gives_up = |row: &asset::Model| {
        let says = row.registry_record_id.and_then(|id| cards.get(&id));
        row.state == VOIDED || says.is_some_and(|card| *card != said.card_number)
    };
    file.assets.iter().find(|row| {
        row.card_number.as_ref() == Some(&said.card_number) && row.id != meant && !gives_up(row)
    })
}

fn taken(bearer: &asset::Model, card: &str) -> RecordError {
    let name = &bearer.name;
    let told = bearer.registry_source.as_ref().unwrap_or(&bearer.source);
    let source = desk::called(told);
    let reason = Bilingual {
        zh: format!(
            "卡片 {card} 已是本项目另一资产“{name}”的，由{}登记",
            source.zh
        ),
        en: format!(
            "card {card} is that of another asset of the project, {name}, as told by {}",
            source.en
        ),
    };
    let mend = Bilingual {
        zh: "核对是否同一资产：重复登记的，作废其中一项，再重试本条；来源有误的，由来源更正"
            .to_owned(),
        en: "find out whether they are one asset: void the one that was entered twice and replay \
             this record, or have its source correct it"
            .to_owned(),
    };
    RecordError {
        path: "/cardNumber".to_owned(),
        reason: Reason::new(CARD_OF_OTHER, reason),
        mend: Box::new(mend),
        withhold: false,
    }
}
