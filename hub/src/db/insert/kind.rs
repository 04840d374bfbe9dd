use chrono::{DateTime, NaiveDate};
use sea_orm::sea_query::{ArrayType, ColumnType};
use sea_orm::{DbErr, Value};
use uuid::Uuid;

/// What a column holds; the same eight as in the migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Text,
    Big,
    Int,
    Date,
    Instant,
    Flag,
    Json,
}

impl Kind {
    /// # Errors
    ///
    /// [`DbErr::Type`] for what no table of the hub has.
    pub(super) fn of(column: &ColumnType) -> Result<Self, DbErr> {
        match column {
            ColumnType::Uuid => Ok(Self::Uuid),
            ColumnType::Text | ColumnType::String(_) => Ok(Self::Text),
            ColumnType::BigInteger => Ok(Self::Big),
            ColumnType::Integer => Ok(Self::Int),
            ColumnType::Date => Ok(Self::Date),
            ColumnType::TimestampWithTimeZone => Ok(Self::Instant),
            ColumnType::Boolean => Ok(Self::Flag),
            ColumnType::Json | ColumnType::JsonBinary => Ok(Self::Json),
            other => Err(DbErr::Type(format!("no row is written with a {other:?}"))),
        }
    }

    /// What PostgreSQL calls an array of it. JSON travels as text.
    pub(super) const fn array_name(self) -> &'static str {
        match self {
            Self::Uuid => "uuid[]",
            Self::Text | Self::Json => "text[]",
            Self::Big => "bigint[]",
            Self::Int => "integer[]",
            Self::Date => "date[]",
            Self::Instant => "timestamptz[]",
            Self::Flag => "boolean[]",
        }
    }

    pub(super) fn array(self, values: Vec<Value>) -> Value {
        let of = match self {
            Self::Uuid => ArrayType::Uuid,
            Self::Text | Self::Json => ArrayType::String,
            Self::Big => ArrayType::BigInt,
            Self::Int => ArrayType::Int,
            Self::Date => ArrayType::ChronoDate,
            Self::Instant => ArrayType::ChronoDateTimeUtc,
            Self::Flag => ArrayType::Bool,
        };
        Value::Array(of, Some(Box::new(values)))
    }

    /// What stands in an array where a row has nothing; it is not looked at.
    pub(super) fn filler(self) -> Value {
        match self {
            Self::Uuid => Uuid::nil().into(),
            Self::Text | Self::Json => String::new().into(),
            Self::Big => 0_i64.into(),
            Self::Int => 0_i32.into(),
            Self::Date => NaiveDate::default().into(),
            Self::Instant => DateTime::UNIX_EPOCH.into(),
            Self::Flag => false.into(),
        }
    }
}
