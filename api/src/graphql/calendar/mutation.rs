use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use shuniu_hub::access::Permission;
use shuniu_hub::calendar::CalendarChoice;
use shuniu_hub::command::{NewCalendar, RevokeCalendar, Submission};
use uuid::Uuid;

use super::Calendar;
use crate::graphql::id::{Kind, key_of, keys_of};
use crate::graphql::mutation::submit;
use crate::graphql::node::existing;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, RegionCode};
use crate::graphql::schema::view;
use crate::http::path_of_calendar;

/// 日历内容输入 calendar filter input: which duties a calendar shows. Conditions add up; what is left out does not narrow. Of these it shows what is pending or overdue and has a last day, on whatever day it is read.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "CalendarFilter")]
pub(crate) struct CalendarFilterInput {
    /// 项目单位 units, by global id.
    units: Option<Vec<ID>>,
    /// 项目 projects, by global id.
    projects: Option<Vec<ID>>,
    /// 条款 provisions, by code.
    provisions: Option<Vec<String>>,
    /// 法规 packs, by id.
    packs: Option<Vec<String>>,
    /// 责任方 responsible: only by provisions that bind any of these roles of the packs, such as `project_unit` or `finance`.
    responsible: Option<Vec<String>>,
    /// 我的义务 mine: only by provisions that bind the caller, by its role and body; refused for a role that only looks.
    mine: Option<bool>,
}

/// 新建日历订阅输入 create calendar input.
#[derive(Debug, InputObject)]
pub(crate) struct CreateCalendarInput {
    /// 辖区 jurisdiction whose duties it shows; its ledger says that there is such a calendar, and its administrators can revoke it.
    jurisdiction: RegionCode,
    /// 名称 name that calendar clients show, at most 60 characters.
    name: String,
    /// 内容 filter: which duties; all that the caller may see if left out.
    filter: Option<CalendarFilterInput>,
    /// 有效期至 expires on: the last day on which it opens, at most `limits.calendar_days` ahead; as far ahead as allowed if left out.
    expires_on: Option<Date>,
    /// 幂等键 idempotency key: the same key again gives the same calendar, and not again its address.
    idempotency_key: Option<String>,
}

/// 撤销日历订阅输入 revoke calendar input.
#[derive(Debug, InputObject)]
pub(crate) struct RevokeCalendarInput {
    /// 日历 calendar, by global id: one of the caller's own, or for an administrator anybody's.
    calendar: ID,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 新建日历订阅结果 create calendar payload.
#[derive(SimpleObject)]
pub(crate) struct CreateCalendarPayload {
    /// 日历 calendar that was made.
    calendar: Calendar,
    /// 订阅地址 path of the feed on this server, with the credential that opens it, such as `/calendar.ics?token=shc_…`. Whoever has it reads the calendar: it is shown here once, kept nowhere, and null when the same idempotency key is used again; who has lost it makes a new one.
    path: Option<String>,
}

/// 撤销日历订阅结果 revoke calendar payload.
#[derive(SimpleObject)]
pub(crate) struct RevokeCalendarPayload {
    /// 日历 calendar as it is now.
    calendar: Calendar,
}

impl CalendarFilterInput {
    fn read(self, place: Uuid) -> Answer<CalendarChoice> {
        let own = |kind, field: &'static str, ids| {
            let keys = keys_of(kind, field, ids)?;
            if keys.iter().any(|key| key.jurisdiction != place) {
                let problem = "is of another jurisdiction than the calendar";
                return Err(Refusal::input(field, problem));
            }
            Ok(keys.into_iter().map(|key| key.id).collect())
        };
        Ok(CalendarChoice {
            units: own(Kind::Organization, "filter.units", self.units)?,
            projects: own(Kind::Project, "filter.projects", self.projects)?,
            provisions: self.provisions.unwrap_or_default(),
            packs: self.packs.unwrap_or_default(),
            responsible: self.responsible.unwrap_or_default(),
            mine: self.mine.unwrap_or_default(),
        })
    }
}

/// Changes of calendars.
#[derive(Debug, Default)]
pub(crate) struct CalendarMutation;

/// 日历订阅 calendars.
#[Object]
impl CalendarMutation {
    /// 新建日历订阅 create calendar: a feed of duties for calendar clients, which send no token. It shows what the caller may see now and never more, to whoever has its address, until it lapses or is revoked.
    async fn create_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CreateCalendarInput,
    ) -> Answer<CreateCalendarPayload> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::KeepCalendars, input.jurisdiction.0)?;
        let asked = NewCalendar {
            name: input.name,
            choice: input.filter.unwrap_or_default().read(place.id)?,
            expires_on: input.expires_on.map(|day| day.0),
        };
        let submission = Submission {
            caller: view.caller(),
            jurisdiction: place.id,
            key: input.idempotency_key.as_deref(),
        };
        let made = Box::pin(view.hub().create_calendar(&submission, asked)).await?;
        Ok(CreateCalendarPayload {
            calendar: existing(view, made.key).await?,
            path: made.secret.as_ref().map(path_of_calendar),
        })
    }

    /// 撤销日历订阅 revoke calendar: its address opens nothing from now on, and cannot be opened again.
    async fn revoke_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RevokeCalendarInput,
    ) -> Answer<RevokeCalendarPayload> {
        let view = view(ctx)?;
        let at = key_of(Kind::Calendar, "input.calendar", &input.calendar)?;
        let command = RevokeCalendar { calendar: at.id };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        Ok(RevokeCalendarPayload {
            calendar: existing(view, at).await?,
        })
    }
}
