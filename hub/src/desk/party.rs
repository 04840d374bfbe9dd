use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::{Tenant, organization};
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
    fn is(&self, row: &organization::Model) -> bool {
        match (&self.credit_code, &row.credit_code) {
            (Some(code), Some(known)) => code.as_str() == known,
            // A name alone joins only what has no other identity or bears the same name.
            _ => self.name == row.name,
        }
    }
}

/// Brings the named organizations onto the desk, in one statement, and enters the unknown ones.
pub(crate) async fn organizations(
    tx: &mut Tx,
    source: &str,
    parties: &[Party],
) -> Result<Vec<Uuid>, Fault> {
    let unknown = parties.iter().filter(|party| find(tx, party).is_none());
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
    if !names.is_empty() {
        let wanted = organization::Column::Name
            .is_in(names)
            .or(organization::Column::CreditCode.is_in(codes));
        let scope = shuniu_entities::Scope::jurisdictions(vec![tx.jurisdiction()]);
        let rows = organization::Entity::find_in(&scope)
            .filter(wanted)
            .all(tx.db())
            .await?;
        for row in rows {
            if !tx
                .desk()
                .organizations
                .iter()
                .any(|known| known.id == row.id)
            {
                tx.desk_mut().organizations.hold(row);
            }
        }
    }
    parties
        .iter()
        .map(|party| Ok(find(tx, party).unwrap_or_else(|| enter(tx, source, party))))
        .collect()
}

fn find(tx: &Tx, party: &Party) -> Option<Uuid> {
    tx.desk()
        .organizations
        .iter()
        .find(|row| party.is(row))
        .map(|row| row.id)
}

fn enter(tx: &mut Tx, source: &str, party: &Party) -> Uuid {
    let row = organization::Model {
        jurisdiction_id: tx.jurisdiction(),
        id: Uuid::now_v7(),
        name: party.name.clone(),
        credit_code: party
            .credit_code
            .as_ref()
            .map(|code| code.as_str().to_owned()),
        source: source.to_owned(),
        created_at: tx.now(),
    };
    let id = row.id;
    tx.desk_mut().organizations.add(row);
    id
}
