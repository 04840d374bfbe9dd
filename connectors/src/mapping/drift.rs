use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::file::StreamRule;
use crate::{
    contract::{Misfit, RecordError, Warning},
    strict::nearest,
};

/// Looks for top-level fields that the mapping does not know. One that looks like a renamed field
/// refuses the record; any other is only reported.
pub(super) fn look(
    rule: &StreamRule,
    known: &BTreeSet<String>,
    record: &Map<String, Value>,
) -> Result<Vec<Warning>, RecordError> {
    let unknown = record
        .keys()
        .filter(|key| !known.contains(*key) && !rule.unmapped.contains(*key));
    let mut warnings = Vec::new();
    for key in unknown {
        let gone = known
            .iter()
            .map(String::as_str)
            .filter(|name| !record.contains_key(*name));
        if let Some(renamed) = nearest(key, gone) {
            return Err(RecordError::new(
                format!("/{key}"),
                &Misfit::Renamed {
                    was: renamed.to_owned(),
                    is: key.clone(),
                },
            ));
        }
        warnings.push(Warning {
            path: format!("/{key}"),
            text: format!(
                "field {key:?} is new and was left out; map it or list it under unmapped"
            ),
        });
    }
    Ok(warnings)
}
