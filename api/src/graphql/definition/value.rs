use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::pack::Bilingual;
use shuniu_hub::query::{View, worded};
use uuid::Uuid;

use crate::graphql::scalar::Json;

/// 理由 reason. One step of why something is owed, closed or derived, in both languages.
#[derive(Clone, Debug, Serialize, SimpleObject)]
pub(crate) struct Reason {
    /// 中文 in Chinese.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

impl From<Bilingual> for Reason {
    fn from(Bilingual { zh, en }: Bilingual) -> Self {
        Self { zh, en }
    }
}

impl Reason {
    /// Stored reasons in the words of the pack that judged, by its id and version.
    pub(crate) fn worded(law: &LocalLaw, judged_by: (&str, &str), stored: &Value) -> Vec<Self> {
        let told = worded(law, judged_by, stored);
        told.into_iter().map(Self::from).collect()
    }
}

/// 阶段 stage of a project's life, as the pack of its jurisdiction names it.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Stage {
    /// 名称 name, stable.
    pub(crate) name: String,
    /// 中文 Chinese term; the name itself when no pack in force knows it.
    pub(crate) zh: String,
    /// 英文 English term; the name itself when no pack in force knows it.
    pub(crate) en: String,
    /// 次序 position among the stages, from 1; null when no pack in force knows it.
    pub(crate) position: Option<usize>,
}

impl Stage {
    pub(crate) fn of(view: &View, jurisdiction: Uuid, name: &str) -> Self {
        let law = view.hub().local_law(jurisdiction);
        let stages = law
            .packs()
            .iter()
            .rev()
            .flat_map(|pack| pack.stages.iter().enumerate());
        let known = stages.into_iter().find(|(_, stage)| stage.key == name);
        Self {
            name: name.to_owned(),
            zh: known.map_or(name, |(_, stage)| &stage.zh).to_owned(),
            en: known.map_or(name, |(_, stage)| &stage.en).to_owned(),
            position: known.map(|(at, _)| at + 1),
        }
    }
}

/// 推导值 derived value. What the packs derive from a project's facts, and why.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct DerivedValue {
    /// 名称 name, such as `management_track`.
    pub(crate) name: String,
    /// 中文 Chinese term.
    pub(crate) zh: String,
    /// 英文 English term.
    pub(crate) en: String,
    /// 取值 value; null where no rule holds, or while facts are missing.
    pub(crate) value: Option<Json>,
    /// 缺少的属性 needs: the facts that are missing to tell.
    pub(crate) needs: Vec<String>,
    /// 依据条款 by: the codes of the provisions it rests on.
    pub(crate) by: Vec<String>,
    /// 理由 because: why, in order.
    pub(crate) because: Vec<Reason>,
}

/// A derived value as it is stored.
#[derive(Debug, Default, Deserialize)]
struct Stored {
    value: Option<Value>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    pack: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    because: Value,
}

impl DerivedValue {
    pub(crate) fn all(law: &LocalLaw, stored: &Value) -> Vec<Self> {
        use shuniu_hub::policy::vocabulary::Family;
        let known = law.vocabulary();
        let entries = stored.as_object().into_iter().flatten();
        let one = |(name, stored): (&String, &Value)| {
            let stored = Stored::deserialize(stored).unwrap_or_default();
            Self {
                zh: known.zh(Family::Derived, name).to_owned(),
                en: known.en(Family::Derived, name).to_owned(),
                name: name.clone(),
                value: stored.value.map(Json),
                needs: stored.needs,
                by: stored.by,
                because: Reason::worded(law, (&stored.pack, &stored.version), &stored.because),
            }
        };
        entries.map(one).collect()
    }
}
