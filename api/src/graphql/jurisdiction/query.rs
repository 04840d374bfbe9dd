use async_graphql::{Context, Object};
use shuniu_hub::access::Body;
use shuniu_hub::query::View;

use super::Jurisdiction;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{CreditCode, Date, Instant};
use crate::graphql::schema::view;

/// Who asks.
pub(crate) struct Me(View);

/// 当前调用者 the caller, as its token says.
#[Object]
impl Me {
    /// 主体 subject of the token.
    async fn subject(&self) -> &str {
        &self.0.caller().subject
    }

    /// 角色 role under which it acts, such as `data_bureau`.
    async fn role(&self) -> &str {
        self.0.caller().role.as_str()
    }

    /// 所属机关 body that an authority acts for; null for other roles.
    async fn body(&self) -> Option<&str> {
        self.0.caller().body.map(Body::as_str)
    }

    /// 所属单位 credit code of its own organization; null where the token names none.
    async fn organization(&self) -> Option<CreditCode> {
        self.0.caller().organization.clone().map(CreditCode)
    }

    /// 辖区 jurisdictions that its token reaches.
    async fn jurisdictions(&self) -> Vec<Jurisdiction> {
        self.0
            .jurisdictions()
            .into_iter()
            .map(Jurisdiction)
            .collect()
    }

    /// 令牌到期 expires at. When the token lapses (UTC).
    async fn expires_at(&self) -> Option<Instant> {
        self.0.caller().expires_at.map(Instant)
    }

    /// 法定当日 today. The legal day by which statuses are computed, Asia/Shanghai.
    async fn today(&self) -> Date {
        Date(self.0.today())
    }
}

/// Who asks, and where.
#[derive(Debug, Default)]
pub(crate) struct JurisdictionQuery;

/// 辖区查询 questions about the caller and its jurisdictions.
#[Object]
impl JurisdictionQuery {
    /// 当前调用者 the caller, as its token says.
    async fn me(&self, ctx: &Context<'_>) -> Answer<Me> {
        Ok(Me(view(ctx)?.clone()))
    }

    /// 辖区 jurisdictions that the caller's token reaches, by region code.
    async fn jurisdictions(&self, ctx: &Context<'_>) -> Answer<Vec<Jurisdiction>> {
        Ok(view(ctx)?
            .jurisdictions()
            .into_iter()
            .map(Jurisdiction)
            .collect())
    }
}
