//! Why a socket is closed by us.

use axum::extract::ws::CloseFrame;

/// The close codes in use; reasons stay under 123 bytes, which RFC 6455 §5.5 demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// 1001: the server shuts down.
    Shutdown,
    /// 1008: the peer answers no ping or takes no messages.
    Silent,
    /// 1009: a message is larger than allowed.
    TooLarge,
    /// 1011: a fault of ours.
    Internal,
    /// 4400: a message is not one of the protocol.
    BadMessage(&'static str),
    /// 4401: `subscribe` before `connection_ack`.
    Unauthorized,
    /// 4403: the token was refused or has expired.
    Forbidden(&'static str),
    /// 4408: `connection_init` did not come in time.
    InitTimeout,
    /// 4409: an operation id is in use.
    Duplicate,
    /// 4429: a second `connection_init`.
    SecondInit,
}

impl Close {
    /// Returns the close code.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Shutdown => 1001,
            Self::Silent => 1008,
            Self::TooLarge => 1009,
            Self::Internal => 1011,
            Self::BadMessage(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden(_) => 4403,
            Self::InitTimeout => 4408,
            Self::Duplicate => 4409,
            Self::SecondInit => 4429,
        }
    }

    /// Returns the reason; it never holds anything the peer sent.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Shutdown => "The server shuts down",
            Self::Silent => "No sign of life",
            Self::TooLarge => "Message too large",
            Self::Internal => "Internal error",
            Self::BadMessage(reason) | Self::Forbidden(reason) => reason,
            Self::Unauthorized => "Unauthorized",
            Self::InitTimeout => "Connection initialisation timeout",
            Self::Duplicate => "Subscriber already exists",
            Self::SecondInit => "Too many initialisation requests",
        }
    }
}

impl From<Close> for CloseFrame {
    fn from(close: Close) -> Self {
        Self {
            code: close.code(),
            reason: close.reason().into(),
        }
    }
}
