use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use shuniu_hub::Fault;
use shuniu_hub::query::{Key, View};
use tokio::sync::OnceCell;

use super::refusal::{Answer, Refusal};

/// Rows that came into an answer together.
///
/// What one of them needs is asked of the hub for all of them at once, the first time anybody
/// asks. So the number of statements follows from the query alone, whatever the number of rows,
/// without waiting for others to ask and without tasks of its own.
pub(crate) struct Set<M> {
    rows: Vec<M>,
    links: Mutex<HashMap<Asked, Arc<dyn Any + Send + Sync>>>,
}

/// Which link was followed, and for which day where it takes one.
type Asked = (TypeId, Option<NaiveDate>);

/// A row with the rows that came with it. Cheap to clone.
pub(crate) struct Member<M> {
    set: Arc<Set<M>>,
    at: usize,
}

impl<M> Clone for Member<M> {
    fn clone(&self) -> Self {
        Self {
            set: Arc::clone(&self.set),
            at: self.at,
        }
    }
}

impl<M> Deref for Member<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.set.rows[self.at]
    }
}

/// How rows of one kind lead to rows of another.
pub(crate) trait Link<M>: Send + Sync + 'static {
    /// What is led to.
    type Row: Send + Sync + 'static;

    /// The key that the row leads to, if it leads anywhere.
    fn from(row: &M) -> Option<Key>;

    /// The keys that the row leads to, where they are several.
    fn all_from(row: &M) -> Vec<Key> {
        Self::from(row).into_iter().collect()
    }

    /// The key by which the other row is led to.
    fn to(row: &Self::Row) -> Key;

    /// Asks the hub for everything the keys lead to, in the order to show.
    fn fetch(
        view: &View,
        keys: &[Key],
    ) -> impl Future<Output = Result<Vec<Self::Row>, Fault>> + Send;
}

/// How rows lead to what is asked of them for a day.
pub(crate) trait LinkOn<M>: Send + Sync + 'static {
    /// What is led to.
    type Row: Send + Sync + 'static;

    /// The key that the row leads to.
    fn from(row: &M) -> Key;

    /// The key by which the other row is led to.
    fn to(row: &Self::Row) -> Key;

    /// Asks the hub for everything the keys lead to on the day.
    fn fetch(
        view: &View,
        keys: &[Key],
        day: NaiveDate,
    ) -> impl Future<Output = Result<Vec<Self::Row>, Fault>> + Send;
}

struct Linked<R> {
    set: Arc<Set<R>>,
    by_key: HashMap<Key, Vec<usize>>,
}

type Cell<R> = OnceCell<Result<Linked<R>, Arc<Fault>>>;

impl<M> Set<M> {
    /// Puts rows together and hands each out as a member.
    pub(crate) fn members(rows: Vec<M>) -> Vec<Member<M>> {
        let set = Arc::new(Self::new(rows));
        let at = |at| Member {
            set: Arc::clone(&set),
            at,
        };
        (0..set.rows.len()).map(at).collect()
    }

    fn new(rows: Vec<M>) -> Self {
        Self {
            rows,
            links: Mutex::default(),
        }
    }

    fn cell<R: Send + Sync + 'static>(&self, link: TypeId, day: Option<NaiveDate>) -> Arc<Cell<R>> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let link = links
            .entry((link, day))
            .or_insert_with(|| Arc::new(Cell::<R>::new()));
        let link = Arc::clone(link);
        drop(links);
        link.downcast().unwrap_or_default()
    }

    /// The keys that the rows lead to, each once.
    fn keys(&self, from: impl Fn(&M) -> Vec<Key>) -> Vec<Key> {
        let mut keys: Vec<Key> = self.rows.iter().flat_map(from).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    async fn follow<L: Link<M>>(&self, view: &View) -> Result<Linked<L::Row>, Arc<Fault>> {
        let keys = self.keys(L::all_from);
        let rows = if keys.is_empty() {
            Vec::new()
        } else {
            L::fetch(view, &keys).await.map_err(Arc::new)?
        };
        Ok(Linked::by(rows, L::to))
    }

    async fn follow_on<L: LinkOn<M>>(
        &self,
        view: &View,
        day: NaiveDate,
    ) -> Result<Linked<L::Row>, Arc<Fault>> {
        let keys = self.keys(|row| vec![L::from(row)]);
        let rows = L::fetch(view, &keys, day).await.map_err(Arc::new)?;
        Ok(Linked::by(rows, L::to))
    }
}

impl<R> Linked<R> {
    fn by(rows: Vec<R>, key: impl Fn(&R) -> Key) -> Self {
        let mut by_key: HashMap<Key, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_key.entry(key(row)).or_default().push(at);
        }
        Self {
            set: Arc::new(Set {
                rows,
                links: Mutex::default(),
            }),
            by_key,
        }
    }

    fn members<'a>(&'a self, keys: &'a [Key]) -> impl Iterator<Item = Member<R>> + 'a {
        let found = keys.iter().filter_map(|key| self.by_key.get(key)).flatten();
        found.map(|at| Member {
            set: Arc::clone(&self.set),
            at: *at,
        })
    }
}

impl<M: Send + Sync + 'static> Member<M> {
    /// Everything the row leads to, in the order in which the hub gave it.
    pub(crate) async fn all<L: Link<M>>(&self, view: &View) -> Answer<Vec<Member<L::Row>>> {
        let keys = L::all_from(self);
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let cell = self.set.cell::<L::Row>(TypeId::of::<L>(), None);
        let linked = cell
            .get_or_init(|| self.set.follow::<L>(view))
            .await
            .as_ref()
            .map_err(|fault| Refusal::from(Arc::clone(fault)))?;
        Ok(linked.members(&keys).collect())
    }

    /// What the row leads to on a day, if the caller may see it.
    pub(crate) async fn on<L: LinkOn<M>>(
        &self,
        view: &View,
        day: NaiveDate,
    ) -> Answer<Option<Member<L::Row>>> {
        let cell = self.set.cell::<L::Row>(TypeId::of::<L>(), Some(day));
        let linked = cell
            .get_or_init(|| self.set.follow_on::<L>(view, day))
            .await
            .as_ref()
            .map_err(|fault| Refusal::from(Arc::clone(fault)))?;
        Ok(linked.members(&[L::from(self)]).next())
    }

    /// The one row that the row leads to, if the caller may see it.
    pub(crate) async fn one<L: Link<M>>(&self, view: &View) -> Answer<Option<Member<L::Row>>> {
        Ok(self.all::<L>(view).await?.into_iter().next())
    }
}
