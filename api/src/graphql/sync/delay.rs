use async_graphql::{Enum, SimpleObject};
use shuniu_hub::connectors::egress::{Delay, Setback};
use shuniu_hub::sync::WaitingFor;

use crate::graphql::scalar::Instant;

/// 等待类别 request delay kind. Why a request to an outside system does not go out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum RequestDelayKind {
    /// 请求配额用尽 the request budget is spent, which all share that call the same platform.
    Budget,
    /// 对方要求稍后 the other side asked to be left alone until then (`Retry-After`).
    RetryAfter,
    /// 重试间隔 a pause of our own between two attempts.
    Retry,
}

/// 上次尝试结果 request setback. How the attempt before failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum RequestSetback {
    /// 被限流 it was turned away: there were too many requests.
    Throttled,
    /// 未连通 it did not reach the other side.
    Unreached,
    /// 未获有效应答 it brought no usable answer: an error of the other side, silence, or an answer that broke off.
    Unanswered,
}

impl From<Setback> for RequestSetback {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::Throttled => Self::Throttled,
            Setback::Unreached => Self::Unreached,
            Setback::Unanswered => Self::Unanswered,
        }
    }
}

/// 请求等待 request delay. What a run waits for within a request to an outside system.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct RequestDelay {
    /// 类别 kind.
    kind: RequestDelayKind,
    /// 等待至 until when at the earliest (UTC).
    until: Instant,
    /// 第几次尝试 attempt that comes next, 2 or more; null where it waits for the request budget.
    attempt: Option<u32>,
    /// 最多尝试次数 attempts there may be in all; null where it waits for the request budget.
    attempts: Option<u32>,
    /// 上次尝试结果 after what: how the attempt before failed; null where it waits for the request budget.
    after: Option<RequestSetback>,
}

impl From<WaitingFor> for RequestDelay {
    fn from(waiting_for: WaitingFor) -> Self {
        let (kind, again) = match waiting_for.delay {
            Delay::Budget => (RequestDelayKind::Budget, None),
            Delay::RetryAfter(again) => (RequestDelayKind::RetryAfter, Some(again)),
            Delay::Retry(again) => (RequestDelayKind::Retry, Some(again)),
        };
        Self {
            kind,
            until: Instant(waiting_for.until),
            attempt: again.map(|again| again.attempt),
            attempts: again.map(|again| again.attempts),
            after: again.map(|again| again.after.into()),
        }
    }
}
