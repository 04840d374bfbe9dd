use async_graphql::{Enum, SimpleObject};
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::vocabulary::Family;
use shuniu_hub::query::{AskedPaper as Asked, PaperState as State};

use crate::graphql::definition::{Attribute, Definition, DefinitionFamily, ValueName};
use crate::graphql::document::Document;

/// 材料状况 paper state. How a paper that a duty asks for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub(crate) enum PaperState {
    /// 已附 attached: on file whole, and attached to the duty or to an event that performed it.
    Attached,
    /// 已有 on file whole, and not attached; that it suffices or came in time it does not say: `status` does.
    OnFile,
    /// 缺少 missing: not on file, or not whole.
    Missing,
    /// 无须 not needed: not on file, and another way that the text leaves was taken.
    NotNeeded,
    /// 无法确定 unknown: not on file; the record is not complete, another way that the text leaves may have been taken, or what is on file may be of another period or occasion of the same provision.
    Unknown,
}

/// 材料组成部分 paper part. What a paper must hold.
#[derive(Clone, SimpleObject)]
pub(crate) struct PaperPart {
    /// 名称 name, as `attributes.parts` of a document has it.
    name: String,
    /// 中文 Chinese term.
    zh: String,
    /// 英文 English term.
    en: String,
    /// 已有 whether a document on file holds it.
    on_file: bool,
}

/// 要求的材料 asked paper. A paper that performs a duty, and what is there of it.
#[derive(SimpleObject)]
pub(crate) struct AskedPaper {
    /// 种类 definition of its kind; null for a kind that the vocabulary does not know any more.
    definition: Option<Definition>,
    /// 须具备的属性 attributes that it must have, each with the values of which one suffices; empty where the kind is enough.
    attributes: Vec<Attribute>,
    /// 须包含的部分 parts that papers of the kind must hold together; empty where any one is enough.
    parts: Vec<PaperPart>,
    /// 是否可选其一 alternative: whether it is one of several ways that the text leaves.
    alternative: bool,
    /// 状况 state.
    state: PaperState,
    /// 已有文件 documents on file that are such a paper or hold a part of it, attached or not, those of other periods and occasions among them; none where a budget quota or a payment on record is the paper.
    documents: Vec<Document>,
}

impl AskedPaper {
    pub(super) fn of(law: &LocalLaw, asked: &Asked<'_>, documents: Vec<Document>) -> Self {
        let known = law.vocabulary().get(Family::Document, asked.paper.kind());
        let words = known.and_then(|kind| kind.attribute("parts"));
        let part = |name: &String| PaperPart {
            name: name.clone(),
            zh: words
                .map_or(name.as_str(), |of| of.value_zh(name))
                .to_owned(),
            en: words
                .map_or(name.as_str(), |of| of.value_en(name))
                .to_owned(),
            on_file: asked.held.contains(name),
        };
        let attributes = asked
            .paper
            .attributes()
            .iter()
            .filter_map(|(name, values)| {
                let of = known?.attribute(name)?;
                let words = values.iter().map(ToString::to_string);
                let values = words.map(|word| ValueName::read(of, &word)).collect();
                let wanted = Attribute::read(of);
                Some(Attribute { values, ..wanted })
            });
        Self {
            definition: known.map(|kind| Definition::read(DefinitionFamily::Document, kind)),
            attributes: attributes.collect(),
            parts: asked.paper.parts().iter().map(part).collect(),
            alternative: asked.paper.alternative.is_some(),
            state: asked.state.into(),
            documents,
        }
    }
}
