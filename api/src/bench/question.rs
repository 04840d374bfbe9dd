use serde_json::json;
use uuid::Uuid;

use super::sql::{Dialect, Statement};

/// A question in GraphQL and the statement that answers it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) name: &'static str,
    graphql: &'static str,
    sql: &'static str,
    pub(super) over: Over,
    pub(super) texts: Texts,
}

/// Where a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// In the first place.
    One,
    /// In all places together.
    All,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// Always the same.
    None,
    /// Project codes from all places.
    ProjectCodes,
    /// This text.
    One(&'static str),
}

macro_rules! question {
    ($name:literal, $graphql:literal, $sql:literal, $over:expr, $texts:expr) => {
        Question {
            name: $name,
            graphql: include_str!(concat!("question/", $graphql, ".graphql")),
            sql: include_str!(concat!("question/", $sql, ".sql")),
            over: $over,
            texts: $texts,
        }
    };
}

/// Two characters that few names hold.
const RARE: &str = "电子病历";
/// What every name holds.
const FREQUENT: &str = "项目";

/// Everything that is asked, in this order.
pub(super) const QUESTIONS: &[Question] = &[
    question!("list page", "list", "list", Over::One, Texts::None),
    question!("list page", "list", "list", Over::All, Texts::None),
    question!(
        "project whole",
        "whole",
        "whole",
        Over::All,
        Texts::ProjectCodes
    ),
    question!(
        "search, rare",
        "search",
        "rare",
        Over::All,
        Texts::One(RARE)
    ),
    question!(
        "search, frequent",
        "search",
        "frequent",
        Over::All,
        Texts::One(FREQUENT)
    ),
    question!(
        "obligations page",
        "overdue",
        "overdue",
        Over::One,
        Texts::None
    ),
    question!(
        "obligations page",
        "overdue",
        "overdue",
        Over::All,
        Texts::None
    ),
    question!("counts", "counts", "counts", Over::All, Texts::None),
    question!(
        "projects by stage",
        "by_stage",
        "by_stage",
        Over::All,
        Texts::None
    ),
    question!(
        "contracts by year",
        "by_year",
        "by_year",
        Over::All,
        Texts::None
    ),
    question!(
        "payments by kind",
        "by_kind",
        "by_kind",
        Over::All,
        Texts::None
    ),
    question!(
        "duties on time",
        "on_time",
        "on_time",
        Over::All,
        Texts::None
    ),
];

/// A question with everything filled in.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The body of the request.
    pub(super) body: String,
    pub(super) statement: Statement,
}

/// A place by its id and region code.
pub(super) type Place = (Uuid, String);

impl Question {
    pub(super) fn asked(
        &self,
        dialect: Dialect,
        places: &[Place],
        today: chrono::NaiveDate,
        text: &str,
    ) -> Asked {
        let places = match self.over {
            Over::One => &places[..places.len().min(1)],
            Over::All => places,
        };
        let ids: Vec<Uuid> = places.iter().map(|(id, _)| *id).collect();
        let regions: Vec<&str> = places.iter().map(|(_, region)| region.as_str()).collect();
        let mut variables = json!({});
        if self.graphql.contains("$places") {
            variables["places"] = json!(regions);
        }
        if self.graphql.contains("$text") {
            variables["text"] = json!(text);
        }
        Asked {
            body: json!({"query": self.graphql, "variables": variables}).to_string(),
            statement: dialect.statement(self.sql, &ids, today, text),
        }
    }
}
