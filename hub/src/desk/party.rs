use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::{Scope, Tenant, organization};
use shuniu_policy::CreditCode;
use uuid::Uuid;

use crate::fault::Fault;
use crate::transact::Tx;

/// A unit, bureau or supplier as a record names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) credit_code: Option<CreditCode>,
}

impl Party {
    /// A code decides; a name joins only where one of the two has no code.
    fn is(&self, row: &organization::Model) -> bool {
        match (&self.credit_code, &row.credit_code) {
            (Some(code), Some(known)) => code.as_str() == known,
            _ => self.name == row.name,
        }
    }
}

/// Brings the organizations that are known already onto the desk, in one statement.
pub(crate) async fn recall(tx: &mut Tx, parties: &[Party]) -> Result<(), Fault> {
    let unknown = parties.iter().filter(|party| known(tx, party).is_none());
    let (mut names, mut codes) = (Vec::new(), Vec::new());
    for party in unknown {
        names.push(party.name.clone());
        codes.extend(
            party
                .credit_code
                .as_ref()
                .map(|code| code.as_str().to_owned()),
        );
    }
    if names.is_empty() {
        return Ok(());
    }
    let wanted = organization::Column::Name
        .is_in(names)
        .or(organization::Column::CreditCode.is_in(codes));
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    for row in organization::Entity::find_in(&scope)
        .filter(wanted)
        .all(tx.db())
        .await?
    {
        if !tx
            .desk()
            .organizations
            .iter()
            .any(|known| known.id == row.id)
        {
            tx.desk_mut().organizations.hold(row);
        }
    }
    Ok(())
}

/// Gives the ids of the organizations, in their order, and enters the unknown ones.
pub(crate) async fn organizations(
    tx: &mut Tx,
    source: &str,
    parties: &[Party],
) -> Result<Vec<Uuid>, Fault> {
    recall(tx, parties).await?;
    Ok(parties
        .iter()
        .map(|party| on_desk(tx, source, party))
        .collect())
}

/// The same for one that was recalled before.
pub(crate) fn on_desk(tx: &mut Tx, source: &str, party: &Party) -> Uuid {
    let Some(id) = known(tx, party) else {
        return enter(tx, source, party);
    };
    let code = party
        .credit_code
        .as_ref()
        .map(|code| code.as_str().to_owned());
    let unnamed = |row: &organization::Model| row.id == id && row.credit_code.is_none();
    if code.is_some()
        && tx.desk().organizations.iter().any(unnamed)
        && let Some(row) = tx.desk_mut().organizations.change(unnamed)
    {
        row.identity = code.clone().unwrap_or_else(|| row.name.clone());
        row.credit_code = code;
    }
    id
}

/// The organization, if it is on the desk.
pub(crate) fn known(tx: &Tx, party: &Party) -> Option<Uuid> {
    tx.desk()
        .organizations
        .iter()
        .find(|row| party.is(row))
        .map(|row| row.id)
}

fn enter(tx: &mut Tx, source: &str, party: &Party) -> Uuid {
    let code = party
        .credit_code
        .as_ref()
        .map(|code| code.as_str().to_owned());
    let row = organization::Model {
        jurisdiction_id: tx.jurisdiction(),
        id: Uuid::now_v7(),
        name: party.name.clone(),
        identity: code.clone().unwrap_or_else(|| party.name.clone()),
        credit_code: code,
        source: source.to_owned(),
        created_at: tx.now(),
    };
    let id = row.id;
    tx.desk_mut().organizations.add(row);
    id
}
