//! How often a field repeats what is below it.

use async_graphql::{
    Name, Value, Variables,
    parser::types::{Field, OperationDefinition, Selection},
};

use crate::config::LimitsConfig;

/// Finds page sizes of one request.
pub(super) struct Pages<'a> {
    pub(super) variables: &'a Variables,
    pub(super) operation: &'a OperationDefinition,
    pub(super) limits: &'a LimitsConfig,
}

impl Pages<'_> {
    /// Returns the page size of a field: its `first` or `last`; without either, the default page
    /// when it looks like a connection, all groups when it looks like an aggregate, and otherwise
    /// one. A page larger than allowed counts as the largest: the field will refuse it.
    pub(super) fn size(&self, field: &Field) -> u64 {
        let named = ["first", "last"]
            .iter()
            .filter_map(|name| self.number(field, name))
            .max();
        let (most, unsaid) = if selects(field, &["groups"]) {
            (self.limits.groups, self.limits.groups)
        } else if selects(field, &["nodes", "edges"]) {
            (self.limits.page, self.limits.page_default)
        } else {
            (self.limits.page, 1)
        };
        named.map_or(unsaid, |size| size.clamp(1, most))
    }

    /// Reads a number written out, in a variable, or as the variable's default; anything negative
    /// counts as nothing and anything else as no number.
    fn number(&self, field: &Field, argument: &str) -> Option<u64> {
        let value = field.get_argument(argument)?.node.clone();
        match value.into_const_with(|name| self.variable(&name).cloned().ok_or(())) {
            Ok(Value::Number(number)) => Some(number.as_u64().unwrap_or(0)),
            _ => None,
        }
    }

    fn variable(&self, name: &Name) -> Option<&Value> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|one| one.node.name.node == *name)?;
            definition
                .node
                .default_value
                .as_ref()
                .map(|value| &value.node)
        })
    }
}

fn selects(field: &Field, names: &[&str]) -> bool {
    field
        .selection_set
        .node
        .items
        .iter()
        .any(|item| match &item.node {
            Selection::Field(field) => names.contains(&field.node.name.node.as_str()),
            _ => false,
        })
}
