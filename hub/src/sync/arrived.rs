use std::sync::OnceLock;

use shuniu_connectors::contract::{RawRecord, Stream, without_contacts};

use super::attach::Source;
use super::landed::{Landed, changed_at};
use super::null;
use crate::hub::Hub;

/// Whose records they are.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) hub: &'a Hub,
    pub(super) source: &'a Source,
    pub(super) stream: &'a Stream,
}

/// A record of a page as it arrived, and, once somebody asks, what the mapping makes of it. Most
/// records that are read again say what they said: these are told by their hash, and never mapped.
pub(super) struct Arrived {
    raw: RawRecord,
    /// By which name it is kept.
    external_id: String,
    hash: String,
    landed: OnceLock<Landed>,
}

impl Arrived {
    pub(super) fn new(of: Of<'_>, raw: RawRecord) -> Self {
        let raw = RawRecord {
            body: without_contacts(&raw.body).into_owned(),
            source_time: changed_at(of.hub, of.source, &raw),
            ..raw
        };
        Self {
            external_id: null::shown(raw.external_id.clone()),
            hash: of.hub.seal().hash(raw.body.as_bytes()),
            raw,
            landed: OnceLock::new(),
        }
    }

    /// One whose mapping is known already.
    pub(super) fn landed_as(landed: Landed) -> Self {
        let raw = RawRecord {
            external_id: landed.external_id.clone(),
            source_time: landed.source_time,
            body: String::new(),
        };
        Self {
            external_id: landed.external_id.clone(),
            raw,
            hash: landed.hash.clone(),
            landed: OnceLock::from(landed),
        }
    }

    /// It as it came, without personal contacts, and no later than now.
    pub(super) fn raw(&self) -> &RawRecord {
        &self.raw
    }

    /// By which name it is kept.
    pub(super) fn external_id(&self) -> &str {
        &self.external_id
    }

    /// The hash of its text.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// What the mapping makes of it.
    pub(super) fn landed(&self, of: Of<'_>) -> &Landed {
        let mapped = || Landed::mapped(of, &self.raw, &self.hash);
        self.landed.get_or_init(mapped)
    }
}
