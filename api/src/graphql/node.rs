use async_graphql::{Context, ID, Interface, Object};
use shuniu_hub::query::View;

use super::contract::Contract;
use super::document::Document;
use super::event::Event;
use super::id::{Kind, read_id};
use super::jurisdiction::Jurisdiction;
use super::obligation::Obligation;
use super::organization::Organization;
use super::project::Project;
use super::refusal::Answer;
use super::report::Report;
use super::schema::view;
use super::set::Set;
use super::sync::MatchCandidate;
use super::tender::Tender;

/// 有全局标识的对象 node. Anything with a global id.
#[derive(Clone, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "全局标识 global id: kind, jurisdiction and row, opaque to clients."
))]
pub(crate) enum Node {
    /// A jurisdiction.
    Jurisdiction(Jurisdiction),
    /// A project.
    Project(Project),
    /// An organization.
    Organization(Organization),
    /// An obligation.
    Obligation(Obligation),
    /// An event.
    Event(Event),
    /// A document.
    Document(Document),
    /// A report.
    Report(Report),
    /// A tender.
    Tender(Tender),
    /// A contract.
    Contract(Contract),
    /// An entry of the review list.
    MatchCandidate(MatchCandidate),
}

/// Anything by its global id.
#[derive(Debug, Default)]
pub(crate) struct NodeQuery;

/// 按标识查询 questions by global id.
#[Object]
impl NodeQuery {
    /// 按全局标识取对象 node by global id; null if there is none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "全局标识 global id.")] id: ID,
    ) -> Answer<Option<Node>> {
        find(view(ctx)?, &id).await
    }
}

macro_rules! only {
    ($rows:expr => $wrap:expr) => {
        Set::members($rows).into_iter().next().map($wrap)
    };
}

async fn find(view: &View, id: &ID) -> Answer<Option<Node>> {
    let Some((kind, key)) = read_id(id) else {
        return Ok(None);
    };
    let keys = [key];
    Ok(match kind {
        Kind::Jurisdiction => Jurisdiction::find(view, key.id).map(Node::Jurisdiction),
        Kind::Project => {
            only!(view.projects_by_key(&keys).await? => |row| Node::Project(Project(row)))
        }
        Kind::Organization => {
            only!(view.organizations(&keys).await? => |row| Node::Organization(Organization(row)))
        }
        Kind::Obligation => {
            let day = view.today();
            only!(view.obligations_by_key(&keys).await? => |row| Node::Obligation(Obligation { row, day }))
        }
        Kind::Event => only!(view.events(&keys).await? => |row| Node::Event(Event(row))),
        Kind::Document => {
            only!(view.documents(&keys).await? => |row| Node::Document(Document(row)))
        }
        Kind::Report => only!(view.reports(&keys).await? => |row| Node::Report(Report(row))),
        Kind::Tender => only!(view.tenders(&keys).await? => |row| Node::Tender(Tender(row))),
        Kind::Contract => {
            only!(view.contracts(&keys).await? => |row| Node::Contract(Contract(row)))
        }
        Kind::Candidate => {
            only!(view.match_candidates_by_key(&keys).await? => |row| Node::MatchCandidate(MatchCandidate(row)))
        }
        Kind::Fact | Kind::Quarantined | Kind::Application => None,
    })
}
