//! The caller, as far as the hub needs to know.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A role or body name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is no {kind}; the names are {known}")]
pub struct UnknownName {
    kind: &'static str,
    given: String,
    known: String,
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident, $kind:literal: $($(#[$item:meta])* $variant:ident = $text:literal),* $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item])* $variant),* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the name used in tokens.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(given: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|name| name.as_str() == given).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|name| name.as_str()).collect();
                    UnknownName { kind: $kind, given: given.chars().take(40).collect(), known: known.join(", ") }
                })
            }
        }
    };
}

names! {
    /// What the caller may do, within its jurisdictions.
    Role, "role":
    /// Reads what is public within a jurisdiction.
    Viewer = "viewer",
    /// 项目单位: its own projects.
    ProjectUnit = "project_unit",
    /// 数据局: all projects of its jurisdictions.
    DataBureau = "data_bureau",
    /// Another authority that reviews or supervises; which one, says [`Body`].
    Authority = "authority",
    /// 承建单位: the contracts it holds.
    Contractor = "contractor",
    /// An outside system that delivers records.
    Connector = "connector",
    /// Reads aggregates.
    Reporting = "reporting",
    /// Builds front ends: may introspect.
    Developer = "developer",
    /// Runs the hub.
    Admin = "admin",
}

names! {
    /// The authority behind [`Role::Authority`].
    Body, "body":
    /// 发展和改革部门.
    DevelopmentReform = "development_reform",
    /// 财政部门.
    Finance = "finance",
    /// 审计机关.
    Audit = "audit",
    /// 网信部门.
    Cyberspace = "cyberspace",
    /// 保密、密码管理部门.
    SecrecyCrypto = "secrecy_crypto",
    /// 公安机关.
    PublicSecurity = "public_security",
    /// 人民政府.
    Government = "government",
    /// 领导小组.
    LeadingGroup = "leading_group",
    /// 档案主管部门.
    Archive = "archive",
    /// 国有资产管理部门.
    StateAssets = "state_assets",
}

/// The caller behind a token that held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The stable id of the person or system (`sub`).
    pub subject: String,
    /// What it may do.
    pub role: Role,
    /// Which authority it is; present exactly when the role is [`Role::Authority`].
    pub body: Option<Body>,
    /// The region codes within which it may act, six digits each; empty means nowhere.
    pub jurisdictions: Vec<String>,
    /// The unified social credit code of its organization; present for units and contractors.
    pub org: Option<String>,
    /// A name to show; never used to decide anything.
    pub name: Option<String>,
    /// When the token ends, and with it every stream it opened.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_text_and_in_json() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{role}\""));
            assert_eq!(role.as_str().parse::<Role>().unwrap(), *role);
        }
        for body in Body::ALL {
            assert_eq!(serde_json::to_string(body).unwrap(), format!("\"{body}\""));
        }
    }

    #[test]
    fn an_unknown_role_is_refused_with_the_list() {
        let error = "root".parse::<Role>().unwrap_err().to_string();
        assert!(
            error.starts_with("\"root\" is no role") && error.contains("data_bureau"),
            "{error}"
        );
    }
}
