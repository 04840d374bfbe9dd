use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter, Select};
use uuid::Uuid;

use crate::{Key, project};

/// What a caller may see: every finder takes one, there is no other way to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    jurisdictions: Vec<Uuid>,
    units: Option<Vec<Key>>,
}

impl Scope {
    /// Everything in the given jurisdictions. An empty list sees nothing.
    #[must_use]
    pub fn jurisdictions(jurisdictions: Vec<Uuid>) -> Self {
        Self {
            jurisdictions,
            units: None,
        }
    }

    /// Only the projects of the given units, in the given jurisdictions.
    #[must_use]
    pub fn units(jurisdictions: Vec<Uuid>, units: Vec<Key>) -> Self {
        Self {
            jurisdictions,
            units: Some(units),
        }
    }

    /// The jurisdictions that are seen.
    #[must_use]
    pub fn seen(&self) -> &[Uuid] {
        &self.jurisdictions
    }

    /// Whether only the projects of certain units are seen.
    #[must_use]
    pub fn is_confined_to_units(&self) -> bool {
        self.units.is_some()
    }

    /// Whether the jurisdiction is seen at all.
    #[must_use]
    pub fn sees(&self, jurisdiction: Uuid) -> bool {
        self.jurisdictions.contains(&jurisdiction)
    }

    /// Whether the projects of the unit are seen.
    #[must_use]
    pub fn sees_unit(&self, unit: Key) -> bool {
        self.sees(unit.jurisdiction)
            && self
                .units
                .as_ref()
                .is_none_or(|units| units.contains(&unit))
    }

    /// Matches rows by the unit they name, where only the projects of certain units are seen. It
    /// narrows what a finder gives and takes its place nowhere.
    pub fn of_units(
        &self,
        jurisdiction: impl ColumnTrait,
        unit: impl ColumnTrait,
    ) -> Option<SimpleExpr> {
        let units = self.units.as_ref()?;
        Some(self.among(jurisdiction, unit, units))
    }

    /// The same in one jurisdiction only, if it is seen at all.
    #[must_use]
    pub fn narrowed_to(mut self, jurisdictions: &[Uuid]) -> Self {
        self.jurisdictions.retain(|one| jurisdictions.contains(one));
        self
    }

    /// The same, each jurisdiction by itself; those in which nothing can be seen are left out.
    pub fn each(&self) -> impl Iterator<Item = Self> {
        let one = |jurisdiction: &Uuid| {
            let within = |unit: &&Key| unit.jurisdiction == *jurisdiction;
            let units = self.units.as_ref();
            let units = units.map(|units| units.iter().filter(within).copied().collect());
            Self {
                jurisdictions: vec![*jurisdiction],
                units,
            }
        };
        let each = self.jurisdictions.iter().map(one);
        each.filter(|one| one.units.as_ref().is_none_or(|units| !units.is_empty()))
    }

    /// Matches rows by their key, of those that a finder of this scope gives, in one statement
    /// whatever their number. The lists are [`padded`].
    ///
    /// Ids are unique across jurisdictions, and compared by themselves: neither engine goes by an
    /// index for pairs of values, and SQLite takes a jurisdiction that is named twice for a reason
    /// to read all of it.
    pub fn among(
        &self,
        jurisdiction: impl ColumnTrait,
        id: impl ColumnTrait,
        keys: &[Key],
    ) -> SimpleExpr {
        let own = keys.iter().filter(|key| self.sees(key.jurisdiction));
        let ids: Vec<Uuid> = own.clone().map(|key| key.id).collect();
        if ids.is_empty() {
            return Expr::cust("1 = 0");
        }
        let is_one = id.is_in(padded(&ids));
        if self.jurisdictions.len() == 1 {
            return is_one;
        }
        let within: BTreeSet<Uuid> = own.map(|key| key.jurisdiction).collect();
        let within: Vec<Uuid> = within.into_iter().collect();
        match within.as_slice() {
            [only] => jurisdiction.eq(*only).and(is_one),
            several => jurisdiction.is_in(padded(several)).and(is_one),
        }
    }

    /// Matches what is in the jurisdictions that are seen.
    pub fn within(&self, jurisdiction: impl ColumnTrait) -> SimpleExpr {
        match self.jurisdictions.as_slice() {
            [] => Expr::cust("1 = 0"),
            [one] => jurisdiction.eq(*one),
            many => jurisdiction.is_in(many.iter().copied()),
        }
    }
}

/// The values of a list in a statement, the last repeated up to a power of two: with a text for each
/// number of values a connection would keep a hundred texts prepared of which hardly one comes again.
pub fn padded<T: Clone>(all: &[T]) -> impl Iterator<Item = T> {
    let last = all.last().into_iter().cycle();
    let size = all.len().next_power_of_two();
    all.iter().chain(last).take(size).cloned()
}

/// A table whose rows belong to one jurisdiction.
pub trait Tenant: EntityTrait {
    /// Starts a query that sees only what the scope sees.
    fn find_in(scope: &Scope) -> Select<Self>;
}

/// A tenant table whose rows are named by a [`Key`].
pub trait Keyed: Tenant {
    /// Starts a query for the given rows, of those that the scope sees.
    fn find_keys(scope: &Scope, keys: &[Key]) -> Select<Self>;

    /// Starts a query for one row, if the scope sees it.
    fn find_key(scope: &Scope, key: Key) -> Select<Self> {
        Self::find_keys(scope, &[key])
    }
}

/// A tenant table whose rows belong to a project.
pub trait OfProject: Tenant {
    /// The column of the project. Who orders rows of several projects orders them by it first: by
    /// an order of their own SQLite would go through all rows of a place.
    const PROJECT: Self::Column;

    /// Starts a query for the rows of the given projects, of those that the scope sees.
    fn find_of(scope: &Scope, projects: &[Key]) -> Select<Self>;
}

pub(crate) fn plain<E: EntityTrait>(scope: &Scope, jurisdiction: E::Column) -> Select<E> {
    let select = open::<E>(scope, jurisdiction);
    if scope.is_confined_to_units() {
        select.filter(Expr::cust("1 = 0"))
    } else {
        select
    }
}

pub(crate) fn open<E: EntityTrait>(scope: &Scope, jurisdiction: E::Column) -> Select<E> {
    E::find().filter(scope.within(jurisdiction))
}

pub(crate) fn of_institutions<E: EntityTrait>(
    scope: &Scope,
    jurisdiction: E::Column,
    institution: E::Column,
) -> Select<E> {
    let select = open::<E>(scope, jurisdiction);
    match scope.of_units(jurisdiction, institution) {
        None => select,
        Some(own) => select.filter(own),
    }
}

pub(crate) fn child<E: EntityTrait>(
    scope: &Scope,
    jurisdiction: E::Column,
    project: E::Column,
) -> Select<E> {
    let select = open::<E>(scope, jurisdiction);
    let Some(units) = &scope.units else {
        return select;
    };
    let own = Query::select()
        .columns([project::Column::JurisdictionId, project::Column::Id])
        .from(project::Entity)
        .and_where(scope.within(project::Column::JurisdictionId))
        .and_where(scope.among(
            project::Column::JurisdictionId,
            project::Column::UnitId,
            units,
        ))
        .to_owned();
    let pair = Expr::tuple([jurisdiction.into_simple_expr(), project.into_simple_expr()]);
    select.filter(pair.in_subquery(own))
}

pub(crate) fn of_units(scope: &Scope) -> Select<project::Entity> {
    let select = open::<project::Entity>(scope, project::Column::JurisdictionId);
    match &scope.units {
        None => select,
        Some(units) => select.filter(scope.among(
            project::Column::JurisdictionId,
            project::Column::UnitId,
            units,
        )),
    }
}

/// Says how a tenant table is confined: `project`, `child` of a project, of an `institution` (its
/// own for callers confined to units), `open` to everybody in the jurisdiction, or `plain` (nothing
/// for callers confined to units).
macro_rules! tenant {
    (project) => {
        impl crate::scope::Tenant for Entity {
            fn find_in(scope: &crate::Scope) -> sea_orm::Select<Self> {
                crate::scope::of_units(scope)
            }
        }
    };
    (child) => {
        impl crate::scope::Tenant for Entity {
            fn find_in(scope: &crate::Scope) -> sea_orm::Select<Self> {
                crate::scope::child::<Self>(scope, Column::JurisdictionId, Column::ProjectId)
            }
        }
        impl crate::scope::OfProject for Entity {
            const PROJECT: Column = Column::ProjectId;

            fn find_of(scope: &crate::Scope, projects: &[crate::Key]) -> sea_orm::Select<Self> {
                use crate::scope::Tenant as _;
                use sea_orm::QueryFilter as _;
                let among = scope.among(Column::JurisdictionId, Column::ProjectId, projects);
                Self::find_in(scope).filter(among)
            }
        }
    };
    (institution by $institution:ident) => {
        impl crate::scope::Tenant for Entity {
            fn find_in(scope: &crate::Scope) -> sea_orm::Select<Self> {
                crate::scope::of_institutions::<Self>(
                    scope,
                    Column::JurisdictionId,
                    Column::$institution,
                )
            }
        }
    };
    (open) => {
        impl crate::scope::Tenant for Entity {
            fn find_in(scope: &crate::Scope) -> sea_orm::Select<Self> {
                crate::scope::open::<Self>(scope, Column::JurisdictionId)
            }
        }
    };
    (plain) => {
        impl crate::scope::Tenant for Entity {
            fn find_in(scope: &crate::Scope) -> sea_orm::Select<Self> {
                crate::scope::plain::<Self>(scope, Column::JurisdictionId)
            }
        }
    };
}

/// Says that a tenant table's rows are named by a [`Key`].
macro_rules! keyed {
    () => {
        impl crate::scope::Keyed for Entity {
            fn find_keys(scope: &crate::Scope, keys: &[crate::Key]) -> sea_orm::Select<Self> {
                use crate::scope::Tenant as _;
                use sea_orm::QueryFilter as _;
                let among = scope.among(Column::JurisdictionId, Column::Id, keys);
                Self::find_in(scope).filter(among)
            }
        }

        impl Model {
            /// The row's identity.
            #[must_use]
            pub fn key(&self) -> crate::Key {
                crate::Key::new(self.jurisdiction_id, self.id)
            }
        }
    };
}

pub(crate) use {keyed, tenant};
