use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use serde::Deserialize as _;
use shuniu_hub::Fault;
use shuniu_hub::field::{Slot, terms};
use shuniu_hub::query::{DiscrepancyFilter, DiscrepancyRow, Dispute, FactRow, Key, View};
use uuid::Uuid;

use crate::graphql::fact::Fact;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A disagreement with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Discrepancy(pub(crate) Member<DiscrepancyRow>);

/// 不一致状态 discrepancy state. How a disagreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum DiscrepancyState {
    /// 待处理 open. It waits for a person.
    Open,
    /// 已处理 settled. A person settled it, and no source has said anything new since.
    Settled,
    /// 已消除 gone. The sources agree again.
    Gone,
}

impl From<DiscrepancyState> for Dispute {
    fn from(state: DiscrepancyState) -> Self {
        match state {
            DiscrepancyState::Open => Self::Open,
            DiscrepancyState::Settled => Self::Settled,
            DiscrepancyState::Gone => Self::Gone,
        }
    }
}

/// 处理方式 ruling. How a disagreement was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum DiscrepancyRuling {
    /// 采信其一 one of the values was chosen; it counts until its source says otherwise.
    Chosen,
    /// 另行录入 another value was entered, which counts.
    Entered,
    /// 认可差异 the difference is known and may stand; the order of sources decides.
    Known,
}

/// 处理结果 settlement. Who settled a disagreement, how and why.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct DiscrepancySettlement {
    /// 处理方式 how it was settled.
    ruling: DiscrepancyRuling,
    /// 处理人 settled by: subject of the token.
    settled_by: String,
    /// 处理时刻 settled at (UTC).
    settled_at: Instant,
    /// 理由 reason.
    reason: String,
}

/// 字段 field of a project, or of one of its tenders, contracts or assets.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct DisputedField {
    /// 名称 name as orders of sources write it, such as `investment_yuan` or `contract.amount_yuan`.
    name: String,
    /// 中文 in Chinese.
    zh: String,
    /// 英文 in English.
    en: String,
    /// 对象种类 kind of what the field is of: `tender`, `contract` or `asset`; null for the project itself.
    subject_kind: Option<&'static str>,
    /// 对象编号 what names it in the project: purchase project code, contract number as it is compared, or the row of an asset; null for the project itself.
    subject_number: Option<String>,
}

/// The values that differ.
struct Values;

impl Link<DiscrepancyRow> for Values {
    type Row = FactRow;

    fn from(row: &DiscrepancyRow) -> Option<Key> {
        Self::all_from(row).into_iter().next()
    }

    fn all_from(row: &DiscrepancyRow) -> Vec<Key> {
        let ids = Vec::<Uuid>::deserialize(&row.facts).unwrap_or_default();
        let keys = ids.into_iter().chain(row.counts_id);
        let mut keys: Vec<Key> = keys.map(|id| Key::new(row.jurisdiction_id, id)).collect();
        // The one that counts may stand among those that differ.
        if let Some(last) = keys.pop() {
            let counts_is_new = !keys.contains(&last);
            keys.extend(counts_is_new.then_some(last));
        }
        keys
    }

    fn to(row: &FactRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<FactRow>, Fault> {
        view.facts(keys).await
    }
}

/// 数据不一致 discrepancy. A field on which sources disagree: all that they say, and which of it counts. There is one for each field, however often the sources repeat themselves. Differences of writing are none: money is compared in 分, names and numbers without regard to 全角, brackets, quotation marks and spaces.
#[Object]
impl Discrepancy {
    /// 全局标识 global id. Stable; `node` and `settleDiscrepancy` take it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Discrepancy, self.0.key())
    }

    /// 项目 project that it is about.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }

    /// 字段 field that is disputed.
    async fn field(&self, ctx: &Context<'_>) -> Answer<DisputedField> {
        let law = view(ctx)?.hub().local_law(self.0.jurisdiction_id);
        let slot: Slot = DiscrepancyFilter::slot(&self.0);
        let (zh, en) = terms(law.vocabulary(), &slot);
        Ok(DisputedField {
            name: slot.to_string(),
            zh,
            en,
            subject_kind: slot.kind().map(shuniu_hub::field::SubjectKind::as_str),
            subject_number: slot.named().map(ToOwned::to_owned),
        })
    }

    /// 状态 state.
    async fn state(&self) -> DiscrepancyState {
        match self.0.state.as_str() {
            "settled" => DiscrepancyState::Settled,
            "gone" => DiscrepancyState::Gone,
            _ => DiscrepancyState::Open,
        }
    }

    /// 各方取值 values that differ, each with its source and age: the one that counts first, then by the strength of their sources. Once it is gone, as they last differed.
    async fn values(&self, ctx: &Context<'_>) -> Answer<Vec<Fact>> {
        let differ = Vec::<Uuid>::deserialize(&self.0.facts).unwrap_or_default();
        let rows = self.0.all::<Values>(view(ctx)?).await?;
        let rows = rows.into_iter().filter(|row| differ.contains(&row.id));
        Ok(rows.map(Fact).collect())
    }

    /// 现采信 counts. The value that counts now.
    async fn counts(&self, ctx: &Context<'_>) -> Answer<Option<Fact>> {
        let rows = self.0.all::<Values>(view(ctx)?).await?;
        let mut counts = rows
            .into_iter()
            .filter(|row| Some(row.id) == self.0.counts_id);
        Ok(counts.next().map(Fact))
    }

    /// 优先级版本 precedence: version of the order of sources by which it counts; null where a person chose it.
    async fn precedence(&self) -> Option<&str> {
        self.0.precedence.as_deref()
    }

    /// 出现时刻 opened at. When the sources began to disagree, or said something new after it was settled (UTC).
    async fn opened_at(&self) -> Instant {
        Instant(self.0.opened_at)
    }

    /// 变动时刻 changed at. When it last changed (UTC).
    async fn changed_at(&self) -> Instant {
        Instant(self.0.changed_at)
    }

    /// 处理结果 settlement; null while nobody settled it.
    async fn settlement(&self) -> Option<DiscrepancySettlement> {
        let row = &self.0;
        let ruling = match row.way.as_deref()? {
            "chosen" => DiscrepancyRuling::Chosen,
            "entered" => DiscrepancyRuling::Entered,
            _ => DiscrepancyRuling::Known,
        };
        Some(DiscrepancySettlement {
            ruling,
            settled_by: row.settled_by.clone()?,
            settled_at: Instant(row.settled_at?),
            reason: row.reason.clone()?,
        })
    }

    /// 版本 version. Grows with every change; give it as `expectedVersion` to notice others' changes.
    async fn version(&self) -> i64 {
        self.0.version
    }
}
