use std::collections::BTreeSet;

use shuniu_connectors::contract::{CanonicalRecord, HeaderFact};
use uuid::Uuid;

use super::Standing;
use crate::clock::local_day;
use crate::command::{Another, enter};
use crate::desk;
use crate::fault::Fault;
use crate::sync::known_by::is_shut_name;
use crate::transact::Tx;

/// Enters the project that the records tell the name and unit of. It is followed from the day on
/// which the first of those came in, as it would be had it never been taken for another.
///
/// # Errors
///
/// [`Fault::Invalid`] where none of them tells both, or such a project is on record;
/// [`Fault::Taken`] where it was declared state-secret here.
pub(super) async fn out_of(
    tx: &mut Tx,
    project: Uuid,
    (records, code): (&[Standing], Option<&str>),
) -> Result<Uuid, Fault> {
    let founding: Vec<&Standing> = records
        .iter()
        .filter(|one| founds(&one.incoming.record))
        .collect();
    let founder = founding.first().and_then(|one| {
        let name = one.incoming.record.project.name.clone()?;
        Some((name, one.incoming.unit()?, &one.incoming.system))
    });
    let Some((name, unit, system)) = founder else {
        let problem = "none of the records tells the name and the unit of a project, as an approval or a plan item \
                       does: name one that does as well, or register the project (`registerProject`) and give it here";
        return Err(Fault::invalid("into", problem));
    };
    let credit_code = unit.credit_code.as_ref();
    let credit_code = credit_code.map(shuniu_policy::CreditCode::as_str);
    if is_shut_name(tx, &name, &unit.name, credit_code).await? {
        return Err(Fault::Taken {
            what: "name".to_owned(),
            value: name,
        });
    }
    desk::recall(tx, std::slice::from_ref(&unit)).await?;
    let unit = desk::on_desk(tx, system, &unit);
    let another = Another {
        name: &name,
        unit,
        is_coded: code.is_some(),
        but: Some(project),
    };
    if another.is_on_record(tx).await? {
        let problem = format!(
            "a project {name:?} of the unit is on record besides; give it here, if the records are of that one"
        );
        return Err(Fault::invalid("into", problem));
    }
    let versions = founding.iter().flat_map(|one| &one.versions);
    let came: BTreeSet<_> = versions.map(|row| row.received_at).collect();
    let came = came.first().copied().map(local_day);
    let since = came.unwrap_or(tx.today()).min(tx.today());
    Ok(enter(tx, Some(unit), Some(since)))
}

/// Whether a record tells the name and the unit of a project, and not of a procurement or the like.
fn founds(record: &CanonicalRecord) -> bool {
    let says = |name: &str| record.facts.iter().any(|fact| fact.name == name);
    says(HeaderFact::NAME) && says(HeaderFact::UNIT_NAME)
}
