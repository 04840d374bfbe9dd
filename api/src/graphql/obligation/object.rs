use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use serde::Deserialize;
use shuniu_hub::Fault;
use shuniu_hub::query::{
    Dated, Key, ObligationRow, OrganizationRow, ReasonRow, Status, View, status_on,
};

use super::ObligationStatus;
use super::because::{Stored, because, flags};
use super::evidence::Evidence;
use super::proof::Proof;
use crate::graphql::definition::Reason;
use crate::graphql::document::{self, Document};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::organization::Organization;
use crate::graphql::project::{Owner, Project};
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::{named, view};
use crate::graphql::set::{Link, Member};

/// An obligation with those that came into the answer with it, seen on a day.
#[derive(Clone)]
pub(crate) struct Obligation {
    pub(crate) row: Member<ObligationRow>,
    pub(crate) day: NaiveDate,
}

/// The unit whose project owes.
struct Unit;

impl Link<ObligationRow> for Unit {
    type Row = OrganizationRow;

    fn from(row: &ObligationRow) -> Option<Key> {
        row.unit_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// Why it is owed and what is remarkable: long, and read for those alone that ask.
struct Because;

impl Link<ObligationRow> for Because {
    type Row = ReasonRow;

    fn from(row: &ObligationRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &ReasonRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ReasonRow>, Fault> {
        view.reasons_of(keys).await
    }
}

impl Obligation {
    fn standing(&self) -> Status {
        status_on(&*self.row, self.day)
    }

    async fn reasons(&self, ctx: &Context<'_>) -> Answer<Option<Member<ReasonRow>>> {
        self.row.one::<Because>(view(ctx)?).await
    }
}

/// 义务 obligation. What one provision requires of one project, contract or period.
#[Object]
impl Obligation {
    /// 全局标识 global id. Stable while the duty exists; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Obligation, self.row.key())
    }

    /// 项目 project that owes.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.row.one::<Owner>(view(ctx)?).await?.map(Project))
    }

    /// 项目单位 unit responsible for the project; null while unknown.
    async fn unit(&self, ctx: &Context<'_>) -> Answer<Option<Organization>> {
        Ok(self.row.one::<Unit>(view(ctx)?).await?.map(Organization))
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

    /// 所属合同、标段或资产 subject: the contract, lot or asset that owes; null for the project itself.
    async fn subject(&self) -> Option<&str> {
        named(&self.row.subject)
    }

    /// 哪一次 occurrence: which of several clocks it is; null where there is one only.
    async fn occurrence(&self) -> Option<&str> {
        named(&self.row.occurrence)
    }

    /// 所属期间 period of a recurring duty, such as `2025-Q3`; null otherwise.
    async fn period(&self) -> Option<&str> {
        named(&self.row.period)
    }

    /// 起算日 triggered on: the day its clock started; null while it has not.
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

    /// 最迟日 latest on: the last day of a window or a duration; null where there is none.
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

    /// 履行凭据 fulfilled by: what performed it, each with its source; empty until then, and for what elapses by itself.
    async fn fulfilled_by(&self, ctx: &Context<'_>) -> Answer<Vec<Proof>> {
        Proof::of(&self.row, view(ctx)?).await
    }

    /// 佐证材料 documents that are attached to the duty itself, whatever their kind, in the order in which they were. It performs nothing: `status` follows from the record alone.
    async fn documents(&self, ctx: &Context<'_>) -> Answer<Vec<Document>> {
        document::of_duty(&self.row, view(ctx)?).await
    }

    /// 履行材料 evidence: the papers that the provision asks for, and what of them is on file and attached; null when no pack in force has the provision any more.
    async fn evidence(&self, ctx: &Context<'_>) -> Answer<Option<Evidence>> {
        Ok(Evidence::of(self, view(ctx)?))
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

    /// 不可补救 incurable. Whether passing the last day cannot be cured.
    async fn incurable(&self) -> bool {
        self.row.incurable
    }

    /// 暂定 provisional. Whether the last day was reached without a calendar for its year.
    async fn provisional(&self) -> bool {
        self.row.provisional
    }

    /// 缺少的事实 needs: facts that are missing to tell, by name.
    async fn needs(&self, ctx: &Context<'_>) -> Answer<Vec<String>> {
        let reasons = self.reasons(ctx).await?;
        let needs = reasons.and_then(|row| Vec::deserialize(&row.needs).ok());
        Ok(needs.unwrap_or_default())
    }

    /// 标记 flags: `regional_calendar_missing`, `attention` (pending for long) or `ended_early`.
    async fn flags(&self, ctx: &Context<'_>) -> Answer<Vec<String>> {
        let reasons = self.reasons(ctx).await?;
        Ok(reasons.map_or_else(Vec::new, |row| {
            flags(&*self.row, (&row.flags, self.row.attention_on), self.day)
        }))
    }

    /// 理由 because: why it is owed and how its days were counted, in order, and last what follows from them on `asOf`.
    async fn because(&self, ctx: &Context<'_>) -> Answer<Vec<Reason>> {
        let law = view(ctx)?.hub().local_law(self.row.jurisdiction_id);
        let judged_by = (&*self.row.pack_id, &*self.row.pack_version);
        let reasons = self.reasons(ctx).await?;
        Ok(reasons.map_or_else(Vec::new, |row| {
            let told = Reason::worded(&law, judged_by, &row.because);
            let stored = Stored {
                because: &row.because,
                flags: &row.flags,
                attention_on: self.row.attention_on,
            };
            because(&*self.row, told, &stored, self.day)
        }))
    }

    /// 无法计算的原因 fault: why no day could be computed, such as a calendar that is not loaded; null otherwise.
    async fn fault(&self, ctx: &Context<'_>) -> Answer<Option<String>> {
        let reasons = self.reasons(ctx).await?;
        Ok(reasons.and_then(|row| row.fault.clone()))
    }

    /// 评估基准日 assessed for. The day for which it was computed.
    async fn assessed_for(&self) -> Date {
        Date(self.row.assessed_for)
    }
}
