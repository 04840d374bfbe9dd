//! The present keys, renewed when a token names one that is not there.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::time::Instant;

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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::BoxFuture;

    use super::*;
    use crate::auth::{DevelopmentKey, KeySourceError};

    /// A source whose keys can be changed or taken away.
    #[derive(Clone, Default)]
    struct Changing {
        json: Arc<Mutex<Option<Vec<u8>>>>,
        asked: Arc<AtomicUsize>,
    }

    impl Changing {
        fn set(&self, key: Option<&DevelopmentKey>) {
            *self.json.lock().unwrap() = key.map(DevelopmentKey::to_json);
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::SeqCst)
        }
    }

    impl KeySource for Changing {
        fn load(&self) -> BoxFuture<'_, Result<Vec<u8>, KeySourceError>> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let json = self.json.lock().unwrap().clone();
            Box::pin(async move {
                json.ok_or_else(|| KeySourceError::Remote {
                    place: self.place(),
                    reason: "away".to_owned(),
                })
            })
        }

        fn place(&self) -> String {
            "test".to_owned()
        }
    }

    async fn find(ring: &KeyRing, key: &DevelopmentKey) -> Result<(), AuthError> {
        ring.find(key.kid(), Algorithm::HS256).await.map(drop)
    }

    fn ring(source: &Changing) -> KeyRing {
        KeyRing::new(Box::new(source.clone()), true, Duration::from_secs(300))
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_key_is_found_and_an_old_one_forgotten() {
        let (old, new) = (DevelopmentKey::generate(), DevelopmentKey::generate());
        let source = Changing::default();
        source.set(Some(&old));
        let ring = ring(&source);
        find(&ring, &old).await.unwrap();
        source.set(Some(&new));
        // Made-up names do not make us ask again at once.
        assert_eq!(find(&ring, &new).await.unwrap_err(), AuthError::Key);
        assert_eq!(source.asked(), 1);
        tokio::time::advance(PATIENCE).await;
        find(&ring, &new).await.unwrap();
        assert_eq!(find(&ring, &old).await.unwrap_err(), AuthError::Key);
        assert_eq!(source.asked(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn old_keys_are_read_again_and_stay_good_while_the_source_is_away() {
        let key = DevelopmentKey::generate();
        let source = Changing::default();
        let ring = ring(&source);
        assert_eq!(find(&ring, &key).await.unwrap_err(), AuthError::Unavailable);
        source.set(Some(&key));
        assert_eq!(find(&ring, &key).await.unwrap_err(), AuthError::Unavailable);
        tokio::time::advance(PATIENCE).await;
        find(&ring, &key).await.unwrap();
        source.set(None);
        tokio::time::advance(Duration::from_secs(301)).await;
        find(&ring, &key).await.unwrap();
        assert_eq!(source.asked(), 3);
        // A key that was taken away is gone once the source answers again.
        source.set(Some(&DevelopmentKey::generate()));
        tokio::time::advance(Duration::from_secs(301)).await;
        assert_eq!(find(&ring, &key).await.unwrap_err(), AuthError::Key);
    }
}
