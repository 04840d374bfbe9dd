//! What holds of the published contract as a whole.

use async_graphql::Positioned;
use async_graphql::parser::types::{
    ServiceDocument, TypeDefinition, TypeKind, TypeSystemDefinition,
};

use crate::graphql::sdl;

const MEND: &str = "cargo run -- schema > schema.graphql";

/// Fields an object may have; wider ones inflate every resolver's future.
const WIDEST: usize = 40;

fn committed() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let fits = committed() == sdl();
    assert!(fits, "schema.graphql has drifted; mend it with: {MEND}");
}

fn definitions() -> Vec<TypeDefinition> {
    let document: ServiceDocument = async_graphql::parser::parse_schema(sdl()).unwrap();
    let types = document
        .definitions
        .into_iter()
        .filter_map(|one| match one {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            _ => None,
        });
    types.collect()
}

fn bilingual(text: Option<&Positioned<String>>) -> bool {
    let text = text.map_or("", |text| text.node.as_str());
    let chinese = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    text.chars().any(chinese) && text.chars().any(|sign| sign.is_ascii_alphabetic())
}

#[test]
fn everything_is_described_in_chinese_and_english() {
    let mut missing = Vec::new();
    let mut ask = |name: String, description: Option<&Positioned<String>>| {
        if !bilingual(description) {
            missing.push(name);
        }
    };
    for definition in &definitions() {
        let name = &definition.name.node;
        ask(name.to_string(), definition.description.as_ref());
        let (fields, inputs) = match &definition.kind {
            TypeKind::Object(object) => (object.fields.as_slice(), [].as_slice()),
            TypeKind::Interface(interface) => (interface.fields.as_slice(), [].as_slice()),
            TypeKind::InputObject(input) => ([].as_slice(), input.fields.as_slice()),
            TypeKind::Enum(names) => {
                for value in &names.values {
                    let value = &value.node;
                    ask(
                        format!("{name}.{}", value.value.node),
                        value.description.as_ref(),
                    );
                }
                continue;
            }
            TypeKind::Scalar | TypeKind::Union(_) => continue,
        };
        for field in fields {
            let field = &field.node;
            ask(
                format!("{name}.{}", field.name.node),
                field.description.as_ref(),
            );
            for argument in &field.arguments {
                let argument = &argument.node;
                let path = format!("{name}.{}({})", field.name.node, argument.name.node);
                ask(path, argument.description.as_ref());
            }
        }
        for field in inputs {
            let field = &field.node;
            ask(
                format!("{name}.{}", field.name.node),
                field.description.as_ref(),
            );
        }
    }
    assert!(
        missing.is_empty(),
        "not described in both languages: {missing:#?}"
    );
}

#[test]
fn no_object_is_too_wide() {
    for definition in definitions() {
        // Changes stand side by side at the root, as many as there are: they cannot be nested.
        if definition.name.node == "Mutation" {
            continue;
        }
        if let TypeKind::Object(object) = definition.kind {
            let fields = object.fields.len();
            assert!(
                fields <= WIDEST,
                "{} has {fields} fields",
                definition.name.node
            );
        }
    }
}
