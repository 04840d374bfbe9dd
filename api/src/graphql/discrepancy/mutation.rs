use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{Ruling, SettleDiscrepancy};
use shuniu_hub::query::Key;

use super::Discrepancy;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::Json;
use crate::graphql::schema::view;

/// 处理不一致输入 settle discrepancy input. Exactly one of `choose`, `enter` and `known` is given.
#[derive(Debug, InputObject)]
pub(crate) struct SettleDiscrepancyInput {
    /// 数据不一致 discrepancy, by global id.
    discrepancy: ID,
    /// 采信的值 choose: the fact that is right, by global id. It counts until its source says otherwise.
    choose: Option<ID>,
    /// 另行录入的值 enter: what is right where none of the values is, typed as the field says. A party is an object with `name` and perhaps `credit_code`.
    enter: Option<Json>,
    /// 认可差异 known: true if the difference may stand; the order of sources decides as before.
    known: Option<bool>,
    /// 理由 reason, for the ledger.
    reason: String,
    /// 预期版本 version of the discrepancy that the caller saw; others' changes are noticed by it. Needed to settle anew what was settled.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 处理不一致结果 settle discrepancy payload.
#[derive(SimpleObject)]
pub(crate) struct SettleDiscrepancyPayload {
    /// 数据不一致 discrepancy as it is now.
    discrepancy: Discrepancy,
    /// 项目 project as it is now.
    project: Project,
}

impl SettleDiscrepancyInput {
    fn ruling(&self, at: Key) -> Answer<Ruling> {
        let known = self.known.filter(|known| *known);
        match (&self.choose, &self.enter, known) {
            (Some(fact), None, None) => {
                let fact = key_of(Kind::Fact, "input.choose", fact)?;
                if fact.jurisdiction != at.jurisdiction {
                    let problem = "belongs to another jurisdiction than the discrepancy";
                    return Err(Refusal::input("input.choose", problem));
                }
                Ok(Ruling::Choose(fact.id))
            }
            (None, Some(value), None) => Ok(Ruling::Enter(value.0.clone())),
            (None, None, Some(_)) => Ok(Ruling::Known),
            _ => Err(Refusal::input(
                "input",
                "give exactly one of `choose`, `enter` and `known`",
            )),
        }
    }
}

/// Settling what sources disagree about.
#[derive(Debug, Default)]
pub(crate) struct DiscrepancyMutation;

/// 不一致处理 settling of disagreements.
#[Object]
impl DiscrepancyMutation {
    /// 处理不一致 settle what sources disagree about: choose one of the values, enter another, or let the difference stand. What loses is kept; what a source says anew opens it again.
    async fn settle_discrepancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: SettleDiscrepancyInput,
    ) -> Answer<SettleDiscrepancyPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Discrepancy, "input.discrepancy", &input.discrepancy)?;
        let command = SettleDiscrepancy {
            discrepancy: at.id,
            expected_version: input.expected_version,
            ruling: input.ruling(at)?,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let done = submit(view, at.jurisdiction, key, &command).await?;
        let project = Key::new(at.jurisdiction, done.project);
        Ok(SettleDiscrepancyPayload {
            discrepancy: existing(view, at).await?,
            project: existing(view, project).await?,
        })
    }
}
