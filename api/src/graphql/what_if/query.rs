use async_graphql::{Context, Object};
use shuniu_hub::Fault;
use shuniu_hub::what_if::{Examined, ProposalError};
use uuid::Uuid;

use super::assessment::Assessment;
use super::input::{PackTrialInput, PreCheckInput};
use super::trial::{PackTrial, PackTrialAnswer};
use crate::graphql::paging::{PageBounds, read_cursor};
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;

/// What would be if.
#[derive(Debug, Default)]
pub(crate) struct WhatIfQuery;

/// 假设推演查询 questions of what would be if. Nothing they are asked with is stored.
#[Object]
impl WhatIfQuery {
    /// 事前研判 pre-check. What the law of a place would say of a project that is not there yet, or of one on record if something more were so: management track, reviews and panel, documents that are missing, deadlines.
    async fn pre_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: PreCheckInput,
    ) -> Answer<Assessment> {
        let view = view(ctx)?;
        let region = input.jurisdiction.0;
        let day = input.as_of.map_or_else(|| view.today(), |day| day.0);
        let (project, supposed) = input.read()?;
        let asked = view.pre_check(region, project, &supposed, day).await;
        let assessed = asked.map_err(|fault| match fault {
            Fault::Invalid { field, problem } => Fault::invalid(format!("input.{field}"), problem),
            other => other,
        })?;
        Assessment::of(assessed).ok_or_else(|| Fault::corrupt("pre-check", "it is empty").into())
    }

    /// 法规试行 pack trial. What a new or edited pack would change for the projects of a place, before it is adopted, by what is on record now. Takes the data bureau of the place.
    async fn pack_trial(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: PackTrialInput,
        #[graphql(
            desc = "看几个项目 how many projects are looked at, at most `limits.trial_projects`; as many if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only projects after this cursor.")] after: Option<String>,
    ) -> Answer<PackTrialAnswer> {
        let view = view(ctx)?;
        let region = input.jurisdiction.0;
        let examined = Examined {
            region,
            day: input.as_of.map_or_else(|| view.today(), |day| day.0),
            after: after
                .map(|text| read_cursor::<Uuid>("after", &text))
                .transpose()?,
            limit: PageBounds::of(ctx).first_of_trial(first)?,
        };
        let law = match view.propose(region, &input.read()?) {
            Ok(law) => law,
            Err(ProposalError::Packs(problems)) => {
                return Ok(PackTrialAnswer::unreadable(problems));
            }
            Err(ProposalError::Law(error)) => return Err(Fault::invalid("input", error).into()),
            Err(ProposalError::Fault(fault)) => return Err(fault.into()),
        };
        let tried = view.try_law(&law, examined).await?;
        Ok(PackTrialAnswer::Trial(PackTrial::new(law, tried)))
    }
}
