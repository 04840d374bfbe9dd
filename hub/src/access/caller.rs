use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shuniu_policy::{CreditCode, RegionCode};

/// Who asks, as the token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Subject of the token.
    pub subject: String,
    /// Role under which it acts.
    pub role: Role,
    /// The body an authority acts for.
    pub body: Option<Body>,
    /// Jurisdictions it may act in.
    pub jurisdictions: Vec<RegionCode>,
    /// The unit it belongs to; a project unit sees only the projects of its own.
    pub organization: Option<CreditCode>,
    /// When the token lapses (UTC).
    pub expires_at: Option<DateTime<Utc>>,
}

impl Caller {
    /// The roles of packs under which it must act; none for those who only look.
    #[must_use]
    pub fn responsible_as(&self) -> Vec<&'static str> {
        match (self.role, self.body) {
            (Role::ProjectUnit | Role::DataBureau | Role::Contractor, _) => {
                vec![self.role.as_str()]
            }
            // The packs say which government, and which office of the archive.
            (Role::Authority, Some(Body::Government)) => vec!["government", "county_government"],
            (Role::Authority, Some(Body::Archive)) => vec!["archive_authority"],
            (Role::Authority, Some(body)) => vec![body.as_str()],
            _ => Vec::new(),
        }
    }
}

/// The text is none of the names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no {1}; known: {2}")]
pub struct UnknownName(pub String, pub &'static str, pub String);

macro_rules! names {
    ($(#[$about:meta])* $kind:ident, $what:literal, $($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $kind {
            $($(#[$doc])* #[serde(rename = $name)] $variant),+
        }

        impl $kind {
            /// Every one, in the order of the documents.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in tokens.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $kind {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    UnknownName(text.chars().take(40).collect(), $what, known.join(", "))
                })
            }
        }
    };
}

names! {
    /// What a caller is.
    Role, "role",
    /// Looks, and nothing else.
    Viewer = "viewer",
    /// The unit responsible for projects; sees its own.
    ProjectUnit = "project_unit",
    /// The data bureau of the jurisdiction: runs the process.
    DataBureau = "data_bureau",
    /// Another authority with a say, named by its body.
    Authority = "authority",
    /// A contractor or supervisor; sees the law, and no project.
    Contractor = "contractor",
    /// A system that feeds or follows the hub.
    Connector = "connector",
    /// Reporting tools; aggregates and lists.
    Reporting = "reporting",
    /// Front-end developers; sees definitions, the law and the schema, and no project.
    Developer = "developer",
    /// Runs the hub.
    Admin = "admin",
}

names! {
    /// Which authority an `authority` is.
    Body, "body",
    /// 发展改革
    DevelopmentReform = "development_reform",
    /// 财政
    Finance = "finance",
    /// 审计
    Audit = "audit",
    /// 网信
    Cyberspace = "cyberspace",
    /// 保密、密码
    SecrecyCrypto = "secrecy_crypto",
    /// 公安
    PublicSecurity = "public_security",
    /// 本级政府
    Government = "government",
    /// 领导小组
    LeadingGroup = "leading_group",
    /// 档案
    Archive = "archive",
    /// 国资
    StateAssets = "state_assets",
}
