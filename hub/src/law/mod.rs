//! The packs that are loaded, and what of them each jurisdiction applies.

mod digest;
mod edition;
mod local;
mod value;

pub(crate) use edition::{older, versions};

pub use local::{LawError, LocalLaw};
pub use value::entered;

use shuniu_policy::calendar::Calendars;
use shuniu_policy::pack::{Pack, Packs};
use shuniu_policy::vocabulary::Vocabulary;

use crate::jurisdiction::JurisdictionSetup;

/// All packs and calendars at hand.
#[derive(Clone, Debug)]
pub struct Law {
    packs: Packs,
    calendars: Calendars,
}

impl Law {
    /// The packs and calendars that ship with the hub.
    #[must_use]
    pub fn shipped() -> Self {
        Self::new(Packs::shipped().clone(), Calendars::shipped())
    }

    /// Packs and calendars from elsewhere.
    #[must_use]
    pub fn new(packs: Packs, calendars: Calendars) -> Self {
        Self { packs, calendars }
    }

    /// All packs, whether anybody applies them or not.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter()
    }

    /// All names of facts, events and documents, with the own facts of every pack at hand. A mapping
    /// may be shared by places that apply different ones.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        Vocabulary::of(self.packs.iter())
    }

    /// A pack by its id.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.get(id)
    }

    /// The same with further packs; one of an id and version that is known takes its place.
    #[must_use]
    pub fn with(&self, packs: impl IntoIterator<Item = Pack>) -> Self {
        let mut law = self.clone();
        for pack in packs {
            law.packs.add(pack);
        }
        law
    }

    /// What a jurisdiction applies.
    ///
    /// # Errors
    ///
    /// [`LawError`] when it names a pack or setting that does not exist, or leaves out a day
    /// that its text leaves open.
    pub fn of(&self, setup: &JurisdictionSetup) -> Result<LocalLaw, LawError> {
        LocalLaw::new(&self.packs, &self.calendars, setup)
    }
}
