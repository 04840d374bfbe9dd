use serde_json::Value as Json;
use shuniu_policy::facts::{Value, ValueError};
use shuniu_policy::vocabulary::Definition;

/// Reads a value that somebody enters, and gives it as it is kept: money with two decimals. What
/// no project can have is refused.
///
/// # Errors
///
/// [`ValueError`].
pub fn entered(definition: &Definition, json: &Json) -> Result<Json, ValueError> {
    let value = Value::from_json(json, definition)?;
    if value.impossible().is_some() {
        return Err(ValueError::new(json, definition));
    }
    Ok(match value {
        Value::Money(fen) => Json::from(fen.to_string()),
        _ => json.clone(),
    })
}
