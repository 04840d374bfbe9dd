use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::assess;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Asks for a stage step, such as `final_acceptance`. A command asks: it is refused at a closed
/// gate, with everything that closes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestStep {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// Vocabulary name of the step.
    pub gate: String,
}

/// What became of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum StepOutcome {
    /// Nothing stands against it; the request is in the ledger.
    Granted {
        /// Exceptions that carried it.
        exceptions: Vec<String>,
    },
    /// The gate is closed; nothing was recorded.
    GateClosed {
        /// Every provision that closes it.
        blockers: Vec<Blocker>,
    },
}

/// A provision that closes a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// The pack it stands in; empty where the hub does not know why yet, or said so before it kept
    /// this.
    #[serde(default)]
    pub pack: String,
    /// Version of the pack that judged; empty as `pack` is.
    #[serde(default)]
    pub version: String,
    /// Its code.
    pub provision: String,
    /// Facts that are unknown; empty when it is known to stand against the step.
    pub needs: Vec<String>,
    /// Why, in order, as rows hold it: `query::worded` has the words.
    pub because: Json,
}

#[async_trait::async_trait]
impl Command for RequestStep {
    const NAME: &'static str = "request_step";
    const PERMISSION: Permission = Permission::RequestStep;
    type Outcome = StepOutcome;

    async fn run(&self, tx: &mut Tx) -> Result<StepOutcome, Fault> {
        let vocabulary = tx.law().vocabulary();
        if vocabulary.get(Family::Gate, &self.gate).is_none() {
            let known: Vec<&str> = vocabulary.names(Family::Gate).collect();
            let problem = format!("{:?} is no step; known: {}", self.gate, known.join(", "));
            return Err(Fault::invalid("gate", problem));
        }
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let outcome = assess::may_step(tx, self.project, &self.gate).await?;
        if let StepOutcome::Granted { exceptions } = &outcome {
            let body = json!({"step": self.gate, "granted": true, "exceptions": exceptions});
            tx.record(Draft::of_project(
                "project",
                self.project,
                self.project,
                body,
            ));
        }
        Ok(outcome)
    }

    fn refuses(outcome: &StepOutcome) -> bool {
        matches!(outcome, StepOutcome::GateClosed { .. })
    }
}
