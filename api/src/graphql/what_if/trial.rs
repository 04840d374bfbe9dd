use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject, Union};
use shuniu_hub::Fault;
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::Problem;
use shuniu_hub::query::{Key, ProjectRow, View};
use shuniu_hub::what_if::{Change, Changed, PackTrial as Tried, ProjectChange, Standing};

use crate::graphql::paging::cursor;
use crate::graphql::project::Project;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member, Set};

/// 变化类别 what would be otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Changed")]
pub(crate) enum TrialChangeKind {
    /// 义务 something that is owed.
    Obligation,
    /// 关口 whether a step may be taken.
    Gate,
    /// 推导值 what the packs derive.
    Derived,
    /// 发现的问题 what is reported without closing anything.
    Finding,
    /// 阶段 the stage that was reached.
    Stage,
}

/// 法规问题 pack problem. Why a proposed pack does not load.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PackProblem {
    /// 文件 file, with the pack's id before it.
    file: String,
    /// 行 line, from 1; null where the whole file is meant.
    line: Option<usize>,
    /// 问题 what is wrong and how to mend it.
    message: String,
}

impl From<Problem> for PackProblem {
    fn from(problem: Problem) -> Self {
        Self {
            file: problem.file,
            line: (problem.line > 0).then_some(problem.line),
            message: problem.message,
        }
    }
}

/// 试行状况 trial standing. How something stands under one law.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct TrialStanding {
    /// 状态 state: an obligation status such as `overdue`, `open` or `closed`, a value, a stage, or the code of a finding.
    state: String,
    /// 最早日 earliest on.
    earliest_on: Option<Date>,
    /// 到期日 due on.
    due_on: Option<Date>,
    /// 最迟日 latest on.
    latest_on: Option<Date>,
    /// 依据条款 by: the codes of the provisions that close it or that it rests on.
    by: Vec<String>,
    /// 缺少的事实 needs: the facts that are missing to tell.
    needs: Vec<String>,
}

impl From<Standing> for TrialStanding {
    fn from(standing: Standing) -> Self {
        Self {
            state: standing.state,
            earliest_on: standing.earliest_on.map(Date),
            due_on: standing.due_on.map(Date),
            latest_on: standing.latest_on.map(Date),
            by: standing.by,
            needs: standing.needs,
        }
    }
}

/// 试行变化 trial change. One thing that would be otherwise.
#[derive(Clone, SimpleObject)]
pub(crate) struct TrialChange {
    /// 类别 what it is.
    kind: TrialChangeKind,
    /// 名称 name: the code of the provision that is owed or found broken, the step, the derived value, or `stage`.
    name: String,
    /// 条款 provision as the proposed law has it; null where it has none of that code, and for what is no provision.
    provision: Option<Provision>,
    /// 哪一个 occurrence: contract, lot, asset or happening, or the code of a finding; null where there is one only.
    occurrence: Option<String>,
    /// 所属期间 period of a recurring duty.
    period: Option<String>,
    /// 现行 was: how it stands under the law as it is; null where there is no such thing.
    was: Option<TrialStanding>,
    /// 拟行 is: how it would stand; null where there would be no such thing.
    is: Option<TrialStanding>,
}

impl TrialChange {
    fn of(law: &Arc<LocalLaw>, change: Change) -> Self {
        Self {
            kind: change.what.into(),
            provision: Provision::within(law, &change.name),
            name: change.name,
            occurrence: change.occurrence,
            period: change.period.map(|period| period.to_string()),
            was: change.was.map(Into::into),
            is: change.is.map(Into::into),
        }
    }
}

/// 试行计数 trial count. How often something of one name would be otherwise.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct TrialCount {
    /// 类别 what it is.
    kind: TrialChangeKind,
    /// 名称 name, as in the changes.
    name: String,
    /// 新增 appear: where there is no such thing now.
    appear: u64,
    /// 消失 disappear: where there would be no such thing.
    disappear: u64,
    /// 改变 change: where it would stand otherwise.
    change: u64,
    /// 新逾期 become late: duties that would be overdue or breached and are not.
    become_late: u64,
}

/// What would be otherwise for a project.
pub(crate) struct ProjectTrial {
    change: Member<ProjectChange>,
    law: Arc<LocalLaw>,
}

/// The project whose law would change.
struct Of;

impl Link<ProjectChange> for Of {
    type Row = ProjectRow;

    fn from(row: &ProjectChange) -> Option<Key> {
        Some(row.project)
    }

    fn to(row: &ProjectRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
        view.projects_by_key(keys).await
    }
}

/// 项目的变化 project trial. What would be otherwise for one project.
#[Object]
impl ProjectTrial {
    /// 项目 project.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.change.one::<Of>(view(ctx)?).await?.map(Project))
    }

    /// 变化 changes, by kind and name.
    async fn changes(&self) -> Vec<TrialChange> {
        let all = self.change.changes.iter().cloned();
        all.map(|one| TrialChange::of(&self.law, one)).collect()
    }
}

/// What a proposed law would change.
pub(crate) struct PackTrial {
    law: Arc<LocalLaw>,
    tried: Tried,
}

impl PackTrial {
    pub(super) fn new(law: Arc<LocalLaw>, tried: Tried) -> Self {
        Self { law, tried }
    }
}

/// 法规试行结果 pack trial. What a proposed law would change for the projects that were looked at; nothing of it is stored.
#[Object]
impl PackTrial {
    /// 项目总数 total: how many projects the jurisdiction has, classified ones left out.
    async fn total(&self) -> u64 {
        self.tried.total
    }

    /// 已看项目数 examined: how many were looked at for this answer.
    async fn examined(&self) -> u64 {
        self.tried.examined
    }

    /// 有变化的项目数 changed: for how many of them something would be otherwise.
    async fn changed(&self) -> usize {
        self.tried.changes.len()
    }

    /// 计数 counts of all changes of the projects that were looked at, by kind and name.
    async fn counts(&self) -> Vec<TrialCount> {
        let counts = self.tried.counts().into_iter();
        let count = counts.map(|((what, name), count)| TrialCount {
            kind: what.into(),
            name,
            appear: count.appear,
            disappear: count.disappear,
            change: count.change,
            become_late: count.become_late,
        });
        count.collect()
    }

    /// 有变化的项目 projects for which something would be otherwise, with what.
    async fn projects(&self) -> Vec<ProjectTrial> {
        let members = Set::members(self.tried.changes.clone()).into_iter();
        let shown = members.map(|change| ProjectTrial {
            change,
            law: Arc::clone(&self.law),
        });
        shown.collect()
    }

    /// 续查位置 end cursor: give it as `after` to look at the projects that follow; null when all were looked at.
    async fn end_cursor(&self) -> Option<String> {
        self.tried.next.map(|id| cursor(&id))
    }
}

/// 法规未能读入 unreadable packs. The proposed packs do not load; no project was looked at.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct UnreadablePacks {
    /// 问题 everything that is wrong with them, by file and line.
    problems: Vec<PackProblem>,
}

/// 试行答复 answer to a trial: what would change, or why the proposed packs do not load.
#[derive(Union)]
pub(crate) enum PackTrialAnswer {
    /// What would change.
    Trial(PackTrial),
    /// Why the packs do not load.
    Unreadable(UnreadablePacks),
}

impl PackTrialAnswer {
    pub(super) fn unreadable(problems: Vec<Problem>) -> Self {
        Self::Unreadable(UnreadablePacks {
            problems: problems.into_iter().map(Into::into).collect(),
        })
    }
}
