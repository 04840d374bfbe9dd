use sea_orm::{DbErr, RuntimeErr, SqlxError};

use super::reader::Exchange;
use crate::Failure;

/// What a failed statement means, by SQLSTATE on PostgreSQL and by result code on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Who we are to it is wrong.
    Login,
    /// We may not.
    Right,
    /// There is no such table, column or schema.
    Missing,
    /// There is no such database or file.
    Database,
    /// Somebody holds it, or it took too long.
    Busy,
    /// The key is there already.
    Taken,
    /// It cannot be reached, or broke off.
    Line,
    /// Anything else.
    Other,
}

impl Exchange {
    /// Classes an error of the database. `act` says what was attempted, `table` on what.
    pub(super) fn trouble(&self, act: &str, table: &str, error: &DbErr) -> Failure {
        let what = format!("{}: exchange database: cannot {act} {table}", self.system);
        let said = self.said(error);
        match kind(error) {
            Kind::Login => Failure::config(format!(
                "{}: the exchange database refuses our login ({said}); check the user in \
                 `exchange.url` and `exchange.password_file`",
                self.system
            )),
            Kind::Right if act == "mark" => Failure::config(format!(
                "{what} ({said}); have UPDATE on it granted, or set `exchange.read_only = true`"
            )),
            Kind::Right => Failure::config(format!(
                "{what} ({said}); have its owner grant SELECT on it, and INSERT for hand-overs"
            )),
            Kind::Missing => Failure::config(format!(
                "{what} ({said}); have it made as `shuniu connector ddl` prints it, or name what \
                 is there in `exchange.schema`, `exchange.tables` and the layout"
            )),
            Kind::Database => Failure::config(format!(
                "{}: there is no such exchange database ({said}); check `exchange.url`",
                self.system
            )),
            Kind::Busy => Failure::transient(format!(
                "{what} in time: it is held or slow ({said}); nothing was taken"
            )),
            Kind::Line => Failure::transient(format!(
                "{}: the exchange database cannot be reached ({said}); see that `exchange.url` is \
                 its address and that it runs",
                self.system
            )),
            Kind::Taken | Kind::Other => Failure::remote(format!("{what}: {said}")),
        }
    }

    /// Whether a key was there already.
    pub(super) fn is_taken(error: &DbErr) -> bool {
        kind(error) == Kind::Taken
    }

    /// Whether the statement certainly did nothing.
    pub(super) fn did_nothing(error: &DbErr) -> bool {
        matches!(
            kind(error),
            Kind::Login | Kind::Right | Kind::Missing | Kind::Database | Kind::Busy
        )
    }

    /// What the driver says, without the password.
    fn said(&self, error: &DbErr) -> String {
        let said = match runtime(error) {
            Some(SqlxError::Database(database)) => database.message().to_owned(),
            Some(other) => other.to_string(),
            None => error.to_string(),
        };
        match &self.address.password {
            Some(password) => said.replace(password.expose(), "***"),
            None => said,
        }
    }
}

fn runtime(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

fn kind(error: &DbErr) -> Kind {
    if matches!(error, DbErr::ConnectionAcquire(_)) {
        return Kind::Line;
    }
    let database = match runtime(error) {
        Some(SqlxError::Database(database)) => database,
        Some(
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::Protocol(_)
            | SqlxError::WorkerCrashed,
        ) => return Kind::Line,
        _ => return Kind::Other,
    };
    let code = database.code().unwrap_or_default();
    if code.len() == 5 {
        return by_state(&code);
    }
    // Extended codes hold the plain one in their lowest byte.
    let code: u32 = code.parse().unwrap_or_default();
    match (code, code & 0xff) {
        (1555 | 2067, _) => Kind::Taken,
        (_, 5 | 6) => Kind::Busy,
        (_, 3 | 8 | 23) => Kind::Right,
        (_, 14 | 26) => Kind::Database,
        (_, 1) if database.message().contains("no such") => Kind::Missing,
        (_, 1) if database.message().contains("has no column") => Kind::Missing,
        _ => Kind::Other,
    }
}

fn by_state(state: &str) -> Kind {
    match state {
        "28P01" | "28000" => Kind::Login,
        "42501" | "25006" => Kind::Right,
        "42P01" | "42703" | "3F000" => Kind::Missing,
        "3D000" => Kind::Database,
        "23505" => Kind::Taken,
        // Cancelled by a time limit, lock not to be had, deadlock, serialization.
        "57014" | "55P03" | "40P01" | "40001" => Kind::Busy,
        _ if state.starts_with("08") || state.starts_with("53") || state.starts_with("57P") => {
            Kind::Line
        }
        _ => Kind::Other,
    }
}
