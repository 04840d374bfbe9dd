//! Refuses the character U+0000, which PostgreSQL keeps in no text and compares with none.

use std::convert::Infallible;

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
};

use super::Refusal;

const NULL: char = '\0';

/// Refuses a request that gives it anywhere: in a variable, a default or an argument. The depth of
/// the document must have been measured before.
pub(super) fn check(document: &ExecutableDocument, given: &Variables) -> Result<(), Refusal> {
    for (name, value) in given.iter() {
        if holds(value) {
            return Err(refusal(name));
        }
    }
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        for declared in &operation.variable_definitions {
            let declared = &declared.node;
            let default = declared.default_value.as_ref();
            if default.is_some_and(|value| holds(&value.node)) {
                return Err(refusal(&declared.name.node));
            }
        }
        directives(&operation.directives)?;
        selection(&operation.selection_set.node)?;
    }
    for fragment in document.fragments.values() {
        directives(&fragment.node.directives)?;
        selection(&fragment.node.selection_set.node)?;
    }
    Ok(())
}

fn selection(set: &SelectionSet) -> Result<(), Refusal> {
    for item in &set.items {
        directives(item.node.directives())?;
        match &item.node {
            Selection::Field(field) => {
                arguments(&field.node)?;
                selection(&field.node.selection_set.node)?;
            }
            Selection::InlineFragment(inline) => selection(&inline.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn directives(given: &[Positioned<Directive>]) -> Result<(), Refusal> {
    for directive in given {
        for (name, value) in &directive.node.arguments {
            // The values of variables are looked at as such.
            let value = value.node.clone().into_const_with(nothing);
            written(&name.node, value)?;
        }
    }
    Ok(())
}

fn arguments(field: &Field) -> Result<(), Refusal> {
    for (name, value) in &field.arguments {
        written(&name.node, value.node.clone().into_const_with(nothing))?;
    }
    Ok(())
}

fn nothing(_: Name) -> Result<Value, Infallible> {
    Ok(Value::Null)
}

fn written(argument: &Name, value: Result<Value, Infallible>) -> Result<(), Refusal> {
    match value {
        Ok(value) if holds(&value) => Err(refusal(argument)),
        _ => Ok(()),
    }
}

fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(NULL),
        Value::List(values) => values.iter().any(holds),
        Value::Object(fields) => {
            let mut fields = fields.iter();
            fields.any(|(name, value)| name.contains(NULL) || holds(value))
        }
        _ => false,
    }
}

fn refusal(named: &Name) -> Refusal {
    // Names come from the caller too.
    Refusal::NullCharacter(named.replace(NULL, "\u{2400}"))
}
