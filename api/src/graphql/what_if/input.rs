use async_graphql::{ID, InputObject};
use shuniu_hub::policy::pack::PackFiles;
use shuniu_hub::policy::values::{Period, PeriodError};
use shuniu_hub::query::Key;
use shuniu_hub::what_if::{ProposedLaw, Supposed, SupposedException, SupposedReport, Supposition};

use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::attributes;
use crate::graphql::project::FactInputObject;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, Json, RegionCode};

/// 假设的事件 supposed event.
#[derive(Debug, InputObject)]
pub(crate) struct SupposedEvent {
    /// 种类 kind; `factDefinitions(families: EVENT)` lists them.
    kind: String,
    /// 发生日 occurred on, no later than `asOf`.
    occurred_on: Date,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
}

/// 假设的文件 supposed document.
#[derive(Debug, InputObject)]
pub(crate) struct SupposedDocument {
    /// 种类 kind; `factDefinitions(families: DOCUMENT)` lists them.
    kind: String,
    /// 提交日 filed on, no later than `asOf`; on file without a known day if left out.
    filed_on: Option<Date>,
    /// 附加属性 attributes that the vocabulary gives to the kind, as a JSON object.
    attributes: Option<Json>,
    /// 所属合同、标段或资产 occurrence: the contract, lot or asset it names; the project itself if left out.
    occurrence: Option<String>,
}

/// 假设的报告 supposed report.
#[derive(Debug, InputObject)]
#[graphql(name = "SupposedReport")]
pub(crate) struct SupposedReportInput {
    /// 种类 kind; `factDefinitions(families: REPORT)` lists them.
    kind: String,
    /// 所属期间 period: `2025-07`, `2025-Q3` or `2026`.
    period: String,
    /// 提交日 submitted on, no later than `asOf`.
    submitted_on: Date,
}

/// 假设的例外 supposed exception.
#[derive(Debug, InputObject)]
#[graphql(name = "SupposedException")]
pub(crate) struct SupposedExceptionInput {
    /// 条款编号 code of the provision; it must bind in principle (原则上).
    provision: String,
    /// 批准单位 approved by.
    approved_by: String,
    /// 批准日 approved on, no later than `asOf`.
    approved_on: Date,
    /// 理由 reason.
    reason: String,
}

/// 事前研判输入 pre-check input. Of a project that is not there, what is not given has not happened and is not on file; an attribute that is not given is unknown.
#[derive(Debug, InputObject)]
pub(crate) struct PreCheckInput {
    /// 辖区 jurisdiction whose law is asked.
    pub(crate) jurisdiction: RegionCode,
    /// 在册项目 project on record that everything else is added to; none if left out.
    project: Option<ID>,
    /// 所问之日 as of: the day on which the law is asked; today if left out.
    pub(crate) as_of: Option<Date>,
    /// 属性 facts; each takes the place of what is on record.
    #[graphql(default)]
    facts: Vec<FactInputObject>,
    /// 事件 events.
    #[graphql(default)]
    events: Vec<SupposedEvent>,
    /// 文件 documents on file.
    #[graphql(default)]
    documents: Vec<SupposedDocument>,
    /// 定期报告 reports.
    #[graphql(default)]
    reports: Vec<SupposedReportInput>,
    /// 例外 exceptions.
    #[graphql(default)]
    exceptions: Vec<SupposedExceptionInput>,
}

impl PreCheckInput {
    pub(crate) fn read(self) -> Answer<(Option<Key>, Supposition)> {
        let project = self.project.as_ref();
        let project = project.map(|id| key_of(Kind::Project, "input.project", id));
        let events = self.events.into_iter().map(|one| {
            Ok(Supposed {
                kind: one.kind,
                on: Some(one.occurred_on.0),
                attributes: attributes(one.attributes)?,
                occurrence: one.occurrence,
            })
        });
        let documents = self.documents.into_iter().map(|one| {
            Ok(Supposed {
                kind: one.kind,
                on: one.filed_on.map(|day| day.0),
                attributes: attributes(one.attributes)?,
                occurrence: one.occurrence,
            })
        });
        let reports = self.reports.into_iter().enumerate().map(|(at, one)| {
            let period: Result<Period, PeriodError> = one.period.parse();
            let period = period.map_err(|error| {
                let field = format!("input.reports[{at}].period");
                Refusal::input(field, error)
            })?;
            Ok(SupposedReport {
                kind: one.kind,
                period,
                on: one.submitted_on.0,
            })
        });
        let exceptions = self.exceptions.into_iter().map(|one| SupposedException {
            provision: one.provision,
            approved_by: one.approved_by,
            on: one.approved_on.0,
            reason: one.reason,
        });
        let supposition = Supposition {
            facts: self.facts.into_iter().map(Into::into).collect(),
            events: events.collect::<Answer<_>>()?,
            documents: documents.collect::<Answer<_>>()?,
            reports: reports.collect::<Answer<_>>()?,
            exceptions: exceptions.collect(),
        };
        Ok((project.transpose()?, supposition))
    }
}

/// 法规文件 pack file. One file of a pack's folder.
#[derive(Debug, InputObject)]
pub(crate) struct PackFileInput {
    /// 路径 path inside the folder, such as `provisions/01-general.yaml`.
    path: String,
    /// 内容 text.
    text: String,
}

/// 拟用法规 proposed pack: the files of a folder as `policy/FORMAT.md` describes it.
#[derive(Debug, InputObject)]
pub(crate) struct ProposedPack {
    /// 标识 id of the pack, the name of its folder.
    id: String,
    /// 文件 files: `pack.toml`, `text.md`, `derived.yaml` and `provisions/*.yaml`.
    files: Vec<PackFileInput>,
}

/// 施行日期 effective date of a pack whose text prints none.
#[derive(Debug, InputObject)]
pub(crate) struct EffectiveDate {
    /// 标识 id of the pack.
    pack: String,
    /// 施行日期 day on which it would take effect.
    on: Date,
}

/// 试行法规输入 pack trial input. What is left out stays as it is.
#[derive(Debug, InputObject)]
pub(crate) struct PackTrialInput {
    /// 辖区 jurisdiction whose projects are looked at.
    pub(crate) jurisdiction: RegionCode,
    /// 所问之日 as of: the day on which both laws are asked; today if left out.
    pub(crate) as_of: Option<Date>,
    /// 新的或修改的法规 packs that are new or edited. One of an id and version that is known takes its place; a new version follows the old one from its day in force.
    #[graphql(default)]
    packs: Vec<ProposedPack>,
    /// 增用的法规 packs at hand that the place would apply besides, by id.
    #[graphql(default)]
    besides: Vec<String>,
    /// 不再适用的法规 packs that the place would no longer apply, by id.
    #[graphql(default)]
    without: Vec<String>,
    /// 施行日期 days in force of packs whose text prints none.
    #[graphql(default)]
    effective_on: Vec<EffectiveDate>,
    /// 设置 settings that would be others, as a JSON object of whole numbers.
    settings: Option<Json>,
}

impl PackTrialInput {
    pub(crate) fn read(self) -> Answer<ProposedLaw> {
        let settings = match self.settings {
            None | Some(Json(serde_json::Value::Null)) => serde_json::Map::new(),
            Some(Json(serde_json::Value::Object(settings))) => settings,
            Some(_) => return Err(Refusal::input("input.settings", "is no JSON object")),
        };
        let packs = self.packs.into_iter().map(|pack| {
            let files = pack.files.into_iter().map(|file| (file.path, file.text));
            PackFiles::new(&pack.id, files)
        });
        let days = self
            .effective_on
            .into_iter()
            .map(|one| (one.pack, one.on.0));
        Ok(ProposedLaw {
            packs: packs.collect(),
            besides: self.besides,
            without: self.without,
            effective_on: days.collect(),
            settings,
        })
    }
}
