use async_graphql::{Enum, SimpleObject};
use shuniu_hub::Hub;
use shuniu_hub::field::{Slot, terms};
use shuniu_hub::policy::PeriodKind;
use shuniu_hub::policy::vocabulary::{Definition as Defined, Family, ValueType};
use uuid::Uuid;

/// 词汇类别 definition family. Names are unique within their family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum DefinitionFamily {
    /// 项目属性 a project attribute; one that is not recorded is unknown.
    Fact,
    /// 事件 a dated event.
    Event,
    /// 文件 evidence on file.
    Document,
    /// 定期报告 a recurring report.
    Report,
    /// 关口 a step that the law can close.
    Gate,
    /// 推导值 a value that packs derive.
    Derived,
}

impl DefinitionFamily {
    pub(crate) const ALL: [Self; 6] = [
        Self::Fact,
        Self::Event,
        Self::Document,
        Self::Report,
        Self::Gate,
        Self::Derived,
    ];
}

impl From<DefinitionFamily> for Family {
    fn from(family: DefinitionFamily) -> Self {
        match family {
            DefinitionFamily::Fact => Self::Fact,
            DefinitionFamily::Event => Self::Event,
            DefinitionFamily::Document => Self::Document,
            DefinitionFamily::Report => Self::Report,
            DefinitionFamily::Gate => Self::Gate,
            DefinitionFamily::Derived => Self::Derived,
        }
    }
}

/// 取值 permitted value of a fact or attribute.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ValueName {
    /// 名称 name, as records and packs use it.
    pub(crate) name: String,
    /// 中文 Chinese term.
    pub(crate) zh: String,
    /// 英文 English term.
    pub(crate) en: String,
}

/// 附加属性 attribute of an event or document.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Attribute {
    /// 名称 name, as records and packs use it.
    pub(crate) name: String,
    /// 中文 Chinese term.
    pub(crate) zh: String,
    /// 英文 English term.
    pub(crate) en: String,
    /// 类型 type: `money`, `int`, `bool`, `one`, `list` or `date`.
    #[graphql(name = "type")]
    pub(crate) kind: Option<&'static str>,
    /// 是否必填 whether it must be given.
    pub(crate) required: bool,
    /// 取值 permitted values; empty unless the type is `one` or `list`.
    pub(crate) values: Vec<ValueName>,
}

/// 名称定义 definition. What a name of a fact, event, document, report, gate or derived value means.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "FactDefinition")]
pub(crate) struct Definition {
    /// 类别 family it belongs to.
    pub(crate) family: DefinitionFamily,
    /// 名称 name, as records and packs use it.
    pub(crate) name: String,
    /// 中文 Chinese term.
    pub(crate) zh: String,
    /// 英文 English term.
    pub(crate) en: String,
    /// 类型 type of its values: `money`, `int`, `bool`, `one`, `list` or `date`; null for what has no value, and for a name or code.
    #[graphql(name = "type")]
    pub(crate) kind: Option<&'static str>,
    /// 取值 permitted values; empty unless the type is `one` or `list`.
    pub(crate) values: Vec<ValueName>,
    /// 附加属性 attributes of an event or document.
    pub(crate) attributes: Vec<Attribute>,
    /// 报告周期 period of a report: `month`, `quarter` or `year`; null for anything else.
    pub(crate) period: Option<&'static str>,
}

impl ValueName {
    /// A value of an attribute, as the vocabulary calls it.
    pub(crate) fn read(of: &Defined, value: &str) -> Self {
        Self {
            name: value.to_owned(),
            zh: of.value_zh(value).to_owned(),
            en: of.value_en(value).to_owned(),
        }
    }
}

fn values(defined: &Defined) -> Vec<ValueName> {
    let values = defined.values.iter();
    values
        .map(|one| ValueName::read(defined, &one.name))
        .collect()
}

impl Attribute {
    pub(crate) fn read(defined: &Defined) -> Self {
        Self {
            name: defined.name.clone(),
            zh: defined.zh.clone(),
            en: defined.en.clone(),
            kind: defined.value_type.map(ValueType::as_str),
            required: defined.required,
            values: values(defined),
        }
    }
}

impl Definition {
    pub(crate) fn read(family: DefinitionFamily, defined: &Defined) -> Self {
        Self {
            family,
            name: defined.name.clone(),
            zh: defined.zh.clone(),
            en: defined.en.clone(),
            kind: defined.value_type.map(ValueType::as_str),
            values: values(defined),
            attributes: defined.attributes.iter().map(Attribute::read).collect(),
            period: defined.period.map(|period| match period {
                PeriodKind::Month => "month",
                PeriodKind::Quarter => "quarter",
                PeriodKind::Year => "year",
            }),
        }
    }

    /// What a name means in a jurisdiction.
    pub(crate) fn find(
        hub: &Hub,
        jurisdiction: Uuid,
        family: DefinitionFamily,
        name: &str,
    ) -> Option<Self> {
        let law = hub.local_law(jurisdiction);
        let defined = law.vocabulary().get(family.into(), name)?;
        Some(Self::read(family, defined))
    }

    /// What a field of a project's head is called, which no law reads and no vocabulary has.
    pub(crate) fn of_header(hub: &Hub, jurisdiction: Uuid, name: &str) -> Option<Self> {
        let law = hub.local_law(jurisdiction);
        let (zh, en) = terms(law.vocabulary(), &Slot::of_project(name));
        (zh != name).then(|| Self {
            family: DefinitionFamily::Fact,
            name: name.to_owned(),
            zh,
            en,
            kind: None,
            values: Vec::new(),
            attributes: Vec::new(),
            period: None,
        })
    }
}
