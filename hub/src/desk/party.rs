use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use shuniu_entities::{Scope, Tenant, organization, padded};
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
    fn code(&self) -> Option<&str> {
        self.credit_code.as_ref().map(CreditCode::as_str)
    }
}

/// Brings the organizations that are known already onto the desk, in one statement.
pub(crate) async fn recall(tx: &mut Tx, parties: &[Party]) -> Result<(), Fault> {
    // One that is known by its name may be known by its code as another.
    let known = |party: &&Party| match party.code() {
        Some(code) => by_code(tx, code).is_some(),
        None => known(tx, party).is_some(),
    };
    let unknown = parties.iter().filter(|party| !known(party));
    let (mut names, mut codes) = (Vec::new(), Vec::new());
    for party in unknown {
        names.push(party.name.clone());
        codes.extend(party.code().map(ToOwned::to_owned));
    }
    if names.is_empty() {
        return Ok(());
    }
    let wanted = organization::Column::Name
        .is_in(padded(&names))
        .or(organization::Column::CreditCode.is_in(padded(&codes)));
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    for row in organization::Entity::find_in(&scope)
        .filter(wanted)
        .order_by_asc(organization::Column::Id)
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
    let code = party.code().map(ToOwned::to_owned);
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

/// The organization, if it is on the desk. A code decides, whatever its bearer is called; a name
/// joins only where one of the two has no code.
pub(crate) fn known(tx: &Tx, party: &Party) -> Option<Uuid> {
    let bearer = party.code().and_then(|code| by_code(tx, code));
    let codeless = |row: &&organization::Model| {
        row.name == party.name && (party.credit_code.is_none() || row.credit_code.is_none())
    };
    let by_name = || tx.desk().organizations.iter().find(codeless);
    bearer.or_else(|| by_name().map(|row| row.id))
}

fn by_code(tx: &Tx, code: &str) -> Option<Uuid> {
    let mut rows = tx.desk().organizations.iter();
    let bearer = rows.find(|row| row.credit_code.as_deref() == Some(code));
    bearer.map(|row| row.id)
}

fn enter(tx: &mut Tx, source: &str, party: &Party) -> Uuid {
    let code = party.code().map(ToOwned::to_owned);
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
