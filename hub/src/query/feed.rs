use std::collections::BTreeMap;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use shuniu_entities::{Key, Scope, Tenant, ledger, ledger_head};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use super::page::MAX_PAGE;
use super::row::LedgerRow;
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

use ledger::Column;

/// How far a reader of the ledger has come: the newest position it has seen of each jurisdiction.
/// One that is not named has not been read at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Feed(pub BTreeMap<Uuid, i64>);

impl Feed {
    /// The newest position seen of a jurisdiction.
    #[must_use]
    pub fn seen(&self, jurisdiction: Uuid) -> i64 {
        self.0.get(&jurisdiction).copied().unwrap_or(0)
    }

    /// Where the reader stands once it has seen the entry as well.
    #[must_use]
    pub fn past(&self, entry: &LedgerRow) -> Self {
        let mut next = self.clone();
        next.0.insert(entry.jurisdiction_id, entry.seq);
        next
    }
}

/// Entries in the order of each jurisdiction, without gaps, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Each entry with the place after it.
    pub entries: Vec<(LedgerRow, Feed)>,
    /// Whether more is there already.
    pub more: bool,
}

impl View {
    /// The entries after a place, at most `limit`. Jurisdictions take turns, so that a long
    /// backlog in one does not hold up another.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role reads the ledger, or outside the caller's
    /// jurisdictions.
    pub async fn ledger_after(
        &self,
        after: &Feed,
        regions: &[RegionCode],
        project: Option<Key>,
        limit: u32,
    ) -> Result<FeedPage, Fault> {
        let scope = self.scope_in(Permission::ReadLedger, regions).await?;
        if scope.seen().is_empty() {
            return Ok(FeedPage {
                entries: Vec::new(),
                more: false,
            });
        }
        let limit = Ord::min(limit, MAX_PAGE);
        // Positions have no gaps, so a page never reaches further than its size; unless some
        // are hidden from the caller or passed over.
        let reach =
            (!scope.is_confined_to_units() && project.is_none()).then(|| i64::from(limit) + 1);
        let mut wanted = Condition::any();
        for jurisdiction in scope.seen() {
            let seen = after.seen(*jurisdiction);
            let mut part = Condition::all()
                .add(Column::JurisdictionId.eq(*jurisdiction))
                .add(Column::Seq.gt(seen));
            if let Some(reach) = reach {
                part = part.add(Column::Seq.lte(seen.saturating_add(reach)));
            }
            wanted = wanted.add(part);
        }
        let mut select = ledger::Entity::find_in(&scope).filter(wanted);
        if let Some(project) = project {
            select = select
                .filter(Column::JurisdictionId.eq(project.jurisdiction))
                .filter(Column::ProjectId.eq(project.id));
        }
        let mut rows = select
            .order_by_asc(distance(&scope, after))
            .order_by_asc(Column::JurisdictionId)
            .limit(u64::from(limit) + 1)
            .all(&self.reader())
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let mut place = after.clone();
        let entries = rows.into_iter().map(|row| {
            place = place.past(&row);
            (row, place.clone())
        });
        Ok(FeedPage {
            entries: entries.collect(),
            more,
        })
    }

    /// The newest place: a reader that starts here sees only what comes next.
    ///
    /// # Errors
    ///
    /// As [`View::ledger_after`].
    pub async fn ledger_heads(&self, regions: &[RegionCode]) -> Result<Feed, Fault> {
        let scope = self.scope_in(Permission::ReadLedger, regions).await?;
        // A position says nothing of what stands there.
        let everybody = Scope::jurisdictions(scope.seen().to_vec());
        let heads = ledger_head::Entity::find_in(&everybody)
            .all(&self.reader())
            .await?;
        let heads = heads
            .into_iter()
            .map(|head| (head.jurisdiction_id, head.seq));
        Ok(Feed(heads.collect()))
    }
}

/// How far an entry lies beyond what was seen of its jurisdiction.
fn distance(scope: &Scope, after: &Feed) -> SimpleExpr {
    let mut distance = CaseStatement::new();
    for jurisdiction in scope.seen() {
        let seen = after.seen(*jurisdiction);
        distance = distance.case(
            Column::JurisdictionId.eq(*jurisdiction),
            Column::Seq.into_simple_expr().sub(seen),
        );
    }
    distance.finally(Expr::val(0_i64)).into()
}
