use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use shuniu_policy::RegionCode;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::calendar::CalendarLimits;
use crate::clock::Clock;
use crate::content::Contents;
use crate::db::{Database, Reader};
use crate::fault::Fault;
use crate::import::LedgerRules;
use crate::jurisdiction::{self, Jurisdiction};
use crate::law::{Law, LocalLaw};
use crate::likened::places;
use crate::seal::Seal;
use crate::sync::{Source, Sources};

/// How many commits a slow listener may fall behind before it polls instead.
const HINTS: usize = 256;

/// The hub: a database, a clock, the law and a seal. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub {
    database: Database,
    clock: Arc<dyn Clock>,
    seal: Arc<dyn Seal>,
    law: Arc<Law>,
    jurisdictions: Arc<RwLock<Arc<[Jurisdiction]>>>,
    local: Arc<RwLock<BTreeMap<Uuid, Arc<LocalLaw>>>>,
    sources: Arc<RwLock<Sources>>,
    contents: Option<Contents>,
    ledgers: Arc<LedgerRules>,
    calendars: CalendarLimits,
    /// Digests of the laws that this process saw or put in force, by jurisdiction.
    seen_in_force: Arc<RwLock<BTreeMap<Uuid, String>>>,
    committed: broadcast::Sender<Uuid>,
}

impl Hub {
    /// Puts the parts together. The schema must be up to date.
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>, seal: Arc<dyn Seal>, law: Law) -> Self {
        let (committed, _) = broadcast::channel(HINTS);
        Self {
            database,
            clock,
            seal,
            law: Arc::new(law),
            jurisdictions: Arc::new(RwLock::new(Arc::from([]))),
            local: Arc::default(),
            sources: Arc::default(),
            contents: None,
            ledgers: Arc::default(),
            calendars: CalendarLimits::default(),
            seen_in_force: Arc::default(),
            committed,
        }
    }

    /// The same hub, with a place for what documents hold.
    #[must_use]
    pub fn keeping(self, contents: Contents) -> Self {
        Self {
            contents: Some(contents),
            ..self
        }
    }

    /// The same hub, taking in ledgers by other rules than those it ships with.
    #[must_use]
    pub fn importing(self, rules: LedgerRules) -> Self {
        Self {
            ledgers: Arc::new(rules),
            ..self
        }
    }

    /// The same hub, with other limits on calendars than those it ships with.
    #[must_use]
    pub fn limiting_calendars(self, calendars: CalendarLimits) -> Self {
        Self { calendars, ..self }
    }

    /// What a calendar may be at most.
    #[must_use]
    pub fn calendar_limits(&self) -> CalendarLimits {
        self.calendars
    }

    /// How ledgers that people hand in are read.
    #[must_use]
    pub fn ledger_rules(&self) -> &Arc<LedgerRules> {
        &self.ledgers
    }

    pub(crate) fn kept_contents(&self) -> Option<&Contents> {
        self.contents.as_ref()
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The pool for reading.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.database.reader()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// What hashes and signs.
    #[must_use]
    pub fn seal(&self) -> &dyn Seal {
        self.seal.as_ref()
    }

    pub(crate) fn shared_seal(&self) -> Arc<dyn Seal> {
        Arc::clone(&self.seal)
    }

    /// The packs and the jurisdictions that apply them.
    #[must_use]
    pub fn law(&self) -> Arc<Law> {
        Arc::clone(&self.law)
    }

    /// Hints that something was committed in a jurisdiction. A hint may be lost: readers of the
    /// ledger also poll.
    #[must_use]
    pub fn commits(&self) -> broadcast::Receiver<Uuid> {
        self.committed.subscribe()
    }

    /// The jurisdictions as last loaded; see [`Hub::load_jurisdictions`].
    #[must_use]
    pub fn known_jurisdictions(&self) -> Arc<[Jurisdiction]> {
        let known = self
            .jurisdictions
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&known)
    }

    /// The region of a jurisdiction; the nation for one that is just being set up.
    pub(crate) fn region_of(&self, jurisdiction: Uuid) -> RegionCode {
        let known = self.known_jurisdictions();
        let one = known.iter().find(|one| one.id == jurisdiction);
        one.map_or(RegionCode::NATIONAL, |one| one.setup.region)
    }

    /// The places that the name of a jurisdiction tells of; none of one that is just being set up.
    pub(crate) fn places_of(&self, jurisdiction: Uuid) -> Vec<String> {
        let known = self.known_jurisdictions();
        let one = known.iter().find(|one| one.id == jurisdiction);
        one.map_or_else(Vec::new, |one| places(&one.setup.name))
    }

    /// Loads the jurisdictions; to be called at the start and after another process set one up.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails or a row cannot be read.
    pub async fn load_jurisdictions(&self) -> Result<Arc<[Jurisdiction]>, Fault> {
        let loaded: Arc<[Jurisdiction]> = jurisdiction::load(&self.reader()).await?.into();
        let mut local = BTreeMap::new();
        for one in loaded.iter() {
            let law = self
                .law
                .of(&one.setup)
                .map_err(|error| Fault::Policy(error.to_string()))?;
            local.insert(one.id, Arc::new(law));
        }
        *self.local.write().unwrap_or_else(PoisonError::into_inner) = local;
        let mut known = self
            .jurisdictions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Arc::clone(&loaded);
        Ok(loaded)
    }

    /// The law of a jurisdiction; an empty one while it is just being set up.
    #[must_use]
    pub fn local_law(&self, jurisdiction: Uuid) -> Arc<LocalLaw> {
        let local = self.local.read().unwrap_or_else(PoisonError::into_inner);
        local
            .get(&jurisdiction)
            .map_or_else(|| Arc::new(LocalLaw::none()), Arc::clone)
    }

    /// The attached outside systems, by jurisdiction and name.
    #[must_use]
    pub fn sources(&self) -> Vec<Source> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        sources.values().cloned().collect()
    }

    /// An attached outside system.
    #[must_use]
    pub fn source(&self, jurisdiction: Uuid, system: &str) -> Option<Source> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        sources.get(&(jurisdiction, system.to_owned())).cloned()
    }

    pub(crate) fn remember_source(&self, system: &str, source: Source) {
        let mut sources = self.sources.write().unwrap_or_else(PoisonError::into_inner);
        sources.insert((source.jurisdiction, system.to_owned()), source);
    }

    /// Whether the law of this process was in force once.
    pub(crate) fn remembers_law(&self, jurisdiction: Uuid, digest: &str) -> bool {
        let seen = self.seen_in_force.read();
        let seen = seen.unwrap_or_else(PoisonError::into_inner);
        seen.get(&jurisdiction).is_some_and(|known| known == digest)
    }

    pub(crate) fn remember_law(&self, jurisdiction: Uuid, digest: &str) {
        let seen = self.seen_in_force.write();
        let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
        if seen.get(&jurisdiction).is_none_or(|known| known != digest) {
            seen.insert(jurisdiction, digest.to_owned());
        }
    }

    pub(crate) fn announce(&self, jurisdiction: Uuid) {
        // Without listeners there is nobody to tell.
        let _listeners = self.committed.send(jurisdiction).is_ok();
    }
}
