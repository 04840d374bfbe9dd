//! `[limits]`: all finite.

use serde::{Deserialize, Serialize};

use shuniu_hub::query::MAX_PAGE;

use super::ConfigError;

macro_rules! limits {
    (
        $(#[$doc:meta])* $name:ident at $prefix:literal {
            $($(#[$field_doc:meta])* $field:ident: $ty:ty = $default:expr),* $(,)?
        }
        $({ $($(#[$nested_doc:meta])* $nested:ident: $nested_ty:ty),* $(,)? })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty,)*
            $($($(#[$nested_doc])* pub $nested: $nested_ty,)*)?
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* $($($nested: <$nested_ty>::default(),)*)? }
            }
        }

        impl $name {
            pub(super) fn check(&self) -> Result<(), ConfigError> {
                $(if self.$field == 0 {
                    let key = concat!($prefix, stringify!($field));
                    return Err(ConfigError::value(key, "must be at least 1"));
                })*
                $($(self.$nested.check()?;)*)?
                self.ranges()
            }
        }
    };
}

limits! {
    /// Every limit on what callers may ask. Times are in milliseconds, sizes in bytes.
    LimitsConfig at "limits." {
        /// The largest request body.
        body_bytes: usize = 1 << 20,
        /// How long a body may take to arrive.
        body_read_ms: u64 = 15_000,
        /// The largest request head, URL included.
        header_bytes: usize = 16_384,
        /// The largest number of request headers.
        headers: usize = 64,
        /// How long a request head may take to arrive.
        header_read_ms: u64 = 10_000,
        /// The largest number of open connections.
        connections: usize = 4_096,
        /// How many operations each caller may send in a minute, on average.
        operations_per_minute: u32 = 6_000,
        /// How many operations a caller who was silent may send at once.
        operations_at_once: u32 = 600,
        /// How long an operation may run.
        request_ms: u64 = 30_000,
        /// The largest GraphQL document.
        document_bytes: usize = 65_536,
        /// The largest number of tokens in a document.
        tokens: usize = 8_000,
        /// The deepest nesting of brackets in a document.
        nesting: usize = 48,
        /// The largest number of fields after fragments are expanded.
        fields: usize = 3_000,
        /// The deepest selection after fragments are expanded.
        depth: usize = 16,
        /// The largest number of aliases after fragments are expanded.
        aliases: usize = 100,
        /// The largest number of directives, wherever they stand, after fragments are expanded.
        directives: usize = 100,
        /// The largest number of fields at the root of an operation.
        root_fields: usize = 20,
        /// The largest cost: fields times the page sizes above them.
        cost: u64 = 200_000,
        /// The largest page (`first` or `last`) of any list, at most 1000.
        page: u64 = 100,
        /// The page size when a query names none.
        page_default: u64 = 20,
        /// The largest number of groups in one aggregate.
        groups: u64 = 1_000,
        /// The largest number of projects that one trial of a law looks at.
        trial_projects: u64 = 1_000,
        /// The largest number of duties in one calendar feed, at most 10000.
        calendar_events: u32 = 2_000,
        /// The largest number of calendars that one subject may have open in a jurisdiction.
        calendars: u32 = 10,
        /// For how many days after the day it is made a calendar opens at most.
        calendar_days: u32 = 400,
        /// The largest number of errors in one answer.
        errors: usize = 50,
        /// The largest size of all errors in one answer.
        error_bytes: usize = 16_384,
        /// Documents with more bytes than this are parsed and validated off the async workers.
        offload_bytes: usize = 4_096,
        /// How many such documents are worked on at once; others wait.
        offload_slots: usize = 4,
        /// The largest number of open sockets.
        sockets: usize = 1_000,
        /// The largest number of live operations of one socket.
        socket_operations: usize = 32,
        /// The largest message on a socket.
        socket_message_bytes: usize = 131_072,
        /// How long a socket may take to send `connection_init`.
        socket_init_ms: u64 = 5_000,
        /// How often a silent socket or event stream is pinged; twice this without a sign ends it.
        socket_ping_ms: u64 = 20_000,
        /// How long one message may take to be taken by the peer.
        socket_send_ms: u64 = 10_000,
        /// The largest number of open event streams (SSE).
        event_streams: usize = 1_000,
    }
    {
        /// Limits for `__schema` and `__type`, which need more depth than data.
        introspection: IntrospectionLimits,
        /// Limits on ledgers that people hand in.
        import: ImportLimits,
    }
}

limits! {
    /// Limits on a ledger that somebody hands in.
    ImportLimits at "limits.import." {
        /// The largest file.
        file_bytes: usize = 20 << 20,
        /// The most that a workbook may unpack to.
        unpacked_bytes: u64 = 200 << 20,
        /// The largest number of rows of a sheet, headings included.
        rows: u32 = 20_000,
        /// The largest number of columns of a sheet.
        columns: u32 = 300,
        /// The longest text of a cell, in characters.
        cell_characters: usize = 2_000,
    }
}

limits! {
    /// Limits for the introspection part of a document.
    IntrospectionLimits at "limits.introspection." {
        /// The largest number of fields after fragments are expanded.
        fields: usize = 1_000,
        /// The deepest selection after fragments are expanded.
        depth: usize = 20,
    }
}

impl LimitsConfig {
    fn ranges(&self) -> Result<(), ConfigError> {
        if self.header_bytes < 8_192 {
            return Err(ConfigError::value(
                "limits.header_bytes",
                "must be at least 8192",
            ));
        }
        // The parser recurses once per bracket; deeper nesting could exhaust its stack.
        if self.nesting > 200 {
            return Err(ConfigError::value("limits.nesting", "must be at most 200"));
        }
        if self.page > u64::from(MAX_PAGE) {
            let message = format!("must be at most {MAX_PAGE}");
            return Err(ConfigError::value("limits.page", message));
        }
        if self.calendar_events > 10_000 {
            let message = "must be at most 10000";
            return Err(ConfigError::value("limits.calendar_events", message));
        }
        if self.page_default > self.page {
            let message = "must not be larger than limits.page";
            return Err(ConfigError::value("limits.page_default", message));
        }
        Ok(())
    }
}

impl ImportLimits {
    #[expect(clippy::unused_self, reason = "the shape the macro expects")]
    fn ranges(&self) -> Result<(), ConfigError> {
        Ok(())
    }
}

impl IntrospectionLimits {
    #[expect(clippy::unused_self, reason = "the shape the macro expects")]
    fn ranges(&self) -> Result<(), ConfigError> {
        Ok(())
    }
}
