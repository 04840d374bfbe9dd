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
pub struct Feed {
    #[serde(flatten)]
    seen: BTreeMap<Uuid, i64>,
    /// The jurisdiction of the entry that it is the place of; none where it is no entry's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Uuid>,
}

impl Feed {
    /// The newest position seen of a jurisdiction.
    #[must_use]
    pub fn seen(&self, jurisdiction: Uuid) -> i64 {
        self.seen.get(&jurisdiction).copied().unwrap_or(0)
    }

    /// Where the reader stands once it has seen the entry as well.
    #[must_use]
    pub fn past(&self, entry: &LedgerRow) -> Self {
        self.at(entry, entry.seq)
    }

    fn at(&self, entry: &LedgerRow, seq: i64) -> Self {
        let mut seen = self.seen.clone();
        seen.insert(entry.jurisdiction_id, seq);
        Self {
            seen,
            of: Some(entry.jurisdiction_id),
        }
    }

    /// The newest position of a jurisdiction before the entry that this is the place of.
    fn before(&self, jurisdiction: Uuid) -> i64 {
        self.seen(jurisdiction) - i64::from(self.of == Some(jurisdiction))
    }
}

/// Which part of the ledger is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Only what comes after this place.
    pub after: Feed,
    /// Only what comes before the entry of this place.
    pub before: Option<Feed>,
    /// How many entries, at most [`MAX_PAGE`].
    pub size: u32,
    /// Counts from the end: the newest.
    pub from_end: bool,
}

/// Entries in the order of each jurisdiction, without gaps, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Each entry with the place after it.
    pub entries: Vec<(LedgerRow, Feed)>,
    /// Whether more is there already, in the direction of reading.
    pub more: bool,
}

impl View {
    /// A stretch of the ledger. Jurisdictions take turns, so that a long backlog in one does not
    /// hold up another.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role reads the ledger, or outside the caller's
    /// jurisdictions.
    pub async fn ledger(
        &self,
        stretch: &Stretch,
        regions: &[RegionCode],
        project: Option<Key>,
    ) -> Result<FeedPage, Fault> {
        let scope = self.scope_in(Permission::ReadLedger, regions).await?;
        if scope.seen().is_empty() {
            return Ok(FeedPage {
                entries: Vec::new(),
                more: false,
            });
        }
        let limit = Ord::min(stretch.size, MAX_PAGE);
        let ends = self.ends(&scope, stretch).await?;
        // Positions have no gaps, so a page never reaches further than its size; unless some
        // are hidden from the caller or passed over.
        let reach =
            (!scope.is_confined_to_units() && project.is_none()).then(|| i64::from(limit) + 1);
        let mut wanted = Condition::any();
        for jurisdiction in scope.seen() {
            let seen = stretch.after.seen(*jurisdiction);
            let end = ends.as_ref().map(|ends| ends.seen(*jurisdiction));
            let (low, high) = match (reach, end) {
                (Some(reach), Some(end)) if stretch.from_end => {
                    (Ord::max(seen, end.saturating_sub(reach)), Some(end))
                }
                (Some(reach), end) => {
                    let far = seen.saturating_add(reach);
                    (seen, Some(end.map_or(far, |end| Ord::min(end, far))))
                }
                (None, end) => (seen, end),
            };
            let mut part = Condition::all()
                .add(Column::JurisdictionId.eq(*jurisdiction))
                .add(Column::Seq.gt(low));
            if let Some(high) = high {
                part = part.add(Column::Seq.lte(high));
            }
            wanted = wanted.add(part);
        }
        let mut select = ledger::Entity::find_in(&scope).filter(wanted);
        if let Some(project) = project {
            select = select
                .filter(Column::JurisdictionId.eq(project.jurisdiction))
                .filter(Column::ProjectId.eq(project.id));
        }
        let select = match &ends {
            Some(ends) if stretch.from_end => select
                .order_by_desc(distance(&scope, ends))
                .order_by_desc(Column::JurisdictionId),
            _ => select
                .order_by_asc(distance(&scope, &stretch.after))
                .order_by_asc(Column::JurisdictionId),
        };
        let mut rows = select
            .limit(u64::from(limit) + 1)
            .all(&self.reader())
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let entries = match ends {
            Some(ends) if stretch.from_end => backward(rows, ends),
            _ => forward(rows, stretch.after.clone()),
        };
        Ok(FeedPage { entries, more })
    }

    /// The newest positions that are wanted; none where nothing bounds them.
    async fn ends(&self, scope: &Scope, stretch: &Stretch) -> Result<Option<Feed>, Fault> {
        let seen = match &stretch.before {
            Some(place) => scope
                .seen()
                .iter()
                .map(|one| (*one, place.before(*one)))
                .collect(),
            None if stretch.from_end => self.heads(scope).await?,
            None => return Ok(None),
        };
        Ok(Some(Feed { seen, of: None }))
    }

    /// The newest place: a reader that starts here sees only what comes next.
    ///
    /// # Errors
    ///
    /// As [`View::ledger`].
    pub async fn ledger_heads(&self, regions: &[RegionCode]) -> Result<Feed, Fault> {
        let scope = self.scope_in(Permission::ReadLedger, regions).await?;
        let seen = self.heads(&scope).await?;
        Ok(Feed { seen, of: None })
    }

    async fn heads(&self, scope: &Scope) -> Result<BTreeMap<Uuid, i64>, Fault> {
        // A position says nothing of what stands there.
        let everybody = Scope::jurisdictions(scope.seen().to_vec());
        let heads = ledger_head::Entity::find_in(&everybody)
            .all(&self.reader())
            .await?;
        let heads = heads.into_iter();
        Ok(heads.map(|head| (head.jurisdiction_id, head.seq)).collect())
    }
}

/// Each entry with its place, reading on from one.
fn forward(rows: Vec<LedgerRow>, mut place: Feed) -> Vec<(LedgerRow, Feed)> {
    let entries = rows.into_iter().map(|row| {
        place = place.past(&row);
        (row, place.clone())
    });
    entries.collect()
}

/// Each entry with its place, from rows that come newest first and end at a place.
fn backward(rows: Vec<LedgerRow>, mut place: Feed) -> Vec<(LedgerRow, Feed)> {
    let entries = rows.into_iter().map(|row| {
        let own = place.past(&row);
        place = place.at(&row, row.seq - 1);
        (row, own)
    });
    let mut entries: Vec<_> = entries.collect();
    entries.reverse();
    entries
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
