//! Checks that required variables have values.

use async_graphql::{Value, Variables, parser::types::OperationDefinition};

use super::Refusal;

/// Refuses an operation that declares a variable as required and got none, or null. Whether a
/// value fits its type is checked by validation.
pub(super) fn check(operation: &OperationDefinition, given: &Variables) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let declared = &definition.node;
        let required = !declared.var_type.node.nullable;
        let missing = match given.get(&declared.name.node) {
            Some(Value::Null) => true,
            Some(_) => false,
            None => declared.default_value.is_none(),
        };
        if required && missing {
            return Err(Refusal::Variable {
                name: declared.name.node.to_string(),
                expected: declared.var_type.node.to_string(),
                position: definition.pos,
            });
        }
    }
    Ok(())
}
