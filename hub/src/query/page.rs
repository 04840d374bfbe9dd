use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering, Order, SimpleExpr, Value};
use sea_orm::{Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};
use shuniu_entities::Key;

use crate::db::Reader;
use crate::fault::Fault;

/// The largest page there can be; a deployment sets its own bound below it.
pub const MAX_PAGE: u32 = 1000;

/// Most rows fetched for the members of one page; above, the question is refused.
const MAX_ROWS: u64 = 50_000;

/// Most keys bound in one statement.
const MAX_KEYS: usize = 4096;

/// What a row is sorted by, kept in its mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortValue {
    /// Nothing is known; sorts before everything.
    Unknown,
    /// An instant (UTC).
    Instant(DateTime<Utc>),
    /// A local day.
    Day(NaiveDate),
    /// A text.
    Text(String),
    /// A number, such as an amount in fen.
    Number(i64),
}

impl SortValue {
    fn bound(&self) -> Option<Value> {
        match self {
            Self::Unknown => None,
            Self::Instant(instant) => Some((*instant).into()),
            Self::Day(day) => Some((*day).into()),
            Self::Text(text) => Some(text.clone().into()),
            Self::Number(number) => Some((*number).into()),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for SortValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

macro_rules! sorts {
    ($($from:ty => $variant:ident),+) => {$(
        impl From<$from> for SortValue {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}
sorts!(DateTime<Utc> => Instant, NaiveDate => Day, String => Text, i64 => Number);

/// The place of a row in a sorted list: what it is sorted by, and its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Name of the order; a mark of another order is refused.
    pub order: String,
    /// Value sorted by.
    pub value: SortValue,
    /// The row.
    pub key: Key,
}

/// Which part of a sorted list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// How many rows, at most [`MAX_PAGE`].
    pub size: u32,
    /// Counts from the end.
    pub from_end: bool,
    /// Only what comes after this place.
    pub after: Option<Mark>,
    /// Only what comes before this place.
    pub before: Option<Mark>,
}

/// A part of a sorted list, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether there are rows before the first.
    pub has_previous: bool,
    /// Whether there are rows after the last.
    pub has_next: bool,
}

/// The order of a list: a value, then the key.
pub(crate) struct Keyset {
    /// Name of the order with its direction.
    pub(crate) name: String,
    /// What is sorted by, before the key.
    pub(crate) value: Option<SimpleExpr>,
    /// The identity of a row, id first.
    pub(crate) key: [SimpleExpr; 2],
    pub(crate) descending: bool,
}

impl Keyset {
    /// Reads one page. One row more than asked for tells whether the list goes on.
    pub(crate) async fn read<E>(
        &self,
        select: Select<E>,
        slice: &Slice,
        reader: &Reader,
    ) -> Result<Page<E::Model>, Fault>
    where
        E: EntityTrait,
        E::Model: Send + Sync,
    {
        let mut select = select;
        for (field, mark, behind) in [
            ("after", &slice.after, true),
            ("before", &slice.before, false),
        ] {
            let Some(mark) = mark else { continue };
            if mark.order != self.name {
                let problem = "the cursor belongs to a list in another order; leave it out";
                return Err(Fault::invalid(field, problem));
            }
            select = select.filter(self.beyond(mark, self.descending != behind));
        }
        let order = if self.descending == slice.from_end {
            Order::Asc
        } else {
            Order::Desc
        };
        // Nothing known sorts first, whatever the engine's habit.
        let nulls = match order {
            Order::Asc => NullOrdering::First,
            _ => NullOrdering::Last,
        };
        let size = Ord::min(slice.size, MAX_PAGE);
        if let Some(value) = &self.value {
            select = select.order_by_with_nulls(value.clone(), order.clone(), nulls);
        }
        for part in &self.key {
            select = select.order_by(part.clone(), order.clone());
        }
        let mut rows = select.limit(u64::from(size) + 1).all(reader).await?;
        let more = rows.len() > size as usize;
        rows.truncate(size as usize);
        if slice.from_end {
            rows.reverse();
        }
        Ok(Page {
            rows,
            has_previous: if slice.from_end {
                more
            } else {
                slice.after.is_some()
            },
            has_next: if slice.from_end {
                slice.before.is_some()
            } else {
                more
            },
        })
    }

    /// What sorts after the mark (`rising`) or before it. The plain bound on the value stands
    /// beside the exact one so that an index can start there.
    fn beyond(&self, mark: &Mark, rising: bool) -> Condition {
        let key = Expr::tuple(self.key.clone());
        let at: [SimpleExpr; 2] = [Expr::val(mark.key.id), Expr::val(mark.key.jurisdiction)];
        let at = Expr::tuple(at);
        let Some(value) = &self.value else {
            let beyond = if rising { key.gt(at) } else { key.lt(at) };
            return Condition::all().add(beyond);
        };
        let value = || value.clone();
        match (mark.value.bound(), rising) {
            (None, true) => Condition::any().add(value().is_not_null()).add(key.gt(at)),
            (None, false) => Condition::all().add(value().is_null()).add(key.lt(at)),
            (Some(bound), true) => Condition::all()
                .add(value().gte(bound.clone()))
                .add(value().gt(bound).or(key.gt(at))),
            (Some(bound), false) => Condition::any().add(value().is_null()).add(
                Condition::all()
                    .add(value().lte(bound.clone()))
                    .add(value().lt(bound).or(key.lt(at))),
            ),
        }
    }
}

/// Fetches all rows for the given keys, in as few statements as their number allows.
pub(crate) async fn gather<E, F>(
    keys: &[Key],
    reader: &Reader,
    select: F,
) -> Result<Vec<E::Model>, Fault>
where
    E: EntityTrait,
    E::Model: Send + Sync,
    F: Fn(&[Key]) -> Select<E>,
{
    let mut rows = Vec::new();
    for chunk in keys.chunks(MAX_KEYS) {
        rows.extend(select(chunk).limit(MAX_ROWS + 1).all(reader).await?);
        if rows.len() as u64 > MAX_ROWS {
            let problem = format!("more than {MAX_ROWS} rows belong to this page; ask for fewer");
            return Err(Fault::invalid("first", problem));
        }
    }
    Ok(rows)
}
