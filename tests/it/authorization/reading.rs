//! Questions, objects and subscriptions, with the right and without it.

use async_graphql::parser::types::{FieldDefinition, TypeDefinition};
use futures_util::future::join_all;
use serde_json::Value;
use shuniu_tests::{TestDb, on_both};

use super::cast::CAST;
use super::coverage::{base, leads_on};
use super::page::{Cell, Object, Question, Right, follows, innermost, objects, questions};
use super::world::{Target, World, codes};
use crate::graphql::house::{definitions, fields};

/// A field of an object as it is asked.
struct Asked {
    field: &'static str,
    name: String,
    selection: String,
    /// Its own right; none for those who see the object.
    right: Option<Right>,
}

/// What is asked of each field that the page names: what it leads to, or a plain field with a right
/// of its own.
fn named(object: &Object, own: &[FieldDefinition], all: &[TypeDefinition]) -> Vec<Asked> {
    let asked = object.fields.iter().map(|(name, (written, right))| {
        let field = own.iter().find(|one| one.name.node == *name);
        let field = field.unwrap_or_else(|| panic!("{} has no field {name}", object.name));
        let inner = if leads_on(&base(field), all) {
            " { __typename }"
        } else {
            ""
        };
        Asked {
            selection: format!("{written}{inner}"),
            field: name,
            name: format!("{}.{name}", object.name),
            right: *right,
        }
    });
    asked.collect()
}

/// The plain fields: whoever sees the object sees them.
fn plain(object: &Object, own: &[FieldDefinition], all: &[TypeDefinition]) -> String {
    let free = |one: &&FieldDefinition| {
        let mut arguments = one.arguments.iter().map(|given| &given.node);
        arguments.all(|given| given.ty.node.nullable || given.default_value.is_some())
    };
    let plain = own
        .iter()
        .filter(|one| !object.fields.contains_key(one.name.node.as_str()))
        .filter(|one| !leads_on(&base(one), all))
        .filter(free)
        .map(|one| one.name.node.to_string());
    plain.collect::<Vec<_>>().join(" ")
}

/// The objects that were asked for, wherever they stand in the answer.
fn found<'a>(answer: &'a Value, all: &mut Vec<&'a Value>) {
    match answer {
        Value::Array(values) => values.iter().for_each(|one| found(one, all)),
        Value::Object(fields) => {
            if fields.contains_key("at") {
                all.push(answer);
            } else {
                fields.values().for_each(|one| found(one, all));
            }
        }
        _ => {}
    }
}

/// Whether a value tells nothing.
fn empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(values) => values.is_empty(),
        Value::String(text) => text.is_empty() || text == "0.00",
        Value::Number(number) => number.as_f64() == Some(0.0),
        _ => false,
    }
}

fn forbidden(answer: &Value) -> bool {
    let codes = codes(answer);
    !codes.is_empty() && codes.iter().all(|code| *code == "FORBIDDEN")
}

/// What is wrong with an object for one of the cast.
async fn object(
    world: &World,
    line: &Object,
    all: &[TypeDefinition],
    column: usize,
) -> Vec<String> {
    let Some((right, path)) = line.reached else {
        return Vec::new();
    };
    let who = CAST[column].0;
    let definition = all.iter().find(|one| one.name.node == line.name).unwrap();
    let own = fields(definition.clone());
    let named = named(line, &own, all);
    let plain = format!("at: __typename {}", plain(line, &own, all));
    let ask = |target: &Target, selection: &str| {
        let query = target.fill(path).replace('@', selection);
        format!("{}: {query}", target.letter)
    };
    let mut wrong = Vec::new();
    let cell = match right.of(column) {
        // What a role may not see is to `node` as if it were not there.
        Cell::Refused if path.starts_with("node(") => Cell::Sees(""),
        cell => cell,
    };
    if cell == Cell::Refused {
        let query = format!("{{ {} }}", ask(&world.targets[0], "__typename"));
        let answer = world.ask(column, &query).await;
        if !forbidden(&answer) {
            wrong.push(format!("{} is to be refused to {who}: {answer}", line.name));
        }
        return wrong;
    }
    let visible = |target: &&Target| cell.sees(target.letter);
    let told: Vec<&Asked> = named
        .iter()
        .filter(|one| {
            one.right
                .is_none_or(|right| right.of(column) != Cell::Refused)
        })
        .collect();
    let selections = told.iter().map(|one| one.selection.as_str());
    let selection = [plain.as_str()].into_iter().chain(selections);
    let selection = selection.collect::<Vec<_>>().join(" ");
    let (of_region, of_all) = (path.contains("$Region"), !path.contains('$'));
    let targets: Vec<&Target> = world
        .targets
        .iter()
        .filter(|target| !of_region || visible(target))
        .filter(|target| !of_all || target.letter == 'A')
        .collect();
    let queries = targets.iter().map(|target| ask(target, &selection));
    let query = format!("{{ {} }}", queries.collect::<Vec<_>>().join(" "));
    let answer = world.ask(column, &query).await;
    if !codes(&answer).is_empty() {
        wrong.push(format!("{} by {who}: {}", line.name, answer["errors"]));
        return wrong;
    }
    for target in targets {
        let letter = target.letter;
        let mut objects = Vec::new();
        found(&answer["data"][letter.to_string()], &mut objects);
        if objects.is_empty() == visible(&target) {
            let shown = if visible(&target) {
                "not shown"
            } else {
                "shown"
            };
            wrong.push(format!("{} of {letter} is {shown} to {who}", line.name));
        }
        for field in told.iter().filter(|_| !objects.is_empty()) {
            let sees = field
                .right
                .is_none_or(|right| right.of(column).sees(letter));
            let tells = objects.iter().any(|one| !empty(&one[field.field]));
            if sees != tells {
                let tells = if tells { "tells" } else { "does not tell" };
                wrong.push(format!("{} of {letter} {tells} {who} anything", field.name));
            }
        }
    }
    if of_region {
        for target in world.targets.iter().filter(|target| !visible(target)) {
            let query = format!("{{ {} }}", ask(target, "__typename"));
            if !forbidden(&world.ask(column, &query).await) {
                let letter = target.letter;
                wrong.push(format!(
                    "{} of {letter} is to be refused to {who}",
                    line.name
                ));
            }
        }
    }
    let refused = named.iter().filter(|one| {
        one.right
            .is_some_and(|right| right.of(column) == Cell::Refused)
    });
    for field in refused {
        let Some(target) = world.targets.iter().find(visible) else {
            break;
        };
        let query = format!("{{ {} }}", ask(target, &field.selection));
        let answer = world.ask(column, &query).await;
        if !forbidden(&answer) {
            wrong.push(format!(
                "{} is to be refused to {who}: {answer}",
                field.name
            ));
        }
    }
    wrong
}

/// What is wrong with a question for one of the cast.
async fn question(world: &World, line: &Question, column: usize) -> Vec<String> {
    let who = CAST[column].0;
    let cell = match line.right.of(column) {
        Cell::Refused if line.name == "node" => Cell::Sees(""),
        cell => cell,
    };
    let mut wrong = Vec::new();
    for target in &world.targets {
        let letter = target.letter;
        let query = format!("{{ {} }}", target.fill(line.query));
        let answer = world.ask(column, &query).await;
        let outside = line.query.contains("$Region") && !cell.sees(letter);
        if cell == Cell::Refused || outside {
            if !forbidden(&answer) {
                wrong.push(format!(
                    "{} of {letter} is to be refused to {who}: {answer}",
                    line.name
                ));
            }
            continue;
        }
        let shown = answer["data"].to_string().contains(&target.fill(line.mark));
        if !codes(&answer).is_empty() || shown != cell.sees(letter) {
            wrong.push(format!("{} of {letter} by {who}: {answer}", line.name));
        }
    }
    wrong
}

/// What is wrong with a subscription for one of the cast.
async fn follow(world: &World, line: &Question, column: usize) -> Vec<String> {
    let who = CAST[column].0;
    let listed = world.ask(column, &format!("{{ {} }}", line.of)).await;
    let entries = innermost(&listed["data"]);
    // A refusal is one event, too.
    let number = Ord::max(entries, 1);
    let query = format!("subscription {{ {} }}", line.query);
    let followed = world
        .served
        .follow(world.token(column), &query, number)
        .await
        .unwrap();
    let cell = line.right.of(column);
    if cell == Cell::Refused {
        let refused = followed.iter().all(forbidden);
        return if refused {
            Vec::new()
        } else {
            vec![format!("{} is to be refused to {who}", line.name)]
        };
    }
    let told = Value::from(followed).to_string();
    let wrong = world
        .targets
        .iter()
        .filter(|target| told.contains(&target.fill(line.mark)) != cell.sees(target.letter));
    wrong
        .map(|target| format!("{} of {} to {who}: {told}", line.name, target.letter))
        .collect()
}

on_both! {
    async fn everything_is_shown_to_those_who_may_see_it_and_to_nobody_else(db: &TestDb) {
        let world = World::at(db).await;
        let all = definitions();
        let (questions, objects, follows) = (questions(), objects(), follows());
        let each = (0..CAST.len()).map(async |column| {
            let mut wrong = Vec::new();
            for line in &questions {
                wrong.extend(question(&world, line, column).await);
            }
            for line in &objects {
                wrong.extend(object(&world, line, &all, column).await);
            }
            for line in &follows {
                wrong.extend(follow(&world, line, column).await);
            }
            wrong
        });
        let wrong = join_all(each).await.concat();
        assert!(wrong.is_empty(), "{} of the table:\n{}", wrong.len(), wrong.join("\n"));
    }
}
