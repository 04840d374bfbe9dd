use std::sync::Arc;

use async_graphql::{Enum, Object, SimpleObject};
use shuniu_hub::Hub;
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::pack::{Machine, Pack as PackFile, Provision as Printed, Strength};
use uuid::Uuid;

use super::pack::{Pack, Role};
use crate::graphql::definition::Reason;

/// 约束力 how strongly a provision binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "ProvisionStrength")]
pub(crate) enum StrengthOf {
    /// 应当、必须、不得 must; takes no exception.
    Must,
    /// 原则上 in principle; a recorded exception opens its gates.
    InPrinciple,
    /// 宜 should.
    Should,
    /// 可以 may.
    May,
    /// 鼓励 encouraged.
    Encouraged,
}

/// 机器判断程度 how much of a provision is decided by machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "ProvisionMachine")]
pub(crate) enum MachineOf {
    /// 全部 all of it.
    Full,
    /// 部分 a part; the rest is asked of a person as evidence.
    Partial,
    /// 不判断 nothing; it is shown.
    None,
}

/// 裁定 ruling. How the pack reads a place where its text is silent or unclear.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Ruling {
    /// 编号 number, such as `R6`.
    pub(crate) id: String,
    /// 中文 in Chinese.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

/// A provision within the law of a jurisdiction.
#[derive(Clone)]
pub(crate) struct Provision {
    law: Arc<LocalLaw>,
    pack: usize,
    at: usize,
}

impl Provision {
    /// Finds a provision among the packs of a jurisdiction.
    pub(crate) fn find(hub: &Hub, jurisdiction: Uuid, code: &str) -> Option<Self> {
        Self::within(&hub.local_law(jurisdiction), code)
    }

    /// Finds a provision as the version of its pack has it that judged.
    pub(crate) fn judged(hub: &Hub, jurisdiction: Uuid, code: &str, version: &str) -> Option<Self> {
        Self::of_version(&hub.local_law(jurisdiction), code, version)
    }

    /// The provision as a version of its pack has it, else as the last version that has it.
    pub(crate) fn of_version(law: &Arc<LocalLaw>, code: &str, version: &str) -> Option<Self> {
        let judged = |pack: &PackFile| pack.version == version;
        Self::among(law, code, judged).or_else(|| Self::within(law, code))
    }

    /// The provision in the last version of its pack that has it.
    pub(crate) fn within(law: &Arc<LocalLaw>, code: &str) -> Option<Self> {
        Self::among(law, code, |_| true)
    }

    fn among(law: &Arc<LocalLaw>, code: &str, fits: impl Fn(&PackFile) -> bool) -> Option<Self> {
        let packs = law.packs().iter().enumerate().rev();
        packs
            .filter(|(_, packed)| fits(packed))
            .find_map(|(pack, packed)| {
                let at = packed.provisions.iter().position(|one| one.id == code)?;
                Some(Self {
                    law: Arc::clone(law),
                    pack,
                    at,
                })
            })
    }

    /// Every provision of the packs of a jurisdiction in all their versions, in the order of the
    /// texts.
    pub(crate) fn all(law: &Arc<LocalLaw>) -> Vec<Self> {
        let packs = law.packs().iter().enumerate();
        packs
            .flat_map(|(pack, packed)| {
                (0..packed.provisions.len()).map(move |at| Self {
                    law: Arc::clone(law),
                    pack,
                    at,
                })
            })
            .collect()
    }

    pub(crate) fn file(&self) -> &PackFile {
        &self.law.packs()[self.pack]
    }

    pub(crate) fn printed(&self) -> &Printed {
        &self.file().provisions[self.at]
    }

    fn roles(&self, keys: &[String]) -> Vec<Role> {
        keys.iter().map(|key| Role::of(self.file(), key)).collect()
    }
}

/// 条款 provision. One rule of a regulation, in its own words and in English.
#[Object]
impl Provision {
    /// 条款编号 code. Stable and public, such as `tinghu-11-cyberspace-filing-10-working-days`.
    async fn code(&self) -> &str {
        &self.printed().id
    }

    /// 条文出处 article, as printed, such as 第19条(二)(1).
    async fn article(&self) -> &str {
        &self.printed().article
    }

    /// 种类 kind of the catalogue, such as `deadline`.
    async fn kind(&self) -> &str {
        &self.printed().kind
    }

    /// 引导句 lead quote. The sentence that the quote hangs on, where there is one.
    async fn lead(&self) -> Option<&str> {
        self.printed().lead_quote.as_deref()
    }

    /// 原文 quote. The words of the text, verbatim.
    async fn quote(&self) -> &str {
        &self.printed().quote
    }

    /// 英文 what it says, in English.
    async fn en(&self) -> &str {
        &self.printed().en
    }

    /// 约束力 strength. How strongly it binds.
    async fn strength(&self) -> StrengthOf {
        match self.printed().strength {
            Strength::Must => StrengthOf::Must,
            Strength::InPrinciple => StrengthOf::InPrinciple,
            Strength::Should => StrengthOf::Should,
            Strength::May => StrengthOf::May,
            Strength::Encouraged => StrengthOf::Encouraged,
        }
    }

    /// 机器判断程度 machine. How much of it is decided by machine.
    async fn machine(&self) -> MachineOf {
        match self.printed().machine {
            Machine::Full => MachineOf::Full,
            Machine::Partial => MachineOf::Partial,
            Machine::None => MachineOf::None,
        }
    }

    /// 裁定 rulings by which it is read.
    async fn rulings(&self) -> Vec<Ruling> {
        let file = self.file();
        let cited = self
            .printed()
            .rulings
            .iter()
            .filter_map(|id| file.ruling(id));
        let ruling = cited.map(|one| Ruling {
            id: one.id.clone(),
            zh: one.zh.clone(),
            en: one.en.clone(),
        });
        ruling.collect()
    }

    /// 说明 note. What the text leaves open, for the reader.
    async fn note(&self) -> Option<Reason> {
        self.printed().note.as_ref().map(|note| Reason {
            zh: note.zh.clone(),
            en: note.en.clone(),
        })
    }

    /// 列举事项 items that the text enumerates.
    async fn items(&self) -> &[String] {
        &self.printed().items
    }

    /// 须人工提供 evidence that a person must supply, where the machine decides only a part.
    async fn evidence(&self) -> Option<&str> {
        self.printed().evidence.as_deref()
    }

    /// 不判断的原因 undecided. Why it decides nothing although it could be decided.
    async fn undecided(&self) -> Option<&str> {
        self.printed().undecided.as_deref()
    }

    /// 责任方 responsible. Who must act.
    async fn responsible(&self) -> Vec<Role> {
        self.roles(&self.printed().responsible)
    }

    /// 对象 recipient. Towards whom.
    async fn recipient(&self) -> Vec<Role> {
        self.roles(&self.printed().recipient)
    }

    /// 可关闭的关口 gates that it can close, by name.
    async fn gates(&self) -> Vec<&str> {
        self.printed().gates().collect()
    }

    /// 是否产生义务 whether it makes obligations.
    async fn has_duty(&self) -> bool {
        self.printed().has_duty()
    }

    /// 法规 pack. The regulation it stands in, in the version that judges.
    async fn pack(&self) -> Pack {
        Pack::of(&self.law, self.pack)
    }
}
