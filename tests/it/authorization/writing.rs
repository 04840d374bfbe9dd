//! Changes, with the right and without it.

use std::collections::BTreeSet;

use async_graphql::parser::types::{TypeDefinition, TypeKind};
use futures_util::future::join_all;
use serde_json::Value;
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, canonical, on_both};

use super::cast::CAST;
use super::coverage::{base, leads_on};
use super::page::{Cell, Change, changes};
use super::world::{Target, World, codes};
use crate::graphql::house::{definition, definitions, fields};

/// On whose project those act who may: one of each role, and no two who settle the same record,
/// which can be settled once.
const ACTS_ON: [(&str, char); 5] = [
    ("viewer", 'A'),
    ("own", 'A'),
    ("bureau", 'A'),
    ("authority", 'B'),
    ("admin", 'B'),
];

fn acts_on(column: usize) -> Option<char> {
    let own = ACTS_ON.iter().find(|one| one.0 == CAST[column].0);
    own.map(|one| one.1)
}

#[test]
fn each_role_that_may_change_something_does() {
    let acting: Vec<Role> = (0..CAST.len())
        .filter(|column| acts_on(*column).is_some())
        .map(|column| CAST[column].1)
        .collect();
    for (column, (who, role, ..)) in CAST.iter().enumerate() {
        let mut may = changes().into_iter();
        let may = may.any(|line| line.right.of(column) != Cell::Refused);
        assert!(!may || acting.contains(role), "{who} acts on no project");
    }
}

/// Everything that the payload of a change leads to.
fn payload(line: &Change, all: &[TypeDefinition]) -> String {
    let mutations = fields(definition("Mutation"));
    let own = mutations.iter().find(|one| one.name.node == line.name);
    let payload = definition(&base(own.expect("the pages are covered")));
    if !matches!(payload.kind, TypeKind::Object(_)) {
        return "__typename".to_owned();
    }
    let mut selections = vec!["__typename".to_owned()];
    for field in fields(payload) {
        let kind = base(&field);
        if line.gives == Some(kind.as_str()) {
            selections.push(format!("given: {} {{ id }}", field.name.node));
        } else if leads_on(&kind, all) {
            selections.push(format!("{} {{ __typename }}", field.name.node));
        }
    }
    selections.join(" ")
}

fn mutation(line: &Change, target: &Target, selection: &str) -> String {
    let input = target.fill(line.input);
    format!(
        "mutation {{ done: {}(input: {{{input}}}) {{ {selection} }} }}",
        line.name
    )
}

/// On whose projects one of the cast may not do it: where its role may do it nowhere, one that it
/// may see if it sees any; else one of its own county and one of the other.
fn out_of_reach(world: &World, cell: Cell, column: usize) -> Vec<&Target> {
    if cell == Cell::Refused {
        let seen = if CAST[column].0 == "other" { 'B' } else { 'A' };
        let own = acts_on(column).unwrap_or(seen);
        return world
            .targets
            .iter()
            .filter(|target| target.letter == own)
            .collect();
    }
    let mut places = BTreeSet::new();
    let unseen = world
        .targets
        .iter()
        .filter(|target| !cell.sees(target.letter));
    unseen
        .filter(|target| places.insert(target.project.jurisdiction))
        .collect()
}

/// What is wrong with what one of the cast may not do.
async fn refused(world: &World, lines: &[Change], column: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in lines {
        let cell = line.right.of(column);
        for target in out_of_reach(world, cell, column) {
            let query = mutation(line, target, "__typename");
            let answer = world.ask(column, &query).await;
            let told = match cell {
                Cell::Refused => vec!["FORBIDDEN"],
                // Elsewhere there is no such right, or nothing of the kind.
                Cell::Sees(_) => ["FORBIDDEN", "NOT_FOUND"]
                    .into_iter()
                    .chain(line.unlike)
                    .collect(),
            };
            let codes = codes(&answer);
            if codes.len() != 1 || !told.contains(&codes[0]) {
                let (who, letter) = (CAST[column].0, target.letter);
                wrong.push(format!(
                    "{} of {letter} is to be refused to {who}: {answer}",
                    line.name
                ));
            }
        }
    }
    wrong
}

/// What is wrong with what one of the cast may do.
async fn granted(
    world: &World,
    lines: &[Change],
    all: &[TypeDefinition],
    column: usize,
) -> Vec<String> {
    let who = CAST[column].0;
    let mut wrong = Vec::new();
    let Some(letter) = acts_on(column) else {
        return wrong;
    };
    let mut target = world
        .targets
        .iter()
        .find(|one| one.letter == letter)
        .unwrap()
        .clone();
    target.names.insert("Number", (column + 2).to_string());
    for line in lines
        .iter()
        .filter(|line| line.right.of(column).sees(letter))
    {
        let query = mutation(line, &target, &payload(line, all));
        let mut answer = world.ask(column, &query).await;
        let as_told = match line.answered {
            Some(code) => codes(&answer) == [code],
            None => codes(&answer).is_empty() && answer["data"]["done"].is_object(),
        };
        if !as_told {
            wrong.push(format!("{} of {letter} by {who}: {answer}", line.name));
        }
        if let (Some(kind), Value::String(id)) =
            (line.gives, answer["data"]["done"]["given"]["id"].take())
        {
            target.names.insert(kind, id);
        }
    }
    wrong
}

on_both! {
    async fn everything_is_done_for_those_who_may_and_nothing_for_anybody_else(db: &TestDb) {
        let world = World::at(db).await;
        let (all, lines) = (definitions(), changes());
        let before = canonical(&world.raw, &[]).await.unwrap();
        let each = (0..CAST.len()).map(|column| refused(&world, &lines, column));
        let mut wrong = join_all(each).await.concat();
        let after = canonical(&world.raw, &[]).await.unwrap();
        assert!(before == after, "what was refused left something behind");
        for column in 0..CAST.len() {
            wrong.extend(granted(&world, &lines, &all, column).await);
        }
        assert!(wrong.is_empty(), "{} of the table:\n{}", wrong.len(), wrong.join("\n"));
    }
}
