use async_graphql::{Context, ID, Object};
use shuniu_hub::query::FactRow;

use crate::graphql::definition::{Definition, DefinitionFamily};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::obligation::{Obligation, fulfils};
use crate::graphql::provenance::Provenance;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A fact with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Fact(pub(crate) Member<FactRow>);

impl Fact {
    /// Those of one tender, contract or asset.
    pub(crate) fn of_subject(
        values: Vec<Member<FactRow>>,
        subject: &str,
        include_withdrawn: bool,
    ) -> Vec<Self> {
        let said = |row: &Member<FactRow>| matches!(row.standing.as_str(), "current" | "losing");
        let own = values.into_iter().filter(|row| {
            row.subject.as_deref() == Some(subject) && (include_withdrawn || said(row))
        });
        own.map(Self).collect()
    }
}

/// 属性值 fact. One value of one attribute of a project, or of one field of its tenders, contracts and assets, from one source.
#[Object]
impl Fact {
    /// 全局标识 global id. Stable; `node` and `voidFact` take it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Fact, self.0.key())
    }

    /// 对象 subject: kind and number of the tender, contract or asset that it is of; null for the project itself.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// 名称 name of the vocabulary, a header field such as `name`, or a field of the subject.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 定义 definition, of a header field such as `name` too; null for fields of a subject.
    async fn definition(&self, ctx: &Context<'_>) -> Answer<Option<Definition>> {
        let hub = view(ctx)?.hub();
        if self.0.subject.is_some() {
            return Ok(None);
        }
        let (place, name) = (self.0.jurisdiction_id, &self.0.name);
        let known = Definition::find(hub, place, DefinitionFamily::Fact, name);
        Ok(known.or_else(|| Definition::of_header(hub, place, name)))
    }

    /// 取值 value, typed as the definition says.
    async fn value(&self) -> Json {
        Json(self.0.value.clone())
    }

    /// 状态 standing: `current`, `superseded` (an older value), `losing` (another source takes precedence) or `voided`.
    async fn standing(&self) -> &str {
        &self.0.standing
    }

    /// 失效时刻 ended at. When it stopped being current (UTC); null while it is.
    async fn ended_at(&self) -> Option<Instant> {
        self.0.ended_at.map(Instant)
    }

    /// 变更原因 reason why a person changed it; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 所履行的义务 fulfils: duties that it performed, or the paper of its name that came with it (as the project code does), with their status today.
    async fn fulfils(&self, ctx: &Context<'_>) -> Answer<Vec<Obligation>> {
        let own = fulfils::by_itself(&self.0, ctx).await?;
        if own.is_empty() {
            return fulfils::by_record(&self.0, Some(&self.0.name), ctx).await;
        }
        Ok(own)
    }

    /// 来源 provenance.
    async fn provenance(&self) -> Provenance {
        Provenance::of(&self.0)
    }
}
