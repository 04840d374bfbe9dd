use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{
    AllocationTerms, CorrectAllocation, RecordAllocation, ResourceKind as HubKind, VoidAllocation,
};

use super::Allocation;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, wrong};
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;

/// 资源类型 resource kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubKind")]
pub(crate) enum ResourceKind {
    /// 云主机 cloud host.
    CloudHost,
    /// 存储 storage.
    Storage,
    /// 网络 network.
    Network,
    /// 数据库 database.
    Database,
    /// 安全 security.
    Security,
    /// 其他 other.
    Other,
}

/// 资源分配内容输入 allocation terms input.
#[derive(Debug, InputObject)]
pub(crate) struct AllocationTermsInput {
    /// 编号 number of the allocation, such as that of the application for it.
    number: String,
    /// 种类 kind.
    kind: ResourceKind,
    /// 规格 specification: what exactly.
    specification: String,
    /// 数量 quantity; one at least.
    quantity: Option<u32>,
    /// 分配日 allocated on.
    allocated_on: Date,
    /// 收回日 released on.
    released_on: Option<Date>,
}

impl AllocationTermsInput {
    fn read(self) -> AllocationTerms {
        AllocationTerms {
            number: self.number,
            kind: self.kind.into(),
            specification: self.specification,
            quantity: self.quantity,
            allocated_on: self.allocated_on.0,
            released_on: self.released_on.map(|day| day.0),
        }
    }
}

/// 登记资源分配输入 record allocation input.
#[derive(Debug, InputObject)]
pub(crate) struct RecordAllocationInput {
    /// 项目 project, by global id.
    project: ID,
    /// 内容 terms: what it says.
    terms: AllocationTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正资源分配输入 correct allocation input. The wrong one is kept.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectAllocationInput {
    /// 有误的资源分配 the allocation that was wrong, by global id.
    allocation: ID,
    /// 原因 reason; it stays with the new one.
    reason: String,
    /// 正确内容 terms: what is right, as a whole.
    terms: AllocationTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 作废资源分配输入 void allocation input. It is kept.
#[derive(Debug, InputObject)]
pub(crate) struct VoidAllocationInput {
    /// 有误的资源分配 the allocation that was wrong, by global id.
    allocation: ID,
    /// 原因 reason; it stays with it.
    reason: String,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 资源分配变更结果 allocation payload.
#[derive(SimpleObject)]
pub(crate) struct AllocationPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 资源分配 allocation as it is now.
    allocation: Option<Allocation>,
}

/// Changes of allocations.
#[derive(Debug, Default)]
pub(crate) struct AllocationMutation;

/// 资源分配 allocations.
#[Object]
impl AllocationMutation {
    /// 登记资源分配 record allocation of a project.
    async fn record_allocation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordAllocationInput,
    ) -> Answer<AllocationPayload> {
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordAllocation {
            project: at.id,
            expected_version: input.expected_version,
            terms: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, allocation) = change(view(ctx)?, at, key, &command).await?;
        Ok(AllocationPayload {
            project,
            allocation,
        })
    }

    /// 更正资源分配 correct allocation: what is right takes the place of what was wrong, which is kept.
    async fn correct_allocation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectAllocationInput,
    ) -> Answer<AllocationPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Allocation>(view, "input.allocation", &input.allocation).await?;
        let command = CorrectAllocation {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
            right: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, allocation) = change(view, at, key, &command).await?;
        Ok(AllocationPayload {
            project,
            allocation,
        })
    }

    /// 作废资源分配 void allocation that was recorded by mistake; it is kept and no longer counts.
    async fn void_allocation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: VoidAllocationInput,
    ) -> Answer<AllocationPayload> {
        let view = view(ctx)?;
        let (wrong, at) = wrong::<Allocation>(view, "input.allocation", &input.allocation).await?;
        let command = VoidAllocation {
            project: at.id,
            expected_version: input.expected_version,
            wrong: wrong.id,
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let (project, allocation) = change(view, at, key, &command).await?;
        Ok(AllocationPayload {
            project,
            allocation,
        })
    }
}
