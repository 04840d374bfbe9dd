use async_graphql::SimpleObject;
use shuniu_hub::field::{Slot, terms};
use shuniu_hub::law::LocalLaw;
use shuniu_hub::precedence::Precedence as HubPrecedence;

/// 来源优先级 precedence. Whose value counts where several sources give one: the first wins, and what loses is kept.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Precedence {
    /// 版本 version of the whole; behind a plus sign that of the jurisdiction's own.
    version: String,
    /// 随附版本 version of the order that ships with the hub.
    shipped_version: String,
    /// 一般顺序 order for fields without one of their own; the strongest source first.
    default: Vec<String>,
    /// 按字段的顺序 orders of single fields, by name.
    fields: Vec<FieldPrecedence>,
}

/// 字段优先级 field precedence. The order of sources for one field.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FieldPrecedence {
    /// 字段 field, such as `investment_yuan` or `contract.amount_yuan`.
    field: String,
    /// 中文 in Chinese.
    zh: String,
    /// 英文 in English.
    en: String,
    /// 来源顺序 sources, the strongest first.
    sources: Vec<String>,
    /// 本地设定 own: whether the jurisdiction put it in the place of the shipped order.
    own: bool,
}

impl Precedence {
    /// What is in force under a law.
    pub(crate) fn of(law: &LocalLaw) -> Self {
        let (order, shipped) = (law.precedence(), HubPrecedence::shipped());
        let field = |(name, sources): (&String, &Vec<String>)| {
            let (zh, en) = terms(law.vocabulary(), &Slot::of_field(name));
            FieldPrecedence {
                field: name.clone(),
                zh,
                en,
                own: shipped.fields().get(name) != Some(sources),
                sources: sources.clone(),
            }
        };
        Self {
            version: order.version().to_owned(),
            shipped_version: shipped.version().to_owned(),
            default: order.default_order().to_vec(),
            fields: order.fields().iter().map(field).collect(),
        }
    }
}
