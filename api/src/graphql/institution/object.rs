use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use serde::Deserialize as _;
use shuniu_hub::query::{Dated, InstitutionObligationRow, Status, status_on};

use super::links::{DecidedIn, Performing, Unit};
use super::report::InstitutionReport;
use crate::graphql::definition::Reason;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::obligation::{ObligationStatus, Stored, because, flags};
use crate::graphql::organization::Organization;
use crate::graphql::project::Project;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::{named, view};
use crate::graphql::set::Member;

/// A duty of an institution, seen on a day.
#[derive(Clone)]
pub(crate) struct InstitutionObligation {
    pub(crate) row: Member<InstitutionObligationRow>,
    pub(crate) day: NaiveDate,
}

impl InstitutionObligation {
    fn standing(&self) -> Status {
        status_on(&*self.row, self.day)
    }
}

/// 机构义务 institution obligation. What one provision requires of a unit for all of its projects together, or of the bureau for its place: owed once, whatever number of projects give rise to it.
#[Object]
impl InstitutionObligation {
    /// 全局标识 global id. Stable while the duty exists; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::InstitutionObligation, self.row.key())
    }

    /// 辖区 jurisdiction.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.row.jurisdiction_id))
    }

    /// 项目单位 unit that owes; null where the bureau does.
    async fn unit(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.row.one::<Unit>(view(ctx)?).await?.map(Organization))
    }

    /// 是否主管部门的义务 of bureau: whether the bureau of the place owes it.
    async fn of_bureau(&self) -> bool {
        self.row.institution_id == self.row.jurisdiction_id
    }

    /// 条款编号 code of the provision that requires it.
    async fn provision_code(&self) -> &str {
        &self.row.provision
    }

    /// 条款 provision that requires it; null when no pack in force has it any more.
    async fn provision(&self, ctx: &Context<'_>) -> Answer<Option<Provision>> {
        let hub = view(ctx)?.hub();
        let (place, code) = (self.row.jurisdiction_id, &self.row.provision);
        Ok(Provision::judged(hub, place, code, &self.row.pack_version))
    }

    /// 判断所依版本 pack version by which it was judged.
    async fn pack_version(&self) -> &str {
        &self.row.pack_version
    }

    /// 哪一次 occurrence: which of several clocks it is; null where there is one only.
    async fn occurrence(&self) -> Option<&str> {
        named(&self.row.occurrence)
    }

    /// 所属期间 period of a recurring duty, such as `2026` or `2026-05`; null otherwise.
    async fn period(&self) -> Option<&str> {
        named(&self.row.period)
    }

    /// 涉及项目数 project count: how many projects of the unit give rise to it; 0 for the bureau.
    async fn project_count(&self) -> i64 {
        self.row.projects
    }

    /// 起算日 triggered on: the day its clock started, by the earliest project; null while it has not.
    async fn triggered_on(&self) -> Option<Date> {
        self.row.triggered_on.map(Date)
    }

    /// 最早日 earliest on: the first day it can be performed; null where there is none.
    async fn earliest_on(&self) -> Option<Date> {
        self.row.earliest_on.map(Date)
    }

    /// 到期日 due on: the last permitted day of a deadline; null where there is none.
    async fn due_on(&self) -> Option<Date> {
        self.row.due_on.map(Date)
    }

    /// 最迟日 latest on: the last day of a window; null where there is none.
    async fn latest_on(&self) -> Option<Date> {
        self.row.latest_on.map(Date)
    }

    /// 期限末日 last on: the day after which it is late, by which lists are ordered; null where it is never late.
    async fn last_on(&self) -> Option<Date> {
        self.row.last_on.map(Date)
    }

    /// 履行日 fulfilled on: the day it was performed; null until then, and where what performed it is on record without a day.
    async fn fulfilled_on(&self) -> Option<Date> {
        self.row.performed_on(self.day).map(Date)
    }

    /// 履行所凭报告 report of the institution that performed it; null until then, and where a project's file did.
    async fn report(&self, ctx: &Context<'_>) -> Answer<Option<InstitutionReport>> {
        let report = self.row.one::<Performing>(view(ctx)?).await?;
        Ok(report.map(InstitutionReport))
    }

    /// 决定状态的项目 project whose record decides how it stands, and whose reasons are told; null where a report of the unit does, and for the bureau.
    async fn decided_in(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.row.one::<DecidedIn>(view(ctx)?).await?.map(Project))
    }

    /// 记录完整至 observed through: how far the record of what would fulfil it is complete; null where nothing limits it.
    async fn observed_through(&self) -> Option<Date> {
        self.row.observed_through.map(Date)
    }

    /// 状态 status on `asOf`.
    async fn status(&self) -> ObligationStatus {
        self.standing().into()
    }

    /// 状态所问之日 as of: the day on which the status is asked.
    async fn as_of(&self) -> Date {
        Date(self.day)
    }

    /// 剩余天数 days left until its last day; negative when it has passed, null without one.
    async fn days_left(&self) -> Option<i64> {
        let last = self.row.last_on?;
        Some(last.signed_duration_since(self.day).num_days())
    }

    /// 缺少的事实 needs: facts that are missing to tell, by name.
    async fn needs(&self) -> Vec<String> {
        Vec::deserialize(&self.row.needs).unwrap_or_default()
    }

    /// 标记 flags: `regional_calendar_missing`, `attention` (pending for long) or `ended_early`.
    async fn flags(&self) -> Vec<String> {
        let stored = (&self.row.flags, self.row.attention_on);
        flags(&*self.row, stored, self.day)
    }

    /// 理由 because: why it is owed and how its days were counted, in order, and last what follows from them on `asOf`. Of a unit, by the project that decides, which is named first.
    async fn because(&self, ctx: &Context<'_>) -> Answer<Vec<Reason>> {
        let view = view(ctx)?;
        let law = view.hub().local_law(self.row.jurisdiction_id);
        let judged_by = (&*self.row.pack_id, &*self.row.pack_version);
        let mut told = Reason::worded(&law, judged_by, &self.row.because);
        if let Some(project) = self.row.one::<DecidedIn>(view).await? {
            told.insert(0, decided_by(&project.name, self.row.projects));
        }
        let stored = Stored {
            because: &self.row.because,
            flags: &self.row.flags,
            attention_on: self.row.attention_on,
        };
        Ok(because(&*self.row, told, &stored, self.day))
    }

    /// 无法计算的原因 fault: why no day could be computed; null otherwise.
    async fn fault(&self) -> Option<&str> {
        self.row.fault.as_deref()
    }

    /// 评估基准日 assessed for. The day for which it was computed.
    async fn assessed_for(&self) -> Date {
        Date(self.row.assessed_for)
    }
}

/// Whose record tells of a unit's duty.
fn decided_by(project: &str, projects: i64) -> Reason {
    let (zh, en) = if projects == 1 {
        (
            "本单位只有一个项目涉及".to_owned(),
            "of the unit's projects one is concerned".to_owned(),
        )
    } else {
        (
            format!("本单位有{projects}个项目涉及"),
            format!("of the unit's projects {projects} are concerned"),
        )
    };
    Reason {
        zh: format!("{zh}，以下依项目“{project}”的记录"),
        en: format!("{en}; what follows is by the record of “{project}”"),
    }
}
