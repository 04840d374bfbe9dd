use async_graphql::{Context, ID, Object, OutputType};
use shuniu_hub::query::{Key, MatchRow, Page, QuarantineFilter, QuarantineRow, Waiting};

use super::quarantine::QuarantineState;
use super::{Connector, MatchCandidate, QuarantinedRecord, SyncRun, SyncSweep};
use crate::graphql::id::{Kind, key_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark, size};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::{Member, Set};

/// A page of the review list.
pub(crate) struct MatchCandidateConnection(Entries<MatchCandidate>);

/// 待认领列表 match candidate connection. A page of the review list.
#[Object]
impl MatchCandidateConnection {
    /// 各项及位置 edges. The entries with their places.
    async fn edges(&self) -> &[Edge<MatchCandidate>] {
        &self.0.edges
    }

    /// 记录 nodes. The entries without their places.
    async fn nodes(&self) -> Vec<&MatchCandidate> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// A page of what was set aside.
pub(crate) struct QuarantinedRecordConnection(Entries<QuarantinedRecord>);

/// 隔离列表 quarantined record connection. A page of what was set aside.
#[Object]
impl QuarantinedRecordConnection {
    /// 各项及位置 edges. The records with their places.
    async fn edges(&self) -> &[Edge<QuarantinedRecord>] {
        &self.0.edges
    }

    /// 记录 nodes. The records without their places.
    async fn nodes(&self) -> Vec<&QuarantinedRecord> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// Shows a page of a list that people work off.
fn listed<M, T: OutputType>(
    page: Page<M>,
    key: fn(&M) -> Key,
    show: fn(Member<M>) -> T,
) -> Entries<T> {
    let (previous, next) = (page.has_previous, page.has_next);
    let members = Set::members(page.rows).into_iter();
    let entries = members.map(|row| (mark(&Waiting::mark(key(&row))), show(row)));
    Entries::new(entries, previous, next)
}

/// The integration side.
#[derive(Debug, Default)]
pub(crate) struct SyncQuery;

/// 对接查询 questions about the outside systems; for roles that see the integration side.
#[Object]
impl SyncQuery {
    /// 对接系统 connectors of the jurisdictions, by name.
    async fn connectors(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
    ) -> Answer<Vec<Connector>> {
        let rows = view(ctx)?.connectors(&regions(jurisdictions)).await?;
        Ok(Set::members(rows).into_iter().map(Connector).collect())
    }

    /// 同步运行 sync runs, the newest first.
    async fn sync_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(
            desc = "取几项 how many, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
    ) -> Answer<Vec<SyncRun>> {
        let size = size(ctx, "first", first)?;
        let rows = view(ctx)?.sync_runs(&regions(jurisdictions), size).await?;
        Ok(Set::members(rows).into_iter().map(SyncRun).collect())
    }

    /// 全量核对与补采 sync sweeps: walks through what streams hold, the newest first.
    async fn sync_sweeps(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(
            desc = "取几项 how many, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
    ) -> Answer<Vec<SyncSweep>> {
        let size = size(ctx, "first", first)?;
        let rows = view(ctx)?.sweeps(&regions(jurisdictions), size).await?;
        Ok(Set::members(rows).into_iter().map(SyncSweep).collect())
    }

    /// 待认领记录 review list: records that wait for a person to name their project, the oldest first.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn match_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(desc = "状态 state; `open` if left out.", default = "open")] state: String,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<MatchCandidateConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = Waiting {
            regions: regions(jurisdictions),
            state: Some(state),
        };
        let page = view(ctx)?.match_candidates(&filter, &slice).await?;
        let entries = listed(page, MatchRow::key, MatchCandidate);
        Ok(MatchCandidateConnection(entries))
    }

    /// 隔离记录 quarantine: records that could not be understood, the oldest first.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn quarantine(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(
            desc = "状态 state; `FLAGGED` for codes that were left out of records that passed.",
            default_with = "QuarantineState::Open"
        )]
        state: QuarantineState,
        #[graphql(desc = "系统 system: only what it sent, such as `trading_centre`.")]
        system: Option<String>,
        #[graphql(
            desc = "数据流 stream: only what was read from it, such as `awards`; takes `system` as well."
        )]
        stream: Option<String>,
        #[graphql(desc = "同步运行 run: only what it set aside, by global id.")] run: Option<ID>,
        #[graphql(desc = "原因代码 code: only for this kind of reason, such as `unknown_code`.")]
        code: Option<String>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<QuarantinedRecordConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let run = run.map(|run| key_of(Kind::SyncRun, "run", &run));
        let filter = QuarantineFilter {
            regions: regions(jurisdictions),
            states: vec![state.into()],
            system,
            stream,
            run: run.transpose()?,
            code,
        };
        let page = view(ctx)?.quarantined(&filter, &slice).await?;
        let entries = listed(page, QuarantineRow::key, QuarantinedRecord);
        Ok(QuarantinedRecordConnection(entries))
    }
}
