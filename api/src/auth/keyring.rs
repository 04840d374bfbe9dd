//! The present keys, renewed when a token names one that is not there.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{Algorithm, DecodingKey};

use super::{AuthError, KeySet, KeySource};

/// How long a missing key is believed to be missing, so that made-up `kid`s cannot make us ask
/// the source again and again.
const PATIENCE: Duration = Duration::from_secs(10);

/// A cache over one [`KeySource`].
pub struct KeyRing {
    source: Box<dyn KeySource>,
    development: bool,
    max_age: Duration,
    set: RwLock<Option<Arc<KeySet>>>,
    loaded: Mutex<Option<Instant>>,
}

impl KeyRing {
    /// Makes a ring that reads its source at first use and again after `max_age`.
    pub fn new(source: Box<dyn KeySource>, development: bool, max_age: Duration) -> Self {
        Self {
            source,
            development,
            max_age,
            set: RwLock::new(None),
            loaded: Mutex::new(None),
        }
    }

    /// Reads the source now, so that a wrong key file is found at start.
    ///
    /// # Errors
    ///
    /// Fails with the text of what is wrong with the source or its keys.
    pub async fn load(&self) -> anyhow::Result<()> {
        *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let json = self.source.load().await?;
        let set = KeySet::parse(&json, self.development)?;
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(set));
        Ok(())
    }

    /// Finds a key, renewing the set when it is old or lacks the key.
    pub(super) async fn find(
        &self,
        kid: &str,
        algorithm: Algorithm,
    ) -> Result<DecodingKey, AuthError> {
        let found = self
            .present()
            .and_then(|set| set.find(kid, algorithm).cloned());
        let age = self.age();
        let stale = age.is_none_or(|age| age > self.max_age);
        let asked_lately = age.is_some_and(|age| age < PATIENCE);
        match found {
            Some(key) if !stale => return Ok(key),
            None if asked_lately && self.present().is_some() => return Err(AuthError::Key),
            None if asked_lately => return Err(AuthError::Unavailable),
            _ => {}
        }
        if let Err(error) = self.load().await {
            tracing::warn!(source = self.source.place(), %error, "the keys could not be renewed");
            // Keys we hold stay good while the source is away.
            return found.ok_or(AuthError::Unavailable);
        }
        self.present()
            .and_then(|set| set.find(kid, algorithm).cloned())
            .ok_or(AuthError::Key)
    }

    fn present(&self) -> Option<Arc<KeySet>> {
        self.set
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn age(&self) -> Option<Duration> {
        let loaded = *self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.map(|at| at.elapsed())
    }
}
