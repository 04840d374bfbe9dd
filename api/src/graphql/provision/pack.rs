use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::pack::{Layer, Pack as PackFile};

use super::Provision;
use crate::graphql::definition::Stage;
use crate::graphql::scalar::{Date, RegionCode};

/// 角色 role. A body or person that a regulation gives something to do.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "PackRole")]
pub(crate) struct Role {
    /// 名称 name that provisions use.
    pub(crate) key: String,
    /// 中文 as the text prints it.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

impl Role {
    pub(super) fn of(file: &PackFile, key: &str) -> Self {
        let known = file.role(key);
        Self {
            key: key.to_owned(),
            zh: known.map_or(key, |role| &role.zh).to_owned(),
            en: known.map_or(key, |role| &role.en).to_owned(),
        }
    }
}

/// A regulation within the law of a jurisdiction.
#[derive(Clone)]
pub(crate) struct Pack {
    law: Arc<LocalLaw>,
    at: usize,
}

impl Pack {
    pub(crate) fn of(law: &Arc<LocalLaw>, at: usize) -> Self {
        Self {
            law: Arc::clone(law),
            at,
        }
    }

    /// The packs of a jurisdiction, national layer first.
    pub(crate) fn all(law: &Arc<LocalLaw>) -> Vec<Self> {
        (0..law.packs().len()).map(|at| Self::of(law, at)).collect()
    }

    fn file(&self) -> &PackFile {
        &self.law.packs()[self.at]
    }
}

/// 法规 pack. One version of one regulation, as data.
#[Object]
impl Pack {
    /// 标识 id, such as `tinghu`.
    async fn id(&self) -> &str {
        &self.file().id
    }

    /// 版本 version of the pack.
    async fn version(&self) -> &str {
        &self.file().version
    }

    /// 名称 title of the regulation.
    async fn title(&self) -> &str {
        &self.file().title
    }

    /// 英文名称 title in English.
    async fn title_en(&self) -> &str {
        &self.file().title_en
    }

    /// 行政区划代码 region code. Where it is in force.
    async fn region_code(&self) -> RegionCode {
        RegionCode(self.file().region_code)
    }

    /// 层级 level: national, province, prefecture, district or county.
    async fn level(&self) -> &str {
        &self.file().level
    }

    /// 是否全国 national. Whether it belongs to the national layer.
    async fn national(&self) -> bool {
        self.file().layer == Layer::National
    }

    /// 施行日期 in force from; null while the jurisdiction has not stated it.
    async fn in_force_from(&self) -> Option<Date> {
        self.file().in_force_from.map(Date)
    }

    /// 失效日期 in force until, the last day; the eve of the next version where there is one; null while open.
    async fn in_force_until(&self) -> Option<Date> {
        self.file().in_force_until.map(Date)
    }

    /// 阶段 stages of a project, in order.
    async fn stages(&self) -> Vec<Stage> {
        let stages = self.file().stages.iter().enumerate();
        let stage = stages.map(|(at, stage)| Stage {
            name: stage.key.clone(),
            zh: stage.zh.clone(),
            en: stage.en.clone(),
            position: Some(at + 1),
        });
        stage.collect()
    }

    /// 角色 roles that it gives something to do.
    async fn roles(&self) -> Vec<Role> {
        let file = self.file();
        file.roles
            .iter()
            .map(|role| Role::of(file, &role.key))
            .collect()
    }

    /// 原文 text of the regulation, verbatim.
    async fn text(&self) -> &str {
        &self.file().text
    }

    /// 条款 provisions, in the order of the text.
    async fn provisions(&self) -> Vec<Provision> {
        let own = (&self.file().id, &self.file().version);
        let all = Provision::all(&self.law).into_iter();
        all.filter(|one| (&one.file().id, &one.file().version) == own)
            .collect()
    }
}
