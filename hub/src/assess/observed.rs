use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, LockType, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};
use shuniu_entities::{Scope, Tenant, gate_state, obligation, project, sync_cursor};
use shuniu_policy::vocabulary::{Family, Vocabulary};
use uuid::Uuid;

use crate::clock::local_day;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// How far the record is complete, by kind of event, document or report that an outside system
/// brings. A kind that no system brings is kept by people and complete through today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    pub(crate) through: BTreeMap<String, NaiveDate>,
    /// How far all other kinds are, while it is not known what some stream brings.
    pub(crate) otherwise: Option<NaiveDate>,
}

/// Reads how far each stream of the jurisdiction was read, and what it brings: one statement.
///
/// The database is asked and not the process: one that has no outside system attached must
/// judge as the worker does. A stream that was never read to its end leaves its kinds
/// unobserved: everything that would rest on them stays undetermined.
pub(crate) async fn observed<C: ConnectionTrait>(
    db: &C,
    jurisdiction: Uuid,
    vocabulary: &Vocabulary,
) -> Result<Observed, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    let streams = sync_cursor::Entity::find_in(&scope).all(db).await?;
    // A newer process may bring what no law of this one reads.
    let is_read = |kind: &String| {
        let mut families = [Family::Event, Family::Document].into_iter();
        families.any(|family| vocabulary.get(family, kind).is_some())
    };
    let mut observed = Observed::default();
    for stream in streams {
        let day = stream.observed_through.map_or_else(unread, local_day);
        let sooner = |known: NaiveDate| Ord::min(known, day);
        let Some(kinds) = stream.kinds else {
            observed.otherwise = Some(observed.otherwise.map_or(day, sooner));
            continue;
        };
        let kinds: Vec<String> = serde_json::from_value(kinds)
            .map_err(|error| Fault::corrupt(format!("stream {}", stream.stream), error))?;
        for kind in kinds.into_iter().filter(is_read) {
            let known = observed.through.entry(kind).or_insert(day);
            *known = sooner(*known);
        }
    }
    if let Some(day) = observed.otherwise {
        for known in observed.through.values_mut() {
            *known = Ord::min(*known, day);
        }
    }
    Ok(observed)
}

/// Stands for a stream that was never read: the first day that both databases can keep.
fn unread() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default()
}

impl Hub {
    /// Has what waited for a system to be read further assessed anew, once a stream was read that
    /// had been complete as far as given.
    pub(crate) async fn observed_further(
        &self,
        jurisdiction: Uuid,
        before: Option<DateTime<Utc>>,
    ) -> Result<(), Fault> {
        let actor = Actor::worker("assess");
        let today = self.clock().today();
        let waiting = Waiting {
            gates: before.is_none_or(|before| local_day(before) < today),
        };
        transact(self, jurisdiction, &actor, "observed_further", &waiting).await?;
        Ok(())
    }
}

/// Marks the projects whose duties rest on how far a system was read: those that may turn late,
/// and all that were assessed before the system had been read at all. And those whose gates do.
struct Waiting {
    /// Whether a gate may open or close by it: that rests on whether a kind is complete through
    /// today.
    gates: bool,
}

#[async_trait::async_trait]
impl Work for Waiting {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let first = Expr::col(obligation::Column::ObservedThrough).eq(unread());
        let resting = Query::select()
            .column(obligation::Column::ProjectId)
            .from(obligation::Entity)
            .and_where(Expr::col(obligation::Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(obligation::Column::ObservedThrough).lt(tx.today()))
            .and_where(Expr::col(obligation::Column::FulfilledOn).is_null())
            .and_where(
                Expr::col(obligation::Column::LastOn)
                    .is_not_null()
                    .or(first),
            )
            .to_owned();
        mark(
            tx,
            Cond::all().add(project::Column::Id.in_subquery(resting)),
        )
        .await?;
        if self.gates {
            mark_undecided(tx).await?;
        }
        Ok(())
    }
}

/// Marks the projects that have a gate which needs a kind to be complete that is so through today.
///
/// Of one that is followed since a day only, what is not on file may have been before that day: to
/// read on does not decide it, and it would be assessed in vain after every reading.
async fn mark_undecided(tx: &Tx) -> Result<(), Fault> {
    let vocabulary = tx.law().vocabulary();
    let observed = observed(tx.db(), tx.jurisdiction(), vocabulary).await?;
    let complete = observed.through.iter().filter(|(kind, through)| {
        **through >= tx.today() && vocabulary.get(Family::Fact, kind).is_none()
    });
    let needs = |kind: &String| {
        Expr::col(gate_state::Column::Needs)
            .cast_as("text")
            .like(format!("%\"{kind}\"%"))
    };
    let Some(waits) = complete.map(|(kind, _)| needs(kind)).reduce(ExprTrait::or) else {
        return Ok(());
    };
    let undecided = Query::select()
        .column(gate_state::Column::ProjectId)
        .from(gate_state::Entity)
        .and_where(Expr::col(gate_state::Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(waits)
        .to_owned();
    let waiting = Cond::all()
        .add(project::Column::TrackedSince.is_null())
        .add(project::Column::Id.in_subquery(undecided));
    mark(tx, waiting).await
}

/// Has every project of the jurisdiction assessed in the next round, because outside systems
/// bring other kinds than before.
pub(crate) async fn mark_all(tx: &Tx) -> Result<(), Fault> {
    mark(tx, Cond::all()).await
}

/// Has the projects assessed in the next round. Those that are to be anyway are not written, but
/// waited for: whoever has just assessed one may not know yet what it is marked for.
async fn mark(tx: &Tx, which: Cond) -> Result<(), Fault> {
    let of_place = || project::Column::JurisdictionId.eq(tx.jurisdiction());
    let locked = Query::select()
        .column(project::Column::Id)
        .from(project::Entity)
        .and_where(of_place())
        .cond_where(which.clone())
        .order_by(project::Column::Id, Order::Asc)
        .lock(LockType::NoKeyUpdate)
        .to_owned();
    let locked = Query::select()
        .expr(Expr::cust("count(*)"))
        .from_subquery(locked, "locked")
        .to_owned();
    tx.db().query_one(&locked).await?;
    let next = project::Column::NextChangeOn;
    let later = next.is_null().or(next.gt(tx.today()));
    let mark = Query::update()
        .table(project::Entity)
        .value(next, tx.today())
        .and_where(of_place())
        .cond_where(which)
        .and_where(later)
        .to_owned();
    tx.db().execute(&mark).await?;
    Ok(())
}
