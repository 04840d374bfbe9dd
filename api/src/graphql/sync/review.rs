use async_graphql::{Context, ID, Object, SimpleObject};
use serde::Deserialize;
use shuniu_hub::Fault;
use shuniu_hub::policy::pack::Bilingual;
use shuniu_hub::query::{Key, MatchRow, ProjectRow, RecordRow, View};
use uuid::Uuid;

use super::reason::WaitingReason;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::provenance::SourceRecord;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// An entry of the review list with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct MatchCandidate(pub(crate) Member<MatchRow>);

/// The record that waits.
struct Waiting;

impl Link<MatchRow> for Waiting {
    type Row = RecordRow;

    fn from(row: &MatchRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.source_record_id))
    }

    fn to(row: &RecordRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        view.records(keys).await
    }
}

/// A project that a record may belong to, as it is stored; of the time before they were weighed part
/// by part, with how like the names are alone.
#[derive(Debug, Deserialize)]
struct Stored {
    project: Uuid,
    #[serde(default)]
    likeness: i32,
    #[serde(default)]
    score: Option<i32>,
    #[serde(default)]
    reasons: Vec<Bilingual>,
}

fn stored(row: &MatchRow) -> Vec<Stored> {
    Vec::deserialize(&row.candidates).unwrap_or_default()
}

fn project_key(row: &MatchRow, candidate: &Stored) -> Key {
    Key::new(row.jurisdiction_id, candidate.project)
}

/// The projects that records may belong to.
struct Candidates;

impl Link<MatchRow> for Candidates {
    type Row = ProjectRow;

    fn from(row: &MatchRow) -> Option<Key> {
        stored(row).first().map(|one| project_key(row, one))
    }

    fn all_from(row: &MatchRow) -> Vec<Key> {
        stored(row)
            .iter()
            .map(|one| project_key(row, one))
            .collect()
    }

    fn to(row: &ProjectRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
        view.projects_by_key(keys).await
    }
}

/// 候选项目 candidate project that a record may belong to.
#[derive(Clone, SimpleObject)]
pub(crate) struct CandidateProject {
    /// 项目 project.
    pub(crate) project: Project,
    /// 相似度（千分） likeness of the names, of a thousand.
    pub(crate) likeness: i32,
    /// 总分（千分之一比特） score: by which power of two it is likelier one project than two, in thousandths; null for entries of the time before there was one.
    pub(crate) score: Option<i32>,
    /// 理由 reasons: what agrees and what differs, part by part; empty for entries of that time.
    pub(crate) reasons: Vec<LikenessReason>,
}

/// 相似理由 likeness reason. One thing that agrees or differs between a record and a project, in both languages.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct LikenessReason {
    /// 中文 in Chinese.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

/// 按相似归入 likeness link. How a record that bears no project code came to its project by itself: it was surely like that one.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct LikenessLink {
    /// 相似度（千分） likeness of the names, of a thousand.
    pub(crate) likeness: i32,
    /// 总分（千分之一比特） score: by which power of two it is likelier one project than two, in thousandths.
    pub(crate) score: i32,
    /// 理由 reasons: what agrees and what differs, part by part.
    pub(crate) reasons: Vec<LikenessReason>,
}

impl LikenessLink {
    /// Why a record was linked, as it is stored with it.
    pub(crate) fn of(row: &MatchRow) -> Option<Self> {
        let linked = stored(row).into_iter().next()?;
        Some(Self {
            likeness: linked.likeness,
            score: linked.score?,
            reasons: LikenessReason::all(linked.reasons),
        })
    }
}

impl LikenessReason {
    fn all(reasons: Vec<Bilingual>) -> Vec<Self> {
        let reasons = reasons.into_iter();
        reasons
            .map(|Bilingual { zh, en }| Self { zh, en })
            .collect()
    }
}

/// 待认领记录 match candidate. A record without a certain project, for a person to settle.
#[Object]
impl MatchCandidate {
    /// 全局标识 global id. Stable; `node` and `settleMatch` take it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Candidate, self.0.key())
    }

    /// 未匹配原因 reason why no project was certain.
    async fn reason(&self) -> WaitingReason {
        let row = &self.0;
        WaitingReason::stored(row.code.as_ref(), row.reason_zh.as_ref(), &row.reason)
    }

    /// 记录内容 summary: what the record says, mapped.
    async fn summary(&self) -> Json {
        Json(self.0.summary.clone())
    }

    /// 候选项目 candidates, the likeliest first.
    async fn candidates(&self, ctx: &Context<'_>) -> Answer<Vec<CandidateProject>> {
        let wanted = stored(&self.0);
        let found = self.0.all::<Candidates>(view(ctx)?).await?;
        let candidate = |one: &Stored| {
            let row = found.iter().find(|row| row.id == one.project)?;
            Some(CandidateProject {
                project: Project(row.clone()),
                likeness: one.likeness,
                score: one.score,
                reasons: LikenessReason::all(one.reasons.clone()),
            })
        };
        Ok(wanted.iter().filter_map(candidate).collect())
    }

    /// 原始记录 record that waits.
    async fn record(&self, ctx: &Context<'_>) -> Answer<Option<SourceRecord>> {
        Ok(self.0.one::<Waiting>(view(ctx)?).await?.map(SourceRecord))
    }

    /// 状态 state: `open`, `matched` or `dismissed`.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 认领项目 project that it was settled to; null while open or dismissed.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }

    /// 处理人 settled by: subject of the token; null while open.
    async fn settled_by(&self) -> Option<&str> {
        self.0.settled_by.as_deref()
    }

    /// 列入时刻 created at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// 版本 version. Grows with every change; give it as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
}
