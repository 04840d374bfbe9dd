//! What GraphQL tells of a hub to whoever sees the integration side: every question that takes no
//! argument, with all that it leads to; and what is said of what cannot be done.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use async_graphql::Response;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind};
use serde_json::json;
use shuniu_api::graphql::{PageBounds, Schema, admit, build};
use shuniu_api::server::Lifecycle;
use shuniu_tests::journey::{PLACES, clerk};

use super::left::column;
use super::scene::Scene;
use crate::graphql::house::{definitions, fields};

/// How many entries of a list are looked at.
const FIRST: usize = 5;
/// How many objects a question leads through: from a page to its entries, to what they hold, and to
/// what that holds.
const DEEP: usize = 3;

/// Every question that can be asked without an argument.
static QUESTIONS: LazyLock<Vec<String>> = LazyLock::new(questions);

/// Those that tell how the systems are just now.
const LIVE: [&str; 2] = ["{ connectors ", "{ syncRuns("];

/// How the systems are, as it is told; all failures of the newest runs are in it.
pub(super) async fn of_systems(scene: &Scene<'_>) -> String {
    let live = |one: &&String| LIVE.iter().any(|live| one.starts_with(live));
    let live: Vec<&String> = QUESTIONS.iter().filter(live).collect();
    assert_eq!(live.len(), LIVE.len(), "{live:?}");
    let told = answers(scene, live).await;
    let name = format!("\"{}\"", scene.kit.system);
    assert!(told.contains(&name), "{}: {told}", scene.kit);
    let newest = format!(
        "SELECT COALESCE(failure, '') FROM sync_run ORDER BY started_at DESC, id DESC LIMIT {FIRST}"
    );
    for failure in column(scene.db, &newest).await {
        let text = json!(failure).to_string();
        let is_told = failure.is_empty() || told.contains(&text);
        assert!(is_told, "{}: {failure} is not in {told}", scene.kit);
    }
    told
}

/// All of it, and what is said of what cannot be done.
pub(super) async fn of_all(scene: &Scene<'_>) -> String {
    let mut told = answers(scene, QUESTIONS.iter()).await;
    let (region, system) = (PLACES[0].0, &scene.kit.system);
    let of = format!(r#"jurisdiction: "{region}", system: "{system}""#);
    let schema = build(PageBounds::default(), Lifecycle::new());
    for change in [
        format!("startHandOverComparison(input: {{{of}}}) {{ comparison {{ state failure }} }}"),
        format!(r#"startComparison(input: {{{of}, stream: "-"}}) {{ sweep {{ state }} }}"#),
        format!(r#"replayQuarantine(input: {{quarantined: "{system}"}}) {{ outcome }}"#),
    ] {
        let answer = ask(&schema, scene, &format!("mutation {{ {change} }}")).await;
        let fails = !change.starts_with("startHandOver");
        assert!(
            !fails || !answer.errors.is_empty(),
            "{}: {change}",
            scene.kit
        );
        told += &said(&answer);
        told += &format!("{:?}", answer.errors);
    }
    told
}

/// The answers to questions that are answered.
async fn answers(scene: &Scene<'_>, questions: impl IntoIterator<Item = &String>) -> String {
    let schema = build(PageBounds::default(), Lifecycle::new());
    let mut told = String::new();
    for question in questions {
        let answer = ask(&schema, scene, question).await;
        let errors = &answer.errors;
        assert!(errors.is_empty(), "{}: {question}: {errors:?}", scene.kit);
        told += &said(&answer);
    }
    told
}

async fn ask(schema: &Schema, scene: &Scene<'_>, query: &str) -> Response {
    let caller = Arc::new(clerk(0).unwrap());
    let request = admit(async_graphql::Request::new(query), &scene.hub, caller);
    schema.execute(request).await
}

/// An answer as it goes out.
fn said(answer: &Response) -> String {
    serde_json::to_string(answer).unwrap()
}

fn questions() -> Vec<String> {
    let types = definitions().into_iter();
    let mut objects = BTreeMap::new();
    let mut plain = Vec::new();
    for one in types {
        let name = one.name.node.to_string();
        match one.kind {
            TypeKind::Object(_) => drop(objects.insert(name, fields(one))),
            TypeKind::Scalar | TypeKind::Enum(_) => plain.push(name),
            _ => {}
        }
    }
    plain.extend(["Int", "Float", "String", "Boolean", "ID"].map(ToOwned::to_owned));
    let types = Types { objects, plain };
    let asked = types.objects["Query"].iter();
    let asked = asked.filter_map(|field| types.field(field, DEEP + 1, &[]));
    asked.map(|field| format!("{{ {field} }}")).collect()
}

/// The types of the schema that can be asked for by their fields.
struct Types {
    objects: BTreeMap<String, Vec<FieldDefinition>>,
    plain: Vec<String>,
}

impl Types {
    /// A field with whatever it holds, so many objects deep; nothing where it takes an argument or
    /// leads back.
    fn field(&self, field: &FieldDefinition, deep: usize, above: &[&str]) -> Option<String> {
        let name = field.name.node.as_str();
        let takes = |one: &async_graphql::parser::types::InputValueDefinition| {
            !one.ty.node.nullable && one.default_value.is_none()
        };
        if field.arguments.iter().any(|one| takes(&one.node)) || name == "edges" {
            return None;
        }
        let bounded = field
            .arguments
            .iter()
            .any(|one| one.node.name.node == "first");
        let first = if bounded {
            format!("(first: {FIRST})")
        } else {
            String::new()
        };
        let of = base(&field.ty.node);
        if self.plain.iter().any(|one| one == of) {
            return Some(format!("{name}{first}"));
        }
        if deep == 0 || above.contains(&of) {
            return None;
        }
        let Some(fields) = self.objects.get(of) else {
            return Some(format!("{name}{first} {{ __typename }}"));
        };
        let above = [above, &[of]].concat();
        let held = fields.iter();
        let held = held.filter_map(|one| self.field(one, deep - 1, &above));
        let held: Vec<String> = held.collect();
        Some(format!("{name}{first} {{ __typename {} }}", held.join(" ")))
    }
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(of) => base(of),
    }
}
