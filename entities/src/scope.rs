use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr, Value};
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

    /// Matches rows by their key, as [`among`] does. In one jurisdiction only the ids are compared,
    /// so that either engine can go by an index and keep to its order.
    pub fn among(
        &self,
        jurisdiction: impl ColumnTrait,
        id: impl ColumnTrait,
        keys: &[Key],
    ) -> SimpleExpr {
        let [only] = self.jurisdictions.as_slice() else {
            return among(jurisdiction, id, keys);
        };
        let own = keys.iter().filter(|key| key.jurisdiction == *only);
        let ids: Vec<Uuid> = own.map(|key| key.id).collect();
        if ids.is_empty() {
            return Expr::cust("1 = 0");
        }
        id.is_in(padded(&ids))
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

/// Matches rows by both parts of their key, in one statement whatever their number.
///
/// The list is padded to a power of two by repeating its last key, so that only a handful of
/// statement texts exist and the database's statement cache holds them all.
pub fn among(jurisdiction: impl ColumnTrait, id: impl ColumnTrait, keys: &[Key]) -> SimpleExpr {
    let Some(first) = keys.first() else {
        return Expr::cust("1 = 0");
    };
    // What an answer is made of mostly lies in one jurisdiction; then only the ids are compared,
    // and either engine reads them by one scan of an index.
    if keys
        .iter()
        .all(|key| key.jurisdiction == first.jurisdiction)
    {
        let ids = padded(keys).map(|key| key.id);
        return jurisdiction.eq(first.jurisdiction).and(id.is_in(ids));
    }
    let tuples = padded(keys).map(|key| {
        let pair: (Value, Value) = (key.jurisdiction.into(), key.id.into());
        pair
    });
    Expr::tuple([jurisdiction.into_simple_expr(), id.into_simple_expr()]).in_tuples(tuples)
}

fn padded<T: Copy>(all: &[T]) -> impl Iterator<Item = T> {
    let last = all.last().copied().into_iter().cycle();
    let size = all.len().next_power_of_two();
    all.iter().copied().chain(last).take(size)
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
            fn find_of(scope: &crate::Scope, projects: &[crate::Key]) -> sea_orm::Select<Self> {
                use crate::scope::Tenant as _;
                use sea_orm::QueryFilter as _;
                let among =
                    crate::scope::among(Column::JurisdictionId, Column::ProjectId, projects);
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
                let among = crate::scope::among(Column::JurisdictionId, Column::Id, keys);
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
