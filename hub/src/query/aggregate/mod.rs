//! Counts and sums over all that a caller may see, grouped by what a report asks for.
//!
//! The database groups within each jurisdiction, in one statement; divisions above are put
//! together here. So the same statement serves a county and a province, on one machine or many.

mod dimension;
mod fold;
mod label;
mod measures;
mod statement;
mod unite;
mod value;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

pub use dimension::{Dimension, Group, GroupKey, GroupValue};
pub use measures::{Amount, AmountOf, Measures, Timeliness};

use super::institution::InstitutionObligationFilter;
use super::obligation::ObligationFilter;
use super::project::ProjectFilter;
use super::view::View;
use crate::fault::Fault;
use fold::{Folded, Part};
use statement::Asked;

/// Most groups within jurisdictions that one statement may give; above, the question is refused.
const MAX_PARTS: u64 = 100_000;

/// What is counted, each with the conditions of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Projects, with budget and investment.
    Projects(ProjectFilter),
    /// Contracts of projects, with their amounts.
    Contracts {
        /// Whose contracts.
        of: ProjectFilter,
        /// Only those signed within these days.
        signed: Days,
    },
    /// Payments in force of projects, with what was paid and what was only asked for.
    Payments {
        /// Whose payments.
        of: ProjectFilter,
        /// Only those made within these days.
        paid: Days,
    },
    /// Duties of projects, with how they stand.
    Obligations(ObligationFilter),
    /// Duties of units and bureaus, with how they stand.
    InstitutionObligations(InstitutionObligationFilter),
}

/// A stretch of days; open where an end is missing, and then also what has no day is within.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<NaiveDate>,
    /// The last.
    pub to: Option<NaiveDate>,
}

/// In which order groups are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupOrder {
    /// By what they are grouped by; what is unknown comes last.
    #[default]
    Keys,
    /// The largest count first, then as [`GroupOrder::Keys`].
    Count,
}

/// How it is grouped, and how much of it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// What it is grouped by, outermost first; nothing gives the total alone.
    pub by: Vec<Dimension>,
    /// The order of the groups.
    pub order: GroupOrder,
    /// Only so many groups from the start.
    pub first: Option<usize>,
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// The groups; none is empty.
    pub groups: Vec<Group>,
    /// How many groups there are, also where fewer are given.
    pub group_count: usize,
    /// All groups together.
    pub total: Measures,
}

impl View {
    /// Counts and adds up, in one statement, and one more for the names of units; in one more for
    /// their credit codes where suppliers are put together over jurisdictions.
    ///
    /// A state-secret project counts and is in no group that tells more than its jurisdiction:
    /// whatever else it is grouped by is unknown of it.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions; [`Fault::Invalid`] where the
    /// filter is, where something cannot be grouped by a dimension, and for more than 100,000
    /// groups within jurisdictions.
    pub async fn aggregate(
        &self,
        counted: &Counted,
        grouping: &Grouping,
    ) -> Result<Aggregate, Fault> {
        let asked = Asked::of(counted, &grouping.by)?;
        let statement = match counted {
            Counted::Projects(filter)
            | Counted::Contracts { of: filter, .. }
            | Counted::Payments { of: filter, .. } => {
                let (scope, choice) = self.choice(filter).await?;
                asked.of_projects(choice.select(&scope))
            }
            Counted::Obligations(filter) => {
                let (scope, duties) = self.duties(filter).await?;
                let begun = asked.of_duties(duties.select(&scope));
                match duties.unstarted() {
                    None => begun,
                    Some(unstarted) => {
                        let owing = duties.projects(&scope);
                        let others = asked.of_unstarted(owing, unstarted.duties(&scope));
                        asked.together(begun, others)
                    }
                }
            }
            Counted::InstitutionObligations(filter) => {
                let (scope, duties) = self.institution_duties(filter).await?;
                asked.of_institutions(duties.select(&scope))
            }
        };
        let reader = self.reader();
        let statement = reader.get_database_backend().build(&statement);
        let parts = reader.query_all_raw(statement).await?;
        if parts.len() as u64 > MAX_PARTS {
            let problem =
                format!("gives more than {MAX_PARTS} groups; group by less, or narrow the filter");
            return Err(Fault::invalid("groupBy", problem));
        }
        let parts = parts.iter().map(|row| asked.read(row));
        let mut parts: Vec<Part> = parts.collect::<Result<_, Fault>>()?;
        let by = &grouping.by;
        if !by.contains(&Dimension::Jurisdiction)
            && let Some(at) = asked.position(Dimension::Supplier)
        {
            self.unite(&mut parts, at).await?;
        }
        let folded = Folded::of(parts, by, &self.hub().known_jurisdictions())?;
        let total = folded.total.clone();
        let group_count = folded.groups.len();
        let groups = folded.ordered(grouping.order, grouping.first);
        Ok(Aggregate {
            groups: self.labelled(groups, &grouping.by).await?,
            group_count,
            total,
        })
    }
}
