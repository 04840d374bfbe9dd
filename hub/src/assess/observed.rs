use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shuniu_entities::{Scope, Tenant, obligation, project, sync_cursor};
use uuid::Uuid;

use crate::clock::local_day;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::Source;
use crate::transact::{Actor, Tx, Work, transact};

/// How far the record is complete, by kind of event, document or report that an outside system
/// brings. A kind that no system brings is kept by people and complete through today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    pub(crate) through: BTreeMap<String, NaiveDate>,
}

/// Reads how far each attached system has been read in the jurisdiction: one statement.
///
/// A stream that was never read to its end leaves its kinds unobserved: everything that would
/// rest on them stays undetermined.
pub(crate) async fn observed(tx: &Tx, sources: &[Source]) -> Result<Observed, Fault> {
    let here: Vec<&Source> = sources
        .iter()
        .filter(|one| one.jurisdiction == tx.jurisdiction())
        .collect();
    if here.is_empty() {
        return Ok(Observed::default());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let cursors = sync_cursor::Entity::find_in(&scope).all(tx.db()).await?;
    let mut through = BTreeMap::new();
    for source in here {
        for stream in source.connector.streams() {
            let cursor = cursors.iter().find(|cursor| {
                cursor.connector_id == source.id && cursor.stream == stream.as_str()
            });
            let day = cursor
                .and_then(|cursor| cursor.observed_through)
                .map(local_day);
            let day = day.unwrap_or_else(unread);
            let names = source.connector.names(stream);
            for kind in names.events.into_iter().chain(names.documents) {
                let known = through.entry(kind).or_insert(day);
                *known = Ord::min(day, *known);
            }
        }
    }
    Ok(Observed { through })
}

/// Stands for a stream that was never read: the first day that both databases can keep.
fn unread() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default()
}

impl Hub {
    /// Has duties that waited for a system to be read further assessed anew.
    pub(crate) async fn observed_further(&self, jurisdiction: Uuid) -> Result<(), Fault> {
        let actor = Actor::worker("assess");
        transact(self, jurisdiction, &actor, "observed_further", &Waiting).await?;
        Ok(())
    }
}

/// Marks the projects whose duties rest on how far a system was read.
struct Waiting;

#[async_trait::async_trait]
impl Work for Waiting {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let resting = Query::select()
            .column(obligation::Column::ProjectId)
            .from(obligation::Entity)
            .and_where(Expr::col(obligation::Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(obligation::Column::ObservedThrough).lt(tx.today()))
            .and_where(Expr::col(obligation::Column::FulfilledOn).is_null())
            .and_where(Expr::col(obligation::Column::LastOn).is_not_null())
            .to_owned();
        let mark = Query::update()
            .table(project::Entity)
            .value(project::Column::NextChangeOn, tx.today())
            .and_where(Expr::col(project::Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(project::Column::Id).in_subquery(resting))
            .to_owned();
        tx.db().execute(&mark).await?;
        Ok(())
    }
}
