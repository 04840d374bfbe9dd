use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use shuniu_entities::{Scope, Tenant, gate_state, project, project_event};
use shuniu_policy::vocabulary::{Family, Vocabulary};

use super::page::{Keyset, Mark, Page, Slice, SortValue};
use super::project::{Choice, ProjectFilter};
use super::row::{GateRow, Key};
use super::view::View;
use crate::desk::Standing;
use crate::fault::Fault;

use gate_state::Column;

/// Name of the order, as marks carry it.
const NEWEST: &str = "-project";

/// Which projects are asked about a step. Those that took it, as far as that is reported by an
/// event, are none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepFilter {
    /// Vocabulary name of the step.
    pub gate: String,
    /// Whether it may be taken, as last assessed; otherwise whether something stands against it.
    pub may: bool,
    /// Only of projects whose next step it is, by their stage.
    pub next: bool,
    /// Only of these projects.
    pub of: ProjectFilter,
}

impl StepFilter {
    /// The place of a gate in the list.
    #[must_use]
    pub fn mark(row: &GateRow) -> Mark {
        Mark {
            order: NEWEST.to_owned(),
            value: SortValue::Unknown,
            key: Key::new(row.jurisdiction_id, row.project_id),
        }
    }

    /// The event that reports the step as taken, if one does.
    fn taken_by(&self) -> Result<Option<&'static str>, Fault> {
        let vocabulary = Vocabulary::shared();
        let gate = vocabulary.get(Family::Gate, &self.gate).ok_or_else(|| {
            let known: Vec<&str> = vocabulary.names(Family::Gate).collect();
            let problem = format!("{:?} is no step; known: {}", self.gate, known.join(", "));
            Fault::invalid("gate", problem)
        })?;
        Ok(gate.taken_by.as_deref())
    }
}

impl View {
    /// One page of the projects that may take the step, or that are kept from it, those that came
    /// in last first.
    ///
    /// # Errors
    ///
    /// [`Fault::Invalid`] for an unknown step; otherwise as [`View::projects`].
    pub async fn steps(&self, filter: &StepFilter, slice: &Slice) -> Result<Page<GateRow>, Fault> {
        let taken_by = filter.taken_by()?;
        let keyset = Keyset {
            name: NEWEST.to_owned(),
            value: None,
            key: [Column::ProjectId, Column::JurisdictionId],
            descending: true,
        };
        let near = self.near(filter, taken_by);
        let (scope, choice) = self.choice(&filter.of).await?;
        let rows = |scope: &Scope| vec![gates(filter, (taken_by, &near), &choice, scope)];
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// How many projects there are.
    ///
    /// # Errors
    ///
    /// As [`View::steps`].
    pub async fn count_steps(&self, filter: &StepFilter) -> Result<u64, Fault> {
        let taken_by = filter.taken_by()?;
        let near = self.near(filter, taken_by);
        let (scope, choice) = self.choice(&filter.of).await?;
        let gates = gates(filter, (taken_by, &near), &choice, &scope);
        Ok(gates.count(&self.reader()).await?)
    }

    /// The stages in which the step is the next one; none where that is not asked for, or cannot be
    /// told because no event reports the step.
    fn near(&self, filter: &StepFilter, taken_by: Option<&str>) -> Vec<String> {
        let reported = taken_by.filter(|_| filter.next);
        reported.map_or_else(Vec::new, |event| self.stages_before(event))
    }
}

fn gates(
    filter: &StepFilter,
    (taken_by, near): (Option<&str>, &[String]),
    choice: &Choice<'_>,
    scope: &Scope,
) -> Select<gate_state::Entity> {
    let state = if filter.may { "open" } else { "closed" };
    let mut gates = gate_state::Entity::find_in(scope)
        .filter(Column::Gate.eq(&filter.gate))
        .filter(Column::State.eq(state));
    if let Some(kind) = taken_by {
        gates = gates.filter(Expr::exists(taken(kind)).not());
    }
    let everywhere = ProjectFilter {
        regions: filter.of.regions.clone(),
        ..ProjectFilter::default()
    };
    if filter.of != everywhere || !near.is_empty() {
        gates = gates.filter(Expr::exists(of_chosen(choice, near, scope)));
    }
    gates
}

/// The event in force that reports the step of the project.
fn taken(kind: &str) -> SelectStatement {
    use project_event::{Column as Of, Entity};
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(
            Expr::col((Entity, Of::JurisdictionId))
                .equals((gate_state::Entity, Column::JurisdictionId)),
        )
        .and_where(
            Expr::col((Entity, Of::ProjectId)).equals((gate_state::Entity, Column::ProjectId)),
        )
        .and_where(Of::Kind.eq(kind))
        .and_where(Of::Standing.eq(Standing::Current.as_str()))
        .to_owned()
}

/// The project of the gate, if it is chosen.
fn of_chosen(choice: &Choice<'_>, near: &[String], scope: &Scope) -> SelectStatement {
    use project::{Column as Of, Entity};
    let mut chosen = choice.select(scope).select_only().into_query();
    if !near.is_empty() {
        chosen.and_where(Of::Stage.is_in(near));
    }
    chosen
        .expr(Expr::val(1))
        .and_where(
            Expr::col((Entity, Of::JurisdictionId))
                .equals((gate_state::Entity, Column::JurisdictionId)),
        )
        .and_where(Expr::col((Entity, Of::Id)).equals((gate_state::Entity, Column::ProjectId)))
        .to_owned()
}
