//! The parameters of a GraphQL request.

use async_graphql::Variables;
use serde_json::{Map, Value};

/// `query`, `operationName`, `variables`, `extensions`.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The document.
    pub query: String,
    /// The operation to run, when the document has several.
    pub operation_name: Option<String>,
    /// The values of variables.
    pub variables: Variables,
    /// Whatever the client adds; checked to be a map and otherwise unused.
    pub extensions: Map<String, Value>,
}

/// A request that is no GraphQL request; the text names the parameter and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// A batch.
    #[error("batches are not accepted; send one request per call")]
    Batch,
    /// Not a JSON object.
    #[error("the request must be a JSON object with a `query`")]
    Object,
    /// No `query`.
    #[error("`query` is missing; it must be a string")]
    NoQuery,
    /// A parameter of another type.
    #[error("`{name}` must be {expected}")]
    Type {
        /// The parameter.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A URL parameter given twice.
    #[error("`{0}` is given twice")]
    Twice(&'static str),
    /// A URL that cannot be decoded.
    #[error("the URL's query string cannot be decoded")]
    Url,
}

impl Params {
    /// Reads the parameters from the JSON of a body or socket message.
    ///
    /// # Errors
    ///
    /// Fails on a batch, on anything but an object, and on parameters of other types.
    pub fn from_json(value: Value) -> Result<Self, ParamsError> {
        let mut object = match value {
            Value::Object(object) => object,
            Value::Array(_) => return Err(ParamsError::Batch),
            _ => return Err(ParamsError::Object),
        };
        let query = match object.remove("query") {
            Some(Value::String(query)) => query,
            None => return Err(ParamsError::NoQuery),
            Some(_) => {
                return Err(ParamsError::Type {
                    name: "query",
                    expected: "a string",
                });
            }
        };
        let operation_name = match object.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) if name.is_empty() => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => {
                let expected = "a string or null";
                return Err(ParamsError::Type {
                    name: "operationName",
                    expected,
                });
            }
        };
        let variables = map("variables", object.remove("variables"))?;
        let extensions = map("extensions", object.remove("extensions"))?;
        let variables = Variables::from_json(Value::Object(variables));
        Ok(Self {
            query,
            operation_name,
            variables,
            extensions,
        })
    }

    /// Reads the parameters from decoded pairs of a URL; others are ignored.
    ///
    /// # Errors
    ///
    /// Fails on a parameter given twice, and on `variables` or `extensions` that are no JSON map.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, ParamsError> {
        let mut object = Map::new();
        for (name, text) in pairs {
            let (name, value) = match name.as_str() {
                "query" => ("query", Value::String(text)),
                "operationName" => ("operationName", Value::String(text)),
                "variables" => ("variables", json("variables", &text)?),
                "extensions" => ("extensions", json("extensions", &text)?),
                _ => continue,
            };
            if object.insert(name.to_owned(), value).is_some() {
                return Err(ParamsError::Twice(name));
            }
        }
        Self::from_json(Value::Object(object))
    }
}

fn map(name: &'static str, value: Option<Value>) -> Result<Map<String, Value>, ParamsError> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(ParamsError::Type {
            name,
            expected: "an object or null",
        }),
    }
}

fn json(name: &'static str, text: &str) -> Result<Value, ParamsError> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| ParamsError::Type {
        name,
        expected: "JSON",
    })
}
