use shuniu_connectors::contract::HeaderFact;
use shuniu_policy::CreditCode;
use uuid::Uuid;

use super::{File, Party, on_desk, recall};
use crate::fault::Fault;
use crate::field::Slot;
use crate::transact::Tx;

impl File {
    /// The unit by the name that counts, with the code that the same source gives; and the source.
    fn named_unit(&self) -> Option<(Party, String)> {
        let name = self.fact(HeaderFact::UNIT_NAME)?;
        let code = self
            .said(&Slot::of_project(HeaderFact::UNIT_CREDIT_CODE))
            .find(|row| row.source == name.source);
        let code = code.and_then(|row| CreditCode::parse(row.value.as_str()?).ok());
        let party = Party {
            name: name.value.as_str()?.to_owned(),
            credit_code: code,
        };
        Some((party, name.source.clone()))
    }
}

/// Has the projects whose unit is told otherwise than before follow the value that counts. Where
/// none did, nothing is asked of the database.
pub(crate) async fn follow_units(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    let mut moved = Vec::new();
    for id in projects {
        let file = tx.desk_mut().files.get_mut(id);
        if let Some(file) = file.filter(|file| file.unit_moved) {
            file.unit_moved = false;
            moved.extend(
                file.named_unit()
                    .map(|(party, source)| (*id, party, source)),
            );
        }
    }
    let parties: Vec<Party> = moved.iter().map(|(_, party, _)| party.clone()).collect();
    recall(tx, &parties).await?;
    for (id, party, source) in moved {
        let unit = on_desk(tx, &source, &party);
        let file = tx.desk_mut().files.get_mut(&id);
        if let Some(file) = file.filter(|file| file.project.get().unit_id != Some(unit)) {
            file.project.change().unit_id = Some(unit);
        }
    }
    Ok(())
}
