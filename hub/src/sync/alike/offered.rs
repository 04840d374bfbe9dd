use serde::{Deserialize, Serialize};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

/// A project that a record may be of, and why, as it is kept in the review list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sync) struct Offered {
    pub(in crate::sync) project: Uuid,
    /// How much of the names is the same, of a thousand.
    pub(in crate::sync) likeness: u16,
    /// As a power of two by which it is one project rather than two, in thousandths.
    pub(in crate::sync) score: i32,
    /// What agrees and what differs, the name first.
    pub(in crate::sync) reasons: Vec<Bilingual>,
}

pub(super) fn codes_differ(one: &str, other: &str) -> Bilingual {
    Bilingual {
        zh: format!("项目代码不同（{one} / {other}）"),
        en: format!("the project codes differ ({one} / {other})"),
    }
}

pub(super) fn taken_out() -> Bilingual {
    Bilingual {
        zh: "曾由人工从该项目移出".to_owned(),
        en: "a person took the record out of this project before".to_owned(),
    }
}
