use async_graphql::{Context, Object, SimpleObject};
use chrono::NaiveDate;
use shuniu_hub::policy::assessment::{Blocker as Blocking, Gate as Judged, GateStatus, Obligation};
use shuniu_hub::policy::pack::Bilingual;
use shuniu_hub::policy::{Status, Truth};
use shuniu_hub::query::{FindingRow, Key, ProjectRow, View};
use shuniu_hub::what_if::Assessed;
use shuniu_hub::{Fault, Hub};

use crate::graphql::definition::{Definition, DefinitionFamily, DerivedValue, Reason, Stage};
use crate::graphql::gate::{Blocker, Finding, GateState, Need};
use crate::graphql::obligation::ObligationStatus;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::{LinkOn, Member, Set};

/// What the law says of the projects of an answer on a day.
pub(crate) struct On;

impl LinkOn<ProjectRow> for On {
    type Row = Assessed;

    fn from(row: &ProjectRow) -> Key {
        row.key()
    }

    fn to(row: &Assessed) -> Key {
        row.project
    }

    async fn fetch(view: &View, keys: &[Key], day: NaiveDate) -> Result<Vec<Assessed>, Fault> {
        view.assessed_on(keys, day).await
    }
}

/// What the law says of a project on a day.
#[derive(Clone)]
pub(crate) struct Assessment(pub(crate) Member<Assessed>);

impl Assessment {
    pub(crate) fn of(assessed: Assessed) -> Option<Self> {
        Set::members(vec![assessed]).into_iter().next().map(Self)
    }

    fn day(&self) -> NaiveDate {
        self.0.said.assessed_for
    }

    fn provision(&self, code: &str) -> Option<Provision> {
        Provision::within(&self.0.law, code)
    }

    fn owed(&self, one: &Obligation) -> AssessedObligation {
        let (days, day) = (&one.days, self.day());
        let law = &self.0.law;
        let provision = Provision::of_version(law, &one.provision, &one.pack_version);
        AssessedObligation {
            provision,
            provision_code: one.provision.clone(),
            pack_version: one.pack_version.clone(),
            subject: one.subject.clone(),
            occurrence: (!one.occurrence.is_empty()).then(|| one.occurrence.clone()),
            period: one.period.map(|period| period.to_string()),
            status: one.status(day).into(),
            triggered_on: days.triggered_on.map(Date),
            earliest_on: days.earliest_on.map(Date),
            due_on: days.due_on.map(Date),
            latest_on: days.latest_on.map(Date),
            last_on: days.last_on.map(Date),
            fulfilled_on: days
                .fulfilled_on
                .filter(|on| *on <= day && !one.fulfilled_undated)
                .map(Date),
            provisional: days.provisional,
            needs: one.needs.clone(),
            flags: one
                .flags(day)
                .iter()
                .map(|flag| flag.as_str().to_owned())
                .collect(),
            because: {
                let mut told = reasons(self.0.because_of(one));
                told.push(one.conclusion(day).into());
                told
            },
            fault: one.error.as_ref().map(ToString::to_string),
        }
    }

    fn blockers(&self, blocking: &[Blocking], gate: &Judged) -> Vec<Blocker> {
        let blocker = |one: &Blocking| {
            let needs = gate
                .needs
                .iter()
                .filter(|need| need.provision == one.provision);
            Blocker {
                provision_code: one.provision.clone(),
                provision: self.provision(&one.provision),
                needs: needs.map(|need| need.fact.clone()).collect(),
                because: reasons(self.0.because_blocked(one)),
            }
        };
        blocking.iter().map(blocker).collect()
    }

    fn gate(&self, hub: &Hub, gate: &Judged) -> AssessedGate {
        let place = self.0.project.jurisdiction;
        let needs = gate.needs.iter().map(|need| Need {
            definition: Definition::find(hub, place, DefinitionFamily::Fact, &need.fact),
            provision: self.provision(&need.provision),
            fact: need.fact.clone(),
            provision_code: need.provision.clone(),
        });
        AssessedGate {
            definition: Definition::find(hub, place, DefinitionFamily::Gate, &gate.gate),
            name: gate.gate.clone(),
            state: match gate.status {
                GateStatus::Open => GateState::Open,
                GateStatus::Closed => GateState::Closed,
                GateStatus::NoRule => GateState::NoRule,
            },
            blockers: self.blockers(&gate.blockers, gate),
            needs: needs.collect(),
            exceptions: self.blockers(&gate.opened_by_exception, gate),
        }
    }
}

fn reasons(told: Vec<Bilingual>) -> Vec<Reason> {
    told.into_iter().map(Reason::from).collect()
}

/// 推演的义务 assessed obligation. What one provision requires on the day asked about; it is computed for the question and has no id.
#[derive(Clone, SimpleObject)]
pub(crate) struct AssessedObligation {
    /// 条款编号 code of the provision that requires it.
    provision_code: String,
    /// 条款 provision that requires it.
    provision: Option<Provision>,
    /// 判断所依版本 pack version by which it is judged.
    pack_version: String,
    /// 所属合同、标段或资产 subject: the contract, lot or asset that owes; null for the project itself.
    subject: Option<String>,
    /// 哪一次 occurrence: which of several clocks it is; null where there is one only.
    occurrence: Option<String>,
    /// 所属期间 period of a recurring duty, such as `2025-Q3`; null otherwise.
    period: Option<String>,
    /// 状态 status on the day asked about.
    status: ObligationStatus,
    /// 起算日 triggered on: the day its clock started; null while it has not.
    triggered_on: Option<Date>,
    /// 最早日 earliest on: the first day it can be performed; null where there is none.
    earliest_on: Option<Date>,
    /// 到期日 due on: the last permitted day of a deadline; null where there is none.
    due_on: Option<Date>,
    /// 最迟日 latest on: the last day of a window or a duration; null where there is none.
    latest_on: Option<Date>,
    /// 期限末日 last on: the day after which it is late; null where it is never late.
    last_on: Option<Date>,
    /// 履行日 fulfilled on: the day it was performed; null where it was not by the day asked about.
    fulfilled_on: Option<Date>,
    /// 暂定 provisional. Whether the last day was reached without a calendar for its year.
    provisional: bool,
    /// 缺少的事实 needs: facts that are missing to tell, by name.
    needs: Vec<String>,
    /// 标记 flags: `regional_calendar_missing`, `attention` (pending for long) or `ended_early`.
    flags: Vec<String>,
    /// 理由 because: why it is owed and how its days were counted, in order, and last what follows from them on the day asked about.
    because: Vec<Reason>,
    /// 无法计算的原因 fault: why no day could be computed, such as a calendar that is not loaded; null otherwise.
    fault: Option<String>,
}

/// 推演的关口 assessed gate. Whether a step may be taken on the day asked about.
#[derive(Clone, SimpleObject)]
pub(crate) struct AssessedGate {
    /// 步骤名称 name of the step, such as `final_acceptance`.
    name: String,
    /// 定义 definition of the step.
    definition: Option<Definition>,
    /// 状态 state.
    state: GateState,
    /// 阻断条款 blockers. Every provision that closes it.
    blockers: Vec<Blocker>,
    /// 缺少的事实 needs. Every fact that is missing to tell.
    needs: Vec<Need>,
    /// 例外放行的条款 exceptions. Provisions that a recorded exception opened.
    exceptions: Vec<Blocker>,
}

/// 条款适用性 applicability. Whether a provision applies to the project.
#[derive(Clone, SimpleObject)]
pub(crate) struct Applicability {
    /// 条款编号 code of the provision.
    provision_code: String,
    /// 条款 provision.
    provision: Option<Provision>,
    /// 是否适用 whether it applies; null while facts are missing to tell.
    applies: Option<bool>,
    /// 缺少的属性 needs: the facts that are missing to tell.
    needs: Vec<String>,
}

/// 推演结果 assessment. What the law says of a project on a day; nothing of it is stored.
#[Object]
impl Assessment {
    /// 所问之日 as of: the day asked about.
    async fn as_of(&self) -> Date {
        Date(self.day())
    }

    /// 阶段 stage. The furthest stage that the events by that day have entered; null where no pack has stages.
    async fn stage(&self, ctx: &Context<'_>) -> Answer<Option<Stage>> {
        let view = view(ctx)?;
        let place = self.0.project.jurisdiction;
        let stage = self.0.stage.as_deref();
        Ok(stage.map(|stage| Stage::of(view, place, stage)))
    }

    /// 推导值 derived values, such as the management track (管理方式) and the size of the panel.
    async fn derived(&self) -> Vec<DerivedValue> {
        DerivedValue::all(&self.0.law, &self.0.derived())
    }

    /// 义务 obligations. What is owed, in the order of the texts.
    async fn obligations(
        &self,
        #[graphql(desc = "只要这些状态 only those that stand so on the day asked about.")]
        statuses: Option<Vec<ObligationStatus>>,
    ) -> Vec<AssessedObligation> {
        let wanted = statuses.map(|all| all.into_iter().map(Status::from).collect::<Vec<_>>());
        let stands = |one: &&Obligation| {
            let status = one.status(self.day());
            wanted.as_ref().is_none_or(|all| all.contains(&status))
        };
        let owed = self.0.said.obligations.iter().filter(stands);
        owed.map(|one| self.owed(one)).collect()
    }

    /// 关口 gates. Every step that some pack can close.
    async fn gates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "只要这些步骤 only these steps, such as `application`.")] names: Option<
            Vec<String>,
        >,
    ) -> Answer<Vec<AssessedGate>> {
        let hub = view(ctx)?.hub();
        let ruled = self.0.said.gates.iter().filter(|gate| match &names {
            Some(names) => names.contains(&gate.gate),
            None => gate.status != GateStatus::NoRule,
        });
        Ok(ruled.map(|gate| self.gate(hub, gate)).collect())
    }

    /// 发现的问题 findings. Rules that were broken by that day. What of the record itself is doubtful is among the findings of the project.
    async fn findings(&self) -> Vec<Finding> {
        let rows: Vec<FindingRow> = self.0.findings.clone();
        Set::members(rows).into_iter().map(Finding).collect()
    }

    /// 条款适用性 applicability of the provisions in force on the day, in the order of the texts.
    async fn applicability(
        &self,
        #[graphql(
            desc = "只要适用或可能适用的 leave out what is known not to apply.",
            default
        )]
        relevant: bool,
    ) -> Vec<Applicability> {
        let known = self.0.said.applicability.iter();
        let wanted = known.filter(|one| !relevant || one.applies != Truth::False);
        let shown = wanted.map(|one| Applicability {
            provision_code: one.provision.clone(),
            provision: self.provision(&one.provision),
            applies: match one.applies {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            },
            needs: one.needs.clone(),
        });
        shown.collect()
    }

    /// 下次变化日 next change on. The next day on which something new comes into being by itself.
    async fn next_change_on(&self) -> Option<Date> {
        self.0.said.next_change_on.map(Date)
    }
}
