use async_graphql::Enum;
use shuniu_hub::query::Status;

/// 义务状态 obligation status. How a duty stands on a day; computed from its days, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ObligationStatus {
    /// 未触发 not due. It applies; what starts it has not happened.
    NotDue,
    /// 进行中 pending. Running and not late.
    Pending,
    /// 逾期 overdue. The last day has passed and it can still be done.
    Overdue,
    /// 已履行 fulfilled, in time.
    Fulfilled,
    /// 逾期履行 fulfilled late, after the last day.
    FulfilledLate,
    /// 违反 breached. A limit was exceeded that nothing can cure.
    Breached,
    /// 无法确定 undetermined. A missing fact or an unobserved stretch hides the answer.
    Undetermined,
}
