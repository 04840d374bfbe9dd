//! That the pages and the schema name the same.

use std::collections::BTreeSet;

use async_graphql::parser::types::{FieldDefinition, TypeDefinition, TypeKind};

use super::page::{changes, follows, objects, questions, rights};
use crate::graphql::house::{definition, definitions, fields};

const FOLDER: &str = "tests/it/authorization";

/// The name of the type that a field gives, without lists and exclamation marks.
pub(crate) fn base(field: &FieldDefinition) -> String {
    field.ty.node.to_string().replace(['[', ']', '!'], "")
}

/// Whether a type is one that leads on: an object, an interface or a union.
pub(crate) fn leads_on(name: &str, all: &[TypeDefinition]) -> bool {
    let found = all.iter().find(|one| one.name.node == name);
    found.is_some_and(|one| {
        matches!(
            one.kind,
            TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)
        )
    })
}

fn names(of: &str) -> BTreeSet<String> {
    let all = fields(definition(of)).into_iter();
    all.map(|one| one.name.node.to_string()).collect()
}

/// Fails with what has to be added or taken away.
fn same(schema: &BTreeSet<String>, page: BTreeSet<&str>, of: &str, file: &str, line: &str) {
    let rights = rights().join(", ");
    for name in schema {
        assert!(
            page.contains(name.as_str()),
            "the schema has `{of}{name}`, and {FOLDER}/{file} says nothing of it; add the line\n\
             \n    {}\n\nwith the right that it takes, one of {rights}",
            line.replace("NAME", name),
        );
    }
    for name in page {
        assert!(
            schema.contains(name),
            "{FOLDER}/{file} has a line for `{of}{name}`, which the schema has not; take it away"
        );
    }
}

#[test]
fn every_question_has_a_line() {
    let page = questions();
    let page = page.iter().map(|one| one.name).collect();
    let line = "? NAME  RIGHT  NAME(…) { id }  => \"$Project\"";
    same(&names("Query"), page, "Query.", "reads.txt", line);
}

#[test]
fn every_change_has_a_line() {
    let page = changes();
    let page = page.iter().map(|one| one.name).collect();
    let line = "NAME  RIGHT  project: \"$Project\", …";
    same(&names("Mutation"), page, "Mutation.", "writes.txt", line);
}

#[test]
fn every_subscription_has_a_line() {
    let page = follows();
    let page = page.iter().map(|one| one.name).collect();
    let line = "NAME  RIGHT  NAME(…) { project { id } }  => \"$Project\"  of QUESTION";
    let schema = names("Subscription");
    same(&schema, page, "Subscription.", "follows.txt", line);
}

#[test]
fn every_object_has_a_line_and_so_has_whatever_it_leads_to() {
    let (all, page) = (definitions(), objects());
    let roots = ["Query", "Mutation", "Subscription"];
    let own = all.iter().filter(|one| {
        let name = one.name.node.as_str();
        matches!(one.kind, TypeKind::Object(_)) && !roots.contains(&name)
    });
    let own: Vec<&TypeDefinition> = own.collect();
    let schema = own.iter().map(|one| one.name.node.to_string()).collect();
    let named = page.iter().map(|one| one.name).collect();
    let line = "NAME  RIGHT  node(id: \"$NAME\") { ... on NAME { @ } }";
    same(&schema, named, "", "reads.txt", line);
    for object in own {
        let name = object.name.node.to_string();
        let line = page.iter().find(|one| one.name == name);
        let Some(line) = line.filter(|one| one.reached.is_some()) else {
            // Answers to changes are asked for everything they lead to.
            continue;
        };
        let leads = |one: &&FieldDefinition| leads_on(&base(one), &all);
        let fields = fields(object.clone());
        let leading = fields.iter().filter(leads);
        let leading: BTreeSet<String> = leading.map(|one| one.name.node.to_string()).collect();
        // A plain field may have a right of its own, too.
        let plain = fields.iter().filter(|one| !leads(one));
        let plain: BTreeSet<String> = plain.map(|one| one.name.node.to_string()).collect();
        let named = line.fields.keys().copied();
        let named = named.filter(|field| !plain.contains(*field)).collect();
        let (of, add) = (format!("{name}."), "  RIGHT: NAME");
        let file = format!("reads.txt (below {name})");
        same(&leading, named, &of, &file, add);
    }
}

#[test]
fn whatever_has_a_global_id_is_reached_by_it() {
    for name in crate::graphql::node::identified() {
        let page = objects();
        let line = page.iter().find(|one| one.name == name).unwrap();
        let path = line.reached.map(|one| one.1).unwrap_or_default();
        let start = format!("node(id: \"${name}\")");
        assert!(
            path.starts_with(&start),
            "{name} is to be reached by {start}"
        );
    }
}
