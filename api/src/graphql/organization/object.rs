use async_graphql::{ID, Object};
use shuniu_hub::query::OrganizationRow;

use crate::graphql::id::{Kind, global_id};
use crate::graphql::set::Member;

/// An organization with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Organization(pub(crate) Member<OrganizationRow>);

/// 单位 organization. A project unit, a bureau or a supplier, as one jurisdiction knows it.
#[Object]
impl Organization {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Organization, self.0.key())
    }

    /// 全称 name, in full.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 统一社会信用代码 credit code; null while unknown.
    async fn credit_code(&self) -> Option<&str> {
        self.0.credit_code.as_deref()
    }

    /// 首次来源 source where it was first heard of: a system's name, or `person`.
    async fn source(&self) -> &str {
        &self.0.source
    }
}
