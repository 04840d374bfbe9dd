use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::{
    Failure, Secret, secret,
    transport::layout::{Engine, Tables, name::is_identifier},
};

/// Settings of an exchange database (前置库).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExchangeConfig {
    /// Where it is: `postgres://USER@HOST/NAME`, or `sqlite://PATH`. Without a password.
    #[serde(serialize_with = "without_password")]
    pub url: String,
    /// The password. No settings file holds it.
    #[serde(skip)]
    pub password: Option<Secret>,
    /// The file that holds the password; none for a database that asks for none.
    pub password_file: Option<PathBuf>,
    /// The schema of the tables (PostgreSQL); that of the user without one.
    pub schema: Option<String>,
    /// Whether the hub has the right to read only. It then goes by time and id, and marks nothing.
    pub read_only: bool,
    /// Whether there is a table of batches. Without one a row counts as soon as it is there.
    pub batches: bool,
    /// Names of tables that differ from the layout's: by stream, or by `batches`, `outbox` and
    /// `papers`.
    pub tables: BTreeMap<String, String>,
}

/// What must be set is empty; shows which keys there are.
impl Default for ExchangeConfig {
    fn default() -> Self {
        Self {
            url: String::new(),
            password: None,
            password_file: None,
            schema: None,
            read_only: false,
            batches: true,
            tables: BTreeMap::new(),
        }
    }
}

impl fmt::Debug for ExchangeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeConfig")
            .field("url", &masked(&self.url))
            .field("password_file", &self.password_file)
            .field("schema", &self.schema)
            .field("read_only", &self.read_only)
            .field("batches", &self.batches)
            .field("tables", &self.tables)
            .finish_non_exhaustive()
    }
}

/// Where an exchange database is, with what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) engine: Engine,
    /// The path of a file, or an address without password.
    pub(super) at: String,
    pub(super) password: Option<Secret>,
}

impl ExchangeConfig {
    /// A database with defaults for everything but its address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            ..Self::default()
        }
    }

    pub(super) fn address(&self) -> Result<Address, Failure> {
        let fail = |problem: &str| Err(Failure::config(format!("`exchange.url` {problem}")));
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains('?') {
                return fail("is to be sqlite://PATH, with nothing behind the path");
            }
            return Ok(Address {
                engine: Engine::Sqlite,
                at: path.to_owned(),
                password: None,
            });
        }
        // What does not parse is not repeated: it may hold a password.
        let url = match Url::parse(&self.url) {
            Ok(url) if ["postgres", "postgresql"].contains(&url.scheme()) => url,
            _ => return fail("is neither postgres://USER@HOST/NAME nor sqlite://PATH"),
        };
        let told = url.query_pairs().any(|(key, _)| key == "password");
        if url.password().is_some() || told {
            return fail("holds a password: take it out, and set `exchange.password_file`");
        }
        let given = self.password.is_some() || self.password_file.is_some();
        let password = given.then(|| {
            let (password, file) = (self.password.as_ref(), self.password_file.as_ref());
            secret::resolve("exchange.password", password, file)
        });
        Ok(Address {
            engine: Engine::Postgres,
            at: url.to_string(),
            password: password.transpose()?,
        })
    }

    pub(super) fn tables(&self) -> Result<Tables, Failure> {
        let mut names = self.tables.values().chain(&self.schema);
        if let Some(bad) = names.find(|name| !is_identifier(name)) {
            return Err(Failure::config(format!(
                "`exchange.tables` and `exchange.schema` take letters of ASCII, digits and _ alone, \
                 not {bad:?}"
            )));
        }
        Ok(Tables {
            schema: self.schema.clone(),
            names: self.tables.clone(),
        })
    }
}

#[expect(clippy::ptr_arg, reason = "serde hands over what the field is")]
fn without_password<S: Serializer>(url: &String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&masked(url))
}

fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:***@{host}"),
            None => url.to_owned(),
        },
        None => url.to_owned(),
    }
}
