//! Many rows of one table in one statement: a text that stays the same whatever their number on
//! PostgreSQL, and that the engine keeps prepared on both.

mod kind;
mod text;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, Statement, Value,
};

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use self::kind::Kind;
use self::text::Text;
use super::Writer;

/// Most rows of one statement on PostgreSQL, which takes an array for each column.
const ROWS: usize = 2000;

/// Most rows of one statement on SQLite, which takes a parameter for each value.
const ROWS_OF_VALUES: usize = 256;

/// What is done where a row of the same primary key is there already.
#[derive(Clone, Copy, Debug)]
pub(crate) enum There<C: 'static> {
    /// The statement fails: there can be none.
    Never,
    /// It stays as it is.
    Stays,
    /// All of it is replaced.
    Replaced,
    /// These columns are replaced.
    Takes(&'static [C]),
    /// The column is added to.
    Adds(C),
}

/// A column, and how it is written.
#[derive(Debug)]
struct Field<C> {
    column: C,
    name: &'static str,
    kind: Kind,
    nullable: bool,
}

/// Inserts rows, one statement for some hundreds of them; none for none.
///
/// # Errors
///
/// Passes on what the database says; [`DbErr::AttrNotSet`] for an active model in which a column
/// is missing.
pub(crate) async fn insert<E, M>(
    db: &Writer,
    rows: Vec<M>,
    there: There<E::Column>,
) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    E::Column: Send,
    M: IntoActiveModel<E::ActiveModel> + Send + 'static,
{
    let mut inserts = Inserts::default();
    inserts.add::<E, M>(rows, there);
    inserts.write(db).await
}

/// From so many rows on their statements are put together on another core, while the database works
/// on those before. Fewer are put together before a thread has woken.
const WORTH_A_THREAD: usize = 500;

/// Takes a statement; false when none is wanted any more.
type Sink<'s> = &'s mut dyn FnMut(Statement) -> bool;

/// Puts the statements of one table together, one after the other.
type Making = Box<dyn FnOnce(DbBackend, Sink<'_>) -> Result<(), DbErr> + Send>;

/// Rows of several tables, in the order in which they are inserted.
#[derive(Default)]
pub(crate) struct Inserts {
    makings: Vec<Making>,
    rows: usize,
}

impl Inserts {
    /// Adds rows of a table; none for none.
    pub(crate) fn add<E, M>(&mut self, rows: Vec<M>, there: There<E::Column>)
    where
        E: EntityTrait,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
        E::Column: Send,
        M: IntoActiveModel<E::ActiveModel> + Send + 'static,
    {
        if !rows.is_empty() {
            self.rows += rows.len();
            let make = move |engine, sink: Sink<'_>| make::<E, M>(engine, rows, there, sink);
            self.makings.push(Box::new(make));
        }
    }

    /// Inserts them.
    ///
    /// # Errors
    ///
    /// As [`insert`].
    pub(crate) async fn write(self, db: &Writer) -> Result<(), DbErr> {
        let engine = db.get_database_backend();
        if self.rows < WORTH_A_THREAD {
            let mut statements = Vec::new();
            for make in self.makings {
                make(engine, &mut |statement| {
                    statements.push(statement);
                    true
                })?;
            }
            for statement in statements {
                db.execute_raw(statement).await?;
            }
            return Ok(());
        }
        let (sender, mut receiver) = mpsc::channel(1);
        let making = spawn_blocking(move || {
            let mut sink = |statement| sender.blocking_send(statement).is_ok();
            self.makings
                .into_iter()
                .try_for_each(|make| make(engine, &mut sink))
        });
        while let Some(statement) = receiver.recv().await {
            db.execute_raw(statement).await?;
        }
        making
            .await
            .map_err(|error| DbErr::Custom(format!("statements were not put together: {error}")))?
    }
}

fn make<E, M>(
    engine: DbBackend,
    rows: Vec<M>,
    there: There<E::Column>,
    sink: Sink<'_>,
) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    M: IntoActiveModel<E::ActiveModel>,
{
    let fields = fields::<E>()?;
    let text = Text::new::<E>(&fields, there);
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let most = match engine {
            DbBackend::Postgres => ROWS,
            _ => at_once(rows.len()),
        };
        let some = rows
            .by_ref()
            .take(most)
            .map(IntoActiveModel::into_active_model);
        let (sql, values) = match engine {
            DbBackend::Postgres => (text.of_arrays(&fields), arrays::<E>(&fields, some)?),
            _ => {
                let some: Vec<E::ActiveModel> = some.collect();
                (
                    text.of_rows(fields.len(), some.len()),
                    one_by_one::<E>(&fields, some)?,
                )
            }
        };
        if !sink(Statement::from_sql_and_values(engine, sql, values)) {
            break;
        }
    }
    Ok(())
}

/// How many of so many rows a statement takes on SQLite: a power of two, so that there are few texts,
/// each of which is prepared once and kept. With one for each number of rows those that are kept would
/// be others with every page, and hold more memory than all rows.
fn at_once(rows: usize) -> usize {
    let whole = rows.min(ROWS_OF_VALUES);
    1 << whole.ilog2()
}

fn fields<E: EntityTrait>() -> Result<Vec<Field<E::Column>>, DbErr> {
    let field = |column: E::Column| {
        let definition = column.def();
        Ok(Field {
            column,
            name: column.as_str(),
            kind: Kind::of(definition.get_column_type())?,
            nullable: definition.is_null(),
        })
    };
    E::Column::iter().map(field).collect()
}

/// A row's value in a column, JSON as its text: the driver copies what it is given.
fn take<A: ActiveModelTrait>(
    row: &mut A,
    field: &Field<<A::Entity as EntityTrait>::Column>,
) -> Result<Value, DbErr> {
    let value = row.take(field.column).into_value();
    match value.ok_or_else(|| DbErr::AttrNotSet(field.name.to_owned()))? {
        Value::Json(json) => {
            let text = json.map(|json| serde_json::to_string(&json)).transpose();
            text.map(Value::String)
                .map_err(|error| DbErr::Json(error.to_string()))
        }
        value => Ok(value),
    }
}

fn one_by_one<E>(
    fields: &[Field<E::Column>],
    rows: Vec<E::ActiveModel>,
) -> Result<Vec<Value>, DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut values = Vec::with_capacity(fields.len() * rows.len());
    for mut row in rows {
        for field in fields {
            values.push(take(&mut row, field)?);
        }
    }
    Ok(values)
}

/// One array for each column; before those of a column that may be empty, whether it is filled:
/// the driver takes no array with gaps.
fn arrays<E>(
    fields: &[Field<E::Column>],
    rows: impl Iterator<Item = E::ActiveModel>,
) -> Result<Vec<Value>, DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let count = rows.size_hint().0;
    let column = || (Vec::new(), Vec::with_capacity(count));
    let mut columns: Vec<(Vec<Value>, Vec<Value>)> = fields.iter().map(|_| column()).collect();
    for mut row in rows {
        for (field, (filled, values)) in fields.iter().zip(&mut columns) {
            let value = take(&mut row, field)?;
            let is_filled = value.is_some();
            if field.nullable {
                filled.push(Value::from(is_filled));
            }
            values.push(if is_filled {
                value
            } else {
                field.kind.filler()
            });
        }
    }
    let mut arrays = Vec::with_capacity(2 * fields.len());
    for (field, (filled, values)) in fields.iter().zip(columns) {
        if field.nullable {
            arrays.push(Kind::Flag.array(filled));
        }
        arrays.push(field.kind.array(values));
    }
    Ok(arrays)
}
