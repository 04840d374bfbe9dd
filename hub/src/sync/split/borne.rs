//! What only one project bears: its name, its code, its cards.

use std::collections::BTreeSet;

use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::project_code;
use uuid::Uuid;

use crate::desk::File;
use crate::fault::Fault;
use crate::sync::ground::our_asset;
use crate::sync::known_by::is_shut_code;
use crate::sync::merge::Incoming;
use crate::transact::Tx;

/// The project code that the records give their project; none where they only bear one to be found
/// by.
///
/// # Errors
///
/// [`Fault::Invalid`] where they give several: these are several projects.
pub(super) fn code<'a>(
    records: impl Iterator<Item = &'a Incoming>,
) -> Result<Option<String>, Fault> {
    let facts = records.flat_map(|one| &one.record.facts);
    let codes = facts.filter(|fact| fact.name == HeaderFact::PROJECT_CODE);
    let codes: BTreeSet<&str> = codes.filter_map(|fact| fact.value.as_str()).collect();
    let mut codes = codes.into_iter();
    match (codes.next(), codes.next()) {
        (Some(one), Some(other)) => {
            let problem = format!(
                "they give their project two codes, {one} and {other}, which are two projects: split them off one after the other"
            );
            Err(Fault::invalid("records", problem))
        }
        (code, _) => Ok(code.map(ToOwned::to_owned)),
    }
}

/// Refuses what tells by our own id that it is of an asset which people recorded in the project.
pub(super) fn must_be_of_them<'a>(
    tx: &Tx,
    project: Uuid,
    records: impl Iterator<Item = &'a Incoming>,
) -> Result<(), Fault> {
    let file = on_desk(tx, project)?;
    for one in records {
        let ours = one.record.asset.as_ref().and_then(our_asset);
        let asset = ours.and_then(|id| file.assets.iter().find(|row| row.id == id));
        if let Some(asset) = asset {
            let problem = format!(
                "{:?} of {} ({}) names the asset {:?} of the project by the hub's own id, and is of it: leave it out, or void the asset first (`voidAsset`)",
                one.external_id, one.stream, one.system, asset.name
            );
            return Err(Fault::invalid("records", problem));
        }
    }
    Ok(())
}

/// Refuses a project with another code than the records give theirs.
pub(super) fn must_fit(tx: &Tx, into: Uuid, code: Option<&str>) -> Result<(), Fault> {
    let bears = on_desk(tx, into)?.project.get().project_code.as_deref();
    match bears.zip(code) {
        Some((bears, code)) if bears != code => {
            let problem = format!(
                "bears the code {bears}, and the records give theirs the code {code}: two codes are two projects"
            );
            Err(Fault::invalid("into", problem))
        }
        _ => Ok(()),
    }
}

/// What the project that is split went by.
pub(super) struct Before {
    is_named: bool,
}

impl Before {
    pub(super) fn of(tx: &Tx, project: Uuid) -> Result<Self, Fault> {
        let is_named = on_desk(tx, project)?.fact(HeaderFact::NAME).is_some();
        Ok(Self { is_named })
    }

    /// Refuses a split that leaves no project behind, or two that bear what only one can.
    pub(super) async fn must_stand(&self, tx: &Tx, left: Uuid, into: Uuid) -> Result<(), Fault> {
        let (old, new) = (on_desk(tx, left)?, on_desk(tx, into)?);
        if self.is_named && old.fact(HeaderFact::NAME).is_none() {
            let problem = "nobody would say any more what the project is called that is left: name the records that are of the \
                           other project and leave those that founded this one, or record its name first (`recordFact`)";
            return Err(Fault::invalid("records", problem));
        }
        let codes = [old, new].map(|file| file.project.get().project_code.clone());
        if let [Some(one), Some(other)] = &codes
            && one == other
        {
            let problem = format!(
                "the project would keep its code {one}, which they bring to the other: name the other records that give it \
                 as well, void it where people recorded it (`voidFact`), or have their system correct it"
            );
            return Err(Fault::invalid("records", problem));
        }
        let cards = |file: &File| -> BTreeSet<String> {
            let cards = file.assets.iter();
            cards.filter_map(|row| row.card_number.clone()).collect()
        };
        if let Some(card) = cards(old).intersection(&cards(new)).next() {
            let problem = format!(
                "the asset of the card {card} stays in the project, since others recorded it there: void it first (`voidAsset`)"
            );
            return Err(Fault::invalid("records", problem));
        }
        for (code, project) in codes.into_iter().zip([left, into]) {
            let Some(code) = code else { continue };
            must_be_free(tx, code, project).await?;
        }
        Ok(())
    }
}

/// Refuses a code that a third project bears, or one that was declared state-secret here: which of
/// the two is not told.
async fn must_be_free(tx: &Tx, code: String, project: Uuid) -> Result<(), Fault> {
    let borne = project_code::Entity::of_codes(std::slice::from_ref(&code));
    let borne = borne.all(tx.db()).await?;
    let own = tx.key(project);
    let is_own = |row: &project_code::Model| {
        (row.jurisdiction_id, row.project_id) == (own.jurisdiction, own.id)
    };
    if borne.iter().all(is_own) && !is_shut_code(tx, &code).await? {
        return Ok(());
    }
    Err(Fault::Taken {
        what: "projectCode".to_owned(),
        value: code,
    })
}

fn on_desk(tx: &Tx, project: Uuid) -> Result<&File, Fault> {
    let file = tx.desk().files.get(&project);
    file.ok_or_else(|| Fault::not_found("project", project))
}
