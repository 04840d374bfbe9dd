use serde_json::json;
use shuniu_entities::institution_share;
use shuniu_policy::assessment::Obligation;
use uuid::Uuid;

use super::owed::Owed;
use crate::desk::File;
use crate::fault::Fault;

/// Puts what the project gives its unit to do into the file; gives the units that owe something
/// else by it than before.
pub(super) fn put_share(file: &mut File, said: &[Obligation]) -> Result<Vec<Uuid>, Fault> {
    // What waits for its event is nobody's to do yet.
    let begun = said
        .iter()
        .filter(|one| one.days.triggered_on.is_some() || one.days.undetermined);
    let owed: Vec<Owed> = begun.map(Owed::of).collect();
    let (unit, key) = (file.project.get().unit_id, file.key());
    let Some(was) = file.shares.iter().next() else {
        if owed.is_empty() {
            return Ok(Vec::new());
        }
        file.shares.add(institution_share::Model {
            jurisdiction_id: key.jurisdiction,
            project_id: key.id,
            unit_id: unit,
            duties: json!(owed),
        });
        return Ok(unit.into_iter().collect());
    };
    let before = serde_json::from_value::<Vec<Owed>>(was.duties.clone())
        .map_err(|error| Fault::corrupt("institution_share", error))?;
    let left = was.unit_id;
    if (&before, left) == (&owed, unit) {
        return Ok(Vec::new());
    }
    if let Some(row) = file.shares.change(|_| true) {
        row.unit_id = unit;
        row.duties = json!(owed);
    }
    Ok([left, unit].into_iter().flatten().collect())
}
