//! The caller, as far as the hub needs to know.

use chrono::{DateTime, Utc};

use shuniu_hub::access::Caller;
pub use shuniu_hub::access::{Body, Role, UnknownName};
use shuniu_hub::policy::{CreditCode, RegionCode};

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

impl Principal {
    /// The same for the hub. Codes that are none are left out: they reach nothing.
    #[must_use]
    pub fn caller(&self) -> Caller {
        let regions = self.jurisdictions.iter();
        let organization = self.org.as_deref();
        Caller {
            subject: self.subject.clone(),
            role: self.role,
            body: self.body,
            jurisdictions: regions
                .filter_map(|code| RegionCode::parse(code).ok())
                .collect(),
            organization: organization.and_then(|code| CreditCode::parse(code).ok()),
            expires_at: Some(self.expires_at),
        }
    }
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
