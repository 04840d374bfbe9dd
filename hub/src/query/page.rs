use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement, SimpleExpr, UnionType,
    Value,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic,
    IntoSimpleExpr, Iterable, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde::{Deserialize, Serialize};
use shuniu_entities::{Key, Scope};
use uuid::Uuid;

use crate::db::Reader;
use crate::fault::Fault;

/// The largest page there can be; a deployment sets its own bound below it.
pub const MAX_PAGE: u32 = 1000;

/// Most rows fetched for the members of one page; above, the question is refused.
pub(super) const MAX_ROWS: u64 = 50_000;

/// Most runs put together in one union; SQLite takes 500. More are put together by parts.
const MAX_RUNS: usize = 100;

/// Most keys bound in one statement.
pub(super) const MAX_KEYS: usize = 4096;

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

impl<T> Page<T> {
    /// The same with rows of another source, up to one more than the page holds, that stand in the
    /// same part of the list.
    pub(crate) fn joined_by<K: Ord>(
        mut self,
        others: Vec<T>,
        slice: &Slice,
        place: impl Fn(&T) -> K,
    ) -> Self {
        let size = Ord::min(slice.size, MAX_PAGE) as usize;
        self.rows.extend(others);
        self.rows.sort_by_cached_key(place);
        let more = self.rows.len() > size;
        if slice.from_end {
            self.rows.drain(..self.rows.len().saturating_sub(size));
            self.has_previous |= more;
        } else {
            self.rows.truncate(size);
            self.has_next |= more;
        }
        self
    }
}

/// The order of a list: a value, then the key.
pub(crate) struct Keyset<E: EntityTrait> {
    /// Name of the order with its direction.
    pub(crate) name: String,
    /// What is sorted by, before the key.
    pub(crate) value: Option<E::Column>,
    /// The identity of a row, id first.
    pub(crate) key: [E::Column; 2],
    pub(crate) descending: bool,
}

impl<E> Keyset<E>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    /// Reads one page. One row more than asked for tells whether the list goes on.
    ///
    /// `rows` gives the list in a scope of one jurisdiction, in one select or in several that
    /// share no row. Each is read in the order of its index, no further than the page may need,
    /// and the page is the first of all of them: so it costs the same however long the list is.
    pub(crate) async fn read(
        &self,
        scope: &Scope,
        rows: impl Fn(&Scope) -> Vec<Select<E>>,
        slice: &Slice,
        reader: &Reader,
    ) -> Result<Page<E::Model>, Fault> {
        let columns: Vec<E::Column> = E::Column::iter().collect();
        self.read_as(&columns, scope, rows, slice, reader).await
    }

    /// The same, of some columns; those that the list is sorted by must be among them.
    pub(crate) async fn read_as<M: FromQueryResult + Send + Sync>(
        &self,
        columns: &[E::Column],
        scope: &Scope,
        rows: impl Fn(&Scope) -> Vec<Select<E>>,
        slice: &Slice,
        reader: &Reader,
    ) -> Result<Page<M>, Fault> {
        for (field, mark) in [("after", &slice.after), ("before", &slice.before)] {
            if mark.as_ref().is_some_and(|mark| mark.order != self.name) {
                let problem = "the cursor belongs to a list in another order; leave it out";
                return Err(Fault::invalid(field, problem));
            }
        }
        let rising = self.descending == slice.from_end;
        let (from, to) = if slice.from_end {
            (&slice.before, &slice.after)
        } else {
            (&slice.after, &slice.before)
        };
        let size = Ord::min(slice.size, MAX_PAGE);
        let mut runs = Vec::new();
        for one in scope.each() {
            let [jurisdiction] = one.seen() else { continue };
            let beyond = |mark: &Mark, rising| self.beyond(mark, *jurisdiction, rising);
            let starts = from.as_ref().map(|mark| beyond(mark, rising));
            let starts = starts.unwrap_or_else(|| vec![Condition::all()]);
            let ends = to.as_ref().map(|mark| {
                let before = beyond(mark, !rising).into_iter();
                before.fold(Condition::any(), Condition::add)
            });
            for select in rows(&one) {
                for start in &starts {
                    let run = select.clone().filter(start.clone());
                    let run = run.apply_if(ends.clone(), Select::filter);
                    let run = run.select_only().columns(columns.iter().copied());
                    runs.push(self.sorted(run, rising).limit(u64::from(size) + 1));
                }
            }
        }
        let mut rows = match runs.len() {
            0 => Vec::new(),
            1 => runs.remove(0).into_model::<M>().all(reader).await?,
            _ => {
                let first = self.first_of(columns, runs, rising, size);
                let first = reader.get_database_backend().build(&first);
                M::find_by_statement(first).all(reader).await?
            }
        };
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

    /// Nothing known sorts first, whatever the engine's habit. Where a value is always known
    /// nothing is said of it: PostgreSQL would not read an index backward otherwise.
    fn sorted(&self, select: Select<E>, rising: bool) -> Select<E> {
        let (order, nulls) = direction(rising);
        let select = match self.value {
            None => select,
            Some(value) if value.def().is_null() => {
                select.order_by_with_nulls(value, order.clone(), nulls)
            }
            Some(value) => select.order_by(value, order.clone()),
        };
        // Within one jurisdiction the id tells rows apart.
        select.order_by(self.key[0], order)
    }

    /// The first rows of all runs together.
    fn first_of(
        &self,
        columns: &[E::Column],
        runs: Vec<Select<E>>,
        rising: bool,
        size: u32,
    ) -> SelectStatement {
        let mut parts: Vec<SelectStatement> = runs.into_iter().map(Select::into_query).collect();
        while parts.len() > MAX_RUNS {
            let firsts = parts.chunks(MAX_RUNS);
            let firsts = firsts.map(|few| self.first_of_few(columns, few.to_vec(), rising, size));
            parts = firsts.collect();
        }
        self.first_of_few(columns, parts, rising, size)
    }

    fn first_of_few(
        &self,
        columns: &[E::Column],
        parts: Vec<SelectStatement>,
        rising: bool,
        size: u32,
    ) -> SelectStatement {
        let named = |column: E::Column| Alias::new(column.as_str());
        let columns = || columns.iter().copied().map(named);
        // SQLite takes an order and a limit within a union only in a subselect of its own.
        let mut parts = parts.into_iter().map(|part| {
            Query::select()
                .columns(columns())
                .from_subquery(part, Alias::new("run"))
                .to_owned()
        });
        let mut all = parts.next().unwrap_or_default();
        all.unions(parts.map(|part| (UnionType::All, part)));
        let (order, nulls) = direction(rising);
        let mut first = Query::select();
        first
            .columns(columns())
            .from_subquery(all, Alias::new("runs"));
        if let Some(value) = self.value {
            first.order_by_with_nulls(named(value), order.clone(), nulls);
        }
        for part in self.key {
            first.order_by(named(part), order.clone());
        }
        first.limit(u64::from(size) + 1).to_owned()
    }

    /// What sorts after the mark (`rising`) or before it in one jurisdiction: parts that follow
    /// each other, each of which an index can start at.
    fn beyond(&self, mark: &Mark, jurisdiction: Uuid, rising: bool) -> Vec<Condition> {
        let id = || self.key[0].into_simple_expr();
        // The row of the same id sorts by its jurisdiction, which is the same for all rows here.
        let with_same = if rising {
            jurisdiction > mark.key.jurisdiction
        } else {
            jurisdiction < mark.key.jurisdiction
        };
        let compare = |left: SimpleExpr, right: SimpleExpr| match (rising, with_same) {
            (true, false) => left.gt(right),
            (true, true) => left.gte(right),
            (false, false) => left.lt(right),
            (false, true) => left.lte(right),
        };
        let by_id = || compare(id(), Expr::val(mark.key.id));
        let one = |condition: SimpleExpr| Condition::all().add(condition);
        let Some(value) = self.value else {
            return vec![one(by_id())];
        };
        let unknown = || value.is_null();
        match (mark.value.bound(), rising) {
            (None, true) => vec![one(unknown()).add(by_id()), one(value.is_not_null())],
            (None, false) => vec![one(unknown()).add(by_id())],
            (Some(bound), _) => {
                let at = Expr::tuple([Expr::val(bound), Expr::val(mark.key.id)]);
                let known = compare(Expr::tuple([value.into_simple_expr(), id()]), at);
                if rising || !value.def().is_null() {
                    vec![one(known)]
                } else {
                    vec![one(known), one(unknown())]
                }
            }
        }
    }
}

fn direction(rising: bool) -> (Order, NullOrdering) {
    if rising {
        (Order::Asc, NullOrdering::First)
    } else {
        (Order::Desc, NullOrdering::Last)
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
    gather_as(keys, reader, select).await
}

/// The same, of the columns that were selected.
pub(crate) async fn gather_as<E, M, F>(
    keys: &[Key],
    reader: &Reader,
    select: F,
) -> Result<Vec<M>, Fault>
where
    E: EntityTrait,
    M: FromQueryResult + Send + Sync,
    F: Fn(&[Key]) -> Select<E>,
{
    let mut rows = Vec::new();
    for chunk in keys.chunks(MAX_KEYS) {
        let select = select(chunk).limit(MAX_ROWS + 1).into_model::<M>();
        rows.extend(select.all(reader).await?);
        must_be_few(rows.len())?;
    }
    Ok(rows)
}

/// Refuses a question for which more rows were fetched than may be.
pub(super) fn must_be_few(rows: usize) -> Result<(), Fault> {
    if rows as u64 > MAX_ROWS {
        let problem = format!("more than {MAX_ROWS} rows belong to this page; ask for fewer");
        return Err(Fault::invalid("first", problem));
    }
    Ok(())
}
