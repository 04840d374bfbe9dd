use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, SimpleExpr,
    UnionType,
};
use sea_orm::{ColumnTrait, IntoSimpleExpr, QueryResult, QuerySelect, QueryTrait, Select};
use shuniu_entities::{
    Key, contract, institution_obligation, obligation, payment, project, unstarted_obligation,
};
use shuniu_policy::Fen;
use uuid::Uuid;

use super::dimension::{Dimension, GroupValue};
use super::fold::Part;
use super::measures::{Amount, AmountOf, Measures};
use super::value::{has, is_division, is_of_project, of_project, value};
use super::{Counted, Days, MAX_PARTS};
use crate::desk::Standing;
use crate::fault::Fault;
use crate::query::status::{Status, status_of};
use crate::query::unstarted::{self, OWED, OWING, PLACE, PROJECTS};

/// Names of the columns of what is counted, and of the counts.
const STATUS: &str = "status";
const DATED: &str = "dated";
const COUNT: &str = "count";

/// A question, as one statement.
pub(super) struct Asked<'a> {
    counted: &'a Counted,
    /// The dimensions that the database tells apart; divisions follow from the jurisdiction.
    by: Vec<(Dimension, SimpleExpr)>,
    amounts: Vec<(AmountOf, SimpleExpr)>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(counted: &'a Counted, by: &[Dimension]) -> Result<Self, Fault> {
        let mut told = Vec::new();
        for (at, dimension) in by.iter().enumerate() {
            if by[..at].contains(dimension) {
                return Err(Fault::invalid("groupBy", "names a dimension twice"));
            }
            if is_division(*dimension) {
                continue;
            }
            let value = value(counted, *dimension);
            let value = value.ok_or_else(|| {
                let known = Dimension::ALL.iter().filter(|one| has(counted, **one));
                let known: Vec<&str> = known.map(|one| one.as_str()).collect();
                let problem = format!(
                    "has no {} to be told apart by; known: {}",
                    dimension.as_str(),
                    known.join(", ")
                );
                Fault::invalid("groupBy", problem)
            })?;
            told.push((*dimension, value));
        }
        let amounts = match counted {
            Counted::Projects(_) => vec![
                (
                    AmountOf::Budget,
                    project::Column::BudgetFen.into_simple_expr(),
                ),
                (
                    AmountOf::Investment,
                    project::Column::InvestmentFen.into_simple_expr(),
                ),
            ],
            Counted::Contracts { .. } => {
                vec![(
                    AmountOf::Contract,
                    contract::Column::AmountFen.into_simple_expr(),
                )]
            }
            Counted::Payments { .. } => vec![
                (
                    AmountOf::Paid,
                    amount_where(payment::Column::PaidOn.is_not_null()),
                ),
                (
                    AmountOf::Requested,
                    amount_where(payment::Column::PaidOn.is_null()),
                ),
            ],
            Counted::Obligations(_) | Counted::InstitutionObligations(_) => Vec::new(),
        };
        Ok(Self {
            counted,
            by: told,
            amounts,
        })
    }

    /// Where the values of parts tell a dimension.
    pub(super) fn position(&self, dimension: Dimension) -> Option<usize> {
        self.by.iter().position(|(told, _)| *told == dimension)
    }

    /// Counts what belongs to the projects.
    pub(super) fn of_projects(&self, projects: Select<project::Entity>) -> SelectStatement {
        let mut rows = projects.select_only().into_query();
        match self.counted {
            Counted::Contracts { signed, .. } => {
                use contract::{Column, Entity};
                rows.inner_join(
                    Entity,
                    of_project(Column::JurisdictionId, Column::ProjectId),
                );
                within(&mut rows, Column::SignedOn, *signed);
            }
            Counted::Payments { paid, .. } => {
                use payment::{Column, Entity};
                rows.inner_join(
                    Entity,
                    of_project(Column::JurisdictionId, Column::ProjectId),
                )
                .and_where(Column::Standing.eq(Standing::Current.as_str()));
                within(&mut rows, Column::PaidOn, *paid);
            }
            Counted::Projects(_) | Counted::Obligations(_) | Counted::InstitutionObligations(_) => {
            }
        }
        self.counting(rows, project::Column::JurisdictionId)
    }

    /// Counts the duties; their projects are looked at only where they are told apart by them.
    pub(super) fn of_duties(&self, duties: Select<obligation::Entity>) -> SelectStatement {
        use obligation::Column;
        let mut rows = duties.select_only().into_query();
        if self
            .by
            .iter()
            .any(|(dimension, _)| is_of_project(*dimension))
        {
            let same = of_project(Column::JurisdictionId, Column::ProjectId);
            rows.inner_join(project::Entity, same);
        }
        self.counting(rows, Column::JurisdictionId)
    }

    /// Counts the duties that nothing has started: how many projects owe each set, times what it
    /// holds. Its columns are those of [`Asked::of_duties`].
    pub(super) fn of_unstarted(
        &self,
        projects: Select<project::Entity>,
        duties: Select<unstarted_obligation::Entity>,
    ) -> SelectStatement {
        use unstarted_obligation::Column;
        let (mut of_projects, mut of_duties) = (Vec::new(), Vec::new());
        for (at, (dimension, value)) in self.by.iter().enumerate() {
            let of_duty = |value| (key(at), value);
            match dimension {
                Dimension::Pack => of_duties.push(of_duty(Column::PackId.into_simple_expr())),
                Dimension::Provision => {
                    of_duties.push(of_duty(Column::Provision.into_simple_expr()));
                }
                Dimension::Status => of_duties.push(of_duty(unstarted_status())),
                // Without a last day there is no year of it.
                Dimension::Year => of_duties.push(of_duty(no_word())),
                Dimension::Unit => {
                    of_projects.push((key(at), project::Column::UnitId.into_simple_expr()));
                }
                _ => of_projects.push((key(at), value.clone())),
            }
        }
        of_duties.push((STATUS.to_owned(), unstarted_status()));
        of_duties.push((DATED.to_owned(), Expr::val(0)));
        let owing = unstarted::owing(projects, &of_projects);
        let owed = unstarted::told(duties, &of_duties);
        let all = Func::sum(unstarted::named(OWING, PROJECTS));
        let mut counting = Query::select();
        counting.expr_as(
            Expr::expr(all).cast_as(Alias::new("bigint")),
            Alias::new(COUNT),
        );
        let mut tell = |table: &str, name: &str| {
            let value = unstarted::named(table, name);
            counting.expr_as(value.clone(), Alias::new(name));
            counting.add_group_by([value]);
        };
        tell(OWING, PLACE);
        for at in 0..self.by.len() {
            let is_of_duty = of_duties.iter().any(|(name, _)| *name == key(at));
            tell(if is_of_duty { OWED } else { OWING }, &key(at));
        }
        tell(OWED, STATUS);
        tell(OWED, DATED);
        counting
            .from_subquery(owing, Alias::new(OWING))
            .join_subquery(
                JoinType::InnerJoin,
                owed,
                Alias::new(OWED),
                unstarted::same_set(),
            )
            .limit(MAX_PARTS + 1)
            .to_owned()
    }

    /// Both as one statement.
    pub(super) fn together(&self, one: SelectStatement, other: SelectStatement) -> SelectStatement {
        let keys = (0..self.by.len()).map(key);
        let names = [COUNT, PLACE, STATUS, DATED].map(ToOwned::to_owned);
        let names: Vec<String> = names.into_iter().chain(keys).collect();
        // SQLite takes a limit within a union only in a subselect of its own.
        let of = |part: SelectStatement| {
            let columns = names.iter().map(|name| Alias::new(name.as_str()));
            Query::select()
                .columns(columns)
                .from_subquery(part, Alias::new("part"))
                .to_owned()
        };
        let mut all = of(one);
        all.union(UnionType::All, of(other));
        all
    }

    /// Counts the duties of institutions.
    pub(super) fn of_institutions(
        &self,
        duties: Select<institution_obligation::Entity>,
    ) -> SelectStatement {
        let rows = duties.select_only().into_query();
        self.counting(rows, institution_obligation::Column::JurisdictionId)
    }

    /// How what is counted stands, and whether it has a last day; nothing where it is no duty.
    fn standing(&self) -> Option<(SimpleExpr, SimpleExpr)> {
        use institution_obligation::Column as OfInstitution;
        match self.counted {
            Counted::Obligations(filter) => {
                let status = status_of::<obligation::Column>(filter.day);
                Some((status, dated(obligation::Column::LastOn)))
            }
            Counted::InstitutionObligations(filter) => {
                let status = status_of::<OfInstitution>(filter.day);
                Some((status, dated(OfInstitution::LastOn)))
            }
            _ => None,
        }
    }

    /// Groups within jurisdictions. What is told apart is computed in a subselect, so that no
    /// value is bound twice.
    fn counting(&self, mut rows: SelectStatement, place: impl ColumnTrait) -> SelectStatement {
        let named = |name: &str| Expr::col(Alias::new(name));
        let mut counting = Query::select();
        let mut names = vec![PLACE.to_owned()];
        rows.expr_as(place.into_simple_expr(), Alias::new(PLACE));
        for (at, (_, value)) in self.by.iter().enumerate() {
            rows.expr_as(value.clone(), Alias::new(key(at)));
            names.push(key(at));
        }
        if let Some((status, dated)) = self.standing() {
            rows.expr_as(status, Alias::new(STATUS))
                .expr_as(dated, Alias::new(DATED));
            names.extend([STATUS.to_owned(), DATED.to_owned()]);
        }
        for (at, (_, amount)) in self.amounts.iter().enumerate() {
            rows.expr_as(amount.clone(), Alias::new(amount_name(at)));
            let of = || named(&amount_name(at));
            counting
                .expr_as(Func::count(of()), Alias::new(known_name(at)))
                .expr_as(
                    Expr::expr(Func::sum(of())).cast_as(Alias::new("bigint")),
                    Alias::new(amount_name(at)),
                );
        }
        counting.expr_as(Func::count(named(PLACE)), Alias::new(COUNT));
        for name in &names {
            counting
                .column(Alias::new(name.as_str()))
                .group_by_col(Alias::new(name.as_str()));
        }
        counting
            .from_subquery(rows, Alias::new("counted"))
            .limit(MAX_PARTS + 1)
            .to_owned()
    }

    /// Reads what was counted of one group within a jurisdiction.
    pub(super) fn read(&self, row: &QueryResult) -> Result<Part, Fault> {
        let jurisdiction: Uuid = row.try_get("", PLACE)?;
        let mut values = Vec::new();
        for (at, (dimension, _)) in self.by.iter().enumerate() {
            let value = match dimension {
                Dimension::Unit | Dimension::Supplier => {
                    let id: Option<Uuid> = row.try_get("", &key(at))?;
                    id.map(|id| GroupValue::Organization(Key::new(jurisdiction, id)))
                }
                _ => row
                    .try_get::<Option<String>>("", &key(at))?
                    .map(GroupValue::Word),
            };
            values.push(value.unwrap_or(GroupValue::Unknown));
        }
        let number = |name: &str| -> Result<u64, Fault> {
            let number: i64 = row.try_get("", name)?;
            Ok(u64::try_from(number).unwrap_or_default())
        };
        let mut measures = Measures {
            count: number(COUNT)?,
            ..Measures::default()
        };
        for (at, (of, _)) in self.amounts.iter().enumerate() {
            let total: Option<i64> = row.try_get("", &amount_name(at))?;
            let amount = Amount {
                known: number(&known_name(at))?,
                total: Fen::new(total.unwrap_or_default()),
            };
            measures.amounts.insert(*of, amount);
        }
        if self.standing().is_some() {
            let word: String = row.try_get("", STATUS)?;
            let status = Status::ALL.iter().find(|one| one.as_str() == word);
            let status = *status.ok_or_else(|| Fault::corrupt("status", word))?;
            measures.statuses.insert(status, measures.count);
            let dated: i32 = row.try_get("", DATED)?;
            if status == Status::Fulfilled && dated == 0 {
                measures.never_late = measures.count;
            }
        }
        Ok(Part {
            jurisdiction,
            values,
            measures,
        })
    }
}

fn key(at: usize) -> String {
    format!("key_{at}")
}

fn amount_name(at: usize) -> String {
    format!("amount_{at}")
}

fn known_name(at: usize) -> String {
    format!("known_{at}")
}

fn within(rows: &mut SelectStatement, day: impl ColumnTrait, days: Days) {
    if let Some(from) = days.from {
        rows.and_where(day.gte(from));
    }
    if let Some(to) = days.to {
        rows.and_where(day.lte(to));
    }
}

fn amount_where(condition: SimpleExpr) -> SimpleExpr {
    let amount = payment::Column::AmountFen.into_simple_expr();
    CaseStatement::new().case(condition, amount).into()
}

/// How a duty stands that nothing has started.
fn unstarted_status() -> SimpleExpr {
    let named = |status: Status| Expr::val(status.as_str());
    CaseStatement::new()
        .case(
            unstarted_obligation::Column::Undetermined.eq(true),
            named(Status::Undetermined),
        )
        .finally(named(Status::NotDue))
        .into()
}

fn no_word() -> SimpleExpr {
    Expr::val(None::<String>).cast_as(Alias::new("text"))
}

/// Whether the duty has a last day.
fn dated(last_on: impl ColumnTrait) -> SimpleExpr {
    CaseStatement::new()
        .case(last_on.is_null(), Expr::val(0))
        .finally(Expr::val(1))
        .into()
}
